"""Whoever's account is changed is told by letter, in case it was not she who did."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import second_steps
from coordinator.disclosure.people import NO_ADDRESS
from coordinator.jobs import Outbox
from coordinator.people import notices, second_step, totp
from coordinator.people.notices import Changed
from coordinator.people.readers import Reader
from tests.people.builders import a_link, a_person, signed_in
from tests.people.mailbox import letters, link_of, text_of
from tests.people.standing import stand_still

GOOD = "three words and a tree"


def subjects() -> list[str]:
    """Of what leaves now."""
    return [str(letter["Subject"]) for letter in letters()]


def test_each_change_of_a_second_step_is_told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_person()
    signed_in(client, person)
    step = totp.step_at(stand_still(monkeypatch, "second_step_views"))
    client.post("/account/second-step/begin")
    assert subjects() == []  # nothing has changed yet
    key = second_steps.find_secret(person) or ""
    first, second, third = (totp.code(key, step + later) for later in (-1, 0, 1))

    client.post("/account/second-step/confirm", data={"code": first})
    added = subjects()
    client.post("/account/second-step/codes", data={"code": second})
    renewed = subjects()
    client.post("/account/second-step/remove", data={"code": third})

    assert [*added, *renewed, *subjects()] == [
        "A second step was added to your account",
        "Your account has new recovery codes",
        "The second step of your account was taken away",
    ]


def test_a_second_step_that_is_reset_at_the_console_is_told_and_one_that_was_never_there_is_not(app: Flask) -> None:
    person, other = a_person(), a_person("jan@example.org")
    second_step.begin(Reader(person))
    second_step.turn_on(Reader(person), at=now())
    db.session.commit()
    letters()

    for one in (person, other):
        second_step.reset(one, at=now())
    db.session.commit()

    assert [(str(letter["To"]), str(letter["Subject"])) for letter in letters()] == [
        ("Mia <mia@example.org>", "The second step of your account was taken away")
    ]


def test_another_password_is_told_with_what_to_do_if_it_was_somebody_else(client: FlaskClient) -> None:
    signed_in(client, a_person())

    client.post("/account/password", data={"password": GOOD})
    (letter,) = letters()

    assert (letter["Subject"], link_of(letter)) == ("Your password was changed", "/account")
    assert "sign out on all devices and choose another password" in text_of(letter)
    assert GOOD not in letter.as_string()


def test_guesses_at_the_present_password_are_slowed_down(client: FlaskClient) -> None:
    person = a_person(password=GOOD)
    signed_in(client, person)
    another = {"password": "quite another one"}

    tries = [client.post("/account/password", data={"current": "a guess", **another}).status_code for _ in range(5)]
    right = client.post("/account/password", data={"current": GOOD, **another})

    assert (tries, right.status_code, "15 minutes" in right.text) == ([422] * 5, 429, True)
    assert client.post(a_link(person)).status_code == 302  # a link opens the door all the same


def test_who_has_no_address_gets_no_letter_and_the_outbox_goes_on(app: Flask) -> None:
    nobody = a_person(f"from-a-list{NO_ADDRESS}")
    notices.tell(nobody, Changed.PASSWORD, at=now())
    db.session.commit()

    assert letters() == []
    assert [(job.done_at is not None, job.failed) for job in db.session.scalars(select(Outbox))] == [(True, None)]
