"""The rules between pairs, each as "at most so many of these": what the solver and the greedy both obey."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coordinator.lineups.clashes import exclusive_pairs
from coordinator.lineups.columns import Day, Whole, groups
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.problem import ACTS


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of these pairs (rows) may be chosen."""

    pairs: Whole
    most: int


def limits_of(day: Day, pairs: Pairs) -> list[Limit]:
    """All rules between the pairs that could be broken.

    Locks stand even where they break a rule together: its limit is then the number of locks, and nobody else fits.
    """
    plain = [
        *_acts_per_show(pairs),
        *_one_genre_once(day, pairs),
        *_shows_per_act(day, pairs),
        *_kept_apart(day, pairs),
    ]
    timely = [Limit(rows, 1) for rows in exclusive_pairs(day, pairs)]
    real = (limit for limit in plain + timely if len(limit.pairs) > limit.most)
    return [Limit(limit.pairs, max(limit.most, int(pairs.locked[limit.pairs].sum()))) for limit in real]


def _acts_per_show(pairs: Pairs) -> Iterator[Limit]:
    return (Limit(rows, ACTS) for _, rows in groups(pairs.show))


def _one_genre_once(day: Day, pairs: Pairs) -> Iterator[Limit]:
    genre = day.acts.genre[pairs.artist]
    return (Limit(rows, 1) for _, rows in groups(pairs.show * (genre.max(initial=0) + 1) + genre))


def _shows_per_act(day: Day, pairs: Pairs) -> Iterator[Limit]:
    return (Limit(rows, max(day.artists[artist].max_shows, 0)) for artist, rows in groups(pairs.artist))


def _kept_apart(day: Day, pairs: Pairs) -> Iterator[Limit]:
    where = {artist: set(pairs.show[rows].tolist()) for artist, rows in groups(pairs.artist)}
    row_of = {both: row for row, both in enumerate(zip(pairs.show.tolist(), pairs.artist.tolist(), strict=True))}
    for one, other in day.apart:
        for show in sorted(where.get(one, set()) & where.get(other, set())):
            yield Limit(np.array([row_of[show, one], row_of[show, other]]), 1)
