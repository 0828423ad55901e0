"""The chain of the audit: each line is the n-th and has a keyed hash over itself and the one before it.

Whoever has the database but not `COORDINATOR_INDEX_KEY` can neither alter, drop nor slip in a line without a trace.
That the newest lines were cut off shows to who has written down an earlier head (`coordinator audit --expect`).

Links are made last in the transaction of their lines, one transaction at a time: PostgreSQL waits for an advisory lock
when nothing else is left to wait for, so that no two wait for each other; on SQLite writers take turns anyway.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection, Row, insert, select, text

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed import AuditLink, Disclosure

START = "0" * 64
LOCK = 0x617564697463  # "auditc"; one more number that PostgreSQL waits for
AT_ONCE = 500  # ids in one statement
_LINE = (Disclosure.id, Disclosure.at, Disclosure.reader_id, Disclosure.fact, Disclosure.subject)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: how many there are, and its hash."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the chain is found to be: its head, how many lines are older than it, and what is wrong, by number."""

    head: Head
    older: int
    faults: tuple[str, ...]


def link(connection: Connection, ids: Sequence[str]) -> None:
    """Put those lines, as far as they stand in the transaction, at the end of the chain. The last thing to do in it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    head = _head(connection)
    made = []
    for line in _lines(connection, ids):
        head = Head(head.number + 1, _hash(head, line))
        made.append({"number": head.number, "line_id": line.id, "hash": head.hash})
    if made:
        connection.execute(insert(AuditLink), made)


def look(expected: Head | None = None) -> Looked:
    """Go through the whole chain; `expected` is a head that somebody has written down before."""
    head, since = Head(0, START), None
    faults: list[str] = []
    found = select(AuditLink.number, AuditLink.hash, *_LINE).outerjoin(Disclosure, Disclosure.id == AuditLink.line_id)
    rows = db.session.execute(found.order_by(AuditLink.number), execution_options={"yield_per": AT_ONCE})
    met = expected is None or str(expected) == str(head)
    for row in rows:
        faults += _wrong(head, row)
        since = since or row.at
        head = Head(row.number, row.hash)
        met = met or head == expected
    if not met:
        faults.append(f"the head that was expected, {expected}, is not in it: lines were cut off or written anew")
    older, strange = _outside(since)
    if strange:
        faults.append(f"{strange} lines stand outside of it")
    return Looked(head, older, tuple(faults))


def _wrong(before: Head, row: Row[*tuple[object, ...]]) -> Iterator[str]:
    if row.number != before.number + 1:
        yield f"{row.number}: the one before it is missing"
    if row.id is None:
        yield f"{row.number}: its line is missing"
    elif row.hash != _hash(Head(row.number - 1, before.hash), row):
        yield f"{row.number}: it is not what was written, or not there"


def _outside(since: datetime | None) -> tuple[int, int]:
    """How many lines without a link are older than the chain, and how many are not."""
    alone = select(Disclosure.at).outerjoin(AuditLink, AuditLink.line_id == Disclosure.id)
    times = db.session.scalars(alone.where(AuditLink.number.is_(None))).all()
    older = sum(since is None or at < since for at in times)
    return older, len(times) - older


def _head(connection: Connection) -> Head:
    newest = select(AuditLink.number, AuditLink.hash).order_by(AuditLink.number.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return Head(*row) if row else Head(0, START)


def _lines(connection: Connection, ids: Sequence[str]) -> Iterator[Row[*tuple[object, ...]]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield from connection.execute(select(*_LINE).where(Disclosure.id.in_(some)).order_by(Disclosure.id)).all()


def _hash(before: Head, line: Row[*tuple[object, ...]]) -> str:
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (str(before.number + 1), before.hash, line.id, at, line.reader_id, line.fact, line.subject)
    return cipher.current().index("\n".join(parts), "audit")
