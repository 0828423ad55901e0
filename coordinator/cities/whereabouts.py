"""Where somebody says she lives: a town as the gazetteer knows it, and a point in or near it."""

from dataclasses import dataclass
from typing import Any

from coordinator.cities.registering import Town
from coordinator.errors import Invalid, Say
from coordinator.geo.areas import SUBURBS_KM, city_km
from coordinator.geo.distance import km


@dataclass(frozen=True, slots=True)
class Place:
    """A town as the gazetteer knows it. `id` is its GeoNames number; degrees are its centre's."""

    id: int
    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    zone: str


def as_json(town: Town) -> dict[str, Any]:
    """A town as a JSON object, which `Place` takes again."""
    return {name: getattr(town, name) for name in Place.__dataclass_fields__}


def refuse_far(town: Town, latitude: float, longitude: float) -> None:
    """Raise Invalid (`latitude`) for a point (degrees) that lies neither in the town nor in its suburbs."""
    away = km(latitude, longitude, town.latitude, town.longitude)
    if away > city_km(town.population) + SUBURBS_KM:
        fault = "This is %(km)d km from %(city)s. Move the pin, or go back and say another city."
        raise Invalid({"latitude": [Say(fault, km=round(away), city=town.name)]})
