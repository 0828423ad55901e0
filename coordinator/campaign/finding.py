"""Finds listed spaces and acts on the map, and the city each one counts to. Every fault is noted at its line."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from coordinator.artists.listing import ListedArtist
from coordinator.cities.models import City
from coordinator.cities.registering import register
from coordinator.cities.siting import Sited
from coordinator.errors import Invalid, Say
from coordinator.geo.distance import Points, haversine_km
from coordinator.geo.gazetteer import Gazetteer, Place
from coordinator.geo.geocoding import Address, Geocoding
from coordinator.lineups.locating import SAME_CITY_KM, Atlas, Spot
from coordinator.spaces.listing import ListedSpace
from coordinator.spreadsheets import Loaded, Remark

CITY_SIZE = 15_000  # inhabitants; a home that names no city counts to the biggest place of that size …
AROUND_KM = 25.0  # … within this distance, else to the nearest place at all
T = TypeVar("T", ListedSpace, ListedArtist)
R = TypeVar("R")


def find_spaces(
    loaded: Loaded[ListedSpace], *, gazetteer: Gazetteer, geocoding: Geocoding
) -> list[tuple[ListedSpace, Spot, Place]]:
    """The spaces with their points and cities: the city a space names, where it lies there, else the biggest near it.

    A space without coordinates is looked up by its address: a pin, a kept answer, or the service where one is set up,
    which takes its time. What other spaces say makes no difference, so the same list gives the same cities each time.
    Faults and warnings go into `loaded`; while it has faults, the answer is of no use.
    """
    atlas = Atlas(gazetteer)

    def find(line: int, listed: ListedSpace) -> tuple[ListedSpace, Spot, Place]:
        space = _by_address(listed, geocoding)
        spot = atlas.spot(space)
        named = atlas.town(space)
        if isinstance(named, Place) and _km(spot, named) <= SAME_CITY_KM:
            town = named
        else:
            town = _biggest_near(spot, gazetteer)
        if space.latitude is None:
            said = Say("No coordinates, so distances count from the centre of %(city)s.", city=town.name)
            loaded.warnings.append(Remark(loaded.name, line, "latitude", said))
        if space.city and named is None:
            said = Say(
                "“%(named)s” is not in the gazetteer, so it counts to %(city)s.", named=space.city, city=town.name
            )
            loaded.warnings.append(Remark(loaded.name, line, "city", said))
        elif named not in (None, town):
            said = Say("This is far from %(named)s, so it counts to %(city)s.", named=space.city, city=town.name)
            loaded.warnings.append(Remark(loaded.name, line, "city", said))
        return space, spot, town

    return _each(loaded, find)


def _by_address(space: ListedSpace, geocoding: Geocoding) -> ListedSpace:
    """The space with the coordinates of its address, where it has none and the address itself is found."""
    if space.latitude is not None or not space.address:
        return space
    found = geocoding.find(Address(space.address, space.city, space.country))
    if found is None or found.precision == "town":
        return space
    return replace(space, latitude=found.latitude, longitude=found.longitude)


def site(found: Sequence[tuple[ListedSpace, Spot, Place]]) -> list[Sited[ListedSpace]]:
    """The spaces in their cities, which take part from now on."""
    cities = register(town for _, _, town in found)
    return [Sited(space, cities[town.id], spot.latitude, spot.longitude) for space, spot, town in found]


def find_artists(
    loaded: Loaded[ListedArtist], *, gazetteer: Gazetteer, taking_part: Sequence[City]
) -> list[Sited[ListedArtist]]:
    """The acts with the nearest city that takes part, however far, their tour legs in instants.

    Raises Invalid while no city does.
    """
    if not taking_part:
        raise Invalid({"city": [Say("No city takes part yet; import the spaces first.")]})
    atlas, near = Atlas(gazetteer), _Nearest(taking_part)

    def find(_: int, artist: ListedArtist) -> Sited[ListedArtist]:
        spot = atlas.spot(artist)
        listed = replace(artist, legs=atlas.legs(artist.legs))
        return Sited(listed, near.at(spot), spot.latitude, spot.longitude)

    return _each(loaded, find)


def _each(loaded: Loaded[T], find: Callable[[int, T], R]) -> list[R]:
    found = []
    for line, value in loaded.rows:
        try:
            found.append(find(line, value))
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


def _biggest_near(spot: Spot, gazetteer: Gazetteer) -> Place:
    big = gazetteer.places_near(spot.latitude, spot.longitude, km=AROUND_KM, limit=1, minimum=CITY_SIZE)
    return big[0] if big else gazetteer.nearest(spot.latitude, spot.longitude)


def _km(spot: Spot, place: Place) -> float:
    ends = (Points(np.array([each.latitude]), np.array([each.longitude])) for each in (spot, place))
    return float(haversine_km(*ends)[0])
