"""Signing in: a one-time link by e-mail, or a password. Known and unknown addresses get the same answer and work."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update

from coordinator import jobs
from coordinator.db import db, random_id
from coordinator.disclosure.people import find_person
from coordinator.errors import Invalid, Say
from coordinator.people import attempts, passwords
from coordinator.people.models import Attempt, Person, Purpose, SignInLink

LIVES = {Purpose.SIGN_IN: timedelta(minutes=15), Purpose.INVITE: timedelta(days=7)}
LETTER = "sign_in"  # the outbox's kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants to sign in with a password: perhaps nobody we know."""

    who: attempts.Visitor
    person_id: str | None
    kept: str | None = field(repr=False)


def ask_for_link(email: str, *, origin: str, at: datetime) -> None:
    """Have a link sent to `email` if it is known; `origin` is the network address. Raises Conflict after too many.

    The letter is rendered later, by the outbox: only then is a token made.
    """
    attempts.take(Attempt.LETTER, attempts.visitor(email, origin), at=at)
    person_id = find_person(email) or ""
    moment = int(at.timestamp()) // 10  # a double click is one letter
    jobs.enqueue(LETTER, person_id=person_id, dedupe_key=f"{LETTER}|{person_id}|{moment}", due_at=at)


def mint(person_id: str, purpose: Purpose, *, at: datetime) -> str:
    """A new token for a one-time link of a person; only its hash is kept."""
    token = random_id()  # 128 bits, and nothing at its end that a mail program takes for punctuation
    row = {"token_hash": _hash(token), "person_id": person_id, "purpose": purpose, "expires_at": at + LIVES[purpose]}
    db.session.execute(insert(SignInLink).values(row))
    return token


def is_usable(token: str, *, at: datetime) -> bool:
    """Whether a link would open a session at the instant `at`. Looking does not use it."""
    return db.session.scalar(select(SignInLink.person_id).where(*_usable(token, at))) is not None


def use_link(token: str, *, at: datetime) -> str | None:
    """Use a link up: the id of its person, for one caller only, or None for a link used, expired or never made."""
    used = update(SignInLink).where(*_usable(token, at)).values(used_at=at).returning(SignInLink.person_id)
    return db.session.scalar(used, execution_options={"synchronize_session": False})


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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _usable(token: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    opens = SignInLink.purpose.in_([Purpose.SIGN_IN, Purpose.INVITE])
    return SignInLink.token_hash == _hash(token), opens, SignInLink.used_at.is_(None), SignInLink.expires_at > at
