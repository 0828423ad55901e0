"""The evening of an act that plays twice: its sets, packing up, the way, loading in, and what time is left.

What the optimiser keeps free between two shows (`clashes`): PACK_UP minutes after the last set of the first one, the
way as the crow flies at CITY_SPEED (30 km/h: evening traffic with instruments, what courier planners take for European
cities), and LOAD_IN minutes before the first set of the second. An act holds both rooms for the whole evening, so
whichever slots it gets it never has less.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from coordinator.geo.distance import km
from coordinator.lineups.clashes import CITY_SPEED, TURNAROUND
from coordinator.lineups.problem import Artist, Pick, Placed, Show

PACK_UP = 15  # minutes: cases shut, thanks said
LOAD_IN = TURNAROUND - PACK_UP  # minutes: in, hello to the host, tuned


@dataclass(frozen=True, slots=True)
class Move:
    """From one show to the next: km as the crow flies, minutes on the way, and minutes to spare beside all of it."""

    first: str
    second: str
    km: float
    way: int
    spare: int


def way_minutes(distance_km: float) -> int:
    """Whole minutes for so many km as the crow flies."""
    return ceil(distance_km / CITY_SPEED * 60)


def move_between(first: Show, second: Show) -> Move:
    """The move from the end of the first show to the start of the second; `spare` is below 0 where it cannot be."""
    distance = km(first.latitude, first.longitude, second.latitude, second.longitude)
    way = way_minutes(distance)
    return Move(first.id, second.id, distance, way, second.starts_at - first.ends_at - PACK_UP - way - LOAD_IN)


def moves_of(
    shows: Mapping[str, Show], artists: Iterable[Artist], plan: Iterable[Placed | Pick]
) -> dict[str, tuple[Move, ...]]:
    """Artist id → its moves that evening, also those its members make with another act; none for who plays once."""
    played: dict[str, set[str]] = defaultdict(set)
    for one in plan:
        played[one.artist].add(one.show)
    acts = [artist for artist in artists if artist.id in played]
    with_member: dict[str, set[str]] = defaultdict(set)
    for act in acts:
        for member in act.members:
            with_member[member] |= played[act.id]
    evenings = {act.id: played[act.id].union(*(with_member[member] for member in act.members)) for act in acts}
    return {act: _moves([shows[show] for show in evening]) for act, evening in evenings.items() if len(evening) > 1}


def _moves(shows: list[Show]) -> tuple[Move, ...]:
    in_order = sorted(shows, key=lambda show: (show.starts_at, show.id))
    return tuple(move_between(first, second) for first, second in pairwise(in_order))
