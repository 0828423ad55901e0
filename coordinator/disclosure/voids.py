"""Entries that were made void, and why: told to their guests, and without a name to those who lead the city."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.entries import Where
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_guests import SealedEntry, SealedVoid
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import Because, EntryState
from coordinator.people.readers import Reader


@dataclass(frozen=True, slots=True)
class Void:
    """That an entry was made void. `line` is its public id, `undone_at` when it began to count again."""

    id: str
    entry_id: str
    line: str
    because: Because
    words: str = field(repr=False)
    said_at: datetime
    undone_at: datetime | None


def note(entry_id: str, because: Because, words: str, *, by: str, at: datetime) -> str:
    """Keep why an entry is void; the id of that. The entry is held by the caller."""
    key = random_id()
    row = {"id": key, "entry_id": entry_id, "because": because, "said_by": by, "said_at": at}
    with granted("why an entry is void"):
        db.session.execute(insert(SealedVoid), [row | {"words": cipher.current().seal(words, _place(key))}])
    return key


def undo(void_id: str, *, at: datetime) -> None:
    """Note that it counts again."""
    with granted("an entry counts again"):
        changed = update(SealedVoid).where(SealedVoid.id == void_id).values(undone_at=at)
        db.session.execute(changed, execution_options={"synchronize_session": False})


def strike(entry_id: str) -> bool:
    """Make an entry void that waits for its draw, for one caller only."""
    return _moved(entry_id, EntryState.ENTERED, EntryState.VOID)


def count_again(entry_id: str) -> bool:
    """Let it wait for its draw again, for one caller only."""
    return _moved(entry_id, EntryState.VOID, EntryState.ENTERED)


def find(where: Where, void_id: str) -> Void | None:
    """One in that city, for use-cases that have checked who asks."""
    return next(iter(_read(SealedVoid.id == void_id, *_in(where))), None)


def standing(entry_id: str) -> Void | None:
    """Why an entry is void now, for its guest's own page."""
    return next(iter(_read(SealedVoid.entry_id == entry_id, SealedVoid.undone_at.is_(None))), None)


def of_city(reader: Reader, where: Where, *, at: datetime) -> Sequence[Void]:
    """All in a city, the newest first, for whoever leads it. Raises NotFound for everybody else."""
    if not may_see(Fact.VOID, relation(reader, city_id=where.city_id), Phase.PLANNED):
        raise NotFound
    found = _read(*_in(where))
    audit.record(reader, [Fact.VOID], of=[one.entry_id for one in found], at=at)
    return found


def _moved(entry_id: str, before: EntryState, after: EntryState) -> bool:
    this = (SealedEntry.id == entry_id, SealedEntry.state == before)
    with granted("an entry before its draw"):
        changed = update(SealedEntry).where(*this).values(state=after).returning(SealedEntry.id)
        return db.session.scalar(changed, execution_options={"synchronize_session": False}) is not None


def _in(where: Where) -> tuple[ColumnElement[bool], ...]:
    return SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id


def _read(*which: ColumnElement[bool]) -> Sequence[Void]:
    columns = (SealedVoid.id, SealedVoid.entry_id, SealedVoid.because, SealedVoid.words)
    moments = (SealedVoid.said_at, SealedVoid.undone_at)
    wanted = select(*columns, *moments, SealedEntry.public_id).join(SealedEntry).where(*which)
    with granted("entries that are void"):
        rows = db.session.execute(wanted.order_by(SealedVoid.said_at.desc(), SealedVoid.id)).all()
    return [_void(row) for row in rows]


def _void(row: Any) -> Void:
    words = cipher.current().open(row.words, _place(row.id))
    return Void(row.id, row.entry_id, row.public_id, Because(row.because), words, row.said_at, row.undone_at)


def _place(key: str) -> str:
    return f"sec_voids.words|{key}"
