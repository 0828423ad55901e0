"""A world-wide day falls apart into parts that do not touch: each is solved by itself, and their bounds add up."""

import numpy as np

from coordinator.lineups.columns import Day, Whole, groups
from coordinator.lineups.eligibility import Pairs


def parts_of(day: Day, pairs: Pairs) -> list[Whole]:
    """Rows of `pairs` by part, the smallest part first. Shows, artists and shared members hold a part together."""
    shows, artists = len(day.shows), len(day.artists)
    person, act = day.persons.person, day.persons.artist + shows
    same = person[1:] == person[:-1]
    one = np.concatenate([pairs.show, act[:-1][same]])
    other = np.concatenate([pairs.artist + shows, act[1:][same]])
    root = _roots(shows + artists, one, other)
    parts = [rows for _, rows in groups(root[pairs.show])]
    return sorted(parts, key=lambda rows: (len(rows), int(rows[0])))


def _roots(nodes: int, one: Whole, other: Whole) -> Whole:
    """For each node the lowest node it is connected to: roots hook on to lower roots until nothing moves."""
    root = np.arange(nodes)
    while True:
        low = np.minimum(root[one], root[other])
        hooked = root.copy()
        np.minimum.at(hooked, root[one], low)
        np.minimum.at(hooked, root[other], low)
        while not np.array_equal(hooked, hooked[hooked]):
            hooked = hooked[hooked]
        if np.array_equal(hooked, root):
            return root
        root = hooked
