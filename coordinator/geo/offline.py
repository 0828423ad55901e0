"""A geopy geocoder on the gazetteer: the default where no service is configured, the fallback where it fails.

It never opens a connection; the adapter it hands to geopy refuses to.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from coordinator.geo.gazetteer import Gazetteer, Place, country_name


class RefusingAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """An adapter for geopy that never goes to the network."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> NoReturn:  # noqa: ARG002
        """Raises GeocoderUnavailable."""
        raise GeocoderUnavailable("this geocoder is offline")

    get_text = get_json


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Towns for addresses, and the nearest town for points. `Location.raw` is the place as a dict, with `precision`:
    “place” where the query itself named it, “town” where the query was an address in it.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(user_agent="coordinator", adapter_factory=RefusingAdapter)
        self._gazetteer = gazetteer

    def geocode(
        self, query: str, *, exactly_one: bool = True, country: str | None = None, limit: int = 8
    ) -> Location | list[Location] | None:
        """The place a query means, or its town's; with `exactly_one=False` up to `limit` places of that beginning.

        Raises GeocoderQueryError for an empty query, Invalid for a `country` that is none.
        """
        if not query.strip():
            raise GeocoderQueryError("Say what to look for: a town, or an address with its town.")
        if not exactly_one:
            return _locations(self._gazetteer.suggest(query, limit=limit, country=country)) or None
        return self.locate(query, country=country)

    def locate(self, query: str, *, country: str | None = None) -> Location | None:
        """The place a query means, or the town of the address it is. Raises Invalid for a `country` that is none."""
        if place := self._gazetteer.find(query, country=country):
            return _location(place, "place")
        town = self._gazetteer.find_town(query, country=country)
        return _location(town, "town") if town else None

    def reverse(
        self, query: Point | tuple[float, float] | str, *, exactly_one: bool = True
    ) -> Location | list[Location]:
        """The nearest town to a point; with `exactly_one=False` in a list."""
        point = Point(query)
        found = _location(self._gazetteer.nearest(point.latitude, point.longitude), "town")
        return found if exactly_one else [found]


def _locations(places: Sequence[Place]) -> list[Location]:
    return [_location(place, "place") for place in places]


def _location(place: Place, precision: str) -> Location:
    address = f"{place.name}, {country_name(place.country)}"
    return Location(address, Point(place.latitude, place.longitude), asdict(place) | {"precision": precision})
