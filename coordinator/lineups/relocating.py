"""A show moves after its guests were drawn: the old address is closed because it is its no more; guests are told.

Before the address was told a guest hears of another area, time or step, and of nothing else. Who lives by what she said
yes to is asked anew where it is another evening (`moves.Standing.asks_anew`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import moves
from coordinator.disclosure.moves import Standing
from coordinator.editions.models import Edition
from coordinator.shows.models import Show
from coordinator.shows.windows import confirm_by

MOVED = "show_moved"  # the outbox's kind


@contextmanager
def told_to_guests(shows: Sequence[Show], *, at: datetime) -> Iterator[None]:
    """Compare how these shows stand for their guests after the block with how they stood before, and follow it up. They
    are held by the caller."""
    known = [moves.is_told(show, at=at) for show in shows]
    before = [moves.standing(show, told=told) for show, told in zip(shows, known, strict=True)]
    yield
    for show, told, was in zip(shows, known, before, strict=True):
        now = moves.standing(show, told=told)
        if now != was:
            _follow(show, now, was, at=at)


def _follow(show: Show, now: Standing, was: Standing, *, at: datetime) -> None:
    holders = moves.holders(show.id)
    if not holders:
        return
    anew = now.asks_anew(was)
    until = confirm_by(show, db.session.get_one(Edition, show.edition_id), at=at)
    move_id = moves.note(show, anew=anew, until=until, at=at)
    for entry_id, person_id in holders:
        key = f"{MOVED}|{move_id}|{person_id}"
        jobs.enqueue(MOVED, person_id=person_id, subject=f"{move_id}|{entry_id}", dedupe_key=key, due_at=at)
