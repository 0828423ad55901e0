"""After an evening: who has played, and what guests say of it, for those who had a seat or were let in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import feedback, performed, plus_ones, uninvited
from coordinator.disclosure.feedback import Feedback
from coordinator.disclosure.performed import Performed
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

MAY_SAY = timedelta(days=7)  # after the end
MOST_WORDS = 1000  # characters
ASKED_AFTER = timedelta(hours=2)  # the end: by then the page tells who played, however late it went
STILL_NEWS = timedelta(days=2)  # later nobody is thanked any more
LETTER, ROUND = "thanks", "thanks_of_show"  # the outbox's kinds


@dataclass(frozen=True, slots=True)
class Evening:
    """An evening that is over, for one of those who were there: its acts, what she said, until when she may say it."""

    entry_id: str
    show_id: str
    acts: tuple[Performed, ...]
    said: Feedback | None
    until: datetime
    may_say: bool


def evening(reader: Reader, entry_id: str, *, at: datetime) -> Evening:
    """The evening of an entry with a confirmed seat, or that was let in from the waiting list, for its party. Raises
    NotFound for everybody else, and before the last set is over."""
    found = find_evening(reader, entry_id, at=at)
    if found is None:
        raise NotFound
    return found


def find_evening(reader: Reader, entry_id: str, *, at: datetime) -> Evening | None:
    """The same, or None."""
    mine = {entry.id: entry for entry in plus_ones.were_there(reader)}
    if entry_id not in mine:
        return None
    show = db.session.get_one(Show, mine[entry_id].seat)
    clock = uninvited.clock_for(entry_id, show, db.session.get_one(Edition, show.edition_id))
    acts = performed.to_guest(reader, show, clock, at=at)
    if acts is None:
        return None
    until = show.ends_at + MAY_SAY
    return Evening(entry_id, show.id, acts, feedback.own(reader, show.id), until, may_say=at < until)


def say(reader: Reader, entry_id: str, words: str, *, for_host: bool, at: datetime) -> None:
    """Keep what the reader says of the evening, over what she said before. Raises NotFound as `evening`, Conflict
    (`too_late`)."""
    told = evening(reader, entry_id, at=at)
    if not told.may_say:
        raise Conflict("too_late")
    feedback.put(told.show_id, str(reader.id), words, for_host=for_host, at=at)


def await_end(show_id: str) -> None:
    """Have all who come to a show thanked when it is over; once for each end that it has."""
    show = db.session.get_one(Show, show_id)
    key = f"{ROUND}|{show.id}|{int(show.ends_at.timestamp())}"
    jobs.enqueue(ROUND, person_id=None, subject=show.id, dedupe_key=key, due_at=show.ends_at + ASKED_AFTER)


def thank_all(show_id: str, *, at: datetime) -> None:
    """Have everybody thanked who had a seat at a show that is over, or was let in; later where it was put off."""
    show = db.session.scalar(select(Show).where(Show.id == show_id, Show.state != ShowState.CANCELLED))
    if show is None or not is_news(show, at=at):
        return
    if at < show.ends_at + ASKED_AFTER:
        await_end(show.id)
        return
    for entry_id, person_id in plus_ones.were_at(show.id):
        key = f"{LETTER}|{entry_id}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=entry_id, dedupe_key=key, due_at=at)


def is_news(show: Show, *, at: datetime) -> bool:
    """Whether a letter about a show that is over is not past due."""
    return at < show.ends_at + STILL_NEWS
