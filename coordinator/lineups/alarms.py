"""Alarms: a slot that fell empty and nobody fills. Near the show they rise, hour by hour, to people who can help.

A slot falls empty when an act leaves, when a lead clears it, or when an act cannot come along as its show moves. Only
shows whose lineup was final once count: a board that is being filled for the first time alarms nobody.

Who is to know is decided by the time since the slot fell empty, whenever somebody looks; letters follow behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import repeat

from sqlalchemy import select

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import alarms, audit
from coordinator.disclosure.alarms import OpenAlarm
from coordinator.disclosure.entries import Where
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.steps import Slots
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows import check_ins
from coordinator.shows.check_ins import Post
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space

NEAR = timedelta(hours=24)  # before the start of the show; earlier an empty slot is no alarm
STEP = timedelta(hours=1)
RISES, LETTER = "alarm_rises", "alarm"  # the outbox's kinds


class Level(IntEnum):
    """How far an alarm has risen: one more for each hour in which nobody filled the slot."""

    QUIET = 0
    LEAD = 1
    DEPUTY = 2
    GLOBAL = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm as its readers see it: an empty slot, since when it counts, and how far it has risen."""

    id: str
    show: Show
    position: int
    since: datetime
    level: Level
    city_slug: str
    city_name: str


def counts_from(alarm: OpenAlarm) -> datetime:
    """The instant from which an empty slot counts: when it fell empty, but not before the last day begins."""
    return max(alarm.raised_at, alarm.show.starts_at - NEAR)


def level_of(alarm: OpenAlarm, *, at: datetime) -> Level:
    """How far an alarm has risen at the instant `at`."""
    return Level(min(max((at - counts_from(alarm)) // STEP, Level.QUIET), Level.GLOBAL))


def ringing(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[Alarm]:
    """The alarms of a city, for its leads. Raises NotFound for everybody else."""
    if not (reader.leads(city_id) or reader.has(Role.GLOBAL)):
        raise NotFound
    here = (Show.edition_id == edition_id) & (Show.city_id == city_id)
    found = [alarm for alarm in _read(alarms.open_alarms(here, at=at), at=at) if alarm.level >= Level.LEAD]
    audit.record(reader, [Fact.LINEUP], of=dict.fromkeys(alarm.show.id for alarm in found), at=at)
    return found


def risen(reader: Reader, *, edition_id: str, at: datetime) -> Sequence[Alarm]:
    """The alarms of all cities that have come to the global team. Raises NotFound for everybody else."""
    if not reader.has(Role.GLOBAL):
        raise NotFound
    everywhere = alarms.open_alarms(Show.edition_id == edition_id, at=at)
    found = [alarm for alarm in _read(everywhere, at=at) if alarm.level is Level.GLOBAL]
    audit.record(reader, [Fact.LINEUP], of=dict.fromkeys(alarm.show.id for alarm in found), at=at)
    return found


def follow(shows: Sequence[Show], before: Slots, after: Slots, *, at: datetime) -> None:
    """Begin an alarm for each slot that a step emptied. The shows are held by the caller.

    Where the acts of a show only changed places, its empty slot is still the same one, and counts on.
    """
    emptied = before.keys() - after.keys()
    known = alarms.once_final({show_id for show_id, _ in emptied}) if emptied else frozenset()
    for show in shows:
        here = sorted(position for show_id, position in emptied if show_id == show.id)
        if here and show.id in known and show.state is not ShowState.CANCELLED:
            filled = {position for show_id, position in after.keys() - before.keys() if show_id == show.id}
            since = alarms.raised(show.id, filled) if filled else []
            for position, raised_at in zip(here, (*since, *repeat(at, len(here))), strict=False):
                alarm_id = alarms.start(show.id, position, raised_at=raised_at, at=at)
                _rise_next(OpenAlarm(alarm_id, show, position, raised_at), at=at)


def follow_clock(show: Show, *, at: datetime) -> None:
    """Have the alarms of a show rise by its time as it is now. The show is held by the caller."""
    for alarm in alarms.open_alarms(Show.id == show.id, at=at):
        _rise_next(alarm, at=at)


def rise(job: jobs.Job, at: datetime) -> None:
    """Run a job: have those told to whom the alarm has come, and look again in an hour. A filled slot ends it."""
    alarm = alarms.find_open(job.subject, at=at)
    if alarm is None:
        return
    level = level_of(alarm, at=at)
    for person_id in told_at(level, alarm.show, at=at) if level else ():
        key = f"{LETTER}|{alarm.id}|{level}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=alarm.id, dedupe_key=key, due_at=at)
    _rise_next(alarm, at=at)


JOBS = {RISES: rise}


def told_at(level: Level, where: Show | Space | Where, *, at: datetime) -> Sequence[str]:
    """The people to whom an alarm comes at a level: whoever answers for the city, later the deputies, then the global
    team. Where there is none of the kind, those of the next; where nobody is left, the leads."""
    charge = check_ins.in_charge(db.session.get_one(Edition, where.edition_id), where.city_id, at=at)
    roll = charge.day.roll
    if level <= _LEVELS[charge.post]:
        return charge.people or roll.leads
    return (roll.deputies if level is Level.DEPUTY else ()) or roll.team or charge.people


_LEVELS = {Post.LEAD: Level.LEAD, Post.DEPUTY: Level.DEPUTY, Post.TEAM: Level.GLOBAL}


def _rise_next(alarm: OpenAlarm, *, at: datetime) -> None:
    """Have an alarm looked at when it comes to the next people; in the name of one who answers for the city."""
    level = level_of(alarm, at=at)
    everybody = roll(alarm.show.city_id)
    name = next(iter((*everybody.leads, *everybody.deputies, *everybody.team)), "")
    if level is not Level.GLOBAL:
        due_at = counts_from(alarm) + STEP * (level + 1)
        key = f"{RISES}|{alarm.id}|{due_at:%Y%m%dT%H%M%S}"
        jobs.enqueue(RISES, person_id=name, subject=alarm.id, dedupe_key=key, due_at=due_at)


def _read(found: Sequence[OpenAlarm], *, at: datetime) -> list[Alarm]:
    chosen = select(City.id, City.slug, City.name).where(City.id.in_({alarm.show.city_id for alarm in found}))
    cities = {row.id: (row.slug, row.name) for row in db.session.execute(chosen)} if found else {}
    return [
        Alarm(one.id, one.show, one.position, counts_from(one), level_of(one, at=at), *cities[one.show.city_id])
        for one in found
    ]
