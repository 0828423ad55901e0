"""Finds listed spaces and acts on the map, and the city each one counts to. Every fault is noted at its line."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np

from coordinator.artists.listing import ListedArtist
from coordinator.cities.models import City
from coordinator.cities.registering import register
from coordinator.cities.siting import Sited
from coordinator.errors import Invalid, Say
from coordinator.geo.areas import lies_in
from coordinator.geo.distance import Points, haversine_km
from coordinator.geo.gazetteer import Gazetteer, Place
from coordinator.lineups.locating import SAME_CITY_KM, Atlas, Spot
from coordinator.spaces.listing import ListedSpace
from coordinator.spreadsheets import Loaded, Remark

CITY_SIZE = 15_000  # inhabitants; a home that names no city counts to the nearest place of that size …
TOO_FAR_KM = 60.0  # … unless it is farther than that, then to the nearest one at all
T = TypeVar("T", ListedSpace, ListedArtist)
R = TypeVar("R")


def find_spaces(
    loaded: Loaded[ListedSpace], *, gazetteer: Gazetteer, taking_part: Sequence[City]
) -> list[Sited[ListedSpace]]:
    """The spaces with their cities, which take part from now on.

    That is the city a space names, where it lies there; else the one taking part around it; else the nearest town.
    Faults and warnings go into `loaded`, which is only of use while it has no faults.
    """
    atlas, near, known = Atlas(gazetteer), _Nearest(taking_part), lru_cache(maxsize=10_000)(gazetteer.find)

    def find(space: ListedSpace) -> tuple[ListedSpace, Spot, Place | City]:
        spot = atlas.spot(space)
        town = known(space.city, country=space.country or None) if space.city else None
        if town is not None and _km(spot, town) <= SAME_CITY_KM:
            return space, spot, town
        return space, spot, near.around(spot) or _nearest_town(spot, gazetteer)

    found = _each(loaded, find)
    cities = register(town for _, _, town in found if isinstance(town, Place))
    return [
        Sited(space, cities[town.id] if isinstance(town, Place) else town, spot.latitude, spot.longitude)
        for space, spot, town in found
    ]


def find_artists(
    loaded: Loaded[ListedArtist], *, gazetteer: Gazetteer, taking_part: Sequence[City]
) -> list[Sited[ListedArtist]]:
    """The acts with the nearest city that takes part, however far. Raises Invalid while none does."""
    if not taking_part:
        raise Invalid({"city": [Say("No city takes part yet; import the spaces first.")]})
    atlas, near = Atlas(gazetteer), _Nearest(taking_part)

    def find(artist: ListedArtist) -> Sited[ListedArtist]:
        spot = atlas.spot(artist)
        return Sited(artist, near.at(spot), spot.latitude, spot.longitude)

    return _each(loaded, find)


def _each(loaded: Loaded[T], find: Callable[[T], R]) -> list[R]:
    found = []
    for line, value in loaded.rows:
        try:
            found.append(find(value))
        except Invalid as refused:
            told = [(column, said) for column, all_said in refused.faults.items() for said in all_said]
            loaded.faults.extend(Remark(loaded.name, line, column, said) for column, said in told)
    return found


class _Nearest:
    """The cities that take part, by distance."""

    def __init__(self, cities: Sequence[City]) -> None:
        self._cities = cities
        self._points = Points(
            np.array([city.latitude for city in cities]), np.array([city.longitude for city in cities])
        )

    def at(self, spot: Spot) -> City:
        """The nearest one; there has to be one."""
        here = Points(np.array([spot.latitude]), np.array([spot.longitude]))
        return self._cities[int(haversine_km(here, self._points).argmin())]

    def around(self, spot: Spot) -> City | None:
        """The nearest one, where the spot lies within its bounds."""
        nearest = self.at(spot) if self._cities else None
        return nearest if nearest and lies_in(spot.latitude, spot.longitude, city=nearest) else None


def _nearest_town(spot: Spot, gazetteer: Gazetteer) -> Place:
    big = gazetteer.nearest(spot.latitude, spot.longitude, minimum=CITY_SIZE)
    return big if _km(spot, big) <= TOO_FAR_KM else gazetteer.nearest(spot.latitude, spot.longitude)


def _km(spot: Spot, place: Place) -> float:
    ends = (Points(np.array([each.latitude]), np.array([each.longitude])) for each in (spot, place))
    return float(haversine_km(*ends)[0])
