"""When the envelopes of shows are sealed: at the same instants of every show's clock, whatever is in them.

The first as lineups are to be final, then one a day, in the last twelve hours two, and one as the show begins. An act
that falls ill is another act in the next envelope, at an instant that was fixed long before, so that nothing shows from
outside; opened, they tell between which two instants it happened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import envelopes
from coordinator.editions.models import Edition
from coordinator.shows.models import Show, ShowState

LAST = (timedelta(hours=12), timedelta(hours=3), timedelta(0))  # before the start


def instants(show: Show, edition: Edition) -> Sequence[datetime]:
    """When the envelopes 1, 2, … of a show are sealed."""
    days = [timedelta(days=days) for days in range(edition.lock_days, 0, -1)]
    return [show.starts_at - before for before in (*days, *LAST)]


def seal_due(at: datetime) -> None:
    """Seal the newest envelope that is due by the instant `at` of every show that takes place and is not over. One that
    was missed, because nobody worked, stays away: of all shows alike."""
    editions = {edition.id: edition for edition in db.session.scalars(select(Edition))}
    first = timedelta(days=max((edition.lock_days for edition in editions.values()), default=0))
    soon = (Show.starts_at <= at + first, Show.ends_at > at)
    due: dict[str, int] = {}
    for show in db.session.scalars(select(Show).where(Show.state != ShowState.CANCELLED, *soon)):
        due[show.id] = sum(instant <= at for instant in instants(show, editions[show.edition_id]))
    done = envelopes.newest(due.keys()) if due else {}
    if fresh := {show: number for show, number in due.items() if number > done.get(show, 0)}:
        envelopes.seal(fresh, at=at)


ROUNDS = [seal_due]
