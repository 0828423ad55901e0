"""After a leak, for the global team alone: who unsealed what of a show and when, and the steps taken since.

Of a show: its own lines of the audit, those of its room, and those of whoever read all rooms of its city at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update

from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.people import Identity, identities, roles_of
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.disclosure.sealed_leaks import SealedLeakStep
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.once import insert_once
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show

WHERE = (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.MATCHING, Fact.DOORBELL)  # each tells where it is
NOBODY = Identity("", "", "")
LAPSES = timedelta(hours=24)  # a step that waits for somebody else of the team


@dataclass(frozen=True, slots=True)
class Unsealing:
    """That somebody learnt a fact of a show: how often, first and last when. `who` has no name once she is erased, and
    none as the operator's console; `roles` are those she holds now."""

    who: Identity
    roles: tuple[Role, ...]
    is_console: bool
    fact: Fact
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Where:
    """What a step is about: a show, a city of an edition, or all of it."""

    edition_id: str
    city_id: str | None = None
    show_id: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was taken or dropped, or waits for somebody else until it lapses; `hours` None: as usual again.
    `meant`: what it would have done as it was asked for, as one word."""

    id: str
    where: Where
    hours: int | None
    asked_by: Identity
    asked_at: datetime
    done_by: Identity
    done_at: datetime | None
    meant: str
    dropped_by: Identity
    dropped_at: datetime | None

    @property
    def lapses_at(self) -> datetime:
        """From when on nobody can agree to it any more."""
        return self.asked_at + LAPSES

    def settled(self, *, at: datetime) -> str:
        """Why it does not wait: `done`, `dropped`, `lapsed`; "" where it does."""
        if self.done_at is not None or self.dropped_at is not None:
            return "done" if self.done_at is not None else "dropped"
        return "lapsed" if at >= self.lapses_at else ""


def refuse_others(reader: Reader) -> None:
    """Raise NotFound for everybody but the global team."""
    if not may_see(Fact.AUDIT, relation(reader, city_id=""), Phase.PLANNED):
        raise NotFound


def unsealings(reader: Reader, show: Show, *, at: datetime) -> Sequence[Unsealing]:
    """Who learnt what of that show, the newest first. Raises NotFound for everybody but the global team."""
    refuse_others(reader)
    rows = _counted(_about([show]), Disclosure.fact, Disclosure.reader_id)
    people = {row.reader_id for row in rows}
    names, roles = identities(people), roles_of(people)
    audit.record(reader, [Fact.AUDIT], of=[show.id], at=at)
    found = [
        Unsealing(
            names.get(row.reader_id, NOBODY),
            roles.get(row.reader_id, ()),
            row.reader_id == CONSOLE.id,
            Fact(row.fact),
            *(row.times, row.first_at, row.last_at),
        )
        for row in rows
        if row.fact in set(Fact)
    ]
    return sorted(found, key=lambda one: (one.last_at, one.who.name, one.fact), reverse=True)


def knowing(reader: Reader, shows: Iterable[Show]) -> int:
    """How many people have learnt where one of those shows is. Raises NotFound for everybody but the global team."""
    refuse_others(reader)
    where = _about(list(shows)) & Disclosure.fact.in_([str(fact) for fact in WHERE])
    return db.session.scalar(select(func.count(func.distinct(Disclosure.reader_id))).where(where)) or 0


def seated(reader: Reader, show_ids: Collection[str]) -> int:
    """How many people have a confirmed seat there. Raises NotFound for everybody but the global team."""
    refuse_others(reader)
    sits = (SealedEntry.show_id.in_(show_ids), SealedEntry.state == EntryState.CONFIRMED)
    with granted("how many have a seat"):
        return db.session.scalar(select(func.coalesce(func.sum(SealedEntry.people), 0)).where(*sits)) or 0


def ask(where: Where, hours: int | None, *, meant: str, form: str = "", by: str, at: datetime) -> Step:
    """Write a step down that waits. What came from one opening of the form (`form`) is one step, however it stands by
    now. One that waits for the same already is that one; where it meant something else, it is dropped."""
    about = (where.edition_id, where.city_id, where.show_id, hours)
    row: dict[str, Any] = dict(zip(("edition_id", "city_id", "show_id", "hours"), about, strict=True))
    said = "\n".join((form, by, *map(str, about)))
    step_id = cipher.current().index(said, "leak step")[:26] if form else random_id()
    if sent := _steps(SealedLeakStep.id == step_id):
        return sent[0]
    same = [SealedLeakStep.__table__.c[name].is_not_distinct_from(value) for name, value in row.items()]
    for other in _steps(and_(*same, *_waiting(at))):
        if other.meant == meant:
            return other
        drop(other.id, by=by, at=at)
    with granted("ask for a step after a leak"):
        insert_once(SealedLeakStep, id=step_id, asked_by=by, asked_at=at, meant=meant, **row)
    return _steps(SealedLeakStep.id == step_id)[0]


def get_waiting(step_id: str, *, at: datetime) -> Step:
    """A step that waits. Raises NotFound, and Conflict as it stands: `done`, `dropped`, `lapsed`."""
    found = _steps(SealedLeakStep.id == step_id)
    if not found:
        raise NotFound
    if reason := found[0].settled(at=at):
        raise Conflict(reason)
    return found[0]


def finish(step_id: str, *, by: str, at: datetime) -> None:
    """Note that it is done, for one caller only. Raises as `get_waiting` does."""
    _settle(step_id, {"done_by": by, "done_at": at}, at=at)


def drop(step_id: str, *, by: str, at: datetime) -> None:
    """Note that it is dropped. Raises as `get_waiting` does."""
    _settle(step_id, {"dropped_by": by, "dropped_at": at}, at=at)


def steps(reader: Reader, edition_id: str, *, at: datetime) -> Sequence[Step]:
    """The steps of an edition, those that wait first, then the newest. Raises NotFound for everybody but the team."""
    refuse_others(reader)
    found = _steps(SealedLeakStep.edition_id == edition_id)
    return sorted(found, key=lambda one: (bool(one.settled(at=at)), -one.asked_at.timestamp()))


def _waiting(at: datetime) -> tuple[ColumnElement[bool], ...]:
    table = SealedLeakStep
    return table.done_at.is_(None), table.dropped_at.is_(None), table.asked_at > at - LAPSES


def _settle(step_id: str, said: Mapping[str, object], *, at: datetime) -> None:
    waits = update(SealedLeakStep).where(SealedLeakStep.id == step_id, *_waiting(at)).values(said)
    with granted("a step after a leak is settled"):
        found = db.session.scalar(waits.returning(SealedLeakStep.id), execution_options={"synchronize_session": False})
    if found is None:
        get_waiting(step_id, at=at)  # says why it does not


def waiting(reader: Reader, *, at: datetime) -> Mapping[str, int]:
    """Edition id → how many of its steps wait for somebody else of the team, where some do. Raises NotFound for
    everybody but the team."""
    refuse_others(reader)
    counted = select(SealedLeakStep.edition_id, func.count().label("number")).where(*_waiting(at))
    with granted("how many steps after a leak wait"):
        rows = db.session.execute(counted.group_by(SealedLeakStep.edition_id)).all()
    return {row.edition_id: row.number for row in rows}


def _steps(which: ColumnElement[bool]) -> list[Step]:
    with granted("steps after a leak"):
        rows = db.session.execute(select(*SealedLeakStep.__table__.columns).where(which)).all()
    names = identities({who for row in rows for who in (row.asked_by, row.done_by, row.dropped_by) if who})
    return [
        Step(
            row.id,
            Where(row.edition_id, row.city_id, row.show_id),
            row.hours,
            names.get(row.asked_by, Identity(row.asked_by, "", "")),
            row.asked_at,
            names.get(row.done_by, NOBODY),
            row.done_at,
            row.meant,
            names.get(row.dropped_by, NOBODY),
            row.dropped_at,
        )
        for row in rows
    ]


def _about(shows: Sequence[Show]) -> ColumnElement[bool]:
    """The lines of the audit about one of those shows, its room, or all rooms of its city or edition at once."""
    own = {one for show in shows for one in (show.id, show.space_id)}
    whole = {one for show in shows for one in (show.city_id, show.edition_id)}
    return or_(Disclosure.subject.in_(own), Disclosure.subject.in_(whole) & (Disclosure.fact == str(Fact.MATCHING)))


def _counted(which: ColumnElement[bool], *by: Any) -> Sequence[Row[*tuple[object, ...]]]:
    times = (
        func.count().label("times"),
        func.min(Disclosure.at).label("first_at"),
        func.max(Disclosure.at).label("last_at"),
    )
    return db.session.execute(select(*by, *times).where(which).group_by(*by)).all()
