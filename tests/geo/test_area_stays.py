"""All that was ever published of a home leaves at least as many households to guess among as one area holds."""

from dataclasses import replace

import h3
import pytest
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coordinator.campaign.importing import take_shows, take_spaces
from coordinator.cities.models import Area, City
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import had_areas, own_spaces
from coordinator.geo.areas import HOUSEHOLDS, MEMBERS, SLACK_KM, area_of, around, households_per_km2
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.shows.scheduling import Evening
from coordinator.spaces import registration
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, plain_name
from tests.geo.test_areas import ACity
from tests.people.builders import a_person, signed_in
from tests.spaces.offers import answered, begun

Point = tuple[float, float]


def the_border(city: City | ACity, *, metres: float = 2.5) -> tuple[Point, Point]:
    """Two points so far on either side of the border between the city's middle cell and one beside it."""
    middle = area_of(city.latitude, city.longitude, city=city).id
    beside = next(cell for cell in sorted(h3.grid_disk(middle, 1)) if cell != middle)
    ends = h3.directed_edge_to_boundary(h3.cells_to_directed_edge(middle, beside))
    on = (ends[0][0] + ends[-1][0]) / 2, (ends[0][1] + ends[-1][1]) / 2

    def towards(cell: str) -> Point:
        to = h3.cell_to_latlng(cell)
        part = metres / (1000 * h3.great_circle_distance(on, to))
        return on[0] + (to[0] - on[0]) * part, on[1] + (to[1] - on[1]) * part

    return towards(middle), towards(beside)


def households(areas: set[str], city: City | ACity) -> float:
    """How many homes lie in all of these areas at once, by the model that sizes them: none in two different cells."""
    cells = {key.split("-")[0] for key in areas if key != city.id}
    if not cells:
        return city.population / MEMBERS
    return households_per_km2(city.population) * h3.cell_area(cells.pop()) if len(cells) == 1 else 0.0


@settings(max_examples=150, deadline=None)
@given(st.floats(-0.08, 0.08), st.floats(-0.08, 0.08), st.floats(-0.0009, 0.0009), st.floats(-0.0009, 0.0009))
def test_a_pin_that_moves_by_a_hundred_metres_finds_its_area_again(
    north: float, east: float, up: float, right: float
) -> None:
    city = ACity()
    before = city.latitude + north, city.longitude + east
    after = before[0] + up, before[1] + right
    assume(h3.great_circle_distance(before, after) < 0.1 < SLACK_KM)

    assert area_of(*before, city=city).id in around(*after, city=city)


def test_a_home_far_away_has_another_area() -> None:
    city = ACity()

    assert area_of(52.50, 13.30, city=city).id not in around(city.latitude, city.longitude, city=city)


@pytest.fixture
def rooftop(app: Flask) -> tuple[City, Reader, str]:
    """A space in Lagos, sent, its pin close to the border of its cell."""
    an_edition()
    lagos, person = a_city(LAGOS), a_person("ade@example.org", name="Ade Host")
    return lagos, Reader(person), _sent(app, person, the_border(lagos)[0])


def _sent(app: Flask, person: str, at: Point) -> str:
    browser = signed_in(app.test_client(), person)
    space = begun(browser)
    answered(browser, space, latitude=str(at[0]), longitude=str(at[1]))
    assert browser.post(f"/host/{space}/submit").status_code in {302, 303}
    return space


def _areas(city: City) -> set[str]:
    return set(db.session.scalars(select(Space.area_id).where(Space.city_id == city.id)))


def test_a_pin_moved_by_five_metres_over_a_border_is_still_in_the_area_of_before(
    app: Flask, rooftop: tuple[City, Reader, str]
) -> None:
    lagos, host, space = rooftop
    before, beyond = _areas(lagos), the_border(lagos)[1]
    form = own_spaces.own_form(host, space)
    moved = replace(form, said={**form.said, "latitude": beyond[0], "longitude": beyond[1]})

    fresh = area_of(*beyond, city=lagos).id
    registration.put(host, moved, name_area=plain_name, at=now())
    db.session.commit()

    assert _areas(lagos) == before
    assert {f"{fresh}-lagos"} != before
    assert households(before, lagos) >= HOUSEHOLDS


def test_a_home_that_is_offered_again_by_its_host_keeps_its_area_and_her_preview_says_so(
    app: Flask, rooftop: tuple[City, Reader, str]
) -> None:
    lagos, host, space = rooftop
    before, beyond = _areas(lagos), the_border(lagos)[1]
    registration.withdraw(host, space)
    db.session.commit()

    again = _sent(app, str(host.id), beyond)

    assert db.session.get_one(Space, space).state is SpaceState.WITHDRAWN
    assert had_areas.of_host(again, lagos.id) == list(before)
    assert _areas(lagos) == before


def test_the_home_of_somebody_else_beside_it_has_its_own_area(app: Flask, rooftop: tuple[City, Reader, str]) -> None:
    """Else she could find out by pins of her own where others host."""
    lagos, _, _ = rooftop
    before = _areas(lagos)

    _sent(app, a_person("eve@example.org", name="Eve"), the_border(lagos)[1])

    assert len(_areas(lagos) - before) == 1


def test_thirty_shows_of_a_home_a_moved_pin_in_its_list_and_a_city_that_grows_publish_one_area(app: Flask) -> None:
    edition, lagos = an_edition(), a_city(LAGOS)
    here, beyond = the_border(lagos)
    take_spaces(edition, [Sited(a_space("S1"), lagos, *here)], name_area=plain_name, at=now())
    evenings = [Evening(show.local_start, 20) for show in db.session.scalars(select(Show))]
    day = evenings[0].start.replace(hour=6, minute=0)
    several = [Evening(day.replace(hour=6 + n // 2, minute=30 * (n % 2)), 25) for n in range(30)]
    take_shows(edition, {"S1": several}, at=now())

    take_spaces(edition, [Sited(a_space("S1"), lagos, *beyond)], name_area=plain_name, at=now())
    a_city(replace(LAGOS, population=LAGOS.population * 20))
    take_spaces(edition, [Sited(a_space("S1"), a_city(LAGOS), *beyond)], name_area=plain_name, at=now())

    shown = list(db.session.scalars(select(Show.area_id)))
    assert (len(shown), len(set(shown))) == (30, 1)
    assert len(db.session.scalars(select(Area)).all()) == 1
    assert households(set(shown), lagos) >= HOUSEHOLDS


def test_without_an_area_before_each_side_of_a_border_is_in_its_own(app: Flask) -> None:
    """The control: there is a border, and a home that nobody has offered before lies on its side of it."""
    lagos = a_city(LAGOS)
    sides = [area_of(*side, city=lagos).id for side in the_border(lagos)]

    assert len(set(sides)) == 2
    assert h3.great_circle_distance(*the_border(lagos)) < 0.0061
    assert households({f"{side}-lagos" for side in sides}, lagos) < HOUSEHOLDS
