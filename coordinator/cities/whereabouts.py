"""Where somebody says she lives: a town as the gazetteer knows it, and a point in or near it."""

from dataclasses import dataclass
from typing import Any

from coordinator.cities.registering import Town
from coordinator.errors import Invalid, Km, Say
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


def is_far(town: Town, latitude: float, longitude: float) -> bool:
    """Whether a point (degrees) lies neither in the town nor in its suburbs."""
    return km(latitude, longitude, town.latitude, town.longitude) > city_km(town.population) + SUBURBS_KM


def refuse_far(town: Town, latitude: float, longitude: float, *, called: str = "") -> None:
    """Raise Invalid (`latitude`) for a point that is far from the town; `called` is its name with what tells it from
    others."""
    if is_far(town, latitude, longitude):
        fault = "This is %(away)s from %(city)s. Move the pin, or go back and say another city."
        away = Km(km(latitude, longitude, town.latitude, town.longitude))
        raise Invalid({"latitude": [Say(fault, away=away, city=called or town.name)]})
