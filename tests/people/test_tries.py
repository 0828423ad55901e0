"""What is much work, or writes to somebody, is not to be had over and over; who is refused loses nothing."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator import pictures
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import host_vetoes
from coordinator.people import attempts
from coordinator.people.attempts import HOUR, Limit
from coordinator.people.models import Attempt, SignInAttempt
from coordinator.spaces.registration import Step
from tests.campaign.builders import an_edition
from tests.lineups.evenings import waiting
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo
from tests.spaces.homes import a_rooftop
from tests.spaces.offers import begun


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to host."""
    an_edition(day=(now() + timedelta(days=30)).date())
    return signed_in(app.test_client(), a_person("ade@example.org", name="Ade"))


@pytest.fixture(params=["account", "origin", "site"])
def once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whose second try within an hour is one too many."""
    limit = Limit(1, HOUR, account=request.param == "account", origin=request.param == "origin")
    for what in (Attempt.PHOTOS, Attempt.WORDS, Attempt.EXPORT):
        monkeypatch.setitem(attempts.LIMITS, what, (limit,))
    return str(request.param)


def _minutes(page: str) -> int:
    found = re.search(r"Wait (\d+) minutes, then try again", page)
    assert found is not None
    return int(found[1])


def _photo(browser: FlaskClient, space_id: str, content: bytes) -> tuple[int, str, str]:
    data = {"photos": (io.BytesIO(content), "x.jpg")}
    answer = browser.post(f"/host/{space_id}/photos", data=data)
    return answer.status_code, answer.text, answer.headers.get("Retry-After", "")


def test_photos_that_come_again_and_again_are_not_even_decoded(
    host: FlaskClient, once: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    space_id, decoded, take = begun(host), [], pictures.take

    def taken(*given: Any, **how: Any) -> Any:
        decoded.append(once)
        return take(*given, **how)

    monkeypatch.setattr(pictures, "take", taken)

    damaged, second = _photo(host, space_id, b"GIF89a"), _photo(host, space_id, a_photo())

    assert (damaged[0], second[0], decoded) == (422, 429, [once])
    assert (55 < _minutes(second[1]) <= 60, 3500 < int(second[2]) <= 3600) == (True, True)


def test_a_veto_too_many_writes_to_nobody_and_its_words_stay(app: Flask, once: str) -> None:
    roof = a_rooftop(app)
    address = f"/host/{roof.space_id}/not-with"
    roof.host.post(address, data={"words": "The Loud Ones"})
    before = waiting()
    (veto,) = host_vetoes.own(roof.space_id)
    roof.host.post(f"{address}/{veto.id}/forget")

    answer = roof.host.post(address, data={"words": "The <b>Louder"})

    assert (answer.status_code, "The &lt;b&gt;Louder" in answer.text, waiting() == before) == (429, True, True)
    assert (55 < _minutes(answer.text) <= 60, host_vetoes.own(roof.space_id)) == (True, ())


def test_a_change_too_many_for_the_lead_keeps_what_was_typed(app: Flask, once: str) -> None:
    roof = a_rooftop(app)
    roof.host.post(f"/host/{roof.space_id}/not-with", data={"words": "The Loud Ones"})
    before, page = waiting(), f"/host/{roof.space_id}/steps/guests"
    typed = {**roof.typed(Step.GUESTS), "capacity": "7", "pets": "a parrot & a cat"}
    asked = roof.host.post(page, data=typed)

    answer = roof.host.post(f"{page}?aware=1", data=typed)

    assert (asked.status_code, answer.status_code, waiting() == before) == (409, 429, True)
    assert ("a parrot &amp; a cat" in answer.text, 55 < _minutes(answer.text) <= 60) == (True, True)


def test_an_export_too_many_is_told_when_to_come_back(host: FlaskClient, once: str) -> None:
    first, second = host.post("/account/export"), host.post("/account/export")

    assert (first.status_code, first.mimetype, second.status_code) == (200, "application/json", 429)
    assert 55 < _minutes(second.text) <= 60


def test_drafts_that_are_begun_and_taken_back_over_and_over_end(app: Flask, host: FlaskClient) -> None:
    for _ in range(30):
        host.post(f"/host/{begun(host)}/withdraw")

    page = host.post("/host/new", follow_redirects=True).text

    assert 45 < _minutes(page) <= 60


def test_of_others_nothing_is_counted(app: Flask, host: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attempts.LIMITS, Attempt.EXPORT, (Limit(1, HOUR, account=True, origin=False),))
    other = signed_in(app.test_client(), a_person("other@example.org"))

    answers = [one.post("/account/export").status_code for one in (host, other, host)]

    assert answers == [200, 200, 429]
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 2


def test_more_than_an_hour_and_a_half_is_told_in_hours(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    roof = a_rooftop(app)
    monkeypatch.setitem(attempts.LIMITS, Attempt.WORDS, (Limit(1, attempts.KEPT, account=True, origin=False),))
    address = f"/host/{roof.space_id}/not-with"

    pages = [roof.host.post(address, data={"words": words}).text for words in ("The Loud Ones", "The Louder Ones")]

    assert "Wait 24 hours, then try again." in pages[1]
