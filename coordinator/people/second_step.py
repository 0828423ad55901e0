"""The second step of signing in: a code from an app, or one of eight that work once for the day the app is gone.

Whoever has one gives a code after the link or the password. Nobody reads a key again once it is confirmed.
"""

import base64
import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy import select, update

from coordinator.db import db
from coordinator.disclosure import second_steps
from coordinator.errors import Conflict, Invalid, NotAllowed, Say
from coordinator.people import attempts, notices, sessions, totp
from coordinator.people.models import Attempt, Person
from coordinator.people.notices import Changed
from coordinator.people.readers import Reader

CODES = 8
WRONG = Say("This code does not open it. Look for a typing error, or wait for the next code and try that one.")


def is_on(person_id: str) -> bool:
    """Whether the person gives a code when she signs in."""
    mine = (Person.id == person_id, Person.second_step_at.is_not(None))
    return db.session.scalar(select(Person.id).where(*mine)) is not None


def begin(reader: Reader) -> None:
    """Make a new key for the reader, to be confirmed. Raises Conflict (`on_already`)."""
    if is_on(_own(reader)):
        raise Conflict("on_already")
    second_steps.keep(_own(reader), totp.new_secret())


def find_key(reader: Reader) -> str | None:
    """The key that waits to be confirmed by the reader."""
    return None if is_on(_own(reader)) else second_steps.find_secret(_own(reader))


def count_attempt(person_id: str, *, origin: str, at: datetime) -> attempts.Visitor:
    """Count an attempt at a code; commit before checking it. Raises Conflict (`too_many_attempts`)."""
    who = attempts.visitor(person_id, origin)
    attempts.take(Attempt.CODE, who, at=at)
    return who


def check(person_id: str, said: str, *, who: attempts.Visitor, at: datetime) -> None:
    """Take a code of a person, for one caller only. Raises Invalid (`code`)."""
    typed = re.sub(r"[\s\-‐–]", "", said).lower()
    secret = second_steps.find_secret(person_id)
    steps = totp.steps_of(secret, typed, at=at) if secret else ()
    by_app = any(second_steps.advance(person_id, step) for step in steps)
    if not by_app and not second_steps.spend(person_id, _hash(person_id, typed), at=at):
        raise Invalid({"code": [WRONG]})
    attempts.forgive(Attempt.CODE, who)


def turn_on(reader: Reader, *, at: datetime) -> tuple[str, ...]:
    """Ask the reader, whose code was checked, for one from now on, and end all sessions begun without. Her recovery
    codes, told this once. Raises Conflict (`on_already`)."""
    off = update(Person).where(Person.id == _own(reader), Person.second_step_at.is_(None))
    turned = off.values(second_step_at=at).returning(Person.id)
    if db.session.scalar(turned, execution_options={"synchronize_session": False}) is None:
        raise Conflict("on_already")
    sessions.end_all(_own(reader))
    notices.tell(_own(reader), Changed.STEP_ADDED, at=at)
    return _new_codes(_own(reader))


def renew_codes(reader: Reader, *, at: datetime) -> tuple[str, ...]:
    """Other recovery codes instead of those before, told this once."""
    notices.tell(_own(reader), Changed.CODES, at=at)
    return _new_codes(_own(reader))


def codes_left(reader: Reader) -> int:
    """How many recovery codes the reader has not used."""
    return second_steps.codes_left(_own(reader))


def remove(person_id: str, *, at: datetime) -> None:
    """Ask the person for no code any more, and tell her so. Key and codes are gone."""
    second_steps.forget(person_id)
    on = update(Person).where(Person.id == person_id, Person.second_step_at.is_not(None))
    off = on.values(second_step_at=None).returning(Person.id)
    if db.session.scalar(off, execution_options={"synchronize_session": False}) is not None:
        notices.tell(person_id, Changed.STEP_REMOVED, at=at)


def reset(person_id: str, *, at: datetime) -> None:
    """The same for somebody who lost app and codes, by the operator; every session of hers ends."""
    remove(person_id, at=at)
    sessions.end_all(person_id)


def _own(reader: Reader) -> str:
    if reader.id is None:
        raise NotAllowed
    return reader.id


def _new_codes(person_id: str) -> tuple[str, ...]:
    """Eight of 80 random bits each."""
    made = tuple(base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(CODES))
    second_steps.put_codes(person_id, [_hash(person_id, code) for code in made])
    return tuple("-".join(re.findall("....", code)) for code in made)


def _hash(person_id: str, code: str) -> str:
    return hashlib.sha256(f"{person_id}|{code}".encode()).hexdigest()
