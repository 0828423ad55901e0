"""Who has looked at what is kept of me: by role and day; never a name, never what is not mine, never how often."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import audit, gateway, looked
from coordinator.disclosure.policy import Fact
from coordinator.editions.models import Edition
from coordinator.errors import NotAllowed
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.guests.entering import guests, held, open_shows, says_yes
from tests.people.builders import a_person, signed_in


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    """Mia's and somebody else's, at both of which a lead has looked twice."""
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    found = spaces_taken(edition, berlin, a_space("S1", host_email="mia@example.org"), a_space("S2"))
    lead = a_person("lead@example.org", name="Lea Lead")
    accounts.grant(Role.LEAD, lead, city_id=berlin.id)
    for _ in range(2):
        gateway.lead_shows(Reader(lead, frozenset({(Role.LEAD, berlin.id)})), found, at=now())
    db.session.commit()
    return found


def told(reader: Reader) -> list[tuple[Fact, tuple[Role, ...], int]]:
    """What she is told, without the times."""
    return [(one.fact, one.roles, one.days) for one in looked.looks(reader, zone="UTC")]


def test_a_host_sees_that_a_lead_was_shown_her_address_and_on_how_many_days(shows: list[Show]) -> None:
    mia, lead = Reader(a_person("mia@example.org")), Reader(a_person("lead@example.org"))
    before = told(mia)
    audit.record(lead, [Fact.STREET_ADDRESS], of=[shows[0].id], at=now() + timedelta(days=1))

    assert (Fact.STREET_ADDRESS, (Role.LEAD,), 1) in before
    assert (Fact.STREET_ADDRESS, (Role.LEAD,), 2) in told(mia)


@pytest.mark.usefixtures("alike")
def test_how_often_somebody_looks_in_a_day_and_at_what_hour_is_told_nowhere(app: Flask, shows: list[Show]) -> None:
    mia, lead = signed_in(app.test_client(), a_person("mia@example.org")), Reader(a_person("lead@example.org"))
    at = now().replace(hour=12)
    for facts in ([Fact.STREET_ADDRESS], [Fact.HOST_NAME]):
        audit.record(lead, facts, of=[shows[0].id], at=at)
    db.session.commit()
    page, kept = mia.get("/account/looked").data, json.loads(mia.post("/account/export").data)["opened_of_you"]

    for minutes in (-30, 30):
        audit.record(lead, [Fact.STREET_ADDRESS], of=[shows[0].id], at=at + timedelta(minutes=minutes))
    db.session.commit()

    assert len(kept) > 1
    assert mia.get("/account/looked").data == page
    assert json.loads(mia.post("/account/export").data)["opened_of_you"] == kept


def test_days_are_those_of_her_own_zone(shows: list[Show]) -> None:
    mia, lead = Reader(a_person("mia@example.org")), Reader(a_person("lead@example.org"))
    night = (now() + timedelta(days=2)).replace(hour=23, minute=0)
    audit.record(lead, [Fact.DOORBELL], of=[shows[0].id], at=night)

    days = {
        zone: next(one.last_day for one in looked.looks(mia, zone=zone) if one.fact is Fact.DOORBELL)
        for zone in ("UTC", "Asia/Tokyo")
    }

    assert days == {"UTC": night.date(), "Asia/Tokyo": night.date() + timedelta(days=1)}


def test_what_she_looked_at_herself_and_what_is_anothers_is_not_in_it(shows: list[Show]) -> None:
    mia, other = Reader(a_person("mia@example.org")), Reader(a_person("other@example.org"))
    audit.record(mia, [Fact.STREET_ADDRESS], of=[shows[0].space_id], at=now())

    assert {roles for _, roles, _ in told(mia)} == {(Role.LEAD,)}
    assert told(other) == []


def test_several_leads_are_one_line_and_who_runs_the_site_is_one_of_her_own(shows: list[Show]) -> None:
    another = a_person("another@example.org")
    accounts.grant(Role.LEAD, another, city_id=shows[0].city_id)
    for reader in (Reader(another), CONSOLE):
        audit.record(reader, [Fact.STREET_ADDRESS], of=[shows[0].id], at=now())

    found = [
        one for one in looked.looks(Reader(a_person("mia@example.org")), zone="UTC") if one.fact is Fact.STREET_ADDRESS
    ]

    assert sorted((one.is_console, one.roles, one.days) for one in found) == [
        (False, (Role.LEAD,), 1),
        (True, (), 1),
    ]


def test_an_act_sees_who_read_what_it_said(shows: list[Show]) -> None:
    edition, city = db.session.get_one(Edition, shows[0].edition_id), db.session.get_one(City, shows[0].city_id)
    (act,) = artists_taken(edition, city, an_artist("A1", email="ada@example.org"))
    audit.record(CONSOLE, [Fact.PHONE], of=[act], at=now())

    assert told(Reader(a_person("ada@example.org"))) == [(Fact.PHONE, (), 1)]


def test_a_guest_sees_who_read_the_list_she_is_on_since_she_entered(app: Flask) -> None:
    (show,) = open_shows(1)
    (guest,) = guests(show)
    audit.record(CONSOLE, [Fact.GUEST_LIST], of=[show.id], at=now() - timedelta(days=400))
    says_yes(guest, at=held(show).draw.due_at)
    audit.record(CONSOLE, [Fact.GUEST_LIST], of=[show.id], at=now())

    assert told(guest) == [(Fact.GUEST_LIST, (), 1)]


@pytest.mark.parametrize("reader", [STRANGER, CONSOLE])
def test_a_stranger_and_the_console_have_nothing_of_their_own(app: Flask, reader: Reader) -> None:
    with pytest.raises(NotAllowed):
        looked.looks(reader, zone="UTC")


def test_the_page_tells_roles_and_never_a_name(app: Flask, shows: list[Show]) -> None:
    page = signed_in(app.test_client(), a_person("mia@example.org")).get("/account/looked").text

    assert ("street address" in page, "City lead" in page) == (True, True)
    assert [word for word in ("Lea Lead", "lead@example.org") if word in page] == []
