"""The tally of letters for programs: what it tells, what it keeps back, how it refuses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema

from coordinator.api.limiting import MOST, Turnstile
from coordinator.api.schemas import Tallies, Tally
from coordinator.clock import now
from coordinator.db import random_id
from coordinator.letters import cases, collecting
from coordinator.letters.collecting import Batch
from coordinator.letters.kept import Words
from coordinator.letters.models import Channel, Step
from tests.campaign.builders import DAY, LAGOS, a_city, an_edition
from tests.letters.builders import TEAM, WORDS, a_campaign, a_case, a_section
from tests.statements import statements

PATH = "/api/v1/letters/tallies"
Item = dict[str, Any]


def _counted(
    case: str, section: str, number: int, *, city: str | None = None, channel: Channel = Channel.PAPER
) -> None:
    batch = Batch(random_id(), case, section, city, channel, number)
    collecting.report(TEAM, batch, Step.MAILED, at=now())


@pytest.fixture
def told(app: Flask) -> dict[str, str]:
    """Two cases and a withdrawn one, two sections, two cities of which one has few letters."""
    edition, berlin, lagos = a_campaign(), a_city(), a_city(LAGOS)
    germany, world = a_section(edition), a_section(edition, "World", country="")
    large, small, gone = a_case(edition), a_case(edition, title="Noor"), a_case(edition, title="Gone Girl")
    cases.save_words(TEAM, large, Words("ar", **{**WORDS, "title": "يارا"}), seen=0)
    _counted(large, germany, 4321, city=berlin.id)
    _counted(large, world, 30, city=lagos.id)
    _counted(small, world, 2, channel=Channel.ONLINE)
    _counted(gone, germany, 77)
    cases.withdraw(TEAM, gone, at=now())
    return {"edition": edition.slug, "germany": germany, "world": world, "large": large, "small": small, "gone": gone}


def _all(client: FlaskClient, **asked: str) -> list[Item]:
    """Every item, page after page."""
    return [item for page in _pages(client, asked) for item in page]


def _pages(client: FlaskClient, asked: dict[str, str]) -> Iterator[list[Item]]:
    answer = client.get(PATH, query_string=asked).json
    while answer:
        yield answer["items"]
        following = urlsplit(answer["next"]) if answer["next"] else None
        answer = client.get(f"{following.path}?{following.query}").json if following else None


def _mailed(items: list[Item]) -> dict[tuple[str, str, str], int | None]:
    return {(one["of"], one["id"], one["channel"]): one["mailed"] for one in items}


def test_programs_read_what_the_page_tells_and_nothing_that_it_keeps_back(
    client: FlaskClient, told: dict[str, str]
) -> None:
    record = client.get("/letters/tallies.json").json
    assert record is not None
    page = {
        ("edition", record["edition"], channel): record["total"][channel]["mailed"] for channel in map(str, Channel)
    }
    for of, table in (("case", "cases"), ("country", "countries"), ("section", "sections"), ("city", "cities")):
        for row in record[table]:
            page |= {(of, row["id"] or "other", channel): row[channel]["mailed"] for channel in map(str, Channel)}

    items = _all(client)

    assert _mailed(items) == page
    assert page["edition", told["edition"], "paper"] == 4428
    assert page["edition", told["edition"], "online"] is None
    assert {number for number in page.values() if number is not None and number < 5} == set()
    assert [one for one in items if one["id"] == told["gone"] or "Gone" in one["name"]] == []


def test_filters_choose_among_what_is_told(client: FlaskClient, told: dict[str, str]) -> None:
    for asked, of, number in (
        ({"city": "berlin"}, "city", 4321),
        ({"case": told["large"]}, "case", None),  # beside it a withdrawn one is kept back
        ({"section": told["germany"]}, "section", 4398),
        ({"country": "DE"}, "country", 4398),
        ({"country": "Germany"}, "country", 4398),
        ({"country": "other"}, "country", 30),
    ):
        found = _all(client, **asked, channel="paper")
        assert [(one["of"], one["mailed"]) for one in found] == [(of, number)] or (of, len(found)) == ("case", 1), asked

    assert {one["of"] for one in _all(client, of="section")} == {"section"}
    assert {one["channel"] for one in _all(client, channel="online")} == {"online"}
    assert [one["name"] for one in _all(client, case=told["large"], language="ar", channel="paper")] == ["يارا"]
    assert [one["name"] for one in _all(client, country="DE", language="de", channel="paper")] == ["Deutschland"]
    assert [one["edition"] for one in _all(client, edition=told["edition"], of="edition")] == [told["edition"]] * 2


def test_what_does_not_exist_is_not_told_apart_from_what_is_kept_back(
    client: FlaskClient, told: dict[str, str]
) -> None:
    """A city where two have written, one where nobody has, and none; a case that is withdrawn, and none."""
    small = a_city(LAGOS)
    edition = a_campaign(an_edition("later", day=DAY + timedelta(days=30)))  # begun later: the last
    section, case = a_section(edition, "World", country=""), a_case(edition)
    _counted(case, section, 50)
    _counted(case, section, 2, city=small.id)

    cities = [client.get(PATH, query_string={"city": city}) for city in ("lagos", "berlin", "atlantis")]
    gone = [client.get(PATH, query_string={"edition": told["edition"], "case": one}) for one in (told["gone"], "none")]

    assert len({(one.status_code, one.data, one.headers["ETag"]) for one in cities}) == 1
    assert len({(one.status_code, one.data, one.headers["ETag"]) for one in gone}) == 1
    assert (cities[0].json, gone[0].json) == ({"items": [], "next": None},) * 2


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"channel": "pigeon"}, ["channel"]),
        ({"limit": "0"}, ["limit"]),
        ({"limit": "many", "language": "xx"}, ["language", "limit"]),
        ({"case": "a", "city": "b"}, ["city"]),
        ({"country": "Atlantis"}, ["country"]),
        ({"cursor": "no cursor"}, ["cursor"]),
        ({"cursor": "WzFd"}, ["cursor"]),
        ({"town": "berlin"}, ["town"]),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(
    client: FlaskClient, told: dict[str, str], asked: dict[str, str], fields: list[str]
) -> None:
    answer = client.get(PATH, query_string=asked)

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json is not None
    assert (sorted(answer.json["errors"]), answer.json["status"], answer.json["type"]) == (fields, 422, "about:blank")
    assert all(sentence for said in answer.json["errors"].values() for sentence in said)


def test_every_refusal_is_a_problem_and_no_page(client: FlaskClient, app: Flask) -> None:
    nowhere = client.get("/api/v1/nothing")
    none = client.get(PATH)  # there is no campaign
    wrong = client.post(PATH)

    for answer, status in ((nowhere, 404), (none, 404), (wrong, 405)):
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert answer.json is not None
        assert answer.json["status"] == status
        assert answer.headers["Cache-Control"] == "no-store"
    assert (nowhere.data, "GET" in wrong.headers["Allow"]) == (none.data, True)


def test_pages_go_on_after_the_last_row_whatever_was_counted_meanwhile(
    client: FlaskClient, told: dict[str, str]
) -> None:
    whole = _all(client)
    pages = list(_pages(client, {"limit": "2"}))
    assert ([len(page) for page in pages[:-1]], [one for page in pages for one in page]) == (
        [2] * (len(pages) - 1),
        whole,
    )

    first = client.get(PATH, query_string={"limit": "2"}).json
    assert first is not None
    _counted(told["large"], told["world"], 5, city=a_city(LAGOS).id)
    edition = cases.get_draft(TEAM, told["large"]).edition_id
    cases.begin(
        TEAM, edition, "0" * 20, {"addressee": "x", "address": "y", "country": "", "languages": ["en"]}, at=now()
    )
    following = urlsplit(first["next"])
    second = client.get(f"{following.path}?{following.query}").json

    assert second is not None
    assert [(one["of"], one["id"]) for one in second["items"]] == [(one["of"], one["id"]) for one in pages[1]]


def test_caches_keep_it_and_ask_each_time_whether_it_holds(client: FlaskClient, told: dict[str, str]) -> None:
    """A case that is withdrawn must be gone at once, in caches as well."""
    answer = client.get(PATH)

    assert (answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]) == ("public, no-cache", "*")
    again = {"If-None-Match": answer.headers["ETag"]}
    assert (client.get(PATH, headers=again).status_code, client.get(PATH, headers=again).data) == (304, b"")
    cases.withdraw(TEAM, told["small"], at=now())
    assert client.get(PATH, headers=again).status_code == 200


def test_its_statements_do_not_grow_with_what_it_tells(client: FlaskClient, told: dict[str, str]) -> None:
    with statements() as before:
        client.get(PATH)
    for number in range(5):
        edition = cases.get_draft(TEAM, told["large"])
        case = random_id()
        cases.begin(
            TEAM, edition.edition_id, case, {"addressee": "x", "address": "y", "country": "", "languages": []}, at=now()
        )
        cases.save_words(TEAM, case, Words("en", **{**WORDS, "title": f"{number}"}), seen=0)
        cases.open_case(TEAM, case, at=now())
        _counted(case, told["germany"], 9)

    with statements() as after:
        answer = client.get(PATH).json

    assert answer is not None
    assert (len(after), len(answer["items"]) > 20) == (len(before), True)


def test_who_asks_too_often_waits_and_others_do_not(app: Flask, told: dict[str, str]) -> None:
    app.extensions["coordinator.api"] = Turnstile(most=2)
    try:
        answers = [app.test_client().get(PATH) for _ in range(3)]
        other = app.test_client().get(PATH, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    finally:
        del app.extensions["coordinator.api"]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert (1 <= int(answers[2].headers["Retry-After"]) <= 60, other.status_code) == (True, 200)
    assert answers[2].content_type == "application/problem+json"


def test_a_turnstile_counts_by_the_minute_and_a_network_of_version_six_as_one() -> None:
    at, turnstile = now(), Turnstile()
    for number in range(MOST):
        assert turnstile.seconds_to_wait(f"2001:db8::{number:x}", at=at) == 0

    assert turnstile.seconds_to_wait("2001:db8::ffff", at=at + timedelta(seconds=15)) == 45
    assert turnstile.seconds_to_wait("2001:db8:0:1::1", at=at) == 0
    assert turnstile.seconds_to_wait("2001:db8::1", at=at + timedelta(minutes=1)) == 0
    assert turnstile.seconds_to_wait("2001:db8::1", at=at - timedelta(days=1)) == 0  # a clock that was put right


def test_answers_are_as_the_document_says(client: FlaskClient, told: dict[str, str]) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    schemas = document["components"]["schemas"]

    items = _all(client)

    assert set(schemas["Tally"]["required"]) == set(schemas["Tally"]["properties"])
    kinds = {"string": str, "integer": int, "null": type(None)}
    for item in items:
        assert set(item) == set(schemas["Tally"]["properties"])
        for name, value in item.items():
            said = schemas["Tally"]["properties"][name]
            allowed = said["type"] if isinstance(said["type"], list) else [said["type"]]
            assert isinstance(value, tuple(kinds[one] for one in allowed))
            assert value in said.get("enum", [value])
    asked = document["paths"][PATH]["get"]["parameters"]
    names = {"edition", "of", "case", "city", "section", "country", "channel", "language", "limit", "cursor"}
    assert {one["name"] for one in asked} == names
    assert next(one["schema"] for one in asked if one["name"] == "limit") == {
        "type": "integer",
        "minimum": 1,
        "maximum": 500,
        "default": 100,
    }


def test_each_schema_says_what_every_field_is() -> None:
    schemas: tuple[type[Schema], ...] = (Tally, Tallies)
    assert [name for one in schemas for name, field in one().fields.items() if not field.required] == []
