"""The rules between pairs, each as "at most so many of these": what the solver and the greedy both obey.

Rules of one kind are kept together as arrays, so that a day of millions of pairs is as easy to write down as a small
one. What a rule is about stands in its key: the show, the show and genre, the artist, the person and minute.
"""

from dataclasses import dataclass

import numpy as np

from coordinator.lineups.clashes import Clashes, clashes_of
from coordinator.lineups.columns import Day, Flags, Whole
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.problem import ACTS


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of pairs: entry `i` says that pair `pairs[i]` is in set `owner[i]`; `key` names each set (−1: nameless)."""

    key: Whole
    owner: Whole
    pairs: Whole

    def __len__(self) -> int:
        return len(self.key)

    def sizes(self) -> Whole:
        """How many pairs each set has."""
        return np.bincount(self.owner, minlength=len(self.key))

    def chosen(self, chosen: Flags) -> Whole:
        """How many of each set's pairs are chosen."""
        return np.bincount(self.owner[chosen[self.pairs]], minlength=len(self.key))

    def only(self, wanted: Flags) -> "Sets":
        """The sets that are wanted."""
        number = np.cumsum(wanted) - 1
        stays = wanted[self.owner]
        return Sets(self.key[wanted], number[self.owner[stays]], self.pairs[stays])


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the pairs of each set at most `most` may be chosen."""

    sets: Sets
    most: Whole


def sets_by(key: Whole, rows: Whole | None = None) -> Sets:
    """The pairs (`rows`, or 0, 1, 2 …) gathered by key, in order of the keys."""
    rows = np.arange(len(key)) if rows is None else rows
    order = np.argsort(key, kind="stable")
    distinct, first = np.unique(key[order], return_index=True)
    owner = np.repeat(np.arange(len(distinct)), np.diff(np.append(first, len(key))))
    return Sets(distinct, owner, rows[order])


def genre_keys(day: Day, pairs: Pairs) -> Whole:
    """A number for each pair's show and main genre."""
    return np.asarray(pairs.show * (len(day.artists) * 2 + 1) + day.acts.genre[pairs.artist], dtype=np.int64)


def limits_of(day: Day, pairs: Pairs) -> dict[str, Limits]:
    """All rules between the pairs that could be broken, by kind.

    Locks stand even where they break a rule together: its limit is then the number of locks, and nobody else fits.
    """
    by_artist, clashes = sets_by(pairs.artist), clashes_of(day, pairs)
    every = {
        "show": _at_most(sets_by(pairs.show), ACTS),
        "genre": _at_most(sets_by(genre_keys(day, pairs)), 1),
        "artist": Limits(by_artist, np.maximum(day.acts.most[by_artist.key], 0)),
        "apart": _at_most(_kept_apart(day, pairs), 1),
        "time": _at_most(_named(clashes, far=False), 1),
        "way": _at_most(_named(clashes, far=True), 1),
    }
    return {kind: _real(limits, pairs.locked) for kind, limits in every.items()}


def _at_most(sets: Sets, most: int) -> Limits:
    return Limits(sets, np.full(len(sets), most))


def _named(clashes: Clashes, *, far: bool) -> Sets:
    key, owner, pairs = clashes.far if far else clashes.at_once
    return Sets(key, owner, pairs)


def _real(limits: Limits, locked: Flags) -> Limits:
    breakable = limits.sets.sizes() > limits.most
    sets, most = limits.sets.only(breakable), limits.most[breakable]
    return Limits(sets, np.maximum(most, sets.chosen(locked)))


def _kept_apart(day: Day, pairs: Pairs) -> Sets:
    """One set for each show at which two acts that keep apart could meet."""
    wary = np.unique(np.array(day.apart, dtype=np.int64))
    rows = np.flatnonzero(np.isin(pairs.artist, wary))
    at = {(a, s): row for a, s, row in zip(pairs.artist[rows].tolist(), pairs.show[rows].tolist(), rows, strict=True)}
    shows: dict[int, list[int]] = {}
    for artist, show in at:
        shows.setdefault(artist, []).append(show)
    both = [
        (at[one, show], at[other, show])
        for one, other in day.apart
        for show in shows.get(one, ())
        if (other, show) in at
    ]
    found = np.array(both, dtype=np.int64).reshape(-1, 2)
    return Sets(np.full(len(found), -1), np.repeat(np.arange(len(found)), 2), found.ravel())
