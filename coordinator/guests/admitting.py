"""Parties of the waiting list that are let in at a door, in the order of the draw."""

from datetime import datetime

from coordinator.disclosure import entries as own
from coordinator.disclosure import seats
from coordinator.errors import Conflict, NotFound
from coordinator.guests import after
from coordinator.guests.chain import NOBODY, What
from coordinator.guests.linking import find_held, note
from coordinator.guests.models import EntryState
from coordinator.guests.promoting import promote


def admit(entry_id: str, show_id: str, people: int, *, at: datetime) -> None:
    """Give a party of the waiting list a place at a door, after all who had seats. It waits no more, there or for
    another evening. The door is held by the caller. Raises NotFound for no entry, Conflict (`waits_no_more`) where
    somebody else was quicker."""
    entry = own.find(entry_id)
    if entry is None:
        raise NotFound
    held = find_held(entry.where)
    if held is None or not seats.let_in(entry_id, show_id):
        raise Conflict("waits_no_more")
    note(held, What.ADMITTED, entry.public_id, show_id, people, at=at)
    after.await_end(show_id)


def admit_not(entry_id: str, show_id: str, *, at: datetime) -> bool:
    """Let a party wait again, at its old place, that was let in at that door by a slip, and ask it for what is free;
    whether it was. The door is held by the caller."""
    entry = own.find(entry_id)
    if entry is None or entry.state is not EntryState.LET_IN:
        return False
    held = find_held(entry.where)
    if held is None or not seats.wait_after_all(entry_id, show_id):
        return False
    note(held, What.RESTORED, entry.public_id, NOBODY, entry.wanted.people, at=at)
    for wanted in entry.wanted.shows:
        promote(held, wanted, at=at)
    return True
