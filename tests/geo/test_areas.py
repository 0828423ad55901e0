"""An area says nothing of a home but which cell it lies in, and no home is alone in a cell."""

from dataclasses import dataclass
from math import pi

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.geo.area_names import area_name
from coordinator.geo.areas import (
    HOUSEHOLDS,
    LONGEST,
    MEMBERS,
    SMALLEST,
    Area,
    area_of,
    core_km,
    households_per_km2,
    is_built_up,
    lies_in,
    radius_m,
    resolution,
    whole,
)
from coordinator.geo.gazetteer import gazetteer


@dataclass(frozen=True)
class ACity:
    id: str = "gk7d"
    latitude: float = 52.52437
    longitude: float = 13.41053
    population: int = 3_700_000


latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
populations = st.integers(500, 30_000_000)
cities = st.builds(ACity, latitude=latitudes, longitude=longitudes, population=populations)
big_cities = st.builds(
    ACity, latitude=st.floats(-70, 70), longitude=longitudes, population=st.integers(500_000, 30_000_000)
)


def inner_cells(city: ACity) -> list[str]:
    level = resolution(city.population)
    if level is None:
        return []
    centre = h3.latlng_to_cell(city.latitude, city.longitude, level)
    return [cell for cell in h3.grid_disk(centre, 16) if is_built_up(cell, city=city)]


def test_two_homes_of_one_cell_have_one_area() -> None:
    kottbusser_tor, maybachufer, wedding = (52.4990, 13.4180), (52.4935, 13.4230), (52.5450, 13.3550)

    areas = [area_of(*home, city=ACity()) for home in (kottbusser_tor, maybachufer, wedding)]

    assert areas[0] == areas[1] == Area(id="871f18b25ffffff", latitude=52.4914, longitude=13.4117, radius_m=1600)
    assert areas[2] != areas[0]


@settings(deadline=None)
@given(big_cities, st.integers(0, 10_000), st.data())
def test_every_home_in_a_cell_gives_the_same_area(city: ACity, pick: int, data: st.DataObject) -> None:
    cells = inner_cells(city)
    cell = cells[pick % len(cells)]
    edge = data.draw(st.sampled_from(h3.cell_to_boundary(cell)))
    share = data.draw(st.floats(0, 0.98))
    centre = h3.cell_to_latlng(cell)
    turn = (edge[1] - centre[1] + 180) % 360 - 180
    home = (centre[0] + share * (edge[0] - centre[0]), (centre[1] + share * turn + 180) % 360 - 180)

    assert area_of(*home, city=city) == area_of(*centre, city=city)
    assert area_of(*home, city=city).id == cell


@settings(max_examples=300, deadline=None)
@given(latitudes, longitudes, cities)
def test_an_area_follows_from_its_cell_and_city_alone(latitude: float, longitude: float, city: ACity) -> None:
    area = area_of(latitude, longitude, city=city)
    level = resolution(city.population)

    if level is None:
        assert area == whole(city)
        return
    cell = h3.latlng_to_cell(latitude, longitude, level)
    assert area == area_of(*h3.cell_to_latlng(cell), city=city)
    assert area.id == (cell if is_built_up(cell, city=city) else city.id)


@settings(deadline=None)
@given(populations)
def test_a_cell_of_the_smallest_surface_holds_a_thousand_households(population: int) -> None:
    level = resolution(population)

    if level is not None:
        smallest = h3.average_hexagon_area(level) * SMALLEST
        assert smallest * households_per_km2(population) >= HOUSEHOLDS


@settings(max_examples=60, deadline=None)
@given(big_cities)
def test_what_is_left_of_the_core_outside_the_cells_holds_a_thousand_households_too(city: ACity) -> None:
    covered = sum(h3.cell_area(cell) for cell in inner_cells(city))
    core = pi * core_km(city.population) ** 2

    assert (core - covered) * households_per_km2(city.population) >= HOUSEHOLDS


@settings(deadline=None)
@given(populations)
def test_the_core_holds_no_more_people_than_the_city_has(population: int) -> None:
    core = pi * core_km(population) ** 2

    assert core * households_per_km2(population) <= population / MEMBERS


@pytest.mark.parametrize(
    ("population", "level"),
    [(500, None), (5_000, None), (50_000, None), (300_000, None), (500_000, 7), (3_700_000, 7), (30_000_000, 7)],
)
def test_the_cell_size_follows_from_population_alone(population: int, level: int | None) -> None:
    assert resolution(population) == level


def test_a_home_in_a_field_shares_the_whole_city() -> None:
    city = ACity()
    in_a_field, in_town = (52.80, 13.80), (52.4996, 13.4180)

    areas = [area_of(*point, city=city) for point in (in_town, in_a_field)]

    assert [area.is_whole_city for area in areas] == [False, True]
    assert areas[1] == Area(id="gk7d", latitude=52.5244, longitude=13.4105, radius_m=20_000)
    assert [lies_in(*point, city=city) for point in (in_town, in_a_field)] == [True, False]


def test_a_small_town_is_one_area() -> None:
    town = ACity(population=9_000)

    assert {area_of(52.5 + step / 100, 13.4, city=town) for step in range(10)} == {whole(town)}


@settings(deadline=None)
@given(st.sampled_from([(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (-16.8, 179.999)]), populations)
def test_poles_and_the_antimeridian_have_areas(centre: tuple[float, float], population: int) -> None:
    city = ACity(latitude=centre[0], longitude=centre[1], population=population)

    area = area_of(*centre, city=city)

    assert -90 <= area.latitude <= 90
    assert -180 <= area.longitude <= 180


def test_both_sides_of_the_antimeridian_are_one_town() -> None:
    city = ACity(latitude=0.0, longitude=179.99, population=3_000_000)

    sides = [area_of(0.0, longitude, city=city).is_whole_city for longitude in (179.97, -179.99)]

    assert sides == [False, False]


@settings(max_examples=300, deadline=None)
@given(latitudes, longitudes, st.integers(5, 9))
def test_the_circle_holds_its_cell_and_no_cell_is_smaller_than_assumed(
    latitude: float, longitude: float, level: int
) -> None:
    cell = h3.latlng_to_cell(latitude, longitude, level)
    centre = h3.cell_to_latlng(cell)
    shown = (round(centre[0], 4), round(centre[1], 4))

    reach = max(h3.great_circle_distance(shown, corner, unit="m") for corner in h3.cell_to_boundary(cell))

    assert reach <= radius_m(level)
    assert h3.cell_area(cell) >= SMALLEST * h3.average_hexagon_area(level)


@pytest.mark.parametrize("level", [5, 7, 9])
def test_pentagons_keep_the_bounds(level: int) -> None:
    for cell in h3.get_pentagons(level):
        centre = h3.cell_to_latlng(cell)
        reach = max(h3.great_circle_distance(centre, corner) for corner in h3.cell_to_boundary(cell))

        assert h3.cell_area(cell) >= SMALLEST * h3.average_hexagon_area(level)
        assert reach <= LONGEST * h3.average_hexagon_edge_length(level)


def test_an_area_is_named_after_the_district_at_its_centre() -> None:
    city = gazetteer().find("Berlin")
    assert city is not None
    berlin = ACity(latitude=city.latitude, longitude=city.longitude, population=city.population)

    names = [
        area_name(area_of(*home, city=berlin), gazetteer(), city="Berlin")
        for home in ((52.4996, 13.4180), (52.5390, 13.4240), (52.80, 13.80))
    ]

    assert names == ["Kreuzberg", "Prenzlauer Berg", "Berlin"]
