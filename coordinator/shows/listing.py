"""Shows as anybody may see them: area, day, time, kind, seats. Two homes in one area give the same values here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.errors import NotFound
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Kind


@dataclass(frozen=True, slots=True)
class PublicArea:
    """The cell that a show lies in; degrees of its centre, metres to its rim."""

    id: str
    name: str
    latitude: float
    longitude: float
    radius_m: int


@dataclass(frozen=True, slots=True)
class PublicShow:
    """A show. `local_start` is wall time in `zone`; `starts_at` and `ends_at` are instants."""

    id: str
    city: PublicCity
    area: PublicArea
    kind: Kind
    local_start: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime
    step_free: bool
    capacity: int
    state: ShowState
    reveal_hours: int | None  # before its start, where it tells its address later than its edition does
    letter_minutes: int  # before its start, in which letters are written

    @property
    def letters_at(self) -> datetime | None:
        """The instant at which letters begin; None where none are written."""
        return self.starts_at - timedelta(minutes=self.letter_minutes) if self.letter_minutes else None


def in_city(edition_id: str, city_id: str) -> tuple[PublicShow, ...]:
    """The shows of a city by area, then time; cancelled ones too, so that nobody looks for them in vain."""
    rows = db.session.execute(
        _shows()
        .where(Show.edition_id == edition_id, Show.city_id == city_id)
        .order_by(Area.name, Area.id, Show.starts_at, Show.id)
    )
    return tuple(_public(show, area, city) for show, area, city in rows)


def in_edition(edition_id: str) -> tuple[PublicShow, ...]:
    """The shows of an edition that are not cancelled, by city, then time. One statement."""
    wanted = _shows().where(Show.edition_id == edition_id, Show.state != ShowState.CANCELLED)
    rows = db.session.execute(wanted.order_by(City.name, City.id, Show.starts_at, Area.name, Show.id))
    return tuple(_public(show, area, city) for show, area, city in rows)


def some_of(
    edition_id: str,
    city_id: str | None,
    *,
    after: tuple[datetime, str] | None,
    most: int,
    without: Sequence[ShowState] = (),
) -> tuple[PublicShow, ...]:
    """At most so many shows of an edition, or of one of its cities, by start and id, from the one that comes `after`
    such a pair on; `without` those in some states. One statement."""
    wanted = _shows().where(Show.edition_id == edition_id, Show.state.not_in(without))
    if city_id is not None:
        wanted = wanted.where(Show.city_id == city_id)
    if after is not None:
        starts_at, show_id = after
        later = (Show.starts_at == starts_at) & (Show.id > show_id)
        wanted = wanted.where((Show.starts_at > starts_at) | later)
    rows = db.session.execute(wanted.order_by(Show.starts_at, Show.id).limit(most))
    return tuple(_public(show, area, city) for show, area, city in rows)


def get_show(show_id: str) -> PublicShow:
    """The show with that id. Raises NotFound."""
    row = db.session.execute(_shows().where(Show.id == show_id)).one_or_none()
    if row is None:
        raise NotFound
    show, area, city = row
    return _public(show, area, city)


def counts(edition_id: str) -> tuple[tuple[PublicCity, int], ...]:
    """Every city with shows that are not cancelled, and how many, by name."""
    playing = (Show.edition_id == edition_id) & (Show.state != ShowState.CANCELLED)
    columns = (City.id, City.slug, City.name, City.country, City.latitude, City.longitude, City.zone)
    rows = db.session.execute(
        select(*columns, func.count())
        .join(Show, Show.city_id == City.id)
        .where(playing)
        .group_by(City.id)
        .order_by(City.name, City.id)
    )
    return tuple((PublicCity(*row[:-1]), row[-1]) for row in rows)


def by_area(shows: Sequence[PublicShow]) -> dict[PublicArea, list[PublicShow]]:
    """The same shows, gathered by area in the order given."""
    gathered: dict[PublicArea, list[PublicShow]] = {}
    for show in shows:
        gathered.setdefault(show.area, []).append(show)
    return gathered


def _shows() -> Select[Show, Area, City]:
    return select(Show, Area, City).join(Area, Area.id == Show.area_id).join(City, City.id == Show.city_id)


def _public(show: Show, area: Area, city: City) -> PublicShow:
    return PublicShow(
        show.id,
        public_city(city),
        PublicArea(area.id, area.name, area.latitude, area.longitude, area.radius_m),
        kind=show.kind,
        local_start=show.local_start,
        zone=show.zone,
        starts_at=show.starts_at,
        ends_at=show.ends_at,
        step_free=show.step_free,
        capacity=show.capacity,
        state=show.state,
        reveal_hours=show.reveal_hours,
        letter_minutes=show.letter_minutes,
    )
