"""Once an edition is over, or before there is one, nothing can be offered: a sentence stands there instead."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from coordinator.clock import now
from coordinator.db import db
from coordinator.gate import granted
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, signed_in

PAGES = [("/host/", "/host/new", "Offer a space"), ("/artist/apply", "/artist/acts/new", "Apply to play")]


def drafts() -> int:
    with granted("test"):
        tables = ("sec_space_forms", "sec_act_forms")
        return sum(db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)


@pytest.mark.parametrize(("page", "begin", "button"), PAGES)
@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (None, "No day of concerts is being planned yet."),
        (-3, "Doors is over. The next one is announced on the front page"),
        (-40, "Doors is over. The next one is announced on the front page"),
    ],
)
def test_a_sentence_stands_where_the_button_was(
    app: Flask, days: int | None, sentence: str, page: str, begin: str, button: str
) -> None:
    if days is not None:
        an_edition(day=(now() + timedelta(days=days)).date())
    person = a_person()
    grant(Role.HOST, person)
    db.session.commit()
    browser = signed_in(app.test_client(), person)

    shown = [client.get(page).text for client in (browser, app.test_client())]
    pressed = browser.post(begin, follow_redirects=True)

    assert [(sentence in text, button in text, "Begin</button>" in text) for text in shown] == [
        (True, False, False)
    ] * 2
    assert (pressed.status_code, sentence in pressed.text) == (200, True)
    assert drafts() == 0


@pytest.mark.parametrize(("page", "begin", "button"), PAGES)
@pytest.mark.parametrize("days", [0, 1])
def test_until_its_day_is_over_everywhere_one_can_begin(
    app: Flask, page: str, begin: str, button: str, days: int
) -> None:
    an_edition(day=(now() + timedelta(days=days)).date())
    browser = signed_in(app.test_client(), a_person())

    assert button in browser.get(page).text
    assert browser.post(begin).status_code == 303
    assert drafts() == 1
