"""How ready a city is: its figures, its deadlines, who answers for it, and what to do next, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import progress
from coordinator.disclosure.progress import Figures
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows import check_ins
from coordinator.shows.check_ins import Charge


class Due(StrEnum):
    """What a deadline is of."""

    ENTRIES = "entries"
    DRAW = "draw"
    LOCK = "lock"
    REVEAL = "reveal"
    CHECK_IN = "check_in"
    FIRST_SHOW = "first_show"


class Task(StrEnum):
    """What a lead can do for her city, the most pressing first."""

    CHECK_IN = "check_in"
    CHANGES = "changes"
    SPACES = "spaces"
    ACTS = "acts"
    FILL = "fill"
    LOCK = "lock"
    CONFIRM = "confirm"
    RESERVE = "reserve"
    DEPUTY = "deputy"


LACKS = frozenset({Task.CHANGES, Task.SPACES, Task.ACTS, Task.FILL, Task.LOCK, Task.CONFIRM, Task.RESERVE})


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant of the edition's clock for a city. `hours` of a check-in say which one it is."""

    due: Due
    at: datetime
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next: how many there are of it, and by when, where the clock says so."""

    task: Task
    count: int = 1
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """A city as it stands. `next_due` is the first deadline that is still to come; `is_over`: so is its last show."""

    city: PublicCity
    figures: Figures
    charge: Charge
    deadlines: tuple[Deadline, ...]
    next_due: Deadline | None
    is_over: bool

    @property
    def is_late(self) -> bool:
        """Whether lineups should be final by now and are not."""
        lock = next((one for one in self.deadlines if one.due is Due.LOCK), None)
        coming = self.next_due is not None and lock is not None and self.next_due.at <= lock.at
        return lock is not None and not (coming or self.is_over) and self.figures.locked < self.figures.shows

    @property
    def wants_somebody(self) -> bool:
        """Whether it is late, has nobody who leads it, or its lead has fallen silent, while a show of it is ahead."""
        return not self.is_over and (self.is_late or self.charge.is_passed or not self.charge.day.roll.leads)


def of_city(reader: Reader, edition: Edition, city: PublicCity, *, at: datetime) -> Readiness:
    """How ready a city is, for its lead. Raises NotFound for everybody else. Seven statements."""
    figures = progress.figures(reader, edition.id, city_id=city.id, at=at)[city.id]
    return _readiness(edition, city, figures, check_ins.in_charge(edition, city.id, at=at), at)


def everywhere(reader: Reader, edition: Edition, *, at: datetime) -> Sequence[Readiness]:
    """Every city with a show, the one whose deadline comes first before the others, for the global team.

    Raises NotFound for everybody else. Eight statements, whatever their number.
    """
    if not reader.has(Role.GLOBAL):
        raise NotFound
    numbers = progress.figures(reader, edition.id, at=at)
    charges = check_ins.charges(edition, at=at)
    cities = {row.id: public_city(row) for row in db.session.scalars(select(City))}
    found = [
        _readiness(edition, cities[city_id], numbers.get(city_id, Figures()), charge, at)
        for city_id, charge in charges.items()
    ]
    return sorted(found, key=lambda one: (one.next_due is None, one.next_due.at if one.next_due else at, one.city.name))


def steps(ready: Readiness, reader_id: str, *, may_name: bool, at: datetime) -> Sequence[Step]:
    """What the reader can do next, in order; `may_name`: whether that is naming a deputy."""
    numbers, due = ready.figures, {one.due: one.at for one in ready.deadlines if one.due is not Due.CHECK_IN}
    turn = next(iter(ready.charge.day.to_say(reader_id, at=at)), None)
    lock = due.get(Due.LOCK)
    wanted: Mapping[Task, tuple[int, datetime | None]] = {
        Task.CHECK_IN: (turn is not None, turn.due_at if turn else None),
        Task.CHANGES: (numbers.spaces_changed, None),
        Task.SPACES: (numbers.spaces_waiting, None),
        Task.ACTS: (numbers.acts_waiting, None),
        Task.FILL: (numbers.shows - numbers.complete, lock),
        Task.LOCK: (numbers.complete - numbers.locked, lock),
        Task.CONFIRM: (numbers.slots - numbers.confirmed, None),
        Task.RESERVE: (numbers.shows - numbers.with_reserve, due.get(Due.REVEAL)),
        Task.DEPUTY: (may_name and not ready.charge.day.roll.deputies, None),
    }
    return [Step(task, int(count), by) for task, (count, by) in wanted.items() if count > 0]


def missing(ready: Readiness) -> Sequence[Step]:
    """What a city lacks, whoever is to see to it: the tasks that are about its shows, rooms and acts."""
    return [one for one in steps(ready, "", may_name=False, at=datetime.max.replace(tzinfo=UTC)) if one.task in LACKS]


def deadlines(edition: Edition, charge: Charge) -> tuple[Deadline, ...]:
    """The edition's clock for a city, counted from its first show; none without one."""
    first = charge.day.first_start
    if first is None:
        return ()
    days = {Due.ENTRIES: edition.entries_close_days, Due.DRAW: edition.draw_days, Due.LOCK: edition.lock_days}
    found = [Deadline(due, first - timedelta(days=number)) for due, number in days.items()]
    found.append(Deadline(Due.REVEAL, first - timedelta(hours=edition.reveal_hours)))
    found += [Deadline(Due.CHECK_IN, turn.due_at, turn.hours) for turn in charge.day.turns]
    found.append(Deadline(Due.FIRST_SHOW, first))
    return tuple(sorted(found, key=lambda one: one.at))


def _readiness(edition: Edition, city: PublicCity, figures: Figures, charge: Charge, at: datetime) -> Readiness:
    clock = deadlines(edition, charge)
    coming = next((one for one in clock if one.at > at), None)
    ends = charge.day.last_end
    return Readiness(city, figures, charge, deadlines=clock, next_due=coming, is_over=ends is not None and ends <= at)
