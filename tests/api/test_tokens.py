"""Tokens: made, named, shown once and taken back by herself; what ends them; what one that is over opens."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from coordinator.api.limiting import Turnstile
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import backups
from coordinator.disclosure.own_data import own_data
from coordinator.errors import Conflict, NotFound
from coordinator.parting import erasing
from coordinator.people import accounts, second_step, tokens
from coordinator.people.models import ApiToken, OpenSession, Role
from coordinator.people.readers import Reader
from tests.api.bearers import ENTRIES, a_token, said
from tests.people.builders import a_person, signed_in
from tests.twice import Sent, has_the_effect_of_once

PAGE = "/account/tokens"
FORM = {"name": "Ticket watcher", "scopes": ["entries"], "days": "30", "form": "a-form"}
NOTHING = f"{ENTRIES}/nothing"


def _opens(client: FlaskClient, token: str) -> bool:
    """Whether it is somebody's: what is not there is 404 for her, and 401 for whoever is nobody."""
    return said(client, "GET", NOTHING, token).status_code == 404


def _made(client: FlaskClient, **more: object) -> str:
    page = client.post(PAGE, data=FORM | more)
    assert page.status_code == 200, page.text
    assert page.headers["Cache-Control"] == "no-store"
    (token,) = re.findall(r'value="(coordinator_[a-z2-7]{26})"', page.text)
    return str(token)


def test_a_token_is_made_on_a_page_shown_once_and_kept_as_its_hash_alone(app: Flask, client: FlaskClient) -> None:
    signed_in(client, a_person())
    assert "Tokens for programs" in client.get("/account").text

    token = _made(client)

    again = client.get(PAGE).text
    assert ("Ticket watcher" in again, "Not used yet" in again, token in again) == (True, True, False)
    row = db.session.execute(select(ApiToken.__table__)).one()
    assert token.removeprefix(tokens.PREFIX) not in str(tuple(row))
    assert (row.expires_at - row.made_at, row.scopes) == (timedelta(days=30), ["entries"])
    assert _opens(app.test_client(), token)
    assert "Last used on" in client.get(PAGE).text


def test_the_form_says_what_is_missing_and_asks_for_the_password(app: Flask, client: FlaskClient) -> None:
    signed_in(client, a_person(password="correct horse battery"))

    empty = client.post(PAGE, data={"days": "4000"})
    unproven = client.post(PAGE, data=FORM)
    proven = client.post(PAGE, data=FORM | {"current": "correct horse battery"})

    assert (empty.status_code, unproven.status_code, proven.status_code) == (422, 422, 200)
    for sentence in ("This is needed", "Choose what it may do", "Choose one of the times"):
        assert sentence in empty.text
    assert "Present password" in unproven.text


def test_a_form_that_arrives_twice_makes_one_token_and_takes_one_back(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    signed_in(client, person)

    has_the_effect_of_once(Sent(client, PAGE, FORM))
    token = tokens.own(Reader(person))[0].id
    has_the_effect_of_once(Sent(client, f"{PAGE}/{token}/revoke"))

    assert tokens.own(Reader(person)) == ()


def test_nobody_takes_back_what_is_not_hers_and_nobody_has_endless_ones(app: Flask) -> None:
    mia, eve = Reader(a_person()), Reader(a_person("eve@example.org"))
    for _ in range(tokens.MOST):
        a_token(str(mia.id))

    with pytest.raises(Conflict, match="too_many"):
        a_token(str(mia.id))
    with pytest.raises(NotFound):
        tokens.revoke(eve, tokens.own(mia)[0].id)
    assert len(tokens.own(mia)) == tokens.MOST


@pytest.mark.parametrize("how", ["revoked", "over", "signed out everywhere", "new password", "second step", "erased"])
def test_a_token_that_has_ended_opens_nothing(app: Flask, client: FlaskClient, how: str) -> None:
    person = a_person()
    me, program, token, other = Reader(person), app.test_client(), a_token(person), a_token(a_person("eve@example.org"))
    signed_in(client, person)
    assert _opens(program, token)

    if how == "revoked":
        client.post(f"{PAGE}/{tokens.own(me)[0].id}/revoke")
    elif how == "over":
        db.session.execute(update(ApiToken).where(ApiToken.person_id == person).values(expires_at=now()))
    elif how == "signed out everywhere":
        client.post("/account/sign-out-everywhere")
    elif how == "new password":
        accounts.set_password_hash(me, "x", at=now())
    elif how == "second step":
        second_step.begin(me)
        second_step.turn_on(me, at=now())
    else:
        erasing.erase(me, at=now())
    db.session.commit()

    answer = said(program, "GET", NOTHING, token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert "You make another at /account/tokens" in (answer.json or {})["detail"]
    assert _opens(program, other)
    if how != "over":
        assert db.session.scalars(select(ApiToken.id).where(ApiToken.person_id == person)).all() == []


def test_a_session_and_a_token_are_no_use_in_each_others_place(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    signed_in(client, person)
    token = a_token(person)

    assert client.get(NOTHING).status_code == 401
    assert client.get(f"{NOTHING}?access_token={token}").status_code == 401
    assert app.test_client().get("/account", headers={"Authorization": f"Bearer {token}"}).status_code == 302
    for scheme in ("Basic", "Token", "bearerx"):
        assert app.test_client().get(NOTHING, headers={"Authorization": f"{scheme} {token}"}).status_code == 401
    session = db.session.scalars(select(OpenSession.token_hash)).first()
    for nonsense in ("", "x", token[:-1], token + "x", token.upper(), str(session), "é"):
        assert said(app.test_client(), "GET", NOTHING, nonsense).status_code == 401, nonsense


def test_a_token_has_no_more_rights_than_its_scope_needs(app: Flask) -> None:
    """A lead's token for entries is no lead; a scope that it lacks is refused as such."""
    person = a_person()
    for role in (Role.GLOBAL, Role.HOST, Role.GUEST):
        accounts.grant(role, person)
    db.session.commit()

    found = tokens.find_bearer(a_token(person), at=now())
    without = said(app.test_client(), "GET", NOTHING, a_token(person, ()))

    assert found is not None
    assert found.principal.reader == found.principal.behind == Reader(person, frozenset({(Role.GUEST, None)}))
    assert (without.status_code, without.content_type) == (403, "application/problem+json")
    assert "You make one that is at /account/tokens" in (without.json or {})["detail"]
    assert without.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="entries"'
    accounts.revoke(Role.GUEST, person)
    later = tokens.find_bearer(a_token(person), at=now())
    assert later is not None
    assert later.principal.reader == Reader(person)


def test_use_is_noted_by_the_day_and_written_once_a_day(app: Flask) -> None:
    person, at = a_person(), now()
    token = a_token(person)

    tokens.find_bearer(token, at=at)
    first = tokens.own(Reader(person))[0].used_on
    tokens.find_bearer(token, at=at + timedelta(days=1))

    assert (first, tokens.own(Reader(person))[0].used_on) == (at.date(), (at + timedelta(days=1)).date())


def test_ones_own_data_tell_of_tokens_and_a_backup_has_none(app: Flask) -> None:
    person = a_person()
    token = a_token(person)

    told = own_data(Reader(person), at=now())

    assert [row["name"] for row in told["tokens"]] == ["My script"]
    assert token not in str(told)
    assert {"api_tokens", "api_requests"}.isdisjoint(table.name for table in backups.tables())


def test_a_token_that_is_used_too_often_waits_and_others_do_not(app: Flask) -> None:
    mine, other = a_token(a_person()), a_token(a_person("eve@example.org"))
    app.extensions["coordinator.api.tokens"] = Turnstile(most=2)
    try:
        answers = [said(app.test_client(), "GET", NOTHING, mine) for _ in range(3)]
        others = said(app.test_client(), "GET", NOTHING, other)
    finally:
        del app.extensions["coordinator.api.tokens"]

    assert [one.status_code for one in (*answers, others)] == [404, 404, 429, 404]
    assert int(answers[2].headers["Retry-After"]) >= 1
