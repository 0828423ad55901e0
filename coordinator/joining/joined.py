"""Which cities take part in an edition, as anybody may know it, and until when others can join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.editions.calendar import first_instant
from coordinator.editions.models import Edition
from coordinator.geo.distance import km
from coordinator.joining.models import JoinedCity
from coordinator.once import insert_once
from coordinator.shows.listing import counts
from coordinator.shows.models import Show, ShowState

NEAR_KM, MOST_NEAR = 250, 6  # around a city that wants to join


@dataclass(frozen=True, slots=True)
class Taking:
    """A city that takes part: how many shows are planned there, and how far it is (km; 0: not asked)."""

    city: PublicCity
    shows: int
    away: float = 0.0


def closes_at(edition: Edition) -> datetime:
    """The instant at which no other city can ask to join: so many days before its day begins anywhere."""
    return first_instant(edition.date) - timedelta(days=edition.cities_close_days)


def takes_cities(edition: Edition | None, *, at: datetime) -> bool:
    """Whether another city can still ask to join."""
    return edition is not None and at < closes_at(edition)


def taking_part(edition_id: str) -> Sequence[Taking]:
    """Every city with shows that are not cancelled, or that has joined, by name. Two statements."""
    shows = {city.id: (city, number) for city, number in counts(edition_id)}
    joined = select(City).join(JoinedCity, JoinedCity.city_id == City.id).where(JoinedCity.edition_id == edition_id)
    for row in db.session.scalars(joined):
        shows.setdefault(row.id, (public_city(row), 0))
    return sorted(
        (Taking(city, number) for city, number in shows.values()), key=lambda one: (one.city.name, one.city.id)
    )


def preparing(edition_id: str) -> Sequence[PublicCity]:
    """Those that have joined, and have no show yet, by name. One statement."""
    playing = exists().where(Show.edition_id == edition_id, Show.city_id == City.id, Show.state != ShowState.CANCELLED)
    joined = select(City).join(JoinedCity, JoinedCity.city_id == City.id).where(JoinedCity.edition_id == edition_id)
    return [public_city(row) for row in db.session.scalars(joined.where(~playing).order_by(City.name, City.id))]


def find(edition_id: str, place_id: int) -> PublicCity | None:
    """The city with that GeoNames number, if it takes part."""
    row = db.session.scalar(select(City).where(City.place_id == place_id))
    ids = {one.city.id for one in taking_part(edition_id)}
    return public_city(row) if row is not None and row.id in ids else None


def near(edition_id: str, latitude: float, longitude: float) -> Sequence[Taking]:
    """Those within NEAR_KM of a point (degrees), the nearest first, at most MOST_NEAR."""
    found = [
        Taking(one.city, one.shows, km(latitude, longitude, one.city.latitude, one.city.longitude))
        for one in taking_part(edition_id)
    ]
    return sorted((one for one in found if one.away <= NEAR_KM), key=lambda one: one.away)[:MOST_NEAR]


def join(edition_id: str, city_id: str, *, at: datetime) -> None:
    """Let a city take part. A second time changes nothing."""
    insert_once(JoinedCity, edition_id=edition_id, city_id=city_id, joined_at=at)
