"""Asking leads to check in, and telling the deputy or the global team that a city has passed to them.

`call` is made every minute by whoever works the outbox; letters of one turn go out once. Each looks anew, as it is
written, whether there is still something to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coordinator import jobs
from coordinator.db import db
from coordinator.editions.calendar import find_current
from coordinator.editions.models import Edition
from coordinator.shows import check_ins
from coordinator.shows.check_ins import Charge, Turn

ASK, PASSED = "check_in", "city_passed"  # the outbox's kinds


@dataclass(frozen=True, slots=True)
class Call:
    """A letter to write about a city: to whom, and which turn of it."""

    kind: str
    city_id: str
    turn: Turn
    people: tuple[str, ...]


def call(at: datetime) -> None:
    """Have every letter sent that is due at the instant `at`."""
    edition = find_current(at)
    if edition is None or not check_ins.is_watched(edition, at=at):
        return
    for city_id, charge in check_ins.charges(edition, at=at).items():
        for one in _calls(city_id, charge, at):
            for person_id in one.people:
                subject = f"{edition.id}|{city_id}|{one.turn.hours}"
                # the instant stands in it: a day that is moved is asked about anew
                key = f"{one.kind}|{subject}|{one.turn.due_at:%Y%m%dT%H%M}|{person_id}"
                jobs.enqueue(one.kind, person_id=person_id, subject=subject, dedupe_key=key, due_at=at)


def still_to_say(job: jobs.Job, at: datetime) -> tuple[str, Turn] | None:
    """The city and the turn that a letter's job is about, if its person has still to be told."""
    edition_id, city_id, hours = job.subject.split("|")
    edition = db.session.get_one(Edition, edition_id)
    for one in _calls(city_id, check_ins.in_charge(edition, city_id, at=at), at):
        if (one.kind, str(one.turn.hours)) == (job.kind, hours) and job.person_id in one.people:
            return city_id, one.turn
    return None


def _calls(city_id: str, charge: Charge, at: datetime) -> Iterator[Call]:
    """The leads are asked while a turn is open; once it is over in silence, whoever has the city is told."""
    day = charge.day
    if day.last_end is None or at >= day.last_end:
        return
    for turn in day.turns:
        if turn.opens_at <= at < turn.due_at and not turn.is_said:
            yield Call(ASK, city_id, turn, day.roll.leads)
    over = [turn for turn in day.turns if turn.due_at <= at]
    if charge.is_passed and over and not over[-1].is_said:
        yield Call(PASSED, city_id, over[-1], charge.people)
