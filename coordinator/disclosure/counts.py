"""How many are in, party by party, and who let them in: counted in the database, so that phones that say the same thing
at the same time, or twice, or late, let nobody in twice.

Whoever writes holds the door first (`hold`), so that what is said at one door is taken one thing after another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed_door import SealedAdmission, SealedDoorCount, SealedPresence
from coordinator.door.models import Way
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.shows.models import Show

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Count:
    """How many are in, how many may be, and since when nobody else is let in."""

    inside: int
    capacity: int
    closed_at: datetime | None

    @property
    def room(self) -> int:
        """How many more there is room for."""
        return self.capacity - self.inside


@dataclass(frozen=True, slots=True)
class Admission:
    """What a phone said: see `SealedAdmission`."""

    client_id: str
    party_id: str
    way: Way
    people: int
    counted: int
    by_id: str
    at: datetime
    reason: str | None = field(default=None, repr=False)
    undone_at: datetime | None = None


def hold(show: Show) -> Count:
    """The count of a door, which nobody else changes before the transaction ends."""
    with granted("hold a door"):
        insert_once(SealedDoorCount, show_id=show.id, capacity=show.capacity, inside=0, closed_at=None)
        this = SealedDoorCount.show_id == show.id
        row = db.session.execute(_columns(show).with_for_update()).one()
        capacity = max(show.capacity, row.inside)  # a room may have been made smaller with guests in it
        db.session.execute(update(SealedDoorCount).where(this).values(capacity=capacity), execution_options=PLAIN)
    return Count(row.inside, capacity, row.closed_at)


def count(show: Show) -> Count:
    """The count of a door, to be looked at."""
    with granted("how many are in"):
        row = db.session.execute(_columns(show)).one_or_none()
    if row is None:
        return Count(0, show.capacity, None)
    return Count(row.inside, max(show.capacity, row.inside), row.closed_at)


def close(show: Show, at: datetime | None) -> None:
    """Let nobody else in from that instant on; None: let them in again. The door is held by the caller."""
    closed = update(SealedDoorCount).where(SealedDoorCount.show_id == show.id).values(closed_at=at)
    with granted("close a door to more people"):
        db.session.execute(closed, execution_options=PLAIN)


def inside(show_id: str) -> Mapping[str, int]:
    """Party → how many of it are in."""
    columns = (SealedPresence.party_id, SealedPresence.inside)
    with granted("who is in"):
        rows = db.session.execute(select(*columns).where(SealedPresence.show_id == show_id)).all()
    return {row.party_id: row.inside for row in rows}


def size(show_id: str, party_id: str) -> int:
    """How many a party is of which somebody has come."""
    this = (SealedPresence.show_id == show_id, SealedPresence.party_id == party_id)
    with granted("how many a party is"):
        return db.session.scalar(select(SealedPresence.people).where(*this)) or 0


def admissions(show_id: str) -> Sequence[Admission]:
    """All that was said at a door, in the order in which it happened there."""
    said = select(SealedAdmission.__table__).where(SealedAdmission.show_id == show_id)
    with granted("what was said at a door"):
        rows = db.session.execute(said.order_by(SealedAdmission.at, SealedAdmission.client_id)).all()
    return [_admission(row) for row in rows]


def of_party(show_id: str, party_id: str) -> Sequence[Admission]:
    """Those of one party."""
    return [one for one in admissions(show_id) if one.party_id == party_id]


def find(show_id: str, client_id: str) -> Admission | None:
    """One of them."""
    this = (SealedAdmission.show_id == show_id, SealedAdmission.client_id == client_id)
    with granted("what was said at a door"):
        row = db.session.execute(select(SealedAdmission.__table__).where(*this)).one_or_none()
    return _admission(row) if row else None


def add(show_id: str, said: Admission, *, at: datetime) -> None:
    """Write down what a phone said, received at the instant `at`. The door is held by the caller."""
    place = f"sec_admissions.reason|{show_id} {said.client_id}"
    row = {
        "show_id": show_id,
        **{name: getattr(said, name) for name in ("client_id", "party_id", "way", "people", "counted", "by_id", "at")},
        "received_at": at,
        "reason": cipher.current().seal(said.reason, place) if said.reason else None,
    }
    with granted("write down who came in"):
        db.session.execute(insert(SealedAdmission), [row])


def undo(show_id: str, client_id: str, *, at: datetime) -> bool:
    """Note that it was undone, for one caller only."""
    this = (SealedAdmission.show_id == show_id, SealedAdmission.client_id == client_id)
    undone = update(SealedAdmission).where(*this, SealedAdmission.undone_at.is_(None)).values(undone_at=at)
    with granted("undo at a door"):
        done = db.session.scalar(undone.returning(SealedAdmission.client_id), execution_options=PLAIN)
    return done is not None


def recount(show_id: str, said: Sequence[Admission]) -> None:
    """Write down how many each of them counts now. The door is held by the caller."""
    with granted("count at a door"):
        for one in said:
            this = (SealedAdmission.show_id == show_id, SealedAdmission.client_id == one.client_id)
            changed = update(SealedAdmission).where(*this, SealedAdmission.counted != one.counted)
            db.session.execute(changed.values(counted=one.counted), execution_options=PLAIN)


def forget(show_id: str, party_id: str) -> None:
    """Let a party of which nobody is in be as if it had never come. The door is held by the caller."""
    this = (SealedPresence.show_id == show_id, SealedPresence.party_id == party_id, SealedPresence.inside == 0)
    with granted("count at a door"):
        db.session.execute(delete(SealedPresence).where(*this), execution_options=PLAIN)


def move(show_id: str, party_id: str, change: int, *, people: int) -> None:
    """Let so many of a party of `people` in, or out where it is negative; the database refuses more than there are, and
    more than there is room for. The door is held by the caller."""
    party = (SealedPresence.show_id == show_id, SealedPresence.party_id == party_id)
    with granted("count at a door"):
        insert_once(SealedPresence, show_id=show_id, party_id=party_id, people=people, inside=0)
        for table, this in ((SealedPresence, party), (SealedDoorCount, (SealedDoorCount.show_id == show_id,))):
            moved = update(table).where(*this).values(inside=table.inside + change)
            db.session.execute(moved, execution_options=PLAIN)


def _columns(show: Show) -> Select[int, int, datetime | None]:
    columns = (SealedDoorCount.inside, SealedDoorCount.capacity, SealedDoorCount.closed_at)
    return select(*columns).where(SealedDoorCount.show_id == show.id)


def _admission(row: Row[*tuple[object, ...]]) -> Admission:
    place = f"sec_admissions.reason|{row.show_id} {row.client_id}"
    reason = cipher.current().open(row.reason, place) if row.reason else None
    names = ("client_id", "party_id", "way", "people", "counted", "by_id", "at", "undone_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return Admission(**told, reason=reason)
