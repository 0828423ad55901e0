"""The ledger of hours: its lines for who gave them, its sums for leads and the team, one number for everybody.

The number for everybody grows in steps: each takes in the lines of at least FEWEST other people than none, so that
neither the number itself nor what it grew by since it was last looked at is anybody's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, insert, or_, select

from coordinator.db import db, random_id
from coordinator.disclosure import cipher, leaks
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_door import SealedDoorPerson
from coordinator.disclosure.sealed_hosts import SealedDoor
from coordinator.disclosure.sealed_hours import SealedHourLine, SealedHourNote
from coordinator.disclosure.sealed_reviews import SealedRemark
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.hours.models import Task
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState

FEWEST = 5  # people in each step of the number for everybody


@dataclass(frozen=True, slots=True)
class Given:
    """Hours that somebody gave, as they stand with all corrections: for a task, in a city (its id) or in none."""

    id: str
    city_id: str | None
    task: Task
    day: date
    minutes: int
    note: str
    said_at: datetime
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """Minutes given for a task in a city (its id; None: in none), and by how many people."""

    city_id: str | None
    task: Task
    minutes: int
    people: int


def door_cities(person_id: str, edition_id: str) -> Sequence[str]:
    """Cities where she stands at a door."""
    at_door = (SealedDoorPerson.person_id == person_id, Show.edition_id == edition_id)
    wanted = select(Show.city_id).join(SealedDoorPerson, SealedDoorPerson.show_id == Show.id).where(*at_door)
    with granted("where one stands at a door"):
        return db.session.scalars(wanted.distinct().order_by(Show.city_id)).all()


def host_cities(person_id: str, edition_id: str) -> Sequence[str]:
    """Cities where she opens a room, or was to: she has given hours for it, though her door be closed by now."""
    hers = (SealedSpace.host_id == person_id, Space.edition_id == edition_id)
    closed = select(SealedDoor.space_id).where(SealedDoor.before == str(SpaceState.APPROVED))
    decided = select(SealedRemark.subject_id).where(SealedRemark.decided == str(SpaceState.APPROVED))
    taken = or_(Space.state == SpaceState.APPROVED, Space.id.in_(closed), Space.id.in_(decided))
    wanted = select(Space.city_id).join(SealedSpace, SealedSpace.space_id == Space.id).where(*hers, taken)
    with granted("where one opens a room"):
        return db.session.scalars(wanted.distinct().order_by(Space.city_id)).all()


def add(
    edition_id: str,
    by_id: str,
    task: Task,
    *,
    city_id: str | None,
    day: date,
    minutes: int,
    note: str,
    once: str,
    corrects_id: str | None = None,
    at: datetime,
) -> bool:
    """Add a line; whether it is new. `once`: of the form, which may come again. The edition is held by the caller."""
    with granted("add hours"):
        if db.session.scalar(select(SealedHourLine.id).where(SealedHourLine.once_key == once)) is not None:
            return False
        last = db.session.scalar(select(func.max(SealedHourLine.number)).where(SealedHourLine.edition_id == edition_id))
        line_id = random_id()
        told = {"city_id": city_id, "task": task, "day": day, "minutes": minutes, "corrects_id": corrects_id}
        kept = {"id": line_id, "once_key": once, "edition_id": edition_id, "number": (last or 0) + 1}
        db.session.execute(insert(SealedHourLine), [{**kept, **told, "by_id": by_id, "said_at": at}])
        if note:
            words = cipher.current().seal(note, f"sec_hour_notes.words|{line_id}")
            db.session.execute(insert(SealedHourNote), [{"line_id": line_id, "by_id": by_id, "words": words}])
    return True


def hold(edition_id: str) -> None:
    """Let nobody else add hours to that edition until this is over."""
    db.session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())


def own(reader: Reader, edition_id: str) -> Sequence[Given]:
    """The reader's own of an edition, the last day first. Two statements."""
    mine = (SealedHourLine.by_id == (reader.id or ""), SealedHourLine.edition_id == edition_id)
    with granted("one's own hours"):
        rows = db.session.execute(select(SealedHourLine.__table__).where(*mine)).all()
        ids = [row.id for row in rows]
        said = select(SealedHourNote.line_id, SealedHourNote.words).where(SealedHourNote.line_id.in_(ids))
        notes = {row.line_id: row.words for row in db.session.execute(said)}
    more: dict[str, list[int]] = {}
    for row in rows:
        if row.corrects_id:
            more.setdefault(row.corrects_id, []).append(row.minutes)
    found = [
        Given(
            *(row.id, row.city_id, row.task, row.day, row.minutes + sum(more.get(row.id, ()))),
            note=cipher.current().open(notes[row.id], f"sec_hour_notes.words|{row.id}") if row.id in notes else "",
            said_at=row.said_at,
            is_corrected=row.id in more,
        )
        for row in rows
        if row.corrects_id is None
    ]
    return sorted(found, key=lambda one: (one.day, one.said_at, one.id), reverse=True)


def of_city(reader: Reader, edition_id: str, city_id: str) -> Sequence[Sum]:
    """Sums of a city, for who leads it and the team. Raises NotFound for everybody else."""
    refuse_others(reader, city_id)
    return _sums(SealedHourLine.edition_id == edition_id, SealedHourLine.city_id == city_id)


def of_edition(reader: Reader, edition_id: str) -> Sequence[Sum]:
    """Sums of all cities, and of what was given for none. Raises NotFound for everybody but the team."""
    leaks.refuse_others(reader)
    return _sums(SealedHourLine.edition_id == edition_id)


def told(edition_id: str) -> int | None:
    """The minutes that everybody may know of; None before FEWEST people have given some."""
    wanted = select(SealedHourLine.by_id, SealedHourLine.minutes).where(SealedHourLine.edition_id == edition_id)
    with granted("hours for everybody"):
        rows = db.session.execute(wanted.order_by(SealedHourLine.number)).all()
    return in_steps((row.by_id, row.minutes) for row in rows)


def in_steps(lines: Iterable[tuple[str, int]]) -> int | None:
    """The sum of the lines (who, minutes) up to the last of those at which FEWEST people have come together since the
    one before; None before the first."""
    total: int | None = None
    people: set[str] = set()
    waiting = 0
    for who, minutes in lines:
        people.add(who)
        waiting += minutes
        if len(people) >= FEWEST:
            total, people, waiting = (total or 0) + waiting, set(), 0
    return total


def _sums(*which: ColumnElement[bool]) -> Sequence[Sum]:
    by = (SealedHourLine.city_id, SealedHourLine.task)
    people = func.count(SealedHourLine.by_id.distinct())
    wanted = select(*by, func.sum(SealedHourLine.minutes).label("minutes"), people.label("people")).where(*which)
    with granted("sums of hours"):
        rows = db.session.execute(wanted.group_by(*by)).all()
    found = [Sum(row.city_id, row.task, int(row.minutes), row.people) for row in rows]
    return sorted(found, key=lambda one: (one.city_id or "", one.task))
