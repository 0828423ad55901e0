"""Deputies: named by e-mail by a city's lead or the global team, and released again."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask, current_app
from sqlalchemy import func, select

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import find_person
from coordinator.errors import Conflict, NotFound
from coordinator.people.accounts import Held, grant, roles_of
from coordinator.people.commands import invite
from coordinator.people.deputies import may_name, name_deputy, release_deputy
from coordinator.people.models import Person, Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.people.rolls import Roll, roll
from tests.people.builders import a_city, a_person, signed_in

HERE = "127.0.0.1"


def a_lead(city: str, email: str = "mia@example.org") -> Reader:
    """The lead of a city."""
    person = a_person(email)
    grant(Role.LEAD, person, city_id=city)
    return Reader(person, frozenset({(Role.LEAD, city)}))


def letters(app: Flask) -> list[str]:
    """What has been sent since this was asked last."""
    folder: Path = current_app.extensions["coordinator.settings"].folder / "outbox"
    for old in folder.glob("*"):
        old.unlink()
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    return [file.read_text() for file in folder.glob("*.eml")]


def link_in(letter: str) -> str:
    """The path of the first address in a letter."""
    return next(line for line in letter.splitlines() if line.startswith("http://")).removeprefix("http://localhost")


def test_a_lead_names_a_deputy_who_then_has_her_rights(app: Flask) -> None:
    city = a_city()
    lead = a_lead(city)

    deputy = name_deputy(lead, "Jan@example.org", city_id=city, origin=HERE, at=now())

    assert roll(city) == Roll((lead.id or "",), (deputy,), ())
    assert roles_of(deputy) == [Held(Role.LEAD, "krakow", "Kraków", deputy=True)]


def test_a_deputy_names_nobody_and_nor_does_another_citys_lead(app: Flask) -> None:
    city, other = a_city(), a_city("lodz", name="Łódź", place_id=2)
    deputy = name_deputy(a_lead(city), "jan@example.org", city_id=city, origin=HERE, at=now())
    readers = (Reader(deputy, frozenset({(Role.LEAD, city)})), a_lead(other, "eva@example.org"), STRANGER)

    for reader in readers:
        with pytest.raises(NotFound):
            name_deputy(reader, "new@example.org", city_id=city, origin=HERE, at=now())
        with pytest.raises(NotFound):
            release_deputy(reader, deputy, city_id=city)

    assert find_person("new@example.org") is None
    assert [may_name(reader, city_id=city) for reader in (*readers, CONSOLE)] == [False, False, False, True]


def test_a_released_deputy_has_no_rights_and_the_lead_cannot_be_released(app: Flask) -> None:
    city = a_city()
    lead = a_lead(city)
    deputy = name_deputy(CONSOLE, "jan@example.org", city_id=city, origin=HERE, at=now())

    for person in (deputy, deputy, lead.id or ""):
        release_deputy(lead, person, city_id=city)

    assert roll(city) == Roll((lead.id or "",), (), ())


def test_a_lead_is_not_made_a_deputy(app: Flask) -> None:
    city = a_city()
    lead = a_lead(city)

    with pytest.raises(Conflict, match="leads_already"):
        name_deputy(lead, "mia@example.org", city_id=city, origin=HERE, at=now())

    assert roll(city).leads == (lead.id,)


def test_a_new_deputy_gets_a_link_that_signs_her_in_and_a_known_one_the_way_to_the_city(app: Flask) -> None:
    city = a_city()
    lead = a_lead(city)
    signed_in(app.test_client(), a_person("known@example.org", name="Kim"))

    for email in ("new@example.org", "known@example.org"):
        name_deputy(lead, email, city_id=city, origin=HERE, at=now())
    sent = {letter.split("To: ")[1].splitlines()[0]: link_in(letter) for letter in letters(app)}

    assert sent["Kim <known@example.org>"] == "/lead/krakow/"
    assert app.test_client().post(sent["new@example.org"]).location == "/lead/krakow/"


def test_letters_to_one_address_are_limited_and_the_page_says_how_long_to_wait(app: Flask) -> None:
    city = a_city()
    client = signed_in(app.test_client(), a_lead(city).id or "")

    for _ in range(5):
        assert client.post("/lead/krakow/team", data={"email": "jan@example.org"}).status_code == 303
    refused = client.post("/lead/krakow/team", data={"email": "jan@example.org"})

    assert refused.status_code == 429
    assert 840 < int(refused.headers["Retry-After"]) <= 900
    assert "Wait 15 minutes, then try again." in refused.text
    assert client.post("/lead/krakow/team", data={"email": "eva@example.org"}).status_code == 303


def test_who_is_released_before_the_letter_leaves_gets_none(app: Flask) -> None:
    city = a_city()
    lead = a_lead(city)
    deputy = name_deputy(lead, "jan@example.org", city_id=city, origin=HERE, at=now())

    release_deputy(lead, deputy, city_id=city)

    assert letters(app) == []


def test_the_command_invites_deputies_and_makes_leads_of_them_but_never_deputies_of_leads(app: Flask) -> None:
    city = a_city()
    held = []

    for more in (["--deputy"], [], ["--deputy"]):
        result = CliRunner().invoke(invite, ["lead", "jan@example.org", "--city", "krakow", *more])
        assert result.exit_code == 0, result.exception
        held.append(roles_of(find_person("jan@example.org") or "")[0].deputy)

    assert held == [True, False, False]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert CliRunner().invoke(invite, ["host", "jan@example.org", "--deputy"]).exit_code == 1
    assert roll(city).deputies == ()
