"""An act's phone number: typed by whoever speaks for it, read by leads alone, on the evening too."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.artists.applying import Step
from coordinator.artists.models import Application
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts, slots
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER
from tests.artists.acts import BAND, a_player, begun, sent
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.people.builders import a_person, signed_in

PHONE = "+49 171 55 66 77 8"


@pytest.fixture
def edition(app: Flask) -> Edition:
    """An edition in a month, with Berlin."""
    a_city()
    return an_edition(day=(now() + timedelta(days=30)).date())


@pytest.fixture
def player(app: Flask, edition: Edition) -> FlaskClient:
    """A browser of somebody who wants to play."""
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


def a_lead(app: Flask, city_id: str) -> FlaskClient:
    person = a_person("lead@example.org")
    grant(Role.LEAD, person, city_id=city_id)
    return signed_in(app.test_client(), person)


@pytest.mark.parametrize("typed", ["12345", "call me", "+49 30 1234567; DROP", "=1+2345678", "030 12\n34567\x00"])
def test_what_cannot_be_a_number_is_refused_beside_its_field_and_stays_typed(player: FlaskClient, typed: str) -> None:
    address = f"/artist/acts/{begun(player)}/steps/people"

    answer = player.post(address, data=BAND[Step.PEOPLE] | {"phone": typed})

    assert answer.status_code == 422
    assert 'id="phone-fault"' in answer.text
    assert player.post(address, data=BAND[Step.PEOPLE] | {"phone": "(030) 123-45.67/8"}).status_code == 303


def test_a_number_is_not_needed_and_is_sealed(player: FlaskClient) -> None:
    sent(player)
    sent(player, act_name="The Wrens", phone=PHONE)

    with granted("a test"):
        kept = db.session.execute(db.text("SELECT said FROM sec_act_forms")).all()
    assert len(kept) == 2
    assert [row for row in kept if any(digits in row.said for digits in (PHONE, "1715566778", "171 55"))] == []


def test_the_lead_reads_it_and_other_leads_do_not(app: Flask, player: FlaskClient) -> None:
    artist_id = sent(player, phone=PHONE)
    wish = db.session.scalars(select(Application).where(Application.artist_id == artist_id)).one()
    address = f"/lead/berlin/applications/{wish.id}"

    assert PHONE in a_lead(app, wish.city_id).get(address).text
    far = a_person("far@example.org")
    grant(Role.LEAD, far, city_id=a_city(LAGOS).id)
    assert signed_in(app.test_client(), far).get(address).status_code == 404


def test_on_the_evening_it_stands_on_the_leads_sheet_and_on_none_that_is_printed(
    app: Flask, edition: Edition, player: FlaskClient
) -> None:
    city = a_city()
    (show,) = spaces_taken(edition, city, a_space())
    slots.put(show, 1, sent(player, phone=PHONE))
    db.session.commit()
    lead, page = a_lead(app, city.id), f"/lead/berlin/shows/{show.id}/sheet"

    assert PHONE in lead.get(page).text
    assert [PHONE in lead.get(f"{page}/{whose}").text for whose in ("host", "door")] == [False, False]


def test_nobody_else_is_told_by_what_number_an_act_is_reached(edition: Edition, player: FlaskClient) -> None:
    (show,) = spaces_taken(edition, a_city(), a_space())
    artist_id = sent(player, phone=PHONE)
    about: dict[str, Any] = {"show_id": show.id, "city_id": show.city_id, "at": now()}
    told = own_acts.phones(CONSOLE, [artist_id], **about)

    assert told == {artist_id: PHONE}
    for reader in (STRANGER, a_player(a_person("lea@example.org")), a_player(a_person("noor@example.org"))):
        with pytest.raises(NotFound):
            own_acts.phones(reader, [artist_id], **about)
