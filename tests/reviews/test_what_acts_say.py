"""What an act says of itself stands on the page of the lead who decides about it, and nowhere else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.artists.applying import Step
from coordinator.artists.models import Application
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.disclosure.sealed import Disclosure
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from tests.artists.acts import a_player, answered, sent
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.people.builders import a_person, signed_in

BIO = "We **sing**. <script>alert(1)</script> ![me](https://tracker.example/p.png)"
TOLD = (
    *("Noor Lark (under 18)", "Mo Lark, +49 30 123 for Noor Lark", "since somebody is under 18"),
    *("Paris, France", "Berlin, Germany", "no, please do not film us", "Hanna Host; The Wrens", "Nobody is paid"),
    *("<strong>sing</strong>", 'href="https://example.org/larks"', 'rel="noopener noreferrer nofollow external"'),
)
YOUNG: dict[str, str | list[str]] = {"minor": ["2"], "guardian": ["", "Mo Lark, +49 30 123", ""]}


@pytest.fixture
def player(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to play; Berlin and Lagos take part."""
    an_edition()
    a_city()
    a_city(LAGOS)
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


def _lead(app: Flask, city_id: str, email: str = "lead@example.org") -> FlaskClient:
    grant(Role.LEAD, a_person(email), city_id=city_id)
    return signed_in(app.test_client(), a_person(email))


def _page(player: FlaskClient, **other: str | list[str]) -> str:
    artist_id = sent(player, **other)
    return f"/lead/berlin/applications/{_wish(artist_id).id}"


def _wish(artist_id: str) -> Application:
    return db.session.scalars(select(Application).where(Application.artist_id == artist_id)).one()


def test_the_lead_reads_all_that_she_decides_by(app: Flask, player: FlaskClient) -> None:
    address = _page(player, bio=BIO, **YOUNG)

    page = _lead(app, a_city().id).get(address).text

    assert [words for words in TOLD if words not in page] == []
    assert [harm for harm in ("<script>alert", "<img", "52.5012", "noor@example.org") if harm in page] == []


def test_the_lead_sees_what_changed_since_it_was_sent(app: Flask, player: FlaskClient) -> None:
    address = _page(player)
    artist_id = db.session.scalars(select(Application.artist_id)).one()
    desk = _lead(app, a_city().id)
    before = desk.get(address).text

    answered(player, artist_id, Step.EVENING, free_until="22:00")

    assert ("Changed since it was sent" in before, "Changed since it was sent" in desk.get(address).text) == (
        False,
        True,
    )
    assert "<li>hours <time" in desk.get(address).text


def test_nobody_but_its_lead_and_the_global_team_reads_it(app: Flask, player: FlaskClient) -> None:
    address = _page(player)
    wish = db.session.scalars(select(Application)).one()

    seen = [
        _lead(app, a_city(LAGOS).id, "lagos@example.org").get(address).status_code,
        player.get(address).status_code,
    ]

    assert seen == [404, 404]
    with pytest.raises(NotFound):
        own_acts.described(a_player(a_person("lea@example.org")), wish, at=now())


def test_every_reading_is_written_down(app: Flask, player: FlaskClient) -> None:
    address = _page(player)
    wish = db.session.scalars(select(Application.id)).one()

    _lead(app, a_city().id).get(address)

    with granted("test"):
        facts = set(db.session.scalars(select(Disclosure.fact).where(Disclosure.subject == wish)))
    assert facts >= {"act", "members", "base", "apart", "contact_name"}
