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
    back = {"Referer": f"http://localhost{page}"}

    answer = browser.post(page, data={"bio": BIO, "links": "short", "password": "x" * 50}, headers=back)

    assert answer.status_code == 401
    assert "You were signed out meanwhile" in answer.text
    assert BIO.strip().replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in answer.text
    assert f'href="/sign-in?next={page}"' in answer.text
    assert ("x" * 50 in answer.text, "short" in answer.text) == (False, False)


def test_where_nothing_long_was_written_she_is_just_asked_to_sign_in(writer: tuple[FlaskClient, str]) -> None:
    browser, page = writer

    answer = browser.post(page, data={"bio": "We play.", "password": "x" * 50})

    assert (answer.status_code, answer.location.startswith("/sign-in?next=")) == (302, True)


def test_the_page_is_the_same_whether_there_is_such_an_act_or_not(writer: tuple[FlaskClient, str]) -> None:
    browser, page = writer
    other = "/artist/acts/aaaaaaaaaaaaaaaaaaaaaaaaaa/steps/hear"

    answers = [
        browser.post(path, data={"bio": BIO}, headers={"Referer": "http://evil.example/x"}) for path in (page, other)
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert "evil" not in answers[0].text
