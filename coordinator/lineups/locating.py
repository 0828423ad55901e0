"""Where on Earth a listed space or act is: by its coordinates, or by its city in the gazetteer. Offline."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from coordinator import clock
from coordinator.errors import Invalid, Say
from coordinator.geo import distance
from coordinator.geo.touring import TourLeg

SAME_CITY_KM = 100.0  # a point this near to the centre of the city that was named lies in it
_FAR_KM = 1_000.0  # a point this far from its city, whose mirror image lies in it, was typed the wrong way round


class Town(Protocol):
    """A place of the gazetteer; `zone` is an IANA time zone, degrees are WGS 84."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def zone(self) -> str: ...


class Gazetteer(Protocol):
    """What locating asks of geo.gazetteer.Gazetteer."""

    def find(
        self, query: str, *, country: str | None = None, near: tuple[float, float] | None = None
    ) -> Town | None: ...
    def nearest(self, latitude: float, longitude: float) -> Town: ...


class Listed(Protocol):
    """What a space and an act say of their place."""

    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Home:
    """The city a space belongs to, in the one spelling all its spaces share.

    `zone` is an IANA time zone; `key` tells cities of one name apart.
    """

    city: str
    zone: str
    key: int | str


class Atlas:
    """The gazetteer, remembering what it was asked: a list names few cities, many times, spelt differently."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._find = lru_cache(maxsize=10_000)(gazetteer.find)
        self._spelt: dict[str, str] = {}  # cities the gazetteer does not know, as first written

    def spot(self, listed: Listed) -> Spot:
        """The coordinates, or the city's centre.

        Raises Invalid (fields `city`, `country`, `latitude`) for a place that cannot be found, and for coordinates that
        lie in the named city only when exchanged.
        """
        town = self.town(listed)
        if listed.latitude is not None and listed.longitude is not None:
            _refuse_exchanged(listed.latitude, listed.longitude, town)
            return Spot(listed.latitude, listed.longitude)
        if town is not None:
            return Spot(town.latitude, town.longitude)
        if listed.city:
            message = "“%(city)s” is not in the gazetteer; correct it, or fill in latitude and longitude."
            raise Invalid({"city": [Say(message, city=listed.city)]})
        raise Invalid({"city": [Say("Nothing says where this is; fill in the city, or latitude and longitude.")]})

    def home(self, listed: Listed, spot: Spot) -> Home:
        """The city of a space at that spot: the one it names if that lies there, else its own words, else the nearest.

        The zone is that of the named city, which decides near a border; without one, of the nearest place.
        """
        town = self.town(listed)
        if town is not None and _km(spot, town) <= SAME_CITY_KM:
            return Home(town.name, town.zone, town.id)
        nearest = self._gazetteer.nearest(spot.latitude, spot.longitude)
        written = " ".join(listed.city.split())
        if not written:
            return Home(nearest.name, nearest.zone, nearest.id)
        return Home(self._spelt.setdefault(written.casefold(), written), nearest.zone, written.casefold())

    def legs(self, said: Iterable[TourLeg]) -> tuple[TourLeg, ...]:
        """The legs of a tour with instants for wall times at their bases, in order of time.

        Raises Invalid (`legs`) for a leg that is over before it begins, and for two at one time.
        """
        legs = sorted((self._leg(leg) for leg in said), key=lambda leg: leg.begins)
        for leg in legs:
            if leg.ends <= leg.begins:
                message = "The leg from %(begins)s is over before it begins; correct its second time."
                raise Invalid({"legs": [Say(message, begins=f"{leg.begins:%Y-%m-%d %H:%M} UTC")]})
        for one, other in pairwise(legs):
            if other.begins < one.ends:
                message = "A leg begins at %(begins)s while the one before goes on; let it end by then."
                raise Invalid({"legs": [Say(message, begins=f"{other.begins:%Y-%m-%d %H:%M} UTC")]})
        return tuple(legs)

    def _leg(self, leg: TourLeg) -> TourLeg:
        zone = "UTC" if leg.begins.tzinfo else self._gazetteer.nearest(leg.latitude, leg.longitude).zone
        return replace(leg, begins=_instant(leg.begins, zone), ends=_instant(leg.ends, zone))

    def town(self, listed: Listed) -> Town | None:
        """The city that is named; of namesakes the one at the coordinates, where the best known one is elsewhere."""
        if not listed.city:
            return None
        town = self._find(listed.city, country=listed.country or None)
        if town is None or listed.latitude is None or listed.longitude is None:
            return town
        spot = Spot(listed.latitude, listed.longitude)
        if _km(spot, town) <= SAME_CITY_KM:
            return town
        there = self._gazetteer.find(
            listed.city, country=listed.country or None, near=(listed.latitude, listed.longitude)
        )
        return there if there is not None and _km(spot, there) <= SAME_CITY_KM else town


def _instant(wall: datetime, zone: str) -> datetime:
    """Of times shown twice the earlier. Raises Invalid (`legs`) for a time that clocks skip."""
    try:
        return wall.astimezone(UTC) if wall.tzinfo else clock.instant(wall, zone, fold=0)
    except Invalid as skipped:
        raise Invalid({"legs": skipped.faults["start"]}) from skipped


def _refuse_exchanged(latitude: float, longitude: float, town: Town | None) -> None:
    if town is None or abs(longitude) > 90 or _km(Spot(latitude, longitude), town) < _FAR_KM:
        return
    if _km(Spot(longitude, latitude), town) <= SAME_CITY_KM:
        message = "Latitude and longitude are exchanged: the other way round they lie in %(city)s."
        raise Invalid({"latitude": [Say(message, city=town.name)]})


def _km(spot: Spot, town: Town) -> float:
    return distance.km(spot.latitude, spot.longitude, town.latitude, town.longitude)
