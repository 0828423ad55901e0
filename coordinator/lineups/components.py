"""A world-wide day falls apart into parts that do not touch: each is solved by itself, and their bounds add up."""

import numpy as np

from coordinator.lineups.columns import Day, Whole, groups
from coordinator.lineups.eligibility import Pairs


def parts_of(day: Day, pairs: Pairs) -> list[Whole]:
    """Rows of `pairs` by part, the smallest part first. Shows, artists and shared members hold a part together."""
    shows, artists = len(day.shows), len(day.artists)
    shared = [(artists_of[0], other) for artists_of in _bands_of_members(day) for other in artists_of[1:]]
    links = np.array(shared, dtype=np.int64).reshape(-1, 2) + shows
    one = np.concatenate([pairs.show, links[:, 0]])
    other = np.concatenate([pairs.artist + shows, links[:, 1]])
    root = _roots(shows + artists, one, other)
    parts = [rows for _, rows in groups(root[pairs.show])]
    return sorted(parts, key=lambda rows: (len(rows), int(rows[0])))


def _bands_of_members(day: Day) -> list[list[int]]:
    acts_of: dict[str, list[int]] = {}
    for row, artist in enumerate(day.artists):
        for member in sorted(artist.members):
            acts_of.setdefault(member, []).append(row)
    return [acts for acts in acts_of.values() if len(acts) > 1]


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
