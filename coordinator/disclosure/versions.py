"""Versions of lineups: what was locked, when it was opened again, and why. For the use-cases that lock and open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedLock
from coordinator.disclosure.sealed_board import SealedVersion
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Version:
    """A lineup as it was locked: its three acts by slot. The last three are None while it stands."""

    number: int
    acts: tuple[str, str, str]
    locked_at: datetime
    locked_by: str
    opened_at: datetime | None
    opened_by: str | None
    because: str | None


def add(show_id: str, *, by: str, at: datetime) -> int:
    """Number the lock that stands on a show; the number. The show is held by the caller. Raises LookupError."""
    acts = (SealedLock.first_id, SealedLock.second_id, SealedLock.third_id)
    last = select(func.max(SealedVersion.number)).where(SealedVersion.show_id == show_id)
    with granted("number a version"):
        row = db.session.execute(select(*acts).where(SealedLock.show_id == show_id)).one_or_none()
        if row is None:
            raise LookupError("this lineup is not locked")
        number = (db.session.scalar(last) or 0) + 1
        said = {"show_id": show_id, "number": number, **row._mapping, "locked_at": at, "locked_by": by}
        db.session.execute(insert(SealedVersion), [said])
    return number


def end(show_id: str, *, by: str, because: str, at: datetime) -> None:
    """Note on the version that stands that its lineup was opened, by whom and why. Without one nothing happens."""
    standing = (SealedVersion.show_id == show_id) & SealedVersion.opened_at.is_(None)
    with granted("end a version"):
        for number in db.session.scalars(select(SealedVersion.number).where(standing)).all():
            sealed = cipher.current().seal(because, _place(show_id, number))
            this = update(SealedVersion).where(standing, SealedVersion.number == number)
            db.session.execute(this.values(opened_at=at, opened_by=by, opened_because=sealed))


def newest(show_id: str) -> int:
    """The number of the show's last version; 0 before the first."""
    last = select(func.max(SealedVersion.number)).where(SealedVersion.show_id == show_id)
    with granted("the last version"):
        return db.session.scalar(last) or 0


def of_show(reader: Reader, show: Show, *, at: datetime) -> Sequence[Version]:
    """All versions of a show, the first one first, for the lead of its city. Raises NotFound for everybody else."""
    if not may_see(Fact.LINEUP, relation(reader, city_id=show.city_id), Phase.PLANNED):
        raise NotFound
    with granted("versions of a lineup"):
        rows = db.session.execute(
            select(*SealedVersion.__table__.columns)
            .where(SealedVersion.show_id == show.id)
            .order_by(SealedVersion.number)
        ).all()
    audit.record(reader, [Fact.LINEUP], of=[show.id], at=at)
    return [
        Version(
            row.number,
            (row.first_id, row.second_id, row.third_id),
            locked_at=row.locked_at,
            locked_by=row.locked_by,
            opened_at=row.opened_at,
            opened_by=row.opened_by,
            because=_opened(row.opened_because, show.id, row.number),
        )
        for row in rows
    ]


def _opened(sealed: str | None, show_id: str, number: int) -> str | None:
    return None if sealed is None else cipher.current().open(sealed, _place(show_id, number))


def _place(show_id: str, number: int) -> str:
    return f"sec_versions.opened_because|{show_id}.{number}"
