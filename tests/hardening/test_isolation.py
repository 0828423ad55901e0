"""Whose is whose: every address of the site × every method × everybody whose it is not.

The addresses are those of `url_map`: a new one is tried here by itself. What is not this reader's answers as what does
not exist, byte for byte, and nothing in the database changes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import class_registry
from sqlalchemy import select
from werkzeug.routing import Rule

from coordinator.db import Base, db
from coordinator.gate import granted
from coordinator.people import accounts
from coordinator.people.models import Role
from tests.door.standing import a_doorkeeper
from tests.hardening.two_cities import World, two_cities
from tests.hardening.two_cities import rules as all_rules
from tests.people.builders import a_person, signed_in

FELT = {"disclosures", "audit_links", "sign_in_attempts", "open_sessions", "sign_in_links"}
"""Tables that note each request as such, or begin a session."""

ANYBODYS = {
    "shows.show": "public page of a show",
    "api_shows.show": "the same for programs",
    "shows.city": "public page of a city",
    "shows.areas": "its areas",
    "shows.places": "towns of the gazetteer",
    "envelopes.page": "hashes of sealed lineups, published",
    "envelopes.record": "the same",
    "guests.entry_for": "whoever likes may enter",
    "guests.ask": "the same",
    "guests.asked": "that a letter is on its way",
    "draws.page": "a published draw",
    "draws.list_file": "the same",
    "draws.result_file": "the same",
    "draws.chain_file": "the same",
    "draws.access_file": "the same",
    "mail.letter": "letters of a machine of one's own; never in production",
    "doubles.question": "her own alone, and none of hers is a double here",
    **dict.fromkeys(
        ("people.show_link", "people.use_link", "email.show", "email.confirm", "email.refuse", "stop.ask", "stop.stop"),
        "who has the token",
    ),
    **dict.fromkeys(
        ("guests.show_letter", "guests.verify", "plus_ones.show_letter", "plus_ones.consent", "plus_ones.decline"),
        "who has the token",
    ),
    **dict.fromkeys(("joining.show_letter", "joining.verify"), "who has the token"),
    "feed.evenings": "who has the token",
    **dict.fromkeys(
        ("album_answers.page", "album_answers.answer", "album_answers.take_down"), "who has the token of her letter"
    ),
    **dict.fromkeys(("album_answers.picture", "album_answers.clip"), "the same"),
    "public_album.city": "pictures of a city that all on them have agreed to",
    **dict.fromkeys(("public_album.picture", "public_album.clip"), "one of those; before the embargo it is none"),
    **dict.fromkeys(("shared.city_card", "shared.show_card"), "what other sites show of a public page"),
    **dict.fromkeys(("shared.city_calendar", "shared.city_map"), "public dates and areas of a city"),
    "draws.before_file": "a published draw",
    "draws.find": "who has an id finds its line in it",
    **dict.fromkeys(("letters.case", "letters.sheet", "letters.postcard"), "a case that people write for is public"),
    **dict.fromkeys(("signing.page", "signing.sign"), "whoever likes may sign"),
    **dict.fromkeys(
        ("letter_reminders.page", "letter_reminders.say_yes", "letter_reminders.stop"),
        "who has the token of her letter",
    ),
    **dict.fromkeys(("answers.page", "answers.ask", "answers.vote"), "an agreed Answer Time is public"),
    **dict.fromkeys(("answers.take_back", "answers.ask_again"), "who has asked, with or without an account"),
}
"""Addresses with something in them that anybody may ask for, and why."""


HERS = {"campaign": ("cases.", "letter_sections.", "letter_evenings.", "collecting.")}
"""Endpoints that an outsider of cities may ask for: those of the campaign team are about no city."""


INSIDERS = {"lead of Lagos", "other host", "other act", "other door"}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule and method, but for programs that show a token: for those no session counts (below, and whose is whose
    among tokens in tests/api/test_entries.py)."""
    return ((rule, method) for rule, method in all_rules(app) if not takes_a_token(app, rule))


def takes_a_token(app: Flask, rule: Rule) -> bool:
    """Whether a token is asked for there."""
    return hasattr(app.view_functions[rule.endpoint], "scope")


@pytest.fixture
def world(app: Flask) -> World:
    """Berlin, where all of it is, and Lagos."""
    return two_cities()


def outsiders(app: Flask, world: World) -> dict[str, FlaskClient]:
    """Everybody whose it is not, signed in; a lead who was demoted, one whose city was taken from her, a member of the
    global team who was, and somebody who has signed out, all since they came in."""
    city, lagos = world.show.city_id, world.elsewhere.city_id
    roles: dict[str, tuple[tuple[Role, str | None], ...]] = {
        "guest": ((Role.GUEST, None),),
        "campaign": ((Role.CAMPAIGN, None),),
        "lead of Lagos": ((Role.LEAD, lagos),),
        "demoted lead": ((Role.LEAD, city),),
        "lead of both, now of Lagos": ((Role.LEAD, city), (Role.LEAD, lagos)),
        "demoted team": ((Role.GLOBAL, None),),
        "signed out lead": ((Role.LEAD, city),),
    }
    found = {"stranger": app.test_client()}
    for who, held in roles.items():
        person = a_person(f"{who.replace(' ', '-').replace(',', '')}@example.org")
        for role, city_id in held:
            accounts.grant(role, person, city_id=city_id)
        found[who] = signed_in(app.test_client(), person)
        if who in {"demoted lead", "lead of both, now of Lagos"}:
            accounts.revoke(Role.LEAD, person, city_id=city)
        if who == "demoted team":
            accounts.revoke(Role.GLOBAL, person)
    found["signed out lead"].post("/sign-out")
    for who, email in (("host", "lagos@example.org"), ("act", "act-A4@example.org")):
        found[f"other {who}"] = signed_in(app.test_client(), a_person(email))
    found["other door"] = signed_in(app.test_client(), str(a_doorkeeper(world.elsewhere, "ann@example.org").id))
    db.session.commit()
    return found


def kept() -> dict[str, list[Any]]:
    """All rows of all tables but those that note requests."""
    db.session.rollback()
    with granted("test"):
        return {
            table.name: sorted(map(repr, db.session.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in FELT
        }


def is_anybodys(rule: Rule) -> bool:
    """Whether there is nothing of anybody's in the address, or a reason in the list."""
    return not rule.arguments or rule.endpoint in ANYBODYS


def fields() -> set[str]:
    """The names of all fields of all forms."""
    kinds = [kind for kinds in class_registry._registry.values() for kind in kinds if not isinstance(kind, str)]
    return {name for kind in kinds if kind.__module__.startswith("coordinator.") for name in kind._declared_fields}


def tries(app: Flask, who: str) -> Iterator[tuple[Rule, str, dict[str, str]]]:
    """Every rule that is somebody's, with every method. Forms are empty, and also full of what no number, day or choice
    is for those whom their own rights carry beyond the first question: nothing is looked at before whose it is."""
    junk = dict.fromkeys(fields(), "\u2603?")
    for rule, method in rules(app):
        if not is_anybodys(rule) and not rule.endpoint.startswith(HERS.get(who, ("-",))):
            yield rule, method, {}
            if method == "POST" and who in INSIDERS:
                yield rule, method, junk


def asked(client: FlaskClient, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str, bytes]:
    """Status, where to, and the page, without the address itself."""
    answer = client.open(path, method=method, data=form)
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0], answer.data


@pytest.mark.usefixtures("alike")
def test_what_is_not_ones_own_is_what_does_not_exist_for_every_address_and_method(app: Flask, world: World) -> None:
    visitors, before = outsiders(app, world), kept()
    cells, told = 0, []
    for who, client in visitors.items():
        nothing = asked(client, "GET", "/nothing/here")
        for rule, method, form in tries(app, who):
            answer = asked(client, method, world.address(rule), form)
            cells += 1
            away = (302, "/sign-in") if who in {"stranger", "signed out lead"} else None
            if answer[:2] != away if away else answer != nothing:
                told.append((who, method, rule.rule, answer[:2]))

    print(f"\n{cells} cells of {len(visitors)} outsiders")  # noqa: T201
    assert told == []
    assert kept() == before
    assert cells > 1500


def _with_nothing_kept(patch: pytest.MonkeyPatch) -> None:
    """What a request writes is undone as it ends, so that the next one finds the world as it was."""
    patch.setattr(db.session, "commit", db.session.flush)


NOT_NOW = {
    **dict.fromkeys(("artist.sheet", "feed.evening"), "the evening has moved since, so the act is asked again"),
    **dict.fromkeys(("legs.page", "legs.pin", "legs.places"), "no act here is on tour"),
    **dict.fromkeys(("thanks.evening", "thanks.say"), "the evening is not over"),
    **dict.fromkeys(("standing_by.page", "standing_by.say_here"), "this guest has a seat and waits for none"),
    "plus_ones.leave": "she is nobody's plus-one",
    "talk.not_ready": "no room of this host is a reserve",
    "closed_doors.door": "no door is closed",
    **dict.fromkeys(
        ("doubles.ask_to_merge", "doubles.merge", "doubles.say_two", "doubles.undo"), "no two acts are alike"
    ),
    "changes.decide": "the change is another step's",
    "voids.decide": "nobody was unwanted",
    **dict.fromkeys(("album.clip",), "the picture of this evening is a photo"),
}
"""Addresses whose own owner finds nothing there at this hour either, and why."""


@pytest.mark.usefixtures("alike")
def test_each_of_those_addresses_is_somebodys(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the one before: nothing there is 404 because it is nobody's."""
    own = {who: signed_in(app.test_client(), person) for who, person in world.rightful.items()}
    _with_nothing_kept(monkeypatch)

    nobodys = []
    for rule, method in rules(app):
        if not is_anybodys(rule) and rule.endpoint not in NOT_NOW:
            answers = {who: asked(client, method, world.address(rule))[0] for who, client in own.items()}
            if set(answers.values()) == {404}:
                nobodys.append((method, rule.rule, rule.endpoint))

    assert nobodys == []


@pytest.mark.usefixtures("alike")
def test_what_anybody_may_ask_for_breaks_for_nobody_and_changes_nothing(app: Flask, world: World) -> None:
    before, told = kept(), []
    for who, client in outsiders(app, world).items():
        for rule, _ in rules(app):
            if is_anybodys(rule) and "GET" in (rule.methods or ()):
                status = client.get(world.address(rule)).status_code
                told += [(who, rule.rule, status)] if status not in {200, 302, 303, 404, 410} else []

    assert told == []
    assert {name: rows for name, rows in kept().items() if name not in {"people", "sec_people", "person_roles"}} != {}
    assert before.keys() == kept().keys()


def test_no_address_answers_a_method_that_it_does_not_name(app: Flask, world: World) -> None:
    lead, before = signed_in(app.test_client(), world.rightful["lead"]), kept()

    methods = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
    named: dict[str, set[str]] = {}
    for rule, method in all_rules(app):
        named.setdefault(world.address(rule), set()).add(method)
    answers = {
        lead.open(path, method=method).status_code
        for path, answered in named.items()
        for method in methods
        if method not in answered
    }

    assert answers == {405}
    assert kept() == before


def test_where_a_token_is_asked_for_no_session_counts(app: Flask, world: World) -> None:
    """Whose it is gets no further with her cookie than anybody else."""
    clients = outsiders(app, world) | {
        who: signed_in(app.test_client(), person) for who, person in world.rightful.items()
    }
    before, asked_for = kept(), [pair for pair in all_rules(app) if takes_a_token(app, pair[0])]

    answers = {
        (answer.status_code, answer.headers["WWW-Authenticate"], answer.headers["Cache-Control"], answer.data)
        for client in clients.values()
        for rule, method in asked_for
        for answer in [client.open(world.address(rule), method=method, json={})]
    }

    assert len(asked_for) >= 3
    assert {(status, challenge, cached) for status, challenge, cached, _ in answers} == {(401, "Bearer", "no-store")}
    assert len(answers) == 1
    assert all(b"You make one at /account/tokens" in told for _, _, _, told in answers)
    assert kept() == before


def test_no_header_and_no_field_turns_one_method_into_another(app: Flask, world: World) -> None:
    lead, show = signed_in(app.test_client(), world.rightful["lead"]), world.show
    path, before, told = f"/lead/berlin/shows/{show.id}/unlock", kept(), set()

    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"):
        told.add(lead.get(path, headers={name: "POST"}).status_code)
        told.add(lead.get(f"{path}?{name}=POST").status_code)
        told.add(lead.post(f"/shows/{show.id}", headers={name: "GET"}, data={name: "DELETE"}).status_code)

    assert told == {405}
    assert kept() == before


def test_every_reason_is_about_an_address_that_is_there(app: Flask) -> None:
    there = {rule.endpoint for rule, _ in all_rules(app) if rule.arguments}

    assert (ANYBODYS.keys() | NOT_NOW.keys()) - there == set()
