"""A listed thing that has been found on the map: what a spreadsheet's row becomes before it is imported."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from coordinator.cities.models import City

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sited(Generic[T]):
    """What is listed, the city it counts to, and its exact point (degrees)."""

    listed: T
    city: City
    latitude: float
    longitude: float
