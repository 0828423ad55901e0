"""A city's plan as its lead sees it: every show, every approved space without one, and what was called off and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.cities.models import Area
from coordinator.db import db
from coordinator.disclosure import board, cancellations, outside_times, reserves
from coordinator.disclosure.board import BoardShow
from coordinator.disclosure.reserves import space_names
from coordinator.people.readers import Reader
from coordinator.shows.leading import cancelled_shows, led_shows
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import spaces_of
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.offered import Offered, offered


@dataclass(frozen=True, slots=True)
class PlannedShow:
    """A show with its place, its space's rules, the name of the space that stands ready, and of the room next door; and
    why it is outside the times that are offered."""

    show: Show
    place: BoardShow
    space: Space
    area: str
    reserve: str | None
    partner: str | None
    outside: str | None

    @property
    def is_approved(self) -> bool:
        """Whether its space is still approved."""
        return self.space.state is SpaceState.APPROVED


@dataclass(frozen=True, slots=True)
class FreeSpace:
    """An approved space in which nothing takes place, and when it is offered."""

    space: Space
    name: str
    area: str
    times: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A show that does not take place, where it was to be, and why."""

    show: Show
    space_name: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A city: shows in order of time, free spaces by name, what was called off."""

    shows: tuple[PlannedShow, ...]
    free: tuple[FreeSpace, ...]
    called_off: tuple[CalledOff, ...]

    @property
    def not_open(self) -> int:
        """How many shows guests cannot ask for yet."""
        return sum(one.show.state is ShowState.PLANNED for one in self.shows)

    @property
    def without_reserve(self) -> int:
        """How many shows have no space that stands ready."""
        return sum(one.reserve is None for one in self.shows)


def city_plan(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> CityPlan:
    """All of a city's plan. Raises NotFound for who does not lead it. The same statements for one show and for 300."""
    shows = led_shows(reader, edition_id=edition_id, city_id=city_id)
    gone = cancelled_shows(reader, edition_id=edition_id, city_id=city_id)
    approved = spaces_of(reader, edition_id=edition_id, city_id=city_id)
    spaces = _spaces([*shows, *gone], approved)
    names = space_names(reader, list(spaces.values()), at=at)
    named = db.session.execute(select(Area.id, Area.name).where(Area.city_id == city_id))
    areas = {row.id: row.name for row in named}
    playing = {show.space_id for show in shows}
    said = outside_times.described(reader, [one for one in approved if one.id not in playing], at=at)
    free = [
        FreeSpace(one, names[one.id], areas[one.area_id], offered(said.get(one.id, {})))
        for one in approved
        if one.id not in playing
    ]
    reasons = cancellations.reasons(reader, gone, at=at)
    return CityPlan(
        _planned(reader, shows, spaces, names, areas, at=at),
        tuple(sorted(free, key=lambda one: one.name.casefold())),
        tuple(CalledOff(show, names[show.space_id], reasons.get(show.id)) for show in gone),
    )


def _spaces(shows: Sequence[Show], approved: Sequence[Space]) -> Mapping[str, Space]:
    wanted = {show.space_id for show in shows} - {space.id for space in approved}
    others = db.session.scalars(select(Space).where(Space.id.in_(wanted))).all()
    return {space.id: space for space in (*approved, *others)}


def _planned(
    reader: Reader,
    shows: Sequence[Show],
    spaces: Mapping[str, Space],
    names: Mapping[str, str],
    areas: Mapping[str, str],
    *,
    at: datetime,
) -> tuple[PlannedShow, ...]:
    places = board.board_shows(reader, shows, at=at)
    ready = reserves.of_shows([show.id for show in shows])
    rooms = {show.id: names[show.space_id] for show in shows}
    outside = outside_times.reasons(reader, shows, at=at)
    return tuple(
        PlannedShow(
            show,
            places[show.id],
            spaces[show.space_id],
            areas[show.area_id],
            names.get(ready.get(show.id, "")),
            rooms.get(places[show.id].partner or ""),
            outside.get(show.id),
        )
        for show in shows
    )
