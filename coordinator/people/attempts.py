"""Slowing down who guesses passwords, has letters sent to others, or asks over and over for what is much work.

Counts attempts by the mailbox of the address typed in, however it is spelled (known or not, it makes no difference), by
where they come from, both as keyed fingerprints, and on the whole site. A refused attempt is not counted: nobody can
keep somebody else locked out by trying on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, func, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.mailboxes import reached_by
from coordinator.errors import Conflict
from coordinator.people.models import Attempt, SignInAttempt

KEPT = timedelta(days=1)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts within `window`, of one account, of one origin, of both together, or of all (neither)."""

    most: int
    window: timedelta
    account: bool
    origin: bool


def _often(*, account: int, origin: int, everybody: int) -> tuple[Limit, ...]:
    """So many within an hour of one account, from one network address, and on the whole site."""
    return (
        Limit(account, HOUR, account=True, origin=False),
        Limit(origin, HOUR, account=False, origin=True),
        Limit(everybody, HOUR, account=False, origin=False),
    )


_GUESSES = (
    Limit(5, QUARTER, account=True, origin=True),
    Limit(30, HOUR, account=True, origin=False),
    Limit(100, QUARTER, account=False, origin=True),  # a whole office may share an address
    Limit(3000, QUARTER, account=False, origin=False),
)
LIMITS = {
    Attempt.PASSWORD: _GUESSES,
    Attempt.CODE: _GUESSES,
    Attempt.LETTER: (
        Limit(5, QUARTER, account=True, origin=False),
        Limit(50, QUARTER, account=False, origin=True),
        Limit(1500, QUARTER, account=False, origin=False),  # no mail server believes a site that sends more
        Limit(36, KEPT, account=True, origin=False),
    ),
    # What anybody can have written to anybody; the letters that are left to a mailbox are for signing in.
    Attempt.ASKING: (Limit(12, KEPT, account=True, origin=False),),
    Attempt.SHOWN: (Limit(60, KEPT, account=True, origin=False), *_often(account=60, origin=200, everybody=3000)),
    Attempt.DOOR: (
        Limit(5, KEPT, account=True, origin=False),
        Limit(60, HOUR, account=False, origin=True),
        Limit(600, HOUR, account=False, origin=False),
    ),
    Attempt.PHOTOS: _often(account=20, origin=60, everybody=600),
    Attempt.WORDS: (*_often(account=20, origin=100, everybody=1500), Limit(40, KEPT, account=True, origin=False)),
    Attempt.DRAFT: _often(account=30, origin=100, everybody=3000),
    Attempt.SIGN: _often(account=200, origin=3000, everybody=30_000),  # a whole room shares an address
    Attempt.QUESTION: (*_often(account=6, origin=60, everybody=1500), Limit(20, KEPT, account=True, origin=False)),
    Attempt.VOTE: _often(account=120, origin=1200, everybody=30_000),
    Attempt.EXPORT: _often(account=5, origin=50, everybody=300),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who tries: fingerprints of the address typed in and of the network address."""

    account: str
    origin: str


def visitor(email: str, origin: str) -> Visitor:
    """The fingerprints of the mailbox that an e-mail address reaches, however written, and of a network address."""
    seal = cipher.current()
    account = seal.index(reached_by(email), "attempt by account")
    return Visitor(account, seal.index(origin, "attempt by origin"))


def take(what: Attempt, who: Visitor, *, at: datetime) -> None:
    """Count an attempt at the instant `at`. Raises Conflict when there were too many: `too_many_attempts` with the
    `seconds` until the next may come, and `of` whom there were: this “account”, this “origin”, or “all”."""
    refused = find_refusal(what, who, at=at)
    if refused is not None:
        raise refused
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
    db.session.add(SignInAttempt(what=what, account=who.account, origin=who.origin, at=at))


def find_refusal(what: Attempt, who: Visitor, *, at: datetime) -> Conflict | None:
    """What `take` would raise at the instant `at`."""
    for limit in LIMITS[what]:
        counted, oldest = _counted(what, who, limit, at)
        if counted >= limit.most:
            of = "account" if limit.account else "origin" if limit.origin else "all"
            seconds = max(1, ceil((oldest + limit.window - at).total_seconds()))
            return Conflict("too_many_attempts", seconds=seconds, of=of)
    return None


def forgive(what: Attempt, who: Visitor) -> None:
    """Forget the attempts of somebody who has succeeded."""
    mine = (SignInAttempt.account == who.account, SignInAttempt.origin == who.origin)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.what == what, *mine))


def _counted(what: Attempt, who: Visitor, limit: Limit, at: datetime) -> tuple[int, datetime]:
    """How many attempts count against a limit, and when the first of them was."""
    counted = (func.count(), func.coalesce(func.min(SignInAttempt.at), at))
    query = select(*counted).where(SignInAttempt.what == what, SignInAttempt.at > at - limit.window)
    if limit.account:
        query = query.where(SignInAttempt.account == who.account)
    if limit.origin:
        query = query.where(SignInAttempt.origin == who.origin)
    number, oldest = db.session.execute(query).one()
    return number, oldest
