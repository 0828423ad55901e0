"""Who did not come: as two witnesses saw it, or not at all. Nothing that draws ever reads it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select

from coordinator.db import db
from coordinator.disclosure import audit
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Fact, may_see, relation
from coordinator.disclosure.sealed_after import SealedNoShow
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session
WITNESSES = 2


def see(show: Show, entry_id: str, *, by: str, at: datetime) -> None:
    """Note that a party with a confirmed seat did not come, as somebody at the door or the host says (the caller has
    found out that she is one of them); again nothing happens. Raises Conflict (`not_over`, `no_seat`)."""
    if at < show.ends_at:
        raise Conflict("not_over")
    has_seat = (SealedEntry.id == entry_id, SealedEntry.show_id == show.id, SealedEntry.state == EntryState.CONFIRMED)
    with granted("note who did not come"):
        if db.session.scalar(select(SealedEntry.id).where(*has_seat)) is None:
            raise Conflict("no_seat")
        insert_once(SealedNoShow, entry_id=entry_id, witness_id=by, seen_at=at)


def unsee(entry_id: str, *, by: str) -> None:
    """Take one's own word back."""
    mine = (SealedNoShow.entry_id == entry_id, SealedNoShow.witness_id == by)
    with granted("take a word back"):
        db.session.execute(delete(SealedNoShow).where(*mine), execution_options=PLAIN)


def witnesses(show_id: str) -> Mapping[str, frozenset[str]]:
    """Entry id → who (ids) says that its party did not come, for who stands at the door of that show."""
    here = select(SealedEntry.id).where(SealedEntry.show_id == show_id)
    columns = (SealedNoShow.entry_id, SealedNoShow.witness_id)
    found: dict[str, set[str]] = {}
    with granted("who says that somebody did not come"):
        for entry_id, witness_id in db.session.execute(select(*columns).where(SealedNoShow.entry_id.in_(here))):
            found.setdefault(entry_id, set()).add(witness_id)
    return {entry_id: frozenset(by) for entry_id, by in found.items()}


def count_of(reader: Reader, show: Show, edition: Edition, *, at: datetime) -> int | None:
    """How many parties of a show did not come, for the lead of its city once it is over; None for everybody else, and
    before. No line of the draw goes with it: it could tell who had a seat kept for access."""
    phase = clock_of(show, edition).phase(at)
    if at < show.ends_at or not may_see(Fact.TURNOUT, relation(reader, city_id=show.city_id), phase):
        return None
    audit.record(reader, [Fact.TURNOUT], of=[show.id], at=at)
    return len(absent(show.id))


def absent(show_id: str) -> Collection[str]:
    """The entries (ids) of a show whose parties did not come: two witnesses or more have said so."""
    here = select(SealedEntry.id).where(SealedEntry.show_id == show_id)
    twice = func.count(SealedNoShow.witness_id) >= WITNESSES
    with granted("who did not come"):
        wanted = select(SealedNoShow.entry_id).where(SealedNoShow.entry_id.in_(here))
        return frozenset(db.session.scalars(wanted.group_by(SealedNoShow.entry_id).having(twice)))
