"""Agreeing on the hour of an act: proposed by who speaks for it, agreed by the global team, called off by either.

A refusal follows from dates that everybody knows, never from whether, where or when an act plays.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import literal, update

from coordinator.answers.hours import Hour, days_of_shows, desk_one, meets, own_hour, own_one
from coordinator.answers.models import AnswerTime, Because, TimeState
from coordinator.artists.models import ApplicationState
from coordinator.clock import instant
from coordinator.db import db, random_id
from coordinator.disclosure import asked
from coordinator.errors import Conflict, Invalid, Say
from coordinator.jobs import enqueue
from coordinator.once import insert_once
from coordinator.people.models import Role
from coordinator.people.readers import Reader

AHEAD = timedelta(hours=24)  # so that somebody can agree to it before it begins
FURTHEST = timedelta(days=180)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=3)
UNDONE_WITHIN = timedelta(minutes=10)  # a letter waits so long, for who presses the wrong button
LETTER = "answer_time"  # the outbox's kind
OVERTAKEN = "overtaken"
_PLAIN = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Wish:
    """A day and two wall times of the act's city; where the second is not after the first it is of the day after."""

    day: date
    begins: time
    ends: time


def propose(reader: Reader, artist_id: str, wish: Wish, *, seen: int, at: datetime) -> None:
    """Propose an hour, or another one; `seen` is the version that the form showed, 0 for none. The same again changes
    nothing. Raises NotFound as `own_one`, Invalid (`day`, `begins`, `ends`), Conflict: `not_yet`, `withdrawn`,
    `agreed` (call it off first), `overtaken`."""
    mine = own_one(reader, artist_id, at=at)
    if not mine.is_open(at):
        raise Conflict("not_yet")
    if mine.act.state is ApplicationState.WITHDRAWN:
        raise Conflict("withdrawn")
    said = window(wish, mine.zone, at=at)
    kept = mine.hour
    if kept and kept.state in (TimeState.PROPOSED, TimeState.AGREED) and _says(kept, said):
        return
    if kept and kept.state is TimeState.AGREED and at < kept.ends_at:
        raise Conflict("agreed")
    values = {**said, "zone": mine.zone, "state": TimeState.PROPOSED, "because": None, "proposed_at": at}
    values |= {"settled_at": None}
    if kept is not None:
        _change(kept.id, seen, values)
        return
    if seen:
        raise Conflict(OVERTAKEN)
    row = {"id": random_id(), "artist_id": artist_id, "edition_id": mine.act.edition_id, "version": 1} | values
    insert_once(AnswerTime, provided=None, **row)


def window(wish: Wish, zone: str, *, at: datetime) -> dict[str, Any]:
    """The wall times and instants of a wish in an IANA zone. Raises Invalid: clocks skip or repeat a time, it is too
    soon, too far ahead, too short or too long, or on a day of shows."""
    begins = datetime.combine(wish.day, wish.begins)
    ends = datetime.combine(wish.day + timedelta(days=wish.ends <= wish.begins), wish.ends)
    starts_at, ends_at = _instant(begins, zone, "begins"), _instant(ends, zone, "ends")
    if starts_at < at + AHEAD:
        raise Invalid({"day": [Say("Somebody has to agree first; take a time at least a day from now.")]})
    if starts_at > at + FURTHEST:
        raise Invalid({"day": [Say("That is more than half a year away; take an earlier day.")]})
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        raise Invalid({"ends": [Say("Take between a quarter of an hour and three hours.")]})
    if any(meets(day, starts_at, ends_at) for day in days_of_shows()):
        fault = Say("On this day or next to it shows are played somewhere, and nobody answers then. Take another day.")
        raise Invalid({"day": [fault]})
    return {"local_from": begins, "local_until": ends, "starts_at": starts_at, "ends_at": ends_at}


def take_back(reader: Reader, time_id: str, *, seen: int, at: datetime) -> None:
    """The act takes back what it proposed, or calls off what was agreed. A second time changes nothing. Raises as
    `own_hour`, and Conflict: `over`, `overtaken`."""
    _end(own_hour(reader, time_id, at=at), seen, at=at)


def call_off(reader: Reader, time_id: str, *, seen: int, at: datetime) -> None:
    """The team calls one off; its act gets a letter. Raises as `desk_one`, and Conflict: `over`, `overtaken`."""
    found = desk_one(reader, time_id, at=at)
    if found.state is TimeState.AGREED and _end(found, seen, at=at):
        _tell(found, found.version + 1, at=at)


def restore(reader: Reader, time_id: str, *, seen: int, at: datetime) -> None:
    """Who speaks for the act, or the team, takes it back that one was called off. Raises NotFound for others, Conflict:
    `over`, `day_of_shows`, `overtaken`."""
    found = desk_one(reader, time_id, at=at) if reader.has(Role.GLOBAL) else own_hour(reader, time_id, at=at)
    if found.state is TimeState.AGREED:
        return
    if found.state is not TimeState.OFF:
        raise Conflict(OVERTAKEN)
    _refuse_late(found, at=at)
    _change(found.id, seen, {"state": TimeState.AGREED, "settled_at": at})
    _tell(found, found.version + 1, at=at)


def settle(reader: Reader, time_id: str, state: TimeState, *, because: Because | None, seen: int, at: datetime) -> None:
    """Agree to an hour, decline it with a reason, or take either back (`proposed`); its act gets a letter ten minutes
    later. The same again changes nothing. Raises as `desk_one`, Invalid (`because`), Conflict: `over`, `day_of_shows`,
    `overtaken`."""
    found = desk_one(reader, time_id, at=at)
    if found.state is state:
        return
    if found.state in (TimeState.TAKEN_BACK, TimeState.OFF):
        raise Conflict(OVERTAKEN)
    if state is TimeState.DECLINED and because is None:
        raise Invalid({"because": [Say("Choose why.")]})
    if state is TimeState.AGREED:
        _refuse_late(found, at=at)
    why = because if state is TimeState.DECLINED else None
    settled = None if state is TimeState.PROPOSED else at
    _change(found.id, seen, {"state": state, "because": why, "settled_at": settled})
    if settled:
        _tell(found, found.version + 1, at=at)


def _end(found: Hour, seen: int, *, at: datetime) -> bool:
    after = {TimeState.PROPOSED: TimeState.TAKEN_BACK, TimeState.AGREED: TimeState.OFF}.get(found.state)
    if after is None:
        return False
    if at >= found.ends_at:
        raise Conflict("over")
    _change(found.id, seen, {"state": after, "settled_at": at})
    return True


def _refuse_late(found: Hour, *, at: datetime) -> None:
    if at >= found.ends_at:
        raise Conflict("over")
    if any(meets(day, found.starts_at, found.ends_at) for day in days_of_shows()):
        raise Conflict("day_of_shows")


def _tell(found: Hour, version: int, *, at: datetime) -> None:
    """Have who speaks for the act told how it stands, unless that is undone until then."""
    key = f"{LETTER}|{found.id}|{version}"
    person = asked.speaker(found.artist_id)
    if person:
        enqueue(LETTER, person_id=person, subject=f"{found.id}|{version}", dedupe_key=key, due_at=at + UNDONE_WITHIN)


def _change(time_id: str, seen: int, values: dict[str, Any]) -> None:
    this = (AnswerTime.id == time_id, AnswerTime.version == seen)
    changed = update(AnswerTime).where(*this).values(version=seen + 1, **values).returning(literal(1))
    if db.session.execute(changed, execution_options=_PLAIN).first() is None:
        raise Conflict(OVERTAKEN)


def _instant(wall: datetime, zone: str, field: str) -> datetime:
    try:
        return instant(wall, zone)
    except Invalid as refused:
        raise Invalid({field: refused.faults["start"]}) from None


def _says(kept: Hour, said: dict[str, Any]) -> bool:
    return (kept.local_from, kept.local_until) == (said["local_from"], said["local_until"])
