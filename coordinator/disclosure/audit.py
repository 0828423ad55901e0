"""The audit: a line for every fact unsealed for a reader. Who, which fact, of what, when; never the value.

The database takes new lines and refuses to change any; together they form a chain (`audit_chain`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session, SessionTransaction

from coordinator import gate
from coordinator.db import db, is_reading, random_id
from coordinator.disclosure import audit_chain
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.sealed import Disclosure
from coordinator.people.readers import Reader

_ALONE = "audit lines without a link"  # in a session's own dictionary
_waiting: ContextVar[list[dict[str, Any]] | None] = ContextVar("waiting", default=None)


def record(reader: Reader, facts: Iterable[Fact], *, of: Iterable[str], at: datetime) -> None:
    """Write that `reader` learnt each of `facts` about each subject of `of` at the instant `at`.

    In a request that only reads the lines go through a transaction of their own (`together`), so that they stay
    whatever becomes of the request and the reading one never has to wait for a writer.
    """
    subjects = list(of)
    lines = [
        {"id": random_id(), "at": at, "reader_id": reader.id or "stranger", "fact": str(fact), "subject": subject}
        for fact in facts
        for subject in subjects
    ]
    waiting = _waiting.get()
    if not lines:
        return
    if not is_reading():
        db.session.execute(insert(Disclosure), lines)
        db.session.info.setdefault(_ALONE, []).extend(line["id"] for line in lines)
    elif waiting is None:
        _write(lines)
    else:
        waiting += lines


@contextmanager
def together() -> Iterator[None]:
    """Write what is learnt while the block reads in one transaction at its end, however it ends: a page that looks at
    eight things would wait for the disk eight times."""
    lines: list[dict[str, Any]] = []
    token = _waiting.set(lines)
    try:
        yield
    finally:
        _waiting.reset(token)
        if lines:
            _write(lines)


def _write(lines: list[dict[str, Any]]) -> None:
    with db.engine.begin() as own:
        own.execute(insert(Disclosure), lines)
        audit_chain.link(own, [line["id"] for line in lines])


@event.listens_for(db.session, "before_commit")
def _link_at_last(session: Session) -> None:
    """Link what the transaction has written when nothing but its end is left to do; not at that of a part of it."""
    if not session.in_nested_transaction() and (ids := session.info.pop(_ALONE, None)):
        session.flush()
        audit_chain.link(session.connection(), ids)


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    """Lines of a transaction that was undone need no link; `link` finds by itself those of an undone part."""
    if not undone.nested:
        session.info.pop(_ALONE, None)


def watch() -> None:
    """From here on, in this request, note whether anything sealed is opened."""
    gate.watch()


def has_unsealed() -> bool:
    """Whether anything sealed was opened since `watch`: such an answer is kept nowhere on its way."""
    return gate.has_opened()
