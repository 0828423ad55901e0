"""A show in trouble: what can be done for it, and what each way would mean, for the global team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import leaks, progress, reserves
from coordinator.disclosure.leads import lead_names
from coordinator.disclosure.people import Identity
from coordinator.disclosure.progress import ShowFigures
from coordinator.errors import NotFound
from coordinator.geo import distance
from coordinator.lineups import standby
from coordinator.people.readers import Reader
from coordinator.people.rolls import rolls
from coordinator.shows.models import Show, ShowState

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A city nearby with shows of its own: how far (km), and whom to call there."""

    city: PublicCity
    km: float
    leads: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A show and what there is to help it: `seated` people with a seat, the space that stands ready (an id), the acts
    that stand by in its city by rank, and the cities nearest to it; whether it is over or called off, and
    still to begin."""

    show: Show
    city: PublicCity
    figures: ShowFigures | None
    seated: int
    reserve: str | None
    standby: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    is_over: bool
    is_ahead: bool


def situation(reader: Reader, show_id: str, *, at: datetime) -> Situation:
    """How a show stands. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    show = db.session.get(Show, show_id)
    if show is None:
        raise NotFound
    place = public_city(db.session.get_one(City, show.city_id))
    acts = standby.acts(reader, edition_id=show.edition_id, city_id=place.id, at=at)
    return Situation(
        show,
        place,
        progress.shows(reader, show.edition_id, at=at).get(show.id),
        seated=leaks.seated(reader, [show.id]),
        reserve=reserves.of_shows([show.id]).get(show.id),
        standby=tuple(act.act_name for act in acts if act.rank is not None),
        neighbours=tuple(_neighbours(reader, show, place, at)),
        is_over=is_over(show, at=at),
        is_ahead=at < show.starts_at,
    )


def is_over(show: Show, *, at: datetime) -> bool:
    """Whether nothing is left to do for a show."""
    return show.state is ShowState.CANCELLED or show.ends_at <= at


def leads_of(reader: Reader, city: PublicCity, *, at: datetime) -> tuple[Identity, ...]:
    """Whom to call in a city: its leads, then its deputies. Raises NotFound for everybody but the team."""
    leaks.refuse_others(reader)
    people = rolls([city.id])[city.id]
    return _leads(reader, city, (*people.leads, *people.deputies), at)


def _neighbours(reader: Reader, show: Show, place: PublicCity, at: datetime) -> Sequence[Neighbour]:
    playing = (Show.edition_id == show.edition_id) & (Show.state != ShowState.CANCELLED) & (Show.city_id != place.id)
    rows = db.session.scalars(select(City).where(City.id.in_(select(Show.city_id).where(playing))))
    ways = [(distance.km(place.latitude, place.longitude, row.latitude, row.longitude), row) for row in rows]
    nearest = sorted(ways, key=lambda pair: (pair[0], pair[1].id))[:NEIGHBOURS]
    by_way = [(km, public_city(row)) for km, row in nearest]
    people = rolls([city.id for _, city in by_way])
    return [Neighbour(city, km, _leads(reader, city, people[city.id].leads, at)) for km, city in by_way]


def _leads(reader: Reader, city: PublicCity, ids: Sequence[str], at: datetime) -> tuple[Identity, ...]:
    """In the order of their ids."""
    known = lead_names(reader, ids, city_id=city.id, at=at)
    return tuple(known[one] for one in ids if one in known)
