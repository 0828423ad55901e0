"""Cities and areas: rows made once, names in addresses, areas that only their cell decides."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from coordinator.cities.models import Area, City
from coordinator.cities.registering import area_for, register
from coordinator.db import db
from coordinator.people.enrolment import grant_all
from coordinator.people.models import Person, PersonRole, Role
from tests.campaign.builders import Town, a_city, plain_name

pytestmark = pytest.mark.usefixtures("app")


def test_a_city_is_registered_once_and_keeps_the_population_it_came_with() -> None:
    first = a_city()

    second = a_city(replace(Town(), population=1))

    assert second is first
    assert db.session.scalars(select(City.population)).all() == [3_426_354]


def test_cities_get_names_for_addresses_that_differ() -> None:
    towns = [
        Town(1, "São Paulo", "BR"),
        Town(2, "Sao Paulo", "PT"),
        Town(3, "San Paulo", "PT"),
        Town(4, "São Paulo", "PT"),
        Town(5, "東京", "JP"),
        Town(6, "Join", "FR"),
    ]

    slugs = {number: city.slug for number, city in register(towns).items()}

    assert slugs == {1: "sao-paulo", 2: "sao-paulo-pt", 3: "san-paulo", 4: "sao-paulo-4", 5: "place", 6: "join-fr"}


def test_homes_of_one_cell_share_one_area_named_by_the_cell_alone() -> None:
    city = a_city()

    areas = {area_for(city, 52.5201 + step / 100_000, 13.4049, name_area=plain_name) for step in range(5)}

    (area,) = db.session.scalars(select(Area))
    assert areas == {area.id}
    assert area.name == f"near {area.latitude}"


def test_a_small_town_is_one_area() -> None:
    town = a_city(Town(9, "Apia", "WS", -13.83333, -171.76666, 4_000, "Pacific/Apia"))

    area_id = area_for(town, -13.84, -171.77, name_area=plain_name)

    assert (area_id, db.session.scalars(select(Area.name)).one()) == (town.id, "Apia")


def test_a_role_given_twice_is_held_once() -> None:
    person = Person()
    db.session.add(person)
    db.session.flush()

    for _ in range(2):
        grant_all([person.id, person.id], Role.HOST)

    assert db.session.scalar(select(func.count()).select_from(PersonRole)) == 1
