"""The figure that docs/security.md gives: how few households share an area in any town that the gazetteer knows."""

from math import pi

import h3

from coordinator.geo.areas import HOUSEHOLDS, MEMBERS, core_km, households_per_km2, resolution
from coordinator.geo.places import Place, shipped
from tests.geo.test_areas import ACity, inner_cells

LEAST = 2_500  # inhabitants of a town that is one area and holds a thousand households


def _households(city: ACity) -> tuple[float, float, int]:
    """Of the smallest of its cells, of what is left of the core outside them, and how many cells there are."""
    cells, density = inner_cells(city), households_per_km2(city.population)
    surfaces = [h3.cell_area(cell) for cell in cells]
    rest = pi * core_km(city.population) ** 2 - sum(surfaces)
    return min(surfaces) * density, rest * density, len(cells)


def _divided() -> list[Place]:
    places = shipped()
    return [
        places.place(row) for row, people in enumerate(places.population.tolist()) if resolution(people) is not None
    ]


def test_no_area_of_any_town_in_the_world_holds_fewer_than_a_thousand_households() -> None:
    cities = [ACity(str(one.id), one.latitude, one.longitude, one.population) for one in _divided()]
    found = [_households(city) for city in cities]
    cells, rests = min(least for least, _, _ in found), min(rest for _, rest, _ in found)
    people = shipped().population
    towns = int((people >= LEAST).sum()) - len(cities)

    numbers = f"{len(cities)} towns of {sum(count for *_, count in found)} cells, {towns} that are one area"
    print(f"\nsmallest cell {cells:.0f} households, smallest rest {rests:.0f}; {numbers}")  # noqa: T201
    assert min(cells, rests, LEAST / MEMBERS) >= HOUSEHOLDS
    assert (len(cities) > 500, towns > 10_000) == (True, True)
