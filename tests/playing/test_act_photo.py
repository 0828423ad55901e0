"""The photo of an act: one, made anew from its pixels, for the act and the leads who decide about it."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.sealed_photos import SealedPhoto
from coordinator.gate import granted
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from tests.artists.acts import begun, sent
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo


@pytest.fixture
def player(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to play; Berlin and Lagos take part."""
    an_edition()
    a_city()
    a_city(LAGOS)
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


def _send(browser: FlaskClient, artist_id: str, data: bytes | None = None, words: str = "") -> TestResponse:
    file = {"photo": (BytesIO(data), "IMG_52.5012.jpg")} if data is not None else {}
    return browser.post(f"/artist/acts/{artist_id}/photo", data={"words": words, **file})


def _address(page: str) -> str:
    found = re.search(r"/photos/\w+/\d+", page)
    assert found is not None
    return found[0]


def _lead(app: Flask, city_id: str, email: str) -> FlaskClient:
    grant(Role.LEAD, a_person(email), city_id=city_id)
    return signed_in(app.test_client(), a_person(email))


def _kept() -> int | None:
    with granted("test"):
        return db.session.scalar(select(func.count()).select_from(SealedPhoto))


def test_another_photo_takes_the_place_of_the_first_and_words_can_change_alone(player: FlaskClient) -> None:
    artist_id = begun(player)

    answers = [_send(player, artist_id, a_photo(), "Two <b>cellos</b>").status_code for _ in range(2)]
    first = _address(player.get(f"/artist/acts/{artist_id}").text)
    answers.append(_send(player, artist_id, words="One cello").status_code)

    page = player.get(f"/artist/acts/{artist_id}").text
    assert (answers, _kept(), _address(page)) == ([303] * 3, 1, first)
    assert ('alt="One cello"' in page, player.get(first).mimetype) == (True, "image/webp")
    player.post(f"/artist/acts/{artist_id}/photo/away")
    assert (_kept(), player.get(first).status_code) == (0, 404)


@pytest.mark.parametrize(
    ("data", "words", "sentence"),
    [(b"%PDF-1.7", "", "Photo 1"), (b"", "", "Photo 1 is empty"), (None, "x" * 201, "201 characters; 200 is the most")],
)
def test_what_is_no_photo_is_said_and_words_stay(
    player: FlaskClient, data: bytes | None, words: str, sentence: str
) -> None:
    artist_id = begun(player)
    _send(player, artist_id, a_photo(), "Kept")

    answer = _send(player, artist_id, data, words or "Typed anew")

    assert (answer.status_code, sentence in answer.text, (words or "Typed anew") in answer.text) == (422, True, True)
    assert 'alt="Kept"' in player.get(f"/artist/acts/{artist_id}").text


def test_the_lead_who_decides_sees_it_and_nobody_else(app: Flask, player: FlaskClient) -> None:
    artist_id = sent(player)
    _send(player, artist_id, a_photo())
    photo = _address(player.get(f"/artist/acts/{artist_id}").text)
    wish = db.session.scalars(select(Application.id)).one()
    berlin = _lead(app, a_city().id, "berlin@example.org")
    others = [
        _lead(app, a_city(LAGOS).id, "lagos@example.org"),
        signed_in(app.test_client(), a_person("o@example.org")),
    ]

    page = berlin.get(f"/lead/berlin/applications/{wish}").text

    assert (photo in page, berlin.get(photo).status_code) == (True, 200)
    assert [other.get(photo).status_code for other in others] == [404, 404]
    assert app.test_client().get(photo).status_code == 302
    seen = select(Disclosure.fact).where(Disclosure.subject == artist_id)
    assert set(db.session.scalars(seen)) == {"act"}


def test_the_photo_of_a_draft_is_nobody_else_s_and_goes_with_it(app: Flask, player: FlaskClient) -> None:
    artist_id = begun(player)
    _send(player, artist_id, a_photo())
    photo = _address(player.get(f"/artist/acts/{artist_id}").text)
    berlin = _lead(app, a_city().id, "berlin@example.org")
    grant(Role.ARTIST, a_person("other@example.org"))
    other = signed_in(app.test_client(), a_person("other@example.org"))

    refused = [berlin.get(photo).status_code, _send(other, artist_id, a_photo()).status_code]
    player.post(f"/artist/acts/{artist_id}/withdraw")

    assert (refused, _kept()) == ([404, 404], 0)


def test_an_act_that_was_taken_back_shows_no_more_photos(player: FlaskClient) -> None:
    artist_id = sent(player)
    player.post(f"/artist/acts/{artist_id}/withdraw")

    answer = _send(player, artist_id, a_photo())

    assert (answer.status_code, "taken this application back" in answer.text, _kept()) == (409, True, 0)
