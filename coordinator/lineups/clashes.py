"""When one person cannot play two shows, and the sets of pairs that therefore cannot go together.

Between the last minute of one show and the first of the next lie TURNAROUND minutes (pack up, thank the host, load
in and say hello: what house-concert hosts ask for) and the way, at CITY_SPEED as the crow flies (evening traffic with
instruments). An act holds its room for the whole evening, since its slot is settled later. Acts that share a member
are that member's evening too, so they also cannot meet at one show.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from coordinator.geo.distance import within_km
from coordinator.lineups.columns import Day, Flags, Whole, groups
from coordinator.lineups.eligibility import Pairs

TURNAROUND = 45  # minutes
CITY_SPEED = 30.0  # km in an hour, straight line


def clash(day: Day, one: Whole, other: Whole) -> Flags:
    """Whether one person cannot play both shows (rows, arrays of one length); a show clashes with itself."""
    rooms = day.rooms
    swap = rooms.starts[one] > rooms.starts[other]
    first, second = np.where(swap, other, one), np.where(swap, one, other)
    minutes = rooms.starts[second] - rooms.ends[first] - TURNAROUND
    limit = np.maximum(minutes, 0) * CITY_SPEED / 60
    near = within_km(rooms.at.take(first), rooms.at.take(second), limit)
    return np.asarray((minutes < 0) | ~near)


def exclusive_pairs(day: Day, pairs: Pairs) -> Iterator[Whole]:
    """Sets of pairs (rows of `pairs`) of which at most one can be played, for reasons of time and travel.

    Every two pairs that clash stand together in at least one set.
    """
    of_artist = dict(groups(pairs.artist))
    for group in _people(day, of_artist):
        rows = np.concatenate([of_artist[artist] for artist in group])
        rows = rows[np.argsort(day.rooms.starts[pairs.show[rows]], kind="stable")]
        yield from _at_one_time(day, pairs, rows)
        yield from _too_far(day, pairs, rows)


def _people(day: Day, of_artist: Mapping[int, Whole]) -> list[tuple[int, ...]]:
    """For each person (or set of people) the acts she plays in, where that is a matter of clashing at all."""
    acts_of: dict[str, list[int]] = {}
    for artist in of_artist:
        for member in day.artists[artist].members:
            acts_of.setdefault(member, []).append(artist)
    shared = {tuple(acts) for acts in acts_of.values() if len(acts) > 1}
    covered = {artist for group in shared for artist in group}
    alone = {(artist,) for artist in of_artist if day.artists[artist].max_shows > 1 and artist not in covered}
    return sorted(shared | alone)


def _at_one_time(day: Day, pairs: Pairs, rows: Whole) -> Iterator[Whole]:
    """The pairs under way at the start of one of them, turnaround included; sets within the next are left out."""
    starts, ends = day.rooms.starts[pairs.show[rows]], day.rooms.ends[pairs.show[rows]] + TURNAROUND
    before: set[int] = set()
    for start in np.unique(starts)[::-1]:
        together = rows[(starts <= start) & (start < ends)]
        if len(together) > 1 and not before.issuperset(together.tolist()):
            yield together
        before = set(together.tolist())


def _too_far(day: Day, pairs: Pairs, rows: Whole) -> Iterator[Whole]:
    """One pair and all those of one later start that it leaves no time to reach."""
    starts, ends = day.rooms.starts[pairs.show[rows]], day.rooms.ends[pairs.show[rows]] + TURNAROUND
    for place, row in enumerate(rows.tolist()):
        later = np.flatnonzero(starts >= ends[place])
        missed = later[clash(day, np.full(len(later), pairs.show[row]), pairs.show[rows[later]])]
        for start in np.unique(starts[missed]):
            yield np.append(row, rows[missed[starts[missed] == start]])
