"""Spaces from a list: new, changed, unchanged; hosts, areas, vetoes."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import func, select

from coordinator.campaign.importing import take_artists, take_spaces
from coordinator.cities.models import Area
from coordinator.db import db
from coordinator.disclosure import gateway
from coordinator.disclosure.matching import day
from coordinator.intake import Outcome
from coordinator.people.models import Person, PersonRole, Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import NOW, a_city, a_space, an_artist, an_edition, plain_name, sited, spaces_taken

pytestmark = pytest.mark.usefixtures("app")


def counts(outcome: Outcome) -> tuple[int, int, int]:
    return len(outcome.new), len(outcome.changed), len(outcome.unchanged)


def test_a_listed_space_is_approved_and_has_a_host_and_one_show() -> None:
    edition, city = an_edition(), a_city()

    outcome = take_spaces(edition, sited([a_space()], city), name_area=plain_name, at=NOW)

    space, show = db.session.scalars(select(Space)).one(), db.session.scalars(select(Show)).one()
    place = gateway.lead_shows(CONSOLE, [show], at=NOW)[show.id]
    roles = list(db.session.scalars(select(PersonRole.role)))
    assert counts(outcome) == (1, 0, 0)
    assert (space.state, space.has, space.city_id) == (
        SpaceState.APPROVED,
        ["amplified", "drums", "piano", "power"],
        city.id,
    )
    assert (place.space_name, place.address) == ("The green sofa", "12 Example Street")
    assert roles == [Role.HOST]


def test_the_same_list_again_changes_nothing() -> None:
    edition, city = an_edition(), a_city()
    rows = sited([a_space(f"S{number}", curfew=time(23)) for number in range(40)], city)
    first = take_spaces(edition, rows, name_area=plain_name, at=NOW)
    tables = (Space, Show, Person, PersonRole, Area)
    before = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]

    second = take_spaces(edition, rows, name_area=plain_name, at=NOW)

    assert (counts(first), counts(second)) == ((40, 0, 0), (0, 0, 40))
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in tables] == before


@pytest.mark.parametrize(
    "said",
    [
        {"capacity": 21},
        {"address": "13 Example Street"},
        {"space_name": "The red sofa"},
        {"host_email": "somebody-else@example.org"},
        {"curfew": time(22)},
        {"piano": False},
        {"start": time(18)},
        {"minutes": 120},
    ],
)
def test_a_changed_row_changes_that_space_only(said: dict[str, object]) -> None:
    edition, city = an_edition(), a_city()
    take_spaces(edition, sited([a_space("S1"), a_space("S2")], city), name_area=plain_name, at=NOW)

    outcome = take_spaces(edition, sited([a_space("S1", **said), a_space("S2")], city), name_area=plain_name, at=NOW)

    assert outcome == Outcome(frozenset(), frozenset({"S1"}), frozenset({"S2"}))


def test_a_space_that_moved_is_a_changed_one() -> None:
    edition, city = an_edition(), a_city()
    take_spaces(edition, sited([a_space()], city), name_area=plain_name, at=NOW)

    outcome = take_spaces(edition, sited([a_space()], city, north=0.05), name_area=plain_name, at=NOW)

    assert outcome.changed == frozenset({"S1"})
    assert day(CONSOLE, edition.id, city_id=None, at=NOW).rooms[0].latitude == city.latitude + 0.05


def test_two_homes_in_one_area_share_its_row() -> None:
    edition, city = an_edition(), a_city()
    near = sited([a_space("S1")], city)[0]
    beside = replace(sited([a_space("S2")], city)[0], latitude=near.latitude + 0.0001)

    take_spaces(edition, [near, beside], name_area=plain_name, at=NOW)

    areas = list(db.session.scalars(select(Space.area_id)))
    assert (len(areas), len(set(areas)), areas[0]) == (2, 1, db.session.scalars(select(Area.id)).one())


def test_a_host_without_an_address_stays_one_person_and_can_get_one_later() -> None:
    edition, city = an_edition(), a_city()
    silent = sited([a_space("S1", host_email=""), a_space("S2", host_email="")], city)
    take_spaces(edition, silent, name_area=plain_name, at=NOW)

    again = take_spaces(edition, silent, name_area=plain_name, at=NOW)
    told = take_spaces(
        edition, sited([a_space("S1"), a_space("S2", host_email="")], city), name_area=plain_name, at=NOW
    )

    assert (counts(again), counts(told)) == ((0, 0, 2), (0, 1, 1))
    assert db.session.scalar(select(func.count()).select_from(Person)) == 3


def test_one_host_of_two_spaces_is_one_person() -> None:
    edition, city = an_edition(), a_city()
    rows = [a_space("S1", host_email="h@example.org"), a_space("S2", host_email=" H@Example.org")]

    spaces_taken(edition, city, *rows)

    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_veto_of_an_unknown_artist_is_warned_of_and_taken_once_the_artist_is_known() -> None:
    edition, city = an_edition(), a_city()
    rows = sited([a_space(not_with=("A1",))], city)
    early = take_spaces(edition, rows, name_area=plain_name, at=NOW)
    take_artists(edition, sited([an_artist("A1")], city))

    late = take_spaces(edition, rows, name_area=plain_name, at=NOW)
    third = take_spaces(edition, rows, name_area=plain_name, at=NOW)

    artist = day(CONSOLE, edition.id, city_id=None, at=NOW).acts[0].id
    assert [(note.reference, note.column) for note in early.warnings] == [("S1", "not_with")]
    assert (late.changed, late.warnings, counts(third)) == (frozenset({"S1"}), (), (0, 0, 1))
    assert day(CONSOLE, edition.id, city_id=None, at=NOW).rooms[0].not_with == frozenset({artist})


def test_a_veto_taken_back_is_gone() -> None:
    edition, city = an_edition(), a_city()
    take_artists(edition, sited([an_artist("A1")], city))
    take_spaces(edition, sited([a_space(not_with=("A1",))], city), name_area=plain_name, at=NOW)
    assert len(day(CONSOLE, edition.id, city_id=None, at=NOW).rooms[0].not_with) == 1

    take_spaces(edition, sited([a_space()], city), name_area=plain_name, at=NOW)

    assert day(CONSOLE, edition.id, city_id=None, at=NOW).rooms[0].not_with == frozenset()


def test_a_withdrawn_space_is_not_called_back_by_the_next_import() -> None:
    edition, city = an_edition(), a_city()
    spaces_taken(edition, city, a_space())
    db.session.scalars(select(Space)).one().state = SpaceState.WITHDRAWN

    spaces_taken(edition, city, a_space(capacity=30))

    space = db.session.scalars(select(Space)).one()
    assert (space.state, space.capacity) == (SpaceState.WITHDRAWN, 30)
