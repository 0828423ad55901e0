"""The audit: a line for every fact unsealed for a reader. Who, which fact, of what, when; never the value."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from coordinator.db import db, is_reading, random_id
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.sealed import Disclosure
from coordinator.people.readers import Reader

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
