"""Signing in: a one-time link by e-mail, or a password. Known and unknown addresses get the same answer and work: a
request only writes an address down, and the letter's job finds out later whether anybody has it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update

from coordinator import jobs
from coordinator.db import db, unguessable
from coordinator.disclosure import addressees, cipher
from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.people import find_person, normalised
from coordinator.errors import Invalid, Say
from coordinator.people import attempts, passwords
from coordinator.people.models import Attempt, Person, Purpose, SignInLink

LIVES = {Purpose.SIGN_IN: timedelta(minutes=15), Purpose.INVITE: timedelta(days=7)}
WAITS = timedelta(days=1)  # for a mail server that does not answer
LETTER = "sign_in"  # the outbox's kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants to sign in with a password: perhaps nobody we know."""

    who: attempts.Visitor
    person_id: str | None
    kept: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """Whom a link lets in, and the path that she was going to."""

    person_id: str
    onwards: str | None


def ask_for_link(to: Addressee, *, origin: str, at: datetime) -> None:
    """Have a link sent to an address if it is known, or comes with the role of somebody new; `origin` is the network
    address. Raises Conflict after too many.

    The letter is rendered later, by the outbox: only then is anybody looked for, and a token made.
    """
    attempts.take(Attempt.LETTER, attempts.visitor(to.email, origin), at=at)
    key = cipher.current().index(_asked(to, at), "letter")
    addressees.put(key, to, at=at)
    jobs.enqueue(LETTER, person_id=None, subject=key, dedupe_key=f"{LETTER}|{key}", due_at=at)


def tidy(at: datetime) -> None:
    """Forget the addresses to which no letter could be sent for a day."""
    addressees.drop_older(at - WAITS)


def mint(person_id: str, purpose: Purpose, *, at: datetime, onwards: str | None = None) -> str:
    """A new token for a one-time link of a person; only its hash is kept. `onwards` is a path on this site."""
    token = unguessable()  # 128 bits, and nothing at its end that a mail program takes for punctuation
    row = {"token_hash": _hash(token), "person_id": person_id, "purpose": purpose, "expires_at": at + LIVES[purpose]}
    db.session.execute(insert(SignInLink).values(row | {"onwards": onwards}))
    return token


def is_usable(token: str, *, at: datetime) -> bool:
    """Whether a link would open a session at the instant `at`. Looking does not use it."""
    return db.session.scalar(select(SignInLink.person_id).where(*_usable(token, at))) is not None


def use_link(token: str, *, at: datetime) -> Opened | None:
    """Use a link up: whom it lets in, for one caller only, or None for a link used, expired or never made."""
    columns = (SignInLink.person_id, SignInLink.onwards)
    used = update(SignInLink).where(*_usable(token, at)).values(used_at=at).returning(*columns)
    row = db.session.execute(used, execution_options={"synchronize_session": False}).one_or_none()
    return Opened(*row) if row else None


def begin_with_password(email: str, *, origin: str, at: datetime) -> Candidate:
    """First half: count the attempt and look the address up. Commit, then `finish_with_password`, because hashing takes
    its time. Raises Conflict after too many wrong ones."""
    who = attempts.visitor(email, origin)
    attempts.take(Attempt.PASSWORD, who, at=at)
    person_id = find_person(email)
    kept = db.session.scalar(select(Person.password_hash).where(Person.id == (person_id or "")))
    return Candidate(who, person_id, kept)


def finish_with_password(candidate: Candidate, password: str) -> str:
    """Second half: the id of the person whose password it is. Raises Invalid (`password`), saying the same whatever
    was wrong."""
    right = passwords.fits(password, candidate.kept)
    if candidate.person_id is None or not right:
        said = Say("Address and password do not go together. Try again, or leave the password empty to get a link.")
        raise Invalid({"password": [said]})
    attempts.forgive(Attempt.PASSWORD, candidate.who)
    return candidate.person_id


def _asked(to: Addressee, at: datetime) -> str:
    """What is asked for, the same for a double click on one form. Another form has a letter of its own: the first one
    may be for nobody, and what the second says of somebody new would be lost with it."""
    moment = int(at.timestamp()) // 10
    return json.dumps([normalised(to.email), to.role, to.onwards, moment])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _usable(token: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    opens = SignInLink.purpose.in_([Purpose.SIGN_IN, Purpose.INVITE])
    return SignInLink.token_hash == _hash(token), opens, SignInLink.used_at.is_(None), SignInLink.expires_at > at
