"""Whom a change of a show concerns: for letters to them, which say nothing that is not public."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select

from coordinator.db import db
from coordinator.disclosure.sealed_guests import SealedEntry, SealedWish
from coordinator.disclosure.seats import HOLDS
from coordinator.gate import granted
from coordinator.guests.models import EntryState


def before_draw(show_id: str) -> Sequence[tuple[str, str]]:
    """(Entry id, person id) of the entries that count and would like to be there."""
    return _read(SealedEntry.state == EntryState.ENTERED, SealedEntry.id.in_(_wishing(show_id)))


def after_draw(show_id: str, *, seated: bool) -> Sequence[tuple[str, str]]:
    """The same of those that wait for a seat there, and of the `seated` where they are meant, too."""
    sits = SealedEntry.state.in_(HOLDS) & (SealedEntry.show_id == show_id)
    waits = (SealedEntry.state == EntryState.WAITLISTED) & SealedEntry.id.in_(_wishing(show_id))
    return _read(or_(sits, waits) if seated else waits)


def _wishing(show_id: str) -> Select[str]:
    return select(SealedWish.entry_id).where(SealedWish.show_id == show_id)


def _read(*which: ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    with granted("whom a change concerns"):
        rows = db.session.execute(select(SealedEntry.id, SealedEntry.person_id).where(*which)).all()
    return [(entry_id, person_id) for entry_id, person_id in rows if person_id is not None]
