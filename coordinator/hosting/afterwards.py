"""What a host is written after her evening: thanks, and a week before her home is forgotten that it will be.

Both are found by looking, so a worker that was away writes them later, or not at all once they are no news any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import changes, erasing_homes, host_letters, own_spaces
from coordinator.editions.models import Edition
from coordinator.hosting import erasing
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

THANKS, ERASING = "host_thanks", "home_erased"  # the outbox's kinds
MORNING = timedelta(hours=10)  # after the end: nobody tidies up with a letter in hand
STILL_NEWS = timedelta(days=3)  # after the end
AHEAD = timedelta(days=7)  # of erasing


@dataclass(frozen=True, slots=True)
class Thanks:
    """An evening that is over: how many came in at the door (0: nobody counted), and when the place is erased (None:
    the host stays, or it was)."""

    show: Show
    came: int
    erased_at: datetime | None


def thank_due(at: datetime) -> None:
    """Have the hosts of evenings that ended the night before thanked."""
    for host_id, show_id in host_letters.to_thank(THANKS, over_since=at - STILL_NEWS, over_by=at - MORNING):
        key = f"{THANKS}|{show_id}|{host_id}"
        jobs.enqueue(THANKS, person_id=host_id, subject=show_id, dedupe_key=key, due_at=at)


def warn_due(at: datetime) -> None:
    """Have the hosts told whose homes are erased within a week."""
    for edition in db.session.scalars(select(Edition).order_by(Edition.date)):
        if erasing.due_at(edition) - AHEAD <= at < erasing.due_at(edition):
            for host_id, space_id in host_letters.to_warn(ERASING, edition.id):
                key = f"{ERASING}|{space_id}|{host_id}"
                jobs.enqueue(ERASING, person_id=host_id, subject=space_id, dedupe_key=key, due_at=at)


def thanks(host_id: str, show_id: str, *, at: datetime) -> Thanks | None:
    """What a host is thanked for, as long as that is news."""
    show = db.session.get_one(Show, show_id)
    is_news = show.ends_at <= at < show.ends_at + STILL_NEWS and show.state is not ShowState.CANCELLED
    if not is_news or changes.host_of(show.space_id) != host_id:
        return None
    form = own_spaces.own_form(Reader(host_id), show.space_id)
    return Thanks(show, host_letters.came(form, show), forgets_at(host_id, show.space_id, at=at))


def forgets_at(host_id: str, space_id: str, *, at: datetime) -> datetime | None:
    """When that home is erased; None where its host stays, has it no more, or it is erased by then."""
    if changes.host_of(space_id) != host_id or erasing_homes.stays(space_id):
        return None
    form = own_spaces.own_form(Reader(host_id), space_id)
    due = erasing.due_at(db.session.get_one(Edition, form.edition_id))
    return due if at < due and erasing_homes.erased_at(form) is None else None


ROUNDS = [thank_due, warn_due]
