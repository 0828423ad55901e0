"""A draw that could be held, and is not: whoever answers for its city is told an hour after it is due, a day later the
deputies, another day later the global team. A relay that fetches its round by itself has that hour to do so.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure.entries import Where
from coordinator.guests import drawing
from coordinator.guests.models import Draw
from coordinator.lineups.alarms import Level, told_at
from coordinator.shows.models import Show, ShowState

LETTER = "draw_waits"  # the outbox's kind
AFTER = {
    Level.LEAD: timedelta(hours=1),
    Level.DEPUTY: timedelta(hours=25),
    Level.GLOBAL: timedelta(hours=49),
}  # since it is due; the earliest first: what waits so long waits for those before as well


def tell_due(at: datetime) -> None:
    """Have those told who can hold the draws that are waiting at the instant `at`."""
    for level, late in AFTER.items():
        places = drawing.waiting(at - late)
        if not places:
            return
        for edition_id, city_id in places:
            place = f"{edition_id}|{city_id}"
            if is_waiting(place, at=at):
                for person_id in told_at(level, Where(edition_id, city_id), at=at):
                    key = f"{LETTER}|{place}|{level}|{person_id}"
                    jobs.enqueue(LETTER, person_id=person_id, subject=place, dedupe_key=key, due_at=at)


def is_waiting(place: str, *, at: datetime) -> bool:
    """Whether the draw of a city (“edition|city”, ids) is still to be held, for shows that are still to come."""
    edition_id, city_id = place.split("|")
    ahead = exists().where(
        Show.edition_id == edition_id,
        Show.city_id == city_id,
        Show.starts_at > at,
        Show.state != ShowState.CANCELLED,
    )
    this = (Draw.edition_id == edition_id, Draw.city_id == city_id, Draw.result_root.is_(None))
    return db.session.scalar(select(Draw.city_id).where(*this, ahead)) is not None
