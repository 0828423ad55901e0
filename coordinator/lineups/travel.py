"""The evening of an act that plays twice: its sets, packing up, the way, loading in, and what time is left.

What the optimiser keeps free between two shows (`clashes`): PACK_UP minutes after the last set of the first one, the
way as the crow flies at the speed of the act's mode (`problem.SPEED_KMH`, or the city's own), and LOAD_IN minutes
before the first set of the second. An act holds both rooms for the whole evening, so whichever slots it gets it never
has less.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from coordinator.geo.distance import km
from coordinator.lineups.clashes import TURNAROUND
from coordinator.lineups.problem import SPEED_KMH, Mode, Pick, Placed, Problem, Show

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


def way_minutes(distance_km: float, *, speed: float = SPEED_KMH[Mode.CAR]) -> int:
    """Whole minutes for so many km as the crow flies, at so many km/h."""
    return ceil(distance_km / speed * 60)


def move_between(first: Show, second: Show, *, speed: float = SPEED_KMH[Mode.CAR]) -> Move:
    """The move from the end of the first show to the start of the second, at so many km/h.

    `spare` is below 0 where it cannot be.
    """
    distance = km(first.latitude, first.longitude, second.latitude, second.longitude)
    way = way_minutes(distance, speed=speed)
    return Move(first.id, second.id, distance, way, second.starts_at - first.ends_at - PACK_UP - way - LOAD_IN)


def moves_of(problem: Problem, plan: Iterable[Placed | Pick]) -> dict[str, tuple[Move, ...]]:
    """Artist id → its moves that evening, also those its members make with another act; none for who plays once."""
    shows = {show.id: show for show in problem.shows}
    played: dict[str, list[Stop]] = defaultdict(list)
    with_member: dict[str, list[Stop]] = defaultdict(list)
    for stop in _stops(problem, plan):
        played[stop.artist].append(stop)
        for member in stop.members:
            with_member[member].append(stop)
    evenings = {}
    for act, stops in played.items():
        others = [stop for member in stops[0].members for stop in with_member[member]]
        evenings[act] = _slowest([*stops, *others])
    return {act: _moves(shows, speeds) for act, speeds in evenings.items() if len(speeds) > 1}


@dataclass(frozen=True, slots=True)
class Stop:
    """An act at a show, with the people that are in other acts too, and how fast it comes and goes (km/h)."""

    show: str
    artist: str
    members: frozenset[str]
    speed: float


def _stops(problem: Problem, plan: Iterable[Placed | Pick]) -> Iterator[Stop]:
    shows = {show.id: show for show in problem.shows}
    artists = {artist.id: artist for artist in problem.artists}
    for one in plan:
        artist = artists[one.artist]
        yield Stop(one.show, artist.id, artist.members, problem.speed(shows[one.show].city, artist.mode))


def _slowest(stops: Iterable[Stop]) -> dict[str, float]:
    """Show id → the speed of the slowest act there."""
    speeds: dict[str, float] = {}
    for stop in stops:
        speeds[stop.show] = min(stop.speed, speeds.get(stop.show, stop.speed))
    return speeds


def _moves(shows: Mapping[str, Show], speeds: Mapping[str, float]) -> tuple[Move, ...]:
    in_order = sorted((shows[show] for show in speeds), key=lambda show: (show.starts_at, show.id))
    return tuple(
        move_between(first, second, speed=min(speeds[first.id], speeds[second.id]))
        for first, second in pairwise(in_order)
    )
