"""Sessions: a row for each, so that one ends where it matters, at the server, and all of a person's end at once.

The browser keeps a token; here is only its hash. A session lasts thirty days at most, and ends before when nobody has
used it for a while: a short one for who sees what others keep secret.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from coordinator.db import db, is_reading, unguessable
from coordinator.people.models import ApiToken, OpenSession

log = logging.getLogger(__name__)

LASTS = timedelta(days=30)
IDLE = timedelta(days=14)
IDLE_PRIVILEGED = timedelta(hours=12)  # of leads and the global team: a night, and a phone that was left behind is shut
NOTED = timedelta(hours=1)  # when it was last used is written no more often
WAITS = timedelta(minutes=15)  # for a code


def begin(person_id: str, *, at: datetime, awaits_code: bool = False, by_link: bool = False) -> str:
    """Open a session of the person, or one that opens nothing until she gives a code; its token. `by_link`: she came in
    by a link that was sent to her mailbox. Rows of sessions that are over by then go."""
    token = unguessable()
    db.session.execute(delete(OpenSession).where(OpenSession.begun_at <= at - LASTS))
    row = {"token_hash": fingerprint(token), "person_id": person_id, "begun_at": at, "seen_at": at}
    db.session.execute(insert(OpenSession).values(row | {"awaits_code": awaits_code, "by_link": by_link}))
    return token


def note_use(token: str, *, seen_at: datetime, at: datetime) -> None:
    """Note that a session, last seen then, is used at the instant `at`: in a request that only reads by a transaction
    of its own, as the audit does. Where the database is busy the next request notes it."""
    if at - seen_at < NOTED:
        return
    note(update(OpenSession).where(OpenSession.token_hash == fingerprint(token)).values(seen_at=at))


def note(used: Update) -> None:
    """Write down that something was used, in a request that only reads by a transaction of its own."""
    if not is_reading():
        db.session.execute(used, execution_options={"synchronize_session": False})
        return
    try:
        with db.engine.begin() as own:
            own.execute(used)
    except OperationalError as busy:
        log.warning("the use of a session or a token is not noted: %s", type(busy).__name__)


def find_waiting(token: str, *, at: datetime) -> str | None:
    """The person whose session waits for a code at the instant `at`."""
    mine = (OpenSession.token_hash == fingerprint(token), OpenSession.awaits_code.is_(True))
    return db.session.scalar(select(OpenSession.person_id).where(*mine, OpenSession.begun_at > at - WAITS))


def is_open(token: str, *, since: datetime) -> bool:
    """Whether a session was begun after `since` and is open still."""
    mine = (OpenSession.token_hash == fingerprint(token), OpenSession.awaits_code.is_(False))
    return db.session.scalar(select(OpenSession.person_id).where(*mine, OpenSession.begun_at > since)) is not None


def is_by_link(token: str) -> bool:
    """Whether it was a link that opened a session, or the one that waits for a code."""
    return bool(db.session.scalar(select(OpenSession.by_link).where(OpenSession.token_hash == fingerprint(token))))


def by_link_since(token: str, *, since: datetime) -> datetime | None:
    """When a link opened that session, if it did so after `since`."""
    mine = (OpenSession.token_hash == fingerprint(token), OpenSession.awaits_code.is_(False))
    wanted = select(OpenSession.begun_at).where(*mine, OpenSession.by_link.is_(True), OpenSession.begun_at > since)
    return db.session.scalar(wanted)


def end(token: str) -> None:
    """End one session, whoever still has its cookie. Where there is none, nothing changes."""
    db.session.execute(delete(OpenSession).where(OpenSession.token_hash == fingerprint(token)))


def end_all(person_id: str) -> None:
    """End every session of a person, and every token: each is a way in, and one of them may be in other hands."""
    for table in (OpenSession, ApiToken):
        db.session.execute(delete(table).where(table.person_id == person_id))


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
