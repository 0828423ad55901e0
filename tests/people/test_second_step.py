"""The second step: codes as RFC 6238 makes them, each taken once; leads' pages wait for it where it is required."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.config import Settings
from coordinator.db import db
from coordinator.disclosure import second_steps
from coordinator.errors import Conflict, Invalid
from coordinator.gate import granted
from coordinator.people import accounts, second_step, totp
from coordinator.people.commands import invite
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from tests.kept import kept
from tests.people.builders import a_city, a_link, a_person, signed_in
from tests.people.standing import stand_still

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEP = timedelta(seconds=totp.PERIOD)
RFC_KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1."""
    step = totp.step_at(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))

    assert totp.code(RFC_KEY, step, digits=8) == code


def test_the_address_for_apps_names_key_account_and_issuer() -> None:
    told = totp.address("ABCD", account="mia+1@example.org", issuer="Coordinator")

    assert told == "otpauth://totp/Coordinator%3Amia%2B1%40example.org?secret=ABCD&issuer=Coordinator"


def a_key(person: str) -> str:
    """A confirmed second step of that person; its key."""
    second_step.begin(Reader(person))
    key = second_steps.find_secret(person) or ""
    second_step.turn_on(Reader(person), at=now())
    db.session.commit()
    return key


def present_code(key: str) -> str:
    return totp.code(key, totp.step_at(now()))


def taken(person: str, said: str, *, at: datetime) -> bool:
    who = second_step.count_attempt(person, origin="::1", at=at)
    try:
        second_step.check(person, said, who=who, at=at)
    except Invalid:
        return False
    return True


@pytest.mark.parametrize(("off", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_before_and_after_its_own(app: Flask, off: int, good: bool) -> None:
    person = a_person()
    key = a_key(person)

    assert taken(person, totp.code(key, totp.step_at(NOON)), at=NOON + off * STEP) is good


def test_each_code_is_taken_once_and_none_from_before_it(app: Flask) -> None:
    person = a_person()
    key = a_key(person)
    earlier, code = (totp.code(key, totp.step_at(NOON) + step) for step in (-1, 0))

    assert [taken(person, said, at=NOON) for said in (code, code, earlier)] == [True, False, False]


def test_a_code_is_read_as_people_type_it(app: Flask) -> None:
    person = a_person()
    code = totp.code(a_key(person), totp.step_at(NOON))

    assert taken(person, f" {code[:3]} {code[3:]} ", at=NOON)


def test_each_of_eight_recovery_codes_works_once_and_new_ones_replace_them(app: Flask) -> None:
    person = a_person()
    a_key(person)
    codes = second_step.renew_codes(Reader(person), at=now())

    used = [taken(person, said, at=NOON) for said in (codes[0].upper(), codes[0], codes[1].replace("-", " "))]
    left = second_step.codes_left(Reader(person))
    second_step.renew_codes(Reader(person), at=now())

    assert (len(set(codes)), used, left) == (8, [True, False, True], 6)
    assert not taken(person, codes[2], at=NOON)


def test_one_persons_recovery_code_is_no_other_persons(app: Flask) -> None:
    mia, noa = a_person("mia@example.org"), a_person("noa@example.org")
    a_key(mia), a_key(noa)
    code = second_step.renew_codes(Reader(mia), at=now())[0]

    assert not taken(noa, code, at=NOON)
    assert taken(mia, code, at=NOON)


def test_wrong_codes_are_limited_as_passwords_are_and_a_right_one_forgives_them(app: Flask) -> None:
    person = a_person()
    key = a_key(person)
    for _ in range(4):
        assert not taken(person, "000000x", at=NOON)
    assert taken(person, totp.code(key, totp.step_at(NOON)), at=NOON)

    for _ in range(5):
        assert not taken(person, "000000x", at=NOON)
    with pytest.raises(Conflict, match="too_many_attempts"):
        taken(person, totp.code(key, totp.step_at(NOON) + 1), at=NOON)


def test_the_key_is_sealed_and_the_codes_are_hashed(app: Flask) -> None:
    person = a_person()
    key = a_key(person)
    codes = second_step.renew_codes(Reader(person), at=now())
    db.session.flush()

    with granted("test"):
        rows = kept("sec_second_steps", "sec_recovery_codes")

    assert [said for said in (key, *codes, *(code.replace("-", "") for code in codes)) if said in rows] == []


def test_who_has_a_second_step_is_signed_in_only_after_its_code(client: FlaskClient) -> None:
    person = a_person()
    key = a_key(person)
    client.post("/sign-in", data={"email": "mia@example.org", "next": "/map"})

    asked = client.post(a_link(person)).location
    before = client.get("/account").status_code
    wrong = client.post("/sign-in/code", data={"code": "no"})
    right = client.post("/sign-in/code", data={"code": present_code(key)})

    assert (asked, client.get("/account").status_code) == ("/sign-in/code", 200)
    assert (before, wrong.status_code, right.status_code, right.location) == (302, 422, 302, "/map")
    assert "This code does not open it" in wrong.text


def test_a_password_alone_does_not_open_it_either(client: FlaskClient) -> None:
    a_key(a_person(password="three words and a tree"))

    asked = client.post("/sign-in", data={"email": "mia@example.org", "password": "three words and a tree"})

    assert (asked.location, client.get("/account").status_code) == ("/sign-in/code", 302)


def test_two_who_say_one_code_at_once_are_one_session(app: Flask) -> None:
    person = a_person()
    key = a_key(person)
    clients = [app.test_client(), app.test_client()]
    assert [client.post(a_link(person)).location for client in clients] == ["/sign-in/code"] * 2
    db.session.remove()
    code, gate = present_code(key), Barrier(2)
    statuses: list[int] = []

    def say(client: FlaskClient) -> None:
        gate.wait()
        statuses.append(client.post("/sign-in/code", data={"code": code}).status_code)

    threads = [Thread(target=say, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [302, 422]


def test_nobody_gives_a_code_who_has_shown_no_link_or_was_signed_out_everywhere(client: FlaskClient) -> None:
    person = a_person()
    key = a_key(person)
    cold = [client.get("/sign-in/code").location, client.post("/sign-in/code", data={"code": "1"}).location]
    client.post(a_link(person))

    accounts.end_sessions(Reader(person), at=now())
    late = client.post("/sign-in/code", data={"code": present_code(key)}).location

    assert [*cold, late] == ["/sign-in"] * 3


def test_setting_up_shows_the_key_takes_a_code_and_ends_the_other_sessions(app: Flask) -> None:
    person = a_person()
    here, there = signed_in(app.test_client(), person), signed_in(app.test_client(), person)
    here.post("/account/second-step/begin")
    key = second_steps.find_secret(person) or ""
    page = here.get("/account/second-step").text
    shown = key[:4], key[-4:], "otpauth://totp/Coordinator%3Amia%40example.org"
    assert [part in page for part in shown] == [True] * 3

    wrong = here.post("/account/second-step/confirm", data={"code": "12"})
    right = here.post("/account/second-step/confirm", data={"code": present_code(key)})

    assert (wrong.status_code, right.status_code, second_step.is_on(person)) == (422, 200, True)
    assert [one.get("/account").status_code for one in (here, there)] == [200, 302]
    after = here.get("/account/second-step").text
    assert (key[:4] in after, "8 recovery codes left" in after) == (False, True)


def test_setting_up_twice_changes_nothing(client: FlaskClient) -> None:
    person = a_person()
    key = a_key(person)
    client.post(a_link(person))
    client.post("/sign-in/code", data={"code": present_code(key)})

    answers = [client.post(f"/account/second-step/{what}").location for what in ("begin", "confirm")]

    assert (answers, second_steps.find_secret(person)) == (["/account/second-step"] * 2, key)


def test_taking_it_away_and_new_codes_take_a_code(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_person()
    key = a_key(person)
    step = totp.step_at(stand_still(monkeypatch, "second_step_views"))
    first, second, third = (totp.code(key, step + later) for later in (-1, 0, 1))
    client.post(a_link(person))
    client.post("/sign-in/code", data={"code": first})

    refused = [client.post(f"/account/second-step/{what}").status_code for what in ("remove", "codes")]
    renewed = client.post("/account/second-step/codes", data={"code": second})
    removed = client.post("/account/second-step/remove", data={"code": third})

    assert (refused, renewed.status_code, removed.status_code) == ([422, 422], 200, 303)
    assert (second_step.is_on(person), second_steps.find_secret(person)) == (False, None)


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The application where a second step is required."""
    loose: Settings = app.extensions["coordinator.settings"]
    app.extensions["coordinator.settings"] = replace(loose, second_step="required")
    yield app
    app.extensions["coordinator.settings"] = loose


def a_lead() -> str:
    person = a_person()
    accounts.grant(Role.LEAD, person, city_id=a_city())
    accounts.grant(Role.GLOBAL, person)
    db.session.commit()
    return person


@pytest.mark.parametrize("path", ["/lead/krakow/team", "/global/"])
def test_where_it_is_required_pages_of_leads_and_team_wait_for_it(strict: Flask, path: str) -> None:
    person = a_lead()
    client = signed_in(strict.test_client(), person)

    waiting = client.get(path)
    a_key(person)
    client.post(a_link(person))
    client.post("/sign-in/code", data={"code": present_code(second_steps.find_secret(person) or "")})

    assert waiting.location == "/account/second-step"
    assert client.get(path).status_code == 200


def test_until_then_a_lead_has_no_more_rights_than_others_anywhere(strict: Flask) -> None:
    client = signed_in(strict.test_client(), a_lead())

    page = client.get("/account").text

    assert "open once it is set up" in page
    assert ">Global team</a></li>" not in page


def test_who_is_no_lead_is_not_sent_there(strict: Flask) -> None:
    client = signed_in(strict.test_client(), a_person())

    assert client.get("/lead/krakow/").status_code == 404
    assert "open once it is set up" not in client.get("/account").text


def test_where_it_is_optional_leads_work_without(client: FlaskClient) -> None:
    signed_in(client, a_lead())

    assert client.get("/lead/krakow/team").status_code == 200


@pytest.mark.parametrize(
    ("environment", "said", "required"),
    [
        ("development", "", False),
        ("production", "", True),
        ("production", "optional", False),
        ("development", "required", True),
    ],
)
def test_it_is_required_in_production_unless_the_operator_says_otherwise(
    environment: str, said: str, required: bool
) -> None:
    assert Settings(environment=environment, second_step=said).second_step_required is required


def test_the_operator_resets_it_for_who_lost_everything(app: Flask) -> None:
    person = a_lead()
    a_key(person)
    client = app.test_client()

    result = CliRunner().invoke(
        invite, ["lead", "mia@example.org", "--city", "krakow", "--reset-second-step"], catch_exceptions=False
    )

    link = result.stdout.strip().removeprefix("http://localhost")
    assert (client.post(link).location, second_step.is_on(person)) == ("/lead/krakow/", False)
