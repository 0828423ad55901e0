"""A forgotten password: a link to the mailbox stands for the present one, for a quarter of an hour."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from coordinator.clock import now
from coordinator.db import db
from coordinator.people import proving, second_step, sessions
from coordinator.people.models import OpenSession, Purpose
from coordinator.people.proving import Proof
from coordinator.people.readers import Reader
from tests.people.builders import a_link, a_person, signed_in
from tests.people.mailbox import letters, link_of
from tests.people.test_second_step import a_key, present_code

OLD, NEW = "three words and a tree", "four words and a bush"
SET = {"password": NEW}


def by_link(client: FlaskClient, purpose: Purpose = Purpose.SIGN_IN) -> str:
    """Somebody with a password comes in by a link; the id."""
    person = a_person(password=OLD)
    client.post(a_link(person, purpose))
    return person


def fits(client: FlaskClient, password: str) -> bool:
    """Whether one can sign in with it."""
    client.post("/sign-out")
    return client.post("/sign-in", data={"email": "mia@example.org", "password": password}).status_code == 302


@pytest.mark.parametrize("purpose", Purpose)
def test_who_came_in_by_a_link_sets_a_new_password_without_the_present_one(
    client: FlaskClient, purpose: Purpose
) -> None:
    by_link(client, purpose)

    page = client.get("/account").text
    answer = client.post("/account/password", data=SET)

    assert ("you can set a new one without the present one" in page, "Present password" in page) == (True, False)
    assert answer.status_code == 302
    assert fits(client, NEW)


def test_the_session_that_follows_proves_nothing_any_more(client: FlaskClient) -> None:
    by_link(client)
    client.post("/account/password", data=SET)

    assert client.post("/account/password", data={"password": OLD}).status_code == 422
    assert fits(client, NEW)


def test_after_a_quarter_of_an_hour_the_present_one_is_asked_for_again(client: FlaskClient) -> None:
    by_link(client)
    db.session.execute(update(OpenSession).values(begun_at=now() - proving.FRESH))
    db.session.commit()

    page = client.get("/account").text
    answer = client.post("/account/password", data=SET)

    assert ("Present password" in page, "Forgotten it?" in page, answer.status_code) == (True, True, 422)
    assert fits(client, OLD)


def test_who_came_in_with_the_password_or_otherwise_is_asked_for_it(client: FlaskClient) -> None:
    person = a_person(password=OLD)
    client.post("/sign-in", data={"email": "mia@example.org", "password": OLD})

    assert client.post("/account/password", data=SET).status_code == 422
    assert signed_in(client, person).post("/account/password", data=SET).status_code == 422
    assert fits(client, OLD)


def test_the_account_page_sends_a_link_that_leads_back_and_opens_the_way(client: FlaskClient) -> None:
    person = a_person(password=OLD)
    signed_in(client, person)

    client.post("/account/once-more", data={"next": "/account"})
    (letter,) = letters()
    back = client.post(link_of(letter))

    assert back.location == "/account"
    assert client.post("/account/password", data=SET).status_code == 302


def test_a_link_and_a_code_open_one_session_that_may_set_a_new_password(client: FlaskClient) -> None:
    person = a_person(password=OLD)
    key = a_key(person)
    client.post(a_link(person))
    client.post("/sign-in/code", data={"code": present_code(key)})

    assert client.post("/account/password", data=SET).status_code == 302


def test_a_link_proves_who_one_is_where_the_password_is_asked_for_but_not_a_second_step(client: FlaskClient) -> None:
    person = a_person(password=OLD)
    reader, at = Reader(person), now()
    opened = sessions.begin(person, at=at, by_link=True)
    other = sessions.begin(person, at=at)
    late = at + proving.FRESH

    wanted = [proving.wanted(reader, token, at=when) for token, when in ((opened, at), (opened, late), (other, at))]
    until = proving.proven_until(opened, at=at + timedelta(minutes=1))
    second_step.begin(reader)
    second_step.turn_on(reader, at=at)

    assert until == at + proving.FRESH
    assert wanted == [Proof.NOTHING, Proof.PASSWORD, Proof.PASSWORD]
    assert proving.wanted(reader, opened, at=at) is Proof.CODE
