"""Closed doors: a host lets nobody in, so the shows in her space need another room, or are called off.

Whoever answers for the city is told at once. From a day before the first of the shows on it rises like any alarm, hour
by hour, for as long as one of them is still to take place there. What is to be told is decided when somebody looks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import doors
from coordinator.disclosure.doors import Door
from coordinator.errors import NotFound
from coordinator.lineups import alarms
from coordinator.lineups.alarms import NEAR, STEP, Level
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import get_space
from coordinator.spaces.models import Space

RISES, LETTER, OPENED, ASKED = "door_rises", "door_closed", "door_opened", "door_asked"  # the outbox's kinds


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """A closed door with the shows that are still to take place behind it, in order of time, and how far its alarm has
    risen."""

    door: Door
    shows: tuple[Show, ...]
    level: Level
    city_slug: str
    city_name: str


def coming(space_ids: Collection[str], *, at: datetime) -> Mapping[str, tuple[Show, ...]]:
    """Space id → the shows there that are not over at the instant `at`, in order of time."""
    standing = (Show.space_id.in_(space_ids), Show.state != ShowState.CANCELLED, Show.ends_at > at)
    found: dict[str, tuple[Show, ...]] = dict.fromkeys(space_ids, ())
    for show in db.session.scalars(select(Show).where(*standing).order_by(Show.starts_at, Show.id)):
        found[show.space_id] += (show,)
    return found


def level_of(door: Door, shows: Sequence[Show], *, at: datetime) -> Level:
    """How far the alarm of a door has risen: to who answers for the city at once, further in the last day."""
    if not shows:
        return Level.QUIET
    counts_from = max(door.closed_at, shows[0].starts_at - NEAR)
    return Level(min(max((at - counts_from) // STEP + Level.LEAD, Level.LEAD), Level.GLOBAL))


def ringing(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[ClosedDoor]:
    """The closed doors of a city behind which a show is to take place, for its leads. Raises NotFound for everybody
    else."""
    found = doors.doors_of(reader, edition_id=edition_id, city_id=city_id, at=at)
    return [one for one in _read(found, at=at) if one.shows]


def risen(reader: Reader, *, edition_id: str, at: datetime) -> Sequence[ClosedDoor]:
    """Those of all cities that have come to the global team. Raises NotFound for everybody else."""
    found = doors.doors_of(reader, edition_id=edition_id, at=at)
    return [one for one in _read(found, at=at) if one.level is Level.GLOBAL]


def led_door(reader: Reader, space_id: str, *, city_id: str, at: datetime) -> tuple[ClosedDoor, Space]:
    """A closed door of that city for its lead, and its space. Raises NotFound for everybody else, and for an open
    one."""
    space = get_space(reader, space_id, city_id=city_id)
    found = doors.doors_of(reader, edition_id=space.edition_id, city_id=city_id, at=at)
    door = next((one for one in _read(found, at=at) if one.door.space_id == space_id), None)
    if door is None:
        raise NotFound
    return door, space


def ring(space: Space, *, at: datetime) -> None:
    """Have who answers for the city told that a door is closed, and go on from there. The space is held by the
    caller."""
    _tell(LETTER, space, Level.LEAD, at=at)
    _rise_next(space, at=at)


def tell_opened(space: Space, *, at: datetime) -> None:
    """Have who answers for the city told that a door is open again."""
    _tell(OPENED, space, Level.LEAD, at=at)


def tell_asked(space: Space, *, at: datetime) -> None:
    """Have who answers for the city told that a host asks her to open a door again."""
    _tell(ASKED, space, Level.LEAD, at=at)


def rise(job: jobs.Job, at: datetime) -> None:
    """Run a job: have those told to whom the alarm of a door has come, and look again. A space in which nothing takes
    place any more ends it, as an open door does."""
    door = doors.find(job.subject)
    space = db.session.get(Space, job.subject)
    if door is None or space is None:
        return
    level = level_of(door, coming([space.id], at=at)[space.id], at=at)
    if level is not Level.QUIET:
        _tell(LETTER, space, level, at=at)
        _rise_next(space, at=at)


JOBS = {RISES: rise}


def _tell(kind: str, space: Space, level: Level, *, at: datetime) -> None:
    """One letter a person, level and closing."""
    door = doors.find(space.id)
    since = door.closed_at if door is not None else at
    for person_id in alarms.told_at(level, space, at=at):
        key = f"{kind}|{space.id}|{since:%Y%m%dT%H%M%S.%f}|{level}|{person_id}"
        jobs.enqueue(kind, person_id=person_id, subject=space.id, dedupe_key=key, due_at=at)


def _rise_next(space: Space, *, at: datetime) -> None:
    """Have the alarm of a door looked at when it comes to the next people; in the name of one who answers for the
    city."""
    door, shows = doors.find(space.id), coming([space.id], at=at)[space.id]
    everybody = roll(space.city_id)
    name = next(iter((*everybody.leads, *everybody.deputies, *everybody.team)), "")
    if door is None or not shows or level_of(door, shows, at=at) is Level.GLOBAL:
        return
    due_at = max(door.closed_at, shows[0].starts_at - NEAR) + STEP * level_of(door, shows, at=at)
    key = f"{RISES}|{space.id}|{door.closed_at:%Y%m%dT%H%M%S.%f}|{due_at:%Y%m%dT%H%M%S}"
    jobs.enqueue(RISES, person_id=name, subject=space.id, dedupe_key=key, due_at=due_at)


def _read(found: Sequence[Door], *, at: datetime) -> list[ClosedDoor]:
    if not found:
        return []
    ids = [door.space_id for door in found]
    shows = coming(ids, at=at)
    joined = select(Space.id, City.slug, City.name).join(City, City.id == Space.city_id).where(Space.id.in_(ids))
    cities = {row.id: (row.slug, row.name) for row in db.session.execute(joined)}
    return [
        ClosedDoor(door, shows[door.space_id], level_of(door, shows[door.space_id], at=at), *cities[door.space_id])
        for door in found
    ]
