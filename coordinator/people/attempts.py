"""Slowing down who guesses passwords or has letters sent to others.

Counts attempts by the address typed in (known or not, it makes no difference) and by where they come from, both as
keyed fingerprints. A refused attempt is not counted: nobody can keep somebody else locked out by trying on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.people import normalised
from coordinator.errors import Conflict
from coordinator.people.models import Attempt, SignInAttempt

KEPT = timedelta(days=1)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts within `window`, of one account, of one origin, or of both together."""

    most: int
    window: timedelta
    account: bool
    origin: bool


_GUESSES = (
    Limit(5, QUARTER, account=True, origin=True),
    Limit(30, HOUR, account=True, origin=False),
    Limit(100, QUARTER, account=False, origin=True),  # a whole office may share an address
)
LIMITS = {
    Attempt.PASSWORD: _GUESSES,
    Attempt.CODE: _GUESSES,
    Attempt.LETTER: (
        Limit(5, QUARTER, account=True, origin=False),
        Limit(50, QUARTER, account=False, origin=True),
    ),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who tries: fingerprints of the address typed in and of the network address."""

    account: str
    origin: str


def visitor(email: str, origin: str) -> Visitor:
    """The fingerprints of an e-mail address and a network address."""
    seal = cipher.current()
    return Visitor(seal.index(normalised(email), "attempt by account"), seal.index(origin, "attempt by origin"))


def take(what: Attempt, who: Visitor, *, at: datetime) -> None:
    """Count an attempt at the instant `at`. Raises Conflict (`too_many_attempts`, minutes) when there were too many."""
    for limit in LIMITS[what]:
        if _count(what, who, limit, at) >= limit.most:
            raise Conflict("too_many_attempts", minutes=int(limit.window.total_seconds() // 60))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
    db.session.add(SignInAttempt(what=what, account=who.account, origin=who.origin, at=at))


def forgive(what: Attempt, who: Visitor) -> None:
    """Forget the attempts of somebody who has succeeded."""
    mine = (SignInAttempt.account == who.account, SignInAttempt.origin == who.origin)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.what == what, *mine))


def _count(what: Attempt, who: Visitor, limit: Limit, at: datetime) -> int:
    query = select(func.count()).where(SignInAttempt.what == what, SignInAttempt.at > at - limit.window)
    if limit.account:
        query = query.where(SignInAttempt.account == who.account)
    if limit.origin:
        query = query.where(SignInAttempt.origin == who.origin)
    return db.session.scalar(query) or 0
