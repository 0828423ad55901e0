"""When one person cannot play two shows, and the sets of pairs that therefore cannot go together.

Between the last minute of one show and the first of the next lie TURNAROUND minutes (pack up, thank the host, load
in and say hello: what house-concert hosts ask for) and the way as the crow flies, at the speed of the act's mode in the
show's city (`problem.SPEED_KMH`); where cities, or the acts of one person, differ, at the slower one. An act holds its
room for the whole evening, since its slot is settled later. Acts that share a member are that member's evening too, so
they also cannot meet at one show.
"""

from dataclasses import dataclass

import numpy as np

from coordinator.geo.distance import within_km
from coordinator.lineups.columns import Day, Flags, Whole, runs
from coordinator.lineups.eligibility import Pairs

TURNAROUND = 45  # minutes

Played = tuple[Whole, Whole]
"""Rows of shows and of the artists one person plays there in; arrays of one length."""


def clash(day: Day, these: Played, those: Played) -> Flags:
    """Whether one person cannot play both shows; a show clashes with itself."""
    rooms = day.rooms
    one, other = these[0], those[0]
    swap = rooms.starts[one] > rooms.starts[other]
    first, second = np.where(swap, other, one), np.where(swap, one, other)
    minutes = rooms.starts[second] - rooms.ends[first] - TURNAROUND
    speed = np.minimum(*(rooms.speed[show, day.acts.mode[artist]] for show, artist in (these, those)))
    limit = np.maximum(minutes, 0) * speed / 60
    near = within_km(rooms.at.take(first), rooms.at.take(second), limit)
    return np.asarray((minutes < 0) | ~near)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody (an act, or a member of several) whose shows may clash: `person` and `row` of a pair, by person.

    `starts` and `ends` are minutes of one clock on which each person has a stretch of `span` to herself.
    """

    person: Whole
    row: Whole
    starts: Whole
    ends: Whole


@dataclass(frozen=True, slots=True)
class Clashes:
    """Sets of pairs of which at most one can be played, as key of each set, set of each entry, pair of each entry.

    `at_once`: under way at one person's minute (the key). `far`: a pair and those of one later start that it leaves
    no time to reach. Every two pairs that clash stand together in at least one set.
    """

    at_once: tuple[Whole, Whole, Whole]
    far: tuple[Whole, Whole, Whole]


def clashes_of(day: Day, pairs: Pairs) -> Clashes:
    """The sets of pairs that cannot go together for reasons of time and travel."""
    people = people_of(day, pairs)
    return Clashes(_at_one_time(people), _too_far(day, pairs, people))


def people_of(day: Day, pairs: Pairs) -> People:
    """The pairs of each person that may clash, ordered by person and start."""
    acts = day.persons
    order = np.argsort(pairs.artist, kind="stable")
    first = np.searchsorted(pairs.artist[order], acts.artist, side="left")
    counts = np.searchsorted(pairs.artist[order], acts.artist, side="right") - first
    person, row = np.repeat(acts.person, counts), order[runs(first, counts)]
    origin, span = _clock(day)
    starts = person * span + day.rooms.starts[pairs.show[row]] - origin
    ends = person * span + day.rooms.ends[pairs.show[row]] + TURNAROUND - origin
    by_start = np.argsort(starts, kind="stable")
    return People(person[by_start], row[by_start], starts[by_start], ends[by_start])


def _clock(day: Day) -> tuple[int, int]:
    """The first start, and more minutes than from there to the last end."""
    if not len(day.shows):
        return 0, 1
    first = int(day.rooms.starts.min())
    return first, int(day.rooms.ends.max()) - first + TURNAROUND + 1


def _at_one_time(people: People) -> tuple[Whole, Whole, Whole]:
    """Sets within the next one are left out, and those of one pair."""
    minute = np.unique(people.starts)
    first, last = np.searchsorted(minute, people.starts), np.searchsorted(minute, people.ends)
    at, entry = runs(first, last - first), np.repeat(np.arange(len(people.row)), last - first)
    first_end = np.full(len(minute), np.iinfo(np.int64).max)
    np.minimum.at(first_end, at, people.ends[entry])
    person = people.person[np.searchsorted(people.starts, minute)]
    goes_on = np.append((first_end[:-1] > minute[1:]) & (person[:-1] == person[1:]), False)[: len(minute)]
    stays = ~goes_on & (np.bincount(at, minlength=len(minute)) > 1)
    entry, at = entry[stays[at]], at[stays[at]]
    by_set = np.argsort(at, kind="stable")
    return minute[stays], (np.cumsum(stays) - 1)[at[by_set]], people.row[entry[by_set]]


def _too_far(day: Day, pairs: Pairs, people: People) -> tuple[Whole, Whole, Whole]:
    last = np.searchsorted(people.person, people.person, side="right")
    first = np.minimum(np.searchsorted(people.starts, people.ends), last)
    one, other = np.repeat(np.arange(len(first)), last - first), runs(first, last - first)
    here, there = people.row[one], people.row[other]
    missed = clash(day, (pairs.show[here], pairs.artist[here]), (pairs.show[there], pairs.artist[there]))
    one, other = one[missed], other[missed]
    fresh = np.append(True, (one[1:] != one[:-1]) | (people.starts[other][1:] != people.starts[other][:-1]))
    owner = np.cumsum(fresh[: len(one)]) - 1
    heads = np.flatnonzero(fresh[: len(one)])
    owner = np.concatenate([np.arange(len(heads)), owner])
    members = np.concatenate([people.row[one[heads]], people.row[other]])
    by_set = np.argsort(owner, kind="stable")
    return np.full(len(heads), -1), owner[by_set], members[by_set]
