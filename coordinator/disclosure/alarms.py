"""Alarms: slots that fell empty and that nobody has filled. Who is to know is decided when somebody looks.

`open_alarms` is for the use-cases that ring and answer them, which decide who may.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select, update

from coordinator.db import db, random_id
from coordinator.disclosure.sealed import SealedSlot
from coordinator.disclosure.sealed_board import SealedVersion
from coordinator.disclosure.sealed_offers import SealedAlarm
from coordinator.gate import granted
from coordinator.shows.models import Show, ShowState

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """A slot that is empty since `raised_at`."""

    id: str
    show: Show
    position: int
    raised_at: datetime


def once_final(show_ids: Collection[str]) -> frozenset[str]:
    """Those of these shows whose lineup was locked at least once."""
    wanted = select(SealedVersion.show_id).where(SealedVersion.show_id.in_(sorted(show_ids)))
    with granted("lineups that were final once"):
        return frozenset(db.session.scalars(wanted))


def raised(show_id: str, positions: Collection[int]) -> Sequence[datetime]:
    """Since when these slots of a show were empty, the longest first. The show is held by the caller."""
    these = (SealedAlarm.show_id == show_id) & SealedAlarm.position.in_(positions) & SealedAlarm.cleared_at.is_(None)
    with granted("since when slots are empty"):
        return db.session.scalars(select(SealedAlarm.raised_at).where(these).order_by(SealedAlarm.raised_at)).all()


def start(show_id: str, position: int, *, raised_at: datetime, at: datetime) -> str:
    """Note that a slot is empty since `raised_at`; the alarm's id. The show is held by the caller."""
    alarm_id = random_id()
    row = {"id": alarm_id, "show_id": show_id, "position": position, "raised_at": raised_at, "cleared_at": None}
    with granted("start an alarm"):
        _end((SealedAlarm.show_id == show_id) & (SealedAlarm.position == position), at=at)
        db.session.execute(insert(SealedAlarm), [row])
    return alarm_id


def end(show_id: str, *, at: datetime) -> None:
    """End the alarms of a show: its lineup is final, or nobody plays there. The show is held by the caller."""
    with granted("end alarms"):
        _end(SealedAlarm.show_id == show_id, at=at)


def open_alarms(which: ColumnElement[bool], *, at: datetime) -> Sequence[OpenAlarm]:
    """The alarms of the shows that `which` (a condition on Show) chooses, whose slots are still empty, by start."""
    going_on = (SealedAlarm.cleared_at.is_(None), ~_filled(), Show.state != ShowState.CANCELLED, Show.ends_at > at)
    return _alarms(which, *going_on)


def find_open(alarm_id: str, *, at: datetime) -> OpenAlarm | None:
    """The alarm of that id, if its slot is still empty."""
    with granted("an alarm"):
        show_id = db.session.scalar(select(SealedAlarm.show_id).where(SealedAlarm.id == alarm_id))
    found = open_alarms(Show.id == (show_id or ""), at=at)
    return next((alarm for alarm in found if alarm.id == alarm_id), None)


def _alarms(*which: ColumnElement[bool]) -> Sequence[OpenAlarm]:
    rows = (
        select(SealedAlarm.id, Show, SealedAlarm.position, SealedAlarm.raised_at)
        .join(Show, Show.id == SealedAlarm.show_id)
        .where(*which)
        .order_by(Show.starts_at, Show.id, SealedAlarm.position)
    )
    with granted("alarms"):
        return tuple(OpenAlarm(*row) for row in db.session.execute(rows))


def _filled() -> ColumnElement[bool]:
    there = (SealedSlot.show_id == SealedAlarm.show_id) & (SealedSlot.position == SealedAlarm.position)
    return exists().where(there)


def _end(which: ColumnElement[bool], *, at: datetime) -> None:
    open_ones = update(SealedAlarm).where(which, SealedAlarm.cleared_at.is_(None))
    db.session.execute(open_ones.values(cleared_at=at), execution_options=PLAIN)
