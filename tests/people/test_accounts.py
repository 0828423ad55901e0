"""Roles, and the principal that carries them through a request."""

import hashlib
from contextlib import nullcontext
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from coordinator.clock import now
from coordinator.db import db, reading
from coordinator.errors import Invalid
from coordinator.people import sessions
from coordinator.people.accounts import Held, grant, revoke, roles_of
from coordinator.people.models import OpenSession, PersonRole, Role
from coordinator.people.principal import Stranger, find_principal
from coordinator.people.readers import Reader
from tests.people.builders import a_city, a_person, a_session
from tests.statements import statements


def how_many_roles() -> int:
    return db.session.scalar(select(func.count()).select_from(PersonRole)) or 0


def test_a_role_granted_twice_is_held_once(app: Flask) -> None:
    person, city = a_person(), a_city()

    for _ in range(2):
        grant(Role.HOST, person)
        grant(Role.LEAD, person, city_id=city)

    assert how_many_roles() == 2
    assert roles_of(person) == [Held(Role.LEAD, "krakow", "Kraków"), Held(Role.HOST)]


def test_a_role_granted_by_two_at_once_is_held_once(app: Flask) -> None:
    person = a_person()
    db.session.remove()
    gate = Barrier(2)

    def act() -> None:
        with app.app_context():
            gate.wait()
            grant(Role.HOST, person)
            db.session.commit()

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert how_many_roles() == 1


def test_a_lead_has_a_city_and_nobody_else_does(app: Flask) -> None:
    person, city = a_person(), a_city()

    for role, where in ((Role.LEAD, None), (Role.HOST, city)):
        with pytest.raises(Invalid, match="city"):
            grant(role, person, city_id=where)

    assert how_many_roles() == 0


def test_a_role_taken_away_is_gone_and_the_others_stay(app: Flask) -> None:
    person, krakow, lodz = a_person(), a_city(), a_city("lodz", name="Łódź", place_id=2)
    for city in (krakow, lodz):
        grant(Role.LEAD, person, city_id=city)

    revoke(Role.LEAD, person, city_id=krakow)
    revoke(Role.HOST, person)

    assert roles_of(person) == [Held(Role.LEAD, "lodz", "Łódź")]


def test_a_principal_carries_name_and_roles(app: Flask) -> None:
    person, city = a_person(name="Mia"), a_city()
    grant(Role.LEAD, person, city_id=city)
    grant(Role.HOST, person)
    token = a_session(person)

    principal = find_principal(token, at=now())

    assert principal is not None
    assert principal.reader == Reader(person, frozenset({(Role.LEAD, city), (Role.HOST, None)}))
    assert (principal.name, principal.get_id()) == ("Mia", token)
    assert token not in repr(principal)


def test_a_session_with_another_token_or_over_by_age_is_none(app: Flask) -> None:
    person = a_person()
    token = a_session(person)
    assert find_principal(token, at=now()) is not None

    wrong = [find_principal(other, at=now()) for other in (person, token[:-1], token + "a", "", "ü.ü")]

    assert wrong == [None] * 5
    assert find_principal(token, at=now() + sessions.LASTS) is None


@pytest.mark.parametrize(
    ("role", "idle"),
    [(Role.LEAD, sessions.IDLE_PRIVILEGED), (Role.GLOBAL, sessions.IDLE_PRIVILEGED), (Role.HOST, sessions.IDLE)],
)
def test_a_session_that_nobody_uses_ends_sooner_for_who_sees_secrets(app: Flask, role: Role, idle: timedelta) -> None:
    person = a_person()
    grant(role, person, city_id=a_city() if role is Role.LEAD else None)
    token = a_session(person)

    just = find_principal(token, at=now() + idle - timedelta(minutes=1))
    db.session.rollback()

    assert (just is not None, find_principal(token, at=now() + idle)) == (True, None)


@pytest.mark.parametrize("reads", [True, False])
def test_a_session_that_is_used_goes_on_and_its_use_is_written_once_an_hour(app: Flask, *, reads: bool) -> None:
    person = a_person()
    grant(Role.GLOBAL, person)
    token, at = a_session(person), now()

    seen = []
    for minutes in (30, 61, 90, 10 * 60, 20 * 60):
        with reading() if reads else nullcontext():
            assert find_principal(token, at=at + timedelta(minutes=minutes)) is not None
            db.session.commit()
        seen.append(db.session.scalars(select(OpenSession.seen_at)).one())
        db.session.rollback()

    hours = [round((one - at) / timedelta(minutes=1)) for one in seen]
    assert hours == [0, 61, 61, 600, 1200]


def test_sessions_that_are_over_by_age_leave_no_row(app: Flask) -> None:
    person = a_person()
    sessions.begin(person, at=now() - sessions.LASTS)

    sessions.begin(person, at=now())

    assert db.session.scalar(select(func.count()).select_from(OpenSession)) == 1


def test_only_the_hash_of_a_sessions_token_is_kept(app: Flask) -> None:
    token = a_session(a_person())

    kept = db.session.scalars(select(OpenSession.token_hash)).one()

    assert (len(token), kept) == (26, hashlib.sha256(token.encode()).hexdigest())


def test_a_principal_takes_two_queries_however_many_roles_there_are(app: Flask) -> None:
    few, many = a_person("few@example.org"), a_person("many@example.org")
    for number in range(30):
        grant(Role.LEAD, many, city_id=a_city(f"city{number}", place_id=number))
    tokens = [a_session(person) for person in (few, many)]

    db.session.connection()  # the transaction has begun
    counts = []
    for token in tokens:
        with statements() as seen:
            find_principal(token, at=now())
        counts.append(len(seen))

    assert counts == [2, 2]


def test_a_stranger_is_nobody_with_no_rights() -> None:
    stranger = Stranger()

    assert (stranger.reader, stranger.name) == (Reader(None, frozenset()), "")
    assert (stranger.is_authenticated, stranger.is_active, stranger.is_anonymous) == (False, False, True)
