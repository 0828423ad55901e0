"""Showing once more that it is oneself, before what would lock somebody out: a code, the password, or a fresh session.

Whoever finds a device unlocked shall not be able to take the account along.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from coordinator.errors import NotAllowed
from coordinator.people import accounts, attempts, second_step, sessions
from coordinator.people.models import Attempt
from coordinator.people.readers import Reader

FRESH = timedelta(minutes=15)


class Proof(StrEnum):
    """What is asked of somebody."""

    CODE = "code"
    PASSWORD = "current"  # noqa: S105  # nosec B105 # the field's name
    NOTHING = "nothing"  # she has just signed in by a link, or without a password
    LINK = "link"


def wanted(reader: Reader, token: str, *, at: datetime) -> Proof:
    """What the reader, in the session with that token, has to show at the instant `at`."""
    if second_step.is_on(_own(reader)):
        return Proof.CODE
    if proven_until(token, at=at) is not None:
        return Proof.NOTHING
    if accounts.find_password_hash(reader):
        return Proof.PASSWORD
    return Proof.NOTHING if sessions.is_open(token, since=at - FRESH) else Proof.LINK


def proven_until(token: str, *, at: datetime) -> datetime | None:
    """Until when the session with that token proves who its reader is, because a link that was sent to her mailbox has
    just opened it; None: it does not. With the mailbox alone she could set a new password anyway.

    No other link does: those of an entry, an invitation to come along or a letter to stop prove nothing.
    """
    begun = sessions.by_link_since(token, since=at - FRESH)
    return None if begun is None else begun + FRESH


def count(reader: Reader, proof: Proof, *, origin: str, at: datetime) -> attempts.Visitor:
    """Count the attempt; commit before `check`. Raises Conflict (`too_many_attempts`)."""
    if proof is Proof.CODE:
        return second_step.count_attempt(_own(reader), origin=origin, at=at)
    who = attempts.visitor(_own(reader), origin)
    if proof is Proof.PASSWORD:
        attempts.take(Attempt.PASSWORD, who, at=at)
    return who


def check(reader: Reader, proof: Proof, said: str, *, who: attempts.Visitor, kept: str | None, at: datetime) -> None:
    """Raise Invalid (`code`, `current`) unless what was said is right; NotAllowed where only a fresh link would do.
    `kept` is the hash of the reader's password: comparing takes a while, so end the transaction before."""
    if proof is Proof.LINK:
        raise NotAllowed
    if proof is Proof.CODE:
        second_step.check(_own(reader), said, who=who, at=at)
    if proof is Proof.PASSWORD:
        accounts.check_password(said, kept)
        attempts.forgive(Attempt.PASSWORD, who)


def _own(reader: Reader) -> str:
    if reader.id is None:
        raise NotAllowed
    return reader.id
