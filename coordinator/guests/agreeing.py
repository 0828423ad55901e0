"""What a source brought, as people type it: the draw is held with a signature that proves itself, and with the numbers
of a lottery once two people have typed the same, each by herself and blind to the other.

Nobody can check numbers by machine, and what was drawn with wrong ones stands. So the first who types them only leaves
them behind; everybody else who answers for the city is asked to look the drawing up, too. Who has mistyped types anew.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure.entries import Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.guests import drawing, linking, overdue, randomness
from coordinator.guests.draw_result import Outcome
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import DrawNumbers
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.leading import refuse_others


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far of a lottery: by the reader herself, as it is hashed (“4.9.21./”), and whether by somebody
    else. Once both are there they are not the same, or the draw would be held."""

    own: str = ""
    by_others: bool = False


def say(reader: Reader, edition: Edition, city_id: str, outcome: Outcome, *, at: datetime) -> PublicDraw:
    """Hold the draw with what its source brought, or note numbers until a second person has typed the same. The same
    again changes nothing. Raises as `drawing.hold` does."""
    refuse_others(reader, city_id)
    held = linking.find_listed(Where(edition.id, city_id))
    if held is None:
        raise NotFound
    if outcome.signature or held.result_root is not None:
        return drawing.hold(reader, edition, city_id, outcome, at=at)
    if at < held.due_at:
        raise Conflict("too_early", at=held.due_at)
    numbers, by = randomness.canonical(outcome.numbers), str(reader.id)
    before = _typed(edition.id, city_id)
    if numbers in [said for who, said in before.items() if who != by]:
        return drawing.hold(reader, edition, city_id, outcome, at=at)
    if before.get(by) != numbers:
        _note(edition.id, city_id, by, numbers, at=at)
        _ask_others(edition.id, city_id, by, at=at)
    return drawing.public(held)


def typed(reader: Reader, edition_id: str, city_id: str) -> Typed:
    """What stands there, for the page of who may type."""
    found = _typed(edition_id, city_id)
    return Typed(found.pop(str(reader.id), ""), bool(found))


def _typed(edition_id: str, city_id: str) -> dict[str, str]:
    of_city = (DrawNumbers.edition_id == edition_id, DrawNumbers.city_id == city_id)
    rows = db.session.execute(select(DrawNumbers.said_by, DrawNumbers.numbers).where(*of_city))
    return {row.said_by: row.numbers for row in rows}


def _note(edition_id: str, city_id: str, by: str, numbers: str, *, at: datetime) -> None:
    hers = (DrawNumbers.edition_id == edition_id, DrawNumbers.city_id == city_id, DrawNumbers.said_by == by)
    db.session.execute(delete(DrawNumbers).where(*hers))
    db.session.add(DrawNumbers(edition_id=edition_id, city_id=city_id, said_by=by, numbers=numbers, said_at=at))
    db.session.flush()


def _ask_others(edition_id: str, city_id: str, by: str, *, at: datetime) -> None:
    here, place = roll(city_id), f"{edition_id}|{city_id}"
    for person_id in sorted({*here.leads, *here.deputies, *here.team} - {by}):
        key = f"{overdue.LETTER}|{place}|second|{person_id}"
        jobs.enqueue(overdue.LETTER, person_id=person_id, subject=place, dedupe_key=key, due_at=at)
