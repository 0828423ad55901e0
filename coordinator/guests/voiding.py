"""An entry is made void after its draw, by a lead or the global team, never in silence.

The published chain says so with a reason in one word, its guest reads the lead's own words, and everybody else who
answers for the city gets a letter. Whoever is in that draw herself has no say: a seat that is taken away goes on to
those who wait. It is undone as far as that is honest: the seat has gone on, so the entry waits again at its old place.
"""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones, voids
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.guests import linking, seats
from coordinator.guests.models import Because, Draw, EntryState
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.leading import refuse_others

LETTER, SAID = "entry_void", "void_said"  # the outbox's kinds
UNDONE = "undone"  # in a job's subject


def void(reader: Reader, where: Where, line: str, because: Because, words: str, *, at: datetime) -> None:
    """Make the entry void whose line in the published list has the id `line`. A second time changes nothing.

    Raises NotFound for who does not lead the city, Invalid (`line`, `words`), and Conflict: `own_interest`,
    `not_drawn`, `nothing_left`.
    """
    held = _hold(reader, where)
    if not words:
        raise Invalid({"words": [Say("Say why: the guest reads it.")]})
    entry = own.of_line(where, line.strip().lower())
    if entry is None:
        raise Invalid({"line": [Say("There is no such entry in this list. An id has 64 signs: copy it as a whole.")]})
    if entry.state is EntryState.VOID:
        return
    if not seats.void(held, entry, because, at=at):
        raise Conflict("nothing_left")
    void_id = voids.note(entry.id, because, words, by=str(reader.id), at=at)
    key = f"{LETTER}|{void_id}"
    jobs.enqueue(LETTER, person_id=entry.person_id, subject=entry.id, dedupe_key=key, due_at=at)
    _tell_others(reader, where, void_id, "", at=at)


def undo(reader: Reader, where: Where, void_id: str, *, at: datetime) -> None:
    """Let it wait again. A second time changes nothing. Raises NotFound and Conflict as `void` does."""
    held = _hold(reader, where)
    found = voids.find(where, void_id)
    entry = own.find(found.entry_id, held=True) if found else None
    if found is None or entry is None:
        raise NotFound
    if found.undone_at is None and seats.restore(held, entry, at=at):
        voids.undo(void_id, at=at)
        _tell_others(reader, where, void_id, UNDONE, at=at)


def has_interest(reader: Reader, where: Where) -> bool:
    """Whether the reader is in that draw herself, with a party of her own or another's."""
    mine: tuple[OwnEntry, ...] = (*own.own_entries(reader), *plus_ones.joined(reader))
    return any(entry.where == where for entry in mine)


def _hold(reader: Reader, where: Where) -> Draw:
    refuse_others(reader, where.city_id)
    if has_interest(reader, where):
        raise Conflict("own_interest")
    held = linking.find_held(where)
    if held is None:
        raise Conflict("not_drawn")
    return held


def _tell_others(reader: Reader, where: Where, void_id: str, what: str, *, at: datetime) -> None:
    here = roll(where.city_id)
    for person_id in sorted({*here.leads, *here.deputies, *here.team} - {reader.id}):
        key = f"{SAID}|{void_id}|{what}|{person_id}"
        jobs.enqueue(SAID, person_id=person_id, subject=f"{where.city_id}|{what}", dedupe_key=key, due_at=at)
