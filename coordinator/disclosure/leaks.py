"""After a leak, for the global team alone: who unsealed what of a show and when, and the steps taken since.

Of a show: its own lines of the audit, those of its room, and those of whoever read all rooms of its city at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, or_, select, update

from coordinator.db import db, random_id
from coordinator.disclosure import audit
from coordinator.disclosure.people import Identity, identities, roles_of
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.disclosure.sealed_leaks import SealedLeakStep
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show

WHERE = (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.MATCHING, Fact.DOORBELL)  # each tells where it is
NOBODY = Identity("", "", "")


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
    """A step that was taken, or (not `done_at`) waits for somebody else; `hours` None: as usual again."""

    id: str
    where: Where
    hours: int | None
    asked_by: Identity
    asked_at: datetime
    done_by: Identity
    done_at: datetime | None


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


def ask(where: Where, hours: int | None, *, by: str, at: datetime) -> str:
    """Write a step down that waits; its id. One that waits for the same already is that one."""
    row = {"edition_id": where.edition_id, "city_id": where.city_id, "show_id": where.show_id, "hours": hours}
    same = [SealedLeakStep.__table__.c[name].is_not_distinct_from(value) for name, value in row.items()]
    with granted("ask for a step after a leak"):
        waits = db.session.scalar(select(SealedLeakStep.id).where(SealedLeakStep.done_at.is_(None), *same))
        if waits is not None:
            return waits
        step_id = random_id()
        db.session.execute(insert(SealedLeakStep).values(id=step_id, asked_by=by, asked_at=at, **row))
    return step_id


def get_waiting(step_id: str) -> Step:
    """A step that waits. Raises NotFound, and Conflict (`done`) once it is done."""
    found = _steps(SealedLeakStep.id == step_id)
    if not found:
        raise NotFound
    if found[0].done_at is not None:
        raise Conflict("done")
    return found[0]


def finish(step_id: str, *, by: str, at: datetime) -> None:
    """Note that it is done, for one caller only. Raises Conflict (`done`)."""
    still = (SealedLeakStep.id == step_id, SealedLeakStep.done_at.is_(None))
    done = update(SealedLeakStep).where(*still).values(done_by=by, done_at=at).returning(SealedLeakStep.id)
    with granted("a step after a leak is done"):
        if db.session.scalar(done, execution_options={"synchronize_session": False}) is None:
            raise Conflict("done")


def steps(reader: Reader, edition_id: str) -> Sequence[Step]:
    """The steps of an edition, those that wait first, then the newest. Raises NotFound for everybody but the team."""
    refuse_others(reader)
    found = _steps(SealedLeakStep.edition_id == edition_id)
    return sorted(found, key=lambda one: (one.done_at is not None, -one.asked_at.timestamp()))


def _steps(which: ColumnElement[bool]) -> list[Step]:
    with granted("steps after a leak"):
        rows = db.session.execute(select(*SealedLeakStep.__table__.columns).where(which)).all()
    names = identities({who for row in rows for who in (row.asked_by, row.done_by) if who})
    return [
        Step(
            row.id,
            Where(row.edition_id, row.city_id, row.show_id),
            row.hours,
            names.get(row.asked_by, Identity(row.asked_by, "", "")),
            row.asked_at,
            names.get(row.done_by, NOBODY),
            row.done_at,
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
