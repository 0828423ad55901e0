"""Entries by a token: what the pages of guests do, once, for nobody but their guest, and with nothing secret."""

import json
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.entries import own_entries
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.people import requests
from coordinator.people.models import ApiRequest
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.api.bearers import ENTRIES, a_token, said
from tests.campaign.builders import LAGOS
from tests.guests.entering import edition_of, held, open_shows, published
from tests.people.builders import a_person
from tests.twice import everything

PROBLEM = "application/problem+json"


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    return open_shows(2)


@pytest.fixture
def me(shows: list[Show]) -> Reader:
    return Reader(a_person())


@pytest.fixture
def token(me: Reader) -> str:
    return a_token(str(me.id))


def _asked(*shows: Show, **more: object) -> dict[str, Any]:
    return {"people": 1, "shows": [show.id for show in shows], **more}


def _enter(client: FlaskClient, token: str, *shows: Show, key: str = "", **more: object) -> Any:
    return said(client, "POST", ENTRIES, token, key=key, json=_asked(*shows, **more))


def test_an_entry_is_asked_for_looked_at_and_taken_back(
    client: FlaskClient, shows: list[Show], me: Reader, token: str
) -> None:
    made = _enter(client, token, *shows, people=2)

    (mine,) = own_entries(me)
    assert (made.status_code, made.headers["Location"]) == (201, f"{ENTRIES}/{mine.id}")
    assert made.json == {
        "id": mine.id,
        "city": "berlin",
        "edition": edition_of(shows[0]).slug,
        "shows": [show.id for show in shows],
        "people": 2,
        "state": "entered",
        "closes_at": made.json["closes_at"],
        "may_change": True,
        "seat": None,
        "confirm_by": None,
        "url": "http://localhost/entries/",
    }
    seen = said(client, "GET", f"{ENTRIES}/{mine.id}", token)
    assert (seen.status_code, seen.json) == (200, made.json)
    gone = said(client, "DELETE", f"{ENTRIES}/{mine.id}", token)
    assert (gone.status_code, gone.data, own_entries(me)) == (204, b"", ())
    for answer in (made, seen, gone):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_with_a_key_a_request_that_comes_again_is_not_done_again(
    client: FlaskClient, shows: list[Show], me: Reader, token: str
) -> None:
    first = _enter(client, token, shows[0], key="k1")
    once = everything()
    again = _enter(client, token, shows[0], key="k1")
    assert (again.status_code, again.json, everything()) == (201, first.json, once)

    path = f"{ENTRIES}/{first.json['id']}"
    assert said(client, "DELETE", path, token, key="k2").status_code == 204
    once = everything()
    assert said(client, "DELETE", path, token, key="k2").status_code == 204
    late = _enter(client, token, shows[0], key="k1")

    assert (late.status_code, late.content_type, own_entries(me)) == (409, PROBLEM, ())
    assert "taken back since" in late.json["detail"]
    assert everything() == once
    assert _enter(client, token, shows[0], key="k3").status_code == 201


def test_two_requests_at_once_under_one_key_are_one(
    app: Flask, client: FlaskClient, shows: list[Show], me: Reader, token: str
) -> None:
    show, gate, answers = shows[0].id, Barrier(2), list[TestResponse]()
    said(client, "GET", f"{ENTRIES}/none", token)  # the first use of a day is noted, and neither would be alone with it
    db.session.remove()

    def ask() -> None:
        gate.wait()
        asked = {"people": 1, "shows": [show]}
        answers.append(said(app.test_client(), "POST", ENTRIES, token, key="k1", json=asked))

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert (len(own_entries(me)), db.session.query(ApiRequest).count()) == (1, 1)


def test_a_key_is_of_one_request_of_one_person_for_a_day(
    client: FlaskClient, shows: list[Show], me: Reader, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _enter(client, token, shows[0], key="k1").status_code == 201

    other = _enter(client, token, shows[1], key="k1")
    assert (other.status_code, list(other.json["errors"])) == (422, ["Idempotency-Key"])
    assert said(client, "GET", f"{ENTRIES}/nothing", token, key="k1").status_code == 404
    assert _enter(client, token, shows[0], key="k" * 256).status_code == 422
    eve = a_token(a_person("eve@example.org"))
    assert _enter(client, eve, shows[1], key="k1").status_code == 201

    db.session.execute(update(ApiRequest).values(at=now() - requests.KEPT))
    db.session.commit()
    (mine,) = own_entries(me)
    assert _enter(client, token, shows[1], key="k1", instead_of=mine.id).status_code == 201


def test_what_was_sent_is_forgotten_after_a_day_also_where_nothing_else_is_sent(
    app: Flask, client: FlaskClient, shows: list[Show], token: str
) -> None:
    assert _enter(client, token, shows[0], key="k1").status_code == 201

    kept = []
    for at in (now() + requests.KEPT - timedelta(minutes=1), now() + requests.KEPT):
        for walk in app.extensions["coordinator.rounds"]:
            if walk is requests.forget:
                walk(at)
        kept.append(db.session.query(ApiRequest).count())

    assert kept == [1, 0]


def test_what_was_refused_can_be_sent_again_under_its_key(client: FlaskClient, shows: list[Show], token: str) -> None:
    shown = edition_of(shows[0])
    closed, shown.entries_close_days = shown.entries_close_days, 40
    db.session.commit()
    refused = _enter(client, token, shows[0], key="k1")
    shown.entries_close_days = closed
    db.session.commit()

    assert (refused.status_code, refused.content_type) == (409, PROBLEM)
    assert "not open" in refused.json["detail"]
    assert _enter(client, token, shows[0], key="k1").status_code == 201


def test_another_entry_gives_way_only_where_it_is_named(
    client: FlaskClient, shows: list[Show], me: Reader, token: str
) -> None:
    elsewhere = open_shows(1, town=LAGOS, edition=edition_of(shows[0]))
    first = _enter(client, token, shows[0]).json

    unnamed = _enter(client, token, *elsewhere)
    named = _enter(client, token, *elsewhere, instead_of=first["id"])

    assert (unnamed.status_code, named.status_code) == (409, 201)
    assert [entry.wanted.shows for entry in own_entries(me)] == [(elsewhere[0].id,)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"shows": ["\\ud800"], "people": 1}', 400),
        (b'{"shows": [], "people": 1}', 422),
        (b'{"shows": "abc", "people": 1}', 422),
        (b'{"shows": ["abc"], "people": 1}', 422),
        (b'{"shows": [{"a": 1}], "people": 1}', 422),
        (b'{"shows": ["a\\u0000"], "people": 1}', 422),
        (b'{"shows": ["abc"], "people": NaN}', 422),
        (b'{"shows": ["abc"], "people": 3}', 422),
        (b'{"shows": ["abc"], "people": 1, "helps": [{}]}', 422),
        (b'{"shows": ["abc"], "people": 1, "seat": "x"}', 422),
    ],
)
def test_what_cannot_be_taken_is_a_problem_and_changes_nothing(
    client: FlaskClient, me: Reader, token: str, body: bytes, status: int
) -> None:
    answer = said(client, "POST", ENTRIES, token, data=body, content_type="application/json")

    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert (status == 422) == bool((answer.json or {}).get("errors"))
    assert own_entries(me) == ()


def test_a_form_is_no_json_so_no_page_elsewhere_can_send_one(
    client: FlaskClient, shows: list[Show], token: str
) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
        answer = said(client, "POST", ENTRIES, token, data=json.dumps(_asked(shows[0])), content_type=kind)
        assert answer.status_code == 415


def test_no_token_of_a_form_is_asked_for_and_no_page_elsewhere_may_ask(
    app: Flask, client: FlaskClient, shows: list[Show], token: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert _enter(client, token, shows[0]).status_code == 201
        assert client.post("/sign-out").status_code == 422  # elsewhere it is
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    before = client.options(ENTRIES, headers=asked | {"Access-Control-Request-Headers": "authorization"})
    assert [name for name, _ in before.headers if name.startswith("Access-Control")] == []


def test_an_entry_of_somebody_else_is_one_that_does_not_exist(
    client: FlaskClient, shows: list[Show], me: Reader, token: str
) -> None:
    theirs = _enter(client, a_token(a_person("eve@example.org")), shows[0]).json["id"]
    said(client, "GET", f"{ENTRIES}/nothing", token)  # that it was used today is noted
    before = everything()

    for method in ("GET", "DELETE"):
        hers, none = (said(client, method, f"{ENTRIES}/{one}", token) for one in (theirs, "nothing"))
        assert (hers.status_code, hers.data) == (none.status_code, none.data) == (404, hers.data)
    assert everything() == before


def test_after_the_draw_it_tells_of_the_seat_and_never_where_that_is_or_who_plays(
    client: FlaskClient, shows: list[Show], me: Reader, token: str
) -> None:
    path = f"{ENTRIES}/{_enter(client, token, shows[0]).json['id']}"
    published(shows[0])
    listed = said(client, "GET", path, token).json or {}
    held(shows[0])

    won = said(client, "GET", path, token)
    late = said(client, "DELETE", path, token)
    with granted("test"):
        db.session.execute(update(SealedEntry).values(state=EntryState.RELEASED))
        db.session.commit()
    released = said(client, "GET", path, token).json

    assert (listed["state"], listed["seat"], listed["may_change"]) == ("entered", None, False)
    assert won.json is not None
    assert (won.json["state"], won.json["seat"], won.json["confirm_by"][-1]) == ("won", shows[0].id, "Z")
    assert (late.status_code, late.content_type) == (409, PROBLEM)
    assert released is not None
    assert (released["state"], released["seat"], released["confirm_by"]) == ("released", None, None)
    assert set(won.json) == set(listed)
    assert [word for word in ("Street", "Hanna", "Act", "@") if word in won.text] == []


def test_over_time_a_program_hears_what_the_page_says_then(client: FlaskClient, shows: list[Show], token: str) -> None:
    path = f"{ENTRIES}/{_enter(client, token, shows[0]).json['id']}"
    held(shows[0])
    with granted("test"):
        db.session.execute(update(SealedEntry).values(confirm_by=now() - timedelta(minutes=1)))
        db.session.commit()

    told = said(client, "GET", path, token).json

    assert told is not None
    assert (told["state"], told["seat"]) == ("lapsed", None)
