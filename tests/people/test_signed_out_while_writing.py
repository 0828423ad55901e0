"""Who was signed out while she wrote gets her words back to copy, and nobody gets more than she sent herself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.people import accounts
from coordinator.people.readers import Reader
from tests.artists import acts
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, signed_in

BIO = "We met on a ferry, <b>lost</b> the drummer\nand found two. " * 60


@pytest.fixture
def writer(app: Flask) -> tuple[FlaskClient, str]:
    """Somebody with the form of her act open, whose sessions have ended since, and where it is."""
    an_edition()
    person = a_person()
    browser = signed_in(app.test_client(), person)
    page = f"/artist/acts/{acts.begun(browser)}/steps/hear"
    accounts.end_sessions(Reader(person), at=now())
    db.session.commit()
    return browser, page


def test_her_words_stand_there_to_be_copied_and_she_comes_back_to_the_form(writer: tuple[FlaskClient, str]) -> None:
    browser, page = writer

    answer = browser.post(page, data={"bio": BIO, "links": "short", "password": "x" * 50}, headers=_from(page))

    assert answer.status_code == 401
    assert "You were signed out meanwhile" in answer.text
    assert BIO.strip().replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in answer.text
    assert f'href="/sign-in?next={page}"' in answer.text
    assert ("x" * 50 in answer.text, "short" in answer.text) == (False, False)


def test_where_nothing_long_was_written_she_is_just_asked_to_sign_in(writer: tuple[FlaskClient, str]) -> None:
    browser, page = writer

    answer = browser.post(page, data={"bio": "We play.", "password": "x" * 50}, headers=_from(page))

    assert (answer.status_code, answer.location) == (302, f"/sign-in?next={page}")
    assert "what you pressed did not happen" in browser.get(answer.location).text


def test_the_page_is_the_same_whether_there_is_such_an_act_or_not(writer: tuple[FlaskClient, str]) -> None:
    browser, page = writer
    other = "/artist/acts/aaaaaaaaaaaaaaaaaaaaaaaaaa/steps/hear"

    answers = [
        browser.post(path, data={"bio": BIO}, headers={"Referer": "http://evil.example/x"}) for path in (page, other)
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert "evil" not in answers[0].text


def test_a_form_whose_cookie_is_gone_keeps_its_words_too(
    writer: tuple[FlaskClient, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = writer
    monkeypatch.setitem(browser.application.config, "WTF_CSRF_ENABLED", True)
    browser.delete_cookie("session")

    answer = browser.post(page, data={"bio": BIO, "csrf_token": "of the old session"}, headers=_from(page))

    assert (answer.status_code, "and found two. We met on a ferry" in answer.text) == (401, True)
    assert f'href="/sign-in?next={page}"' in answer.text


def test_a_button_that_needs_a_session_says_that_nothing_happened(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    room = "/host/aaaaaaaaaaaaaaaaaaaaaaaaaa"
    browser = app.test_client()

    answer = browser.post(f"{room}/close", headers=_from(room))

    assert (answer.status_code, answer.location) == (302, f"/sign-in?next={room}")
    assert "what you pressed did not happen" in browser.get(answer.location).text


def test_a_form_from_before_she_signed_in_again_keeps_its_words_and_does_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_edition()
    browser = signed_in(app.test_client(), a_person())
    page = f"/artist/acts/{acts.begun(browser)}/steps/hear"
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    answer = browser.post(page, data={"bio": BIO, "csrf_token": "of the old session"}, headers=_from(page))

    assert (answer.status_code, "and found two. We met on a ferry" in answer.text) == (422, True)
    assert f'href="{page}"' in answer.text
    assert "and found two. We met on a ferry" not in browser.get(page).text


def _from(page: str) -> dict[str, str]:
    return {"Referer": f"http://localhost{page}"}
