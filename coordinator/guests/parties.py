"""The two of a party, where what one does concerns the other: each is told by a letter that looks anew as it leaves."""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import entries, plus_ones
from coordinator.disclosure.entries import OwnEntry
from coordinator.disclosure.plus_ones import Named
from coordinator.guests.models import PlusOneState

SAID, OVER = "plus_one_said", "plus_one_over"  # the outbox's kinds


def tell_guest(entry: OwnEntry, named_id: str, state: PlusOneState, *, at: datetime) -> None:
    """Have the guest of a party told where its second person stands."""
    key = f"{SAID}|{named_id}|{state}"
    jobs.enqueue(SAID, person_id=entry.person_id, subject=named_id, dedupe_key=key, due_at=at)


def tell_second(entry_id: str, why: str, *, at: datetime) -> None:
    """Have whoever has said yes to a party told that she is in it no longer, or that it has no seat; `why`: one word
    for each time that happens."""
    named = plus_ones.of_entries([entry_id]).get(entry_id)
    if named is not None and named.person_id is not None:
        key = f"{OVER}|{named.id}|{why}"
        jobs.enqueue(OVER, person_id=named.person_id, subject=entry_id, dedupe_key=key, due_at=at)


def dissolve(entry_id: str, *, at: datetime) -> None:
    """Let nobody be the second of a party any more; who had said yes is told."""
    tell_second(entry_id, "dissolved", at=at)
    plus_ones.drop(entry_id)


def leave(entry: OwnEntry, named: Named, *, at: datetime) -> None:
    """Take the second person out of a party; its guest is told. The entry is held by the caller."""
    plus_ones.end(named, PlusOneState.LEFT)
    tell_guest(entry, named.id, PlusOneState.LEFT, at=at)


def take_out(entry: OwnEntry, person_id: str, *, at: datetime, instead: str | None = None) -> None:
    """Let somebody count in that entry no longer: as its guest, which ends it, or as its second. It is held by the
    caller, and its list is not published. `instead`: the id of a new entry of that guest's, with which whoever comes
    along goes on coming along."""
    if entry.id in plus_ones.of_person(entry.where.edition_id, person_id):
        leave(entry, plus_ones.of_entries([entry.id])[entry.id], at=at)
    else:
        if instead is not None:
            plus_ones.move(entry.id, instead)
        dissolve(entry.id, at=at)
        entries.drop(entry.id)
