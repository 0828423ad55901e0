"""The gazetteer: places of the world by name, by what somebody has typed so far, and by position. Offline.

All answers come from the GeoNames data shipped with the software; wherever places are shown, ATTRIBUTION is too.
Safe to use from many threads.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log10

import numpy as np
import numpy.typing as npt

from coordinator.errors import Invalid, Say
from coordinator.geo.countries import country_code, country_name, regions
from coordinator.geo.distance import MEAN_RADIUS_KM
from coordinator.geo.places import Km, Place, Places, Rows, shipped
from coordinator.geo.queries import Reading, parts, readings, towns_of

__all__ = ["ATTRIBUTION", "Gazetteer", "Place", "country_code", "country_name", "gazetteer", "largest"]

ATTRIBUTION = "Places: GeoNames, CC BY 4.0"
DISTRICT_KM = 45.0  # “Kreuzberg, Berlin”: a district lies at most this far from the centre of its town
_FOREIGN = 8  # typing ahead, a place found by another of its names counts as if it had this part of its inhabitants
_KNOWN = 8  # names
_TOWNS = 3  # “Berlin” as a qualifier means one of the three biggest
_NEAR_KM = 50  # so much farther away weighs like ten times smaller
_STRENGTH = 10  # an agreeing country, state or town beats every difference in size (log10 of inhabitants is below 8)


@dataclass(frozen=True, slots=True)
class _Match:
    """A place somebody may mean; `agrees` is how many of the qualifiers after its name fit."""

    row: int
    agrees: int
    likely: float


@dataclass(frozen=True, slots=True)
class _Qualifier:
    """What the words after a name may mean: a country, states, or the biggest towns called so."""

    country: str | None
    regions: frozenset[tuple[str, str]]
    towns: Rows


class Gazetteer:
    """Look-ups on a table of places."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def find(self, query: str, *, country: str | None = None, near: tuple[float, float] | None = None) -> Place | None:
        """The place most likely meant by a name in any language, case and accents: “Sao Paulo”, “東京”.

        What follows a comma (or the name: “Paris TX”) narrows it: a country, a state, or a bigger town nearby. A
        country or state that fits no place of that name gives None; other words after a comma that fit nothing are
        passed over. `country` (code or name) admits places of that country only. Among equals the biggest place wins,
        or the one close to the point `near` (degrees). Raises Invalid for a `country` that is none.
        """
        admitted = None if country is None else self._country(country)
        for reading in readings(query):
            best = max(self._matches(reading, admitted, near), key=_likely, default=None)
            if best and (reading.loose or best.agrees):
                return self._places.place(best.row)
        return None

    def find_town(self, address: str, *, country: str | None = None) -> Place | None:
        """The town of a postal address (“Oranienstraße 25, 10999 Berlin”), or None where none of its parts is one."""
        found = (self.find(town, country=country) for town in towns_of(address))
        return next((place for place in found if place), None)

    def suggest(self, prefix: str, *, limit: int = 8, country: str | None = None) -> tuple[Place, ...]:
        """Places whose name begins like this, for typing ahead: the biggest first, at most `limit`.

        A place that begins so only in another of its names counts as smaller. After a comma come qualifiers, as in
        `find`. Raises Invalid for a `country` that is none.
        """
        admitted = None if country is None else self._country(country)
        name, *qualifiers = parts(prefix) or [""]
        if qualifiers:
            matches = self._matches(Reading(name, tuple(qualifiers), loose=True), admitted, None)
            return tuple(self._places.place(match.row) for match in heapq.nlargest(limit, matches, key=_likely))
        keys = self._places.starting(name) if name else self._places.keys[:0]
        if admitted is not None:
            keys = keys[self._places.country_of[keys >> 1] == admitted]
        return tuple(self._places.place(row) for row in self._biggest(keys, limit))

    def nearest(self, latitude: float, longitude: float, *, country: str | None = None, minimum: int = 1_000) -> Place:
        """The nearest place of at least `minimum` inhabitants, however far; right at poles and antimeridian too.

        Raises Invalid for a country that is none, or that has no such place.
        """
        wanted = None if country is None else self._country(country)
        km = 25.0
        while True:
            rows, away = self._around(latitude, longitude, km=km, minimum=minimum)
            here = np.ones(len(rows), bool) if wanted is None else self._places.country_of[rows] == wanted
            if here.any():
                return self._places.place(int(rows[here][away[here].argmin()]))
            if km > MEAN_RADIUS_KM * np.pi:
                raise Invalid({"country": [Say("No town is known in “%(name)s”; take another country.", name=country)]})
            km *= 4

    def places_near(
        self, latitude: float, longitude: float, *, km: float, limit: int, minimum: int = 0
    ) -> tuple[Place, ...]:
        """Places within `km`, districts and villages included, the biggest first: labels for a city's map."""
        rows, _ = self._around(latitude, longitude, km=km, minimum=minimum)
        return tuple(self._places.place(row) for row in np.sort(rows)[:limit].tolist())

    def largest(self, *, per_country: int, minimum: int, apart_km: float = DISTRICT_KM) -> tuple[Place, ...]:
        """Cities of at least `minimum` inhabitants, the biggest first, at most `per_country` of one country.

        GeoNames lists districts like towns, so of places within `apart_km` in one country only the best known stays,
        and none that goes by fewer than eight names: those are counted wrongly more often than not.
        """
        taken: dict[str, list[Place]] = {}
        for row in range(self._places.at_least(minimum)):
            place = self._places.place(row)
            chosen = taken.setdefault(place.country, [])
            if len(chosen) < per_country and self._stands_out(row, place, apart_km):
                chosen.append(place)
        return tuple(sorted((place for chosen in taken.values() for place in chosen), key=_by_size))

    def _stands_out(self, row: int, place: Place, km: float) -> bool:
        """Whether no place of its country within `km` is better known: inhabitants times the names it goes by."""
        rows, _ = self._around(place.latitude, place.longitude, km=km, minimum=1)
        rows = rows[self._places.country_of[rows] == self._places.country_of[row]]
        fame = self._places.population[rows] * self._places.names_of[rows]
        return bool(self._places.names_of[row] >= _KNOWN and rows[fame.argmax()] == row)

    def _around(self, latitude: float, longitude: float, *, km: float, minimum: int) -> tuple[Rows, Km]:
        rows, away = self._places.within(latitude, longitude, km)
        big = rows < self._places.at_least(minimum)
        return rows[big], away[big]

    def _country(self, text: str) -> int:
        code = country_code(text)
        if code not in self._places.countries:
            fault = Say("“%(name)s” is no country we know; a code like DE or a name like Germany would be.", name=text)
            raise Invalid({"country": [fault]})
        return self._places.countries.index(code)

    def _biggest(self, keys: npt.NDArray[np.uint32], limit: int) -> list[int]:
        own, other = (_lowest(keys[(keys & 1) == kind] >> 1, limit) for kind in (0, 1))
        size = {row: float(self._places.population[row]) / _FOREIGN for row in other}
        size |= {row: float(self._places.population[row]) for row in own}
        return heapq.nsmallest(limit, size, key=lambda row: (-size[row], row))

    def _matches(self, reading: Reading, admitted: int | None, near: tuple[float, float] | None) -> Iterator[_Match]:
        named = self._places.named(reading.name)
        rows = [row for row in named if admitted is None or self._places.country_of[row] == admitted]
        qualifiers = [self._qualifier(text) for text in reading.qualifiers]
        away = self._places.distance(np.array(rows, np.intp), *near) if near else np.zeros(len(rows))
        for row, km in zip(rows, away, strict=True):
            place = self._places.place(row)
            agrees = sum(self._agrees(place, row, qualifier) for qualifier in qualifiers)
            size = log10(place.population + 10) + named[row] - float(km) / _NEAR_KM
            yield _Match(row, agrees, agrees * _STRENGTH + size)

    def _qualifier(self, text: str) -> _Qualifier:
        towns = sorted(self._places.named(text))[:_TOWNS]
        return _Qualifier(country_code(text), regions(text), np.array(towns, np.intp))

    def _agrees(self, place: Place, row: int, qualifier: _Qualifier) -> bool:
        """Whether a qualifier names the place's country, its state, or a bigger town it lies in or near."""
        if qualifier.country == place.country or (place.country, place.admin1) in qualifier.regions:
            return True
        bigger = qualifier.towns[qualifier.towns < row]
        away = self._places.distance(bigger, place.latitude, place.longitude)
        return bool((away <= DISTRICT_KM).any())


def _likely(match: _Match) -> float:
    return match.likely


def _lowest(rows: npt.NDArray[np.uint32], limit: int) -> list[int]:
    """The `limit` smallest different rows. A place has few names of one beginning, so a wide cut holds enough."""
    width = limit * 8
    few = np.partition(rows, width)[:width] if len(rows) > width else rows
    return list(np.unique(few)[:limit].tolist())


def _by_size(place: Place) -> tuple[int, int]:
    return -place.population, place.id


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the software; read at the first call (about a quarter of a second)."""
    return Gazetteer(shipped())


def largest(*, per_country: int, minimum: int) -> tuple[Place, ...]:
    """`Gazetteer.largest` of the shipped gazetteer."""
    return gazetteer().largest(per_country=per_country, minimum=minimum)
