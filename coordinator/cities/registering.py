"""Cities that join in, and their areas: rows made the first time somebody needs them, and never changed after.

A city keeps the population it was registered with, because the size of its areas follows from it: a home's area, once
public, must not shrink. For the same reason a home whose pin is moved a little keeps its area.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import select

from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.geo.areas import Area as Cell
from coordinator.geo.areas import area_of, around

CHUNK = 500  # rows in one IN list
NO_SLUGS = {"join"}  # `/cities/join` is a page of its own

NameArea = Callable[[Cell, str], str]
"""What an area in the city of that name is called, judged by the area alone (`geo.area_names`)."""


class Town(Protocol):
    """What a gazetteer knows of a place; `id` is its GeoNames number."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def population(self) -> int: ...
    @property
    def zone(self) -> str: ...


class Home(NamedTuple):
    """A point (degrees) in a city, and the ids of areas that its host's homes have had, the first that counts first."""

    city: City
    latitude: float
    longitude: float
    before: Sequence[str] = ()


def register(towns: Iterable[Town]) -> dict[int, City]:
    """GeoNames number → city for all of `towns`; those that do not take part yet are added, in the order given."""
    wanted = {town.id: town for town in towns}
    known = {city.place_id: city for city in db.session.scalars(select(City)) if city.place_id in wanted}
    taken = set(db.session.scalars(select(City.slug)))
    for number, town in wanted.items():
        if number not in known:
            known[number] = _city(town, taken)
            taken.add(known[number].slug)
            db.session.add(known[number])
    db.session.flush()
    return known


def areas_for(homes: Sequence[Home], *, name_area: NameArea) -> list[str]:
    """The area of each home, by id, in their order; areas nobody lived in yet are added, named by `name_area`.

    A home keeps an area that it has had as long as its pin is moved by little (`geo.areas.around`): two cells, both
    published, would say that it lies on the border between them.
    """
    kept = [_kept_area(home) for home in homes]
    cells = [area_of(home.latitude, home.longitude, city=home.city) for home in homes]
    keys = [old or _area_id(cell, home.city) for old, cell, home in zip(kept, cells, homes, strict=True)]
    first = {key: (cell, home.city) for key, cell, home in zip(keys, cells, homes, strict=True)}
    missing = first.keys() - _known_areas(list(first))
    db.session.add_all(_area(cell, city, name_area) for key, (cell, city) in first.items() if key in missing)
    db.session.flush()
    return keys


def area_for(city: City, latitude: float, longitude: float, *, name_area: NameArea, before: Sequence[str] = ()) -> str:
    """The id of the area of one home (degrees) in `city`, whose host's homes have had those areas `before`."""
    return areas_for([Home(city, latitude, longitude, before)], name_area=name_area)[0]


def as_registered(town: Town) -> City:
    """The city that `register` would add for a town, without adding it. Its slug stands for the id that it has not."""
    city = _city(town, set())
    city.id = city.slug
    return city


def area_as_registered(
    city: City, latitude: float, longitude: float, *, name_area: NameArea, before: Sequence[str] = ()
) -> Area:
    """The area of one home (degrees) in `city` as `area_for` would find or add it, without adding it."""
    if old := _kept_area(Home(city, latitude, longitude, before)):
        return db.session.get_one(Area, old)
    cell = area_of(latitude, longitude, city=city)
    return db.session.get(Area, _area_id(cell, city)) or _area(cell, city, name_area)


def _kept_area(home: Home) -> str | None:
    """The first of the areas before that the home has still, or would have with its pin moved by little."""
    if not home.before:
        return None
    near = {_id_in(home.city, key) for key in around(home.latitude, home.longitude, city=home.city)}
    return next((old for old in home.before if old in near), None)


def _known_areas(ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        found |= set(db.session.scalars(select(Area.id).where(Area.id.in_(ids[start : start + CHUNK]))))
    return found


def _area_id(cell: Cell, city: City) -> str:
    """Of one cell on the border of two cities each has its own area, so that neither takes the other's name."""
    return _id_in(city, cell.id)


def _id_in(city: City, key: str) -> str:
    return key if key == city.id else f"{key}-{city.slug}"


def _area(cell: Cell, city: City, name_area: NameArea) -> Area:
    where = {"latitude": cell.latitude, "longitude": cell.longitude, "radius_m": cell.radius_m}
    return Area(id=_area_id(cell, city), city_id=city.id, name=name_area(cell, city.name), **where)


def _city(town: Town, taken: set[str]) -> City:
    return City(
        place_id=town.id,
        slug=_slug(town, taken),
        name=town.name,
        country=town.country,
        latitude=town.latitude,
        longitude=town.longitude,
        population=town.population,
        zone=town.zone,
    )


def _slug(town: Town, taken: set[str]) -> str:
    """“São Paulo” → sao-paulo; with its country, then its number, where another city was quicker."""
    plain = unicodedata.normalize("NFKD", town.name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "place"
    candidates = (short, f"{short}-{town.country.lower()}", f"{short}-{town.id}")
    return next(slug for slug in candidates if slug not in taken | NO_SLUGS)
