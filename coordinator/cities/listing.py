"""Cities as anybody may see them."""

from dataclasses import dataclass

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.errors import NotFound


@dataclass(frozen=True, slots=True)
class PublicCity:
    """A city of an edition. Degrees are those of its centre."""

    id: str
    slug: str
    name: str
    country: str
    latitude: float
    longitude: float
    zone: str


def get_city(slug: str) -> PublicCity:
    """The city of that name in addresses. Raises NotFound."""
    row = db.session.scalar(select(City).where(City.slug == slug))
    if row is None:
        raise NotFound
    return public_city(row)


def public_city(row: City) -> PublicCity:
    """The frozen public value of a row."""
    return PublicCity(row.id, row.slug, row.name, row.country, row.latitude, row.longitude, row.zone)
