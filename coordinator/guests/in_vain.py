"""Who waited to the end, and for whom no seat came free: told so once it is over, on her page and by one letter that is
never past due."""

from datetime import datetime

from sqlalchemy import func, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import waiting_lists
from coordinator.disclosure.entries import OwnEntry
from coordinator.guests.after import ASKED_AFTER, STILL_NEWS
from coordinator.guests.models import EntryState
from coordinator.shows.models import Show, ShowState

LETTER = "waited"  # the outbox's kind


def has_waited(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether an entry waits still, and all that it waits for is over at the instant `at`."""
    ends = _ends(entry)
    return entry.state is EntryState.WAITLISTED and ends is not None and at >= ends


def is_news(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether a letter about that is neither early nor past due."""
    ends = _ends(entry)
    return has_waited(entry, at=at) and ends is not None and ends + ASKED_AFTER <= at < ends + STILL_NEWS


def tell_due(at: datetime) -> None:
    """Have everybody told, once, who waited in vain for evenings that are over: both of a party."""
    found = waiting_lists.waited(LETTER, since=at - STILL_NEWS, until=at - ASKED_AFTER)
    told = [(person_id, entry_id, f"{entry_id}|{person_id}") for entry_id, person_id in found]
    jobs.enqueue_all(LETTER, told, due_at=at)


def _ends(entry: OwnEntry) -> datetime | None:
    """When the last show is over that it asked for and that takes place; None without any."""
    asked = (Show.id.in_(entry.wanted.shows), Show.state != ShowState.CANCELLED)
    return db.session.scalar(select(func.max(Show.ends_at)).where(*asked))
