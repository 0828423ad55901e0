"""Volunteers enter the hours they gave, and correct them by another line: nothing in the ledger is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import hours
from coordinator.disclosure.hours import Given
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.hours.models import Task
from coordinator.letters.models import Collector, Section
from coordinator.people.models import Role
from coordinator.people.readers import Reader

QUARTER = 15  # minutes: hours are given in quarters
DAY = 24 * 60  # minutes: the most that anybody gives in one day
BEFORE = timedelta(days=366)  # the day of the edition: nobody prepares for longer
EARLIEST_ZONE = timedelta(hours=14)  # a day has begun somewhere so long before it does in UTC


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody gives hours: a task, in a city (its id) or in none."""

    task: Task
    city_id: str | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.task}|{self.city_id or ''}"


def places(reader: Reader, edition: Edition) -> Sequence[Place]:
    """Where the reader gives hours for an edition, by what she is there; nowhere for who is a guest or an act alone."""
    if reader.id is None:
        return ()
    led = sorted(city for role, city in reader.roles if role is Role.LEAD and city)
    found = [Place(Task.LEADING, city) for city in led]
    found += [Place(Task.HOSTING, city) for city in hours.host_cities(reader.id, edition.id)]
    found += [Place(Task.DOOR, city) for city in hours.door_cities(reader.id, edition.id)]
    if reader.has(Role.CAMPAIGN) or _collects(reader.id, edition.id):
        found.append(Place(Task.LETTERS))
    return [*found, Place(Task.TEAM)] if reader.has(Role.GLOBAL) else found


def give(
    reader: Reader, edition: Edition, where: str, *, day: date, minutes: int, note: str, once: str, at: datetime
) -> bool:
    """Enter hours; whether the line is new. `where`: the key of one of the reader's places, `once`: of the form. Raises
    NotFound for who gives none, Invalid (`where`, `day`, `minutes`)."""
    mine = {place.key: place for place in places(reader, edition)}
    if not mine:
        raise NotFound
    if where not in mine:
        raise Invalid({"where": [Say("Choose one of these.")]})
    _refuse_day(edition, day, at=at)
    hours.hold(edition.id)
    lines = hours.own(reader, edition.id)
    key = f"{reader.id}|{once}"
    place = mine[where]
    line = {"city_id": place.city_id, "day": day, "minutes": minutes, "note": note, "once": key}
    if minutes <= 0:
        raise Invalid({"minutes": [Say("Say for how long: a quarter of an hour at least.")]})
    if not hours.add(edition.id, str(reader.id), place.task, **line, at=at):  # type: ignore[arg-type]
        return False
    _refuse_too_long(lines, day, minutes)
    return True


def correct(
    reader: Reader, edition: Edition, line_id: str, *, minutes: int, seen: int, once: str, at: datetime
) -> bool:
    """Let a line stand for so many minutes (0: it was none at all), by another line; whether that is new. `seen`: what
    it stood for on the page that was sent. Raises NotFound for a line that is not hers, Invalid (`minutes`), Conflict
    (`changed`)."""
    hours.hold(edition.id)
    lines = hours.own(reader, edition.id)
    line = next((one for one in lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    if minutes == line.minutes:
        return False
    if seen != line.minutes:
        raise Conflict("changed")
    _refuse_too_long([one for one in lines if one.id != line_id], line.day, minutes)
    told = {"city_id": line.city_id, "day": line.day, "minutes": minutes - line.minutes, "note": ""}
    key = f"{reader.id}|{once}"
    return hours.add(edition.id, str(reader.id), line.task, **told, once=key, corrects_id=line_id, at=at)  # type: ignore[arg-type]


def _refuse_day(edition: Edition, day: date, *, at: datetime) -> None:
    if day > (at + EARLIEST_ZONE).date():
        raise Invalid({"day": [Say("This day has not come yet anywhere. Enter hours once you have given them.")]})
    if day < edition.date - BEFORE:
        raise Invalid({"day": [Say("This is more than a year before the concerts. Look for a slip in the year.")]})


def _refuse_too_long(lines: Sequence[Given], day: date, minutes: int) -> None:
    if sum(one.minutes for one in lines if one.day == day) + minutes > DAY:
        raise Invalid({"minutes": [Say("With what you have entered for that day this is more than 24 hours.")]})


def _collects(person_id: str, edition_id: str) -> bool:
    mine = (Collector.person_id == person_id, Section.edition_id == edition_id)
    wanted = select(Section.id).join(Collector, Collector.section_id == Section.id).where(*mine)
    return db.session.scalar(wanted.limit(1)) is not None
