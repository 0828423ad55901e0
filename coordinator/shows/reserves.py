"""A reserve for every show: an approved space near by that is free then, for the evening on which a host falls ill.

One space may stand ready for several shows, as they will hardly all need it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

import numpy as np
from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import reserves
from coordinator.disclosure.reserves import LedSpace, led_spaces
from coordinator.errors import Conflict, NotFound
from coordinator.geo.distance import Points, haversine_km, km
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_show, led_shows
from coordinator.shows.models import Show
from coordinator.shows.planning import curfew_at, spaces_of
from coordinator.shows.scheduling import Span
from coordinator.spaces.models import Space

MOST = 3  # spaces to choose from


@dataclass(frozen=True, slots=True)
class Choice:
    """A space that could stand ready: km from the show's own; words of `lacks` are what it has less; fewer seats by
    `short`; ready for `others` shows already."""

    space: LedSpace
    distance_km: float
    lacks: tuple[str, ...]
    short: int
    others: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """A show with its own space, the one that stands ready (None: none), and others that could, the best first."""

    show: Show
    own: LedSpace
    reserve: Choice | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _City:
    """A city's rooms and what takes place in them. `ready`: how many shows each space stands ready for."""

    spaces: Mapping[str, Space]
    led: Mapping[str, LedSpace]
    playing: Mapping[str, Sequence[Show]]
    ready: Mapping[str, int]
    approved: Sequence[Space]
    points: Points


def reserved(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[Reserved]:
    """The shows of a city in order of time, those without a reserve first. Raises NotFound for who does not lead it."""
    shows = led_shows(reader, edition_id=edition_id, city_id=city_id)
    paired = reserves.of_shows([show.id for show in shows])
    city = _city(reader, shows, paired, spaces_of(reader, edition_id=edition_id, city_id=city_id), at=at)
    told = [_told(show, city, paired.get(show.id)) for show in shows]
    return sorted(told, key=lambda one: one.reserve is not None)


def pair(reader: Reader, show_id: str, space_id: str | None, *, city_id: str) -> None:
    """Let a space stand ready for a show, or none. Raises NotFound, and Conflict `not_free_then`."""
    show = led_show(reader, show_id, city_id=city_id)
    if space_id is not None:
        spaces = {space.id: space for space in spaces_of(reader, edition_id=show.edition_id, city_id=city_id)}
        if space_id not in spaces:
            raise NotFound
        shows = led_shows(reader, edition_id=show.edition_id, city_id=city_id)
        if not _is_free(spaces[space_id], show, [one for one in shows if one.space_id == space_id]):
            raise Conflict("not_free_then")
    reserves.pair(show.id, space_id)


def pair_all(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> int:
    """Pair every show that has no reserve with its best choice; how many were."""
    found = reserved(reader, edition_id=edition_id, city_id=city_id, at=at)
    wanting = [one for one in found if one.reserve is None and one.choices]
    for one in wanting:
        reserves.pair(one.show.id, one.choices[0].space.space_id)
    return len(wanting)


def _city(
    reader: Reader, shows: Sequence[Show], paired: Mapping[str, str], approved: Sequence[Space], *, at: datetime
) -> _City:
    wanted = Space.id.in_({show.space_id for show in shows} | {space.id for space in approved})
    spaces = {space.id: space for space in db.session.scalars(select(Space).where(wanted))}
    led = led_spaces(reader, list(spaces.values()), at=at)
    playing: dict[str, list[Show]] = defaultdict(list)
    for show in shows:
        playing[show.space_id].append(show)
    sides = ([getattr(led[space.id], side) for space in approved] for side in ("latitude", "longitude"))
    points = Points(*(np.array(side, dtype=np.float64) for side in sides))
    return _City(spaces, led, playing, Counter(paired.values()), approved, points)


def _told(show: Show, city: _City, paired: str | None) -> Reserved:
    """Distances that only rank are quick ones, those that are told are exact."""
    own, here = city.spaces[show.space_id], city.led[show.space_id]
    away = haversine_km(Points(np.array([here.latitude]), np.array([here.longitude])), city.points).tolist()
    free = [
        (len(_lacks(own, space)), space.capacity < show.capacity, distance, space.id)
        for space, distance in zip(city.approved, away, strict=True)
        if space.id != show.space_id and _is_free(space, show, city.playing.get(space.id, ()))
    ]
    others = [_choice(show, city, key, paired) for *_, key in nsmallest(MOST + 1, free) if key != paired]
    mine = _choice(show, city, paired, paired) if any(key == paired for *_, key in free) and paired else None
    return Reserved(show, here, mine, tuple(others[:MOST]))


def _choice(show: Show, city: _City, space_id: str, paired: str | None) -> Choice:
    here, there = city.led[show.space_id], city.led[space_id]
    space = city.spaces[space_id]
    return Choice(
        there,
        km(here.latitude, here.longitude, there.latitude, there.longitude),
        lacks=_lacks(city.spaces[show.space_id], space),
        short=max(show.capacity - space.capacity, 0),
        others=city.ready.get(space_id, 0) - (space_id == paired),
    )


def _lacks(own: Space, space: Space) -> tuple[str, ...]:
    return tuple(need for need in own.has if need not in space.has)


def _is_free(space: Space, show: Show, playing: Sequence[Show]) -> bool:
    """Whether nothing else takes place there then, and the evening ends before its curfew."""
    if any(one.starts_at < show.ends_at and show.starts_at < one.ends_at for one in playing):
        return False
    if space.curfew is None:
        return True
    span = Span(show.starts_at, show.ends_at, twice=False)
    return show.ends_at <= curfew_at(space.curfew, show.local_start, span, show.zone)
