"""An entry is made void, by a lead or the global team, never in silence.

The published record says so with a reason in one word, its guest reads the lead's own words, and everybody else who
answers for the city gets a letter. Whoever is in that draw herself has no say: a seat that is taken away goes on to
those who wait. It is undone as far as that is honest: the seat has gone on, so the entry waits again at its old place.

Between list and draw the list stays. As long as nobody can know what decides, a record beside it (`between`) says that
the line is void, and the draw passes over it; undone, it is drawn like all others. From then on until the draw is held
what is made void is a link of the chain that comes after the result, as if it had been held already.
"""

from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones, voids
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.guests import between, draw_list, linking, parties, published, seats
from coordinator.guests.chain import What
from coordinator.guests.models import Because, Draw, EntryState
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.leading import refuse_others

LETTER, SAID = "entry_void", "void_said"  # the outbox's kinds
UNDONE = "undone"  # in a job's subject


def void(reader: Reader, where: Where, line: str, because: Because, words: str, *, at: datetime) -> None:
    """Make the entry void whose line in the published list has the id `line`. A second time changes nothing.

    Raises NotFound for who does not lead the city, Invalid (`line`, `words`), and Conflict: `own_interest`,
    `not_closed`, `nothing_left`.
    """
    _check(reader, where)
    if hold(where) is None:
        raise Conflict("not_closed")
    if not words:
        raise Invalid({"words": [Say("Say why: the guest reads it.")]})
    entry = own.of_line(where, line.strip().lower())
    if entry is None:
        raise Invalid({"line": [Say("There is no such entry in this list. An id has 64 signs: copy it as a whole.")]})
    if entry.state is not EntryState.VOID:
        strike(reader, entry, because, words, at=at)


def strike(reader: Reader, entry: OwnEntry, because: Because, words: str, *, at: datetime) -> None:
    """Make an entry void for use-cases that have checked who asks, and hold it and before it its draw (`hold`). Raises
    Conflict (`nothing_left`)."""
    fixed = linking.find_listed(entry.where)
    if fixed is not None and fixed.result_root is not None:
        done = seats.void(fixed, entry, because, at=at)
    else:
        done = _strike_undrawn(fixed, entry, because, at=at)
    if not done:
        raise Conflict("nothing_left")
    void_id = voids.note(entry.id, because, words, by=str(reader.id), at=at)
    key = f"{LETTER}|{void_id}"
    jobs.enqueue(LETTER, person_id=entry.person_id, subject=entry.id, dedupe_key=key, due_at=at)
    _tell_others(reader, entry.where, void_id, "", at=at)


def undo(reader: Reader, where: Where, void_id: str, *, at: datetime) -> None:
    """Let it wait again, or count where its draw is to come. A second time changes nothing. Raises NotFound and
    Conflict as `void` does, `not_listed` where a list was published without it, `decided` where the record has it and
    somebody can know what decides."""
    _check(reader, where)
    fixed = hold(where)
    found = voids.find(where, void_id)
    entry = own.find(found.entry_id, held=True) if found else None
    if found is None or entry is None:
        raise NotFound
    if fixed is not None and draw_list.find(published.listed(fixed), entry.public_id) is None:
        raise Conflict("not_listed")
    if found.undone_at is None and _restore(fixed, entry, at=at):
        voids.undo(void_id, at=at)
        _tell_others(reader, where, void_id, UNDONE, at=at)


def has_interest(reader: Reader, where: Where) -> bool:
    """Whether the reader is in that draw herself, with a party of her own or another's."""
    mine: tuple[OwnEntry, ...] = (*own.own_entries(reader), *plus_ones.joined(reader))
    return any(entry.where == where for entry in mine)


def hold(where: Where) -> Draw | None:
    """The draw of a city, held to the end of the transaction; None before its list is published, which it then is not
    before that end either."""
    db.session.execute(select(City.id).where(City.id == where.city_id).with_for_update(read=True))
    this = (Draw.edition_id == where.edition_id, Draw.city_id == where.city_id)
    return db.session.scalar(select(Draw).where(*this).with_for_update())


def _check(reader: Reader, where: Where) -> None:
    refuse_others(reader, where.city_id)
    if has_interest(reader, where):
        raise Conflict("own_interest")


def _strike_undrawn(fixed: Draw | None, entry: OwnEntry, because: Because, *, at: datetime) -> bool:
    line = draw_list.find(published.listed(fixed), entry.public_id) if fixed else None
    if (fixed is not None and line is None) or not voids.strike(entry.id):
        return False
    if fixed is not None and line is not None and at < fixed.due_at:
        linking.note_before(fixed, What.VOID, line.id, line.people, at=at, because=because)
    parties.tell_second(entry.id, f"{What.VOID}|{at.isoformat()}", at=at)
    return True


def _restore(fixed: Draw | None, entry: OwnEntry, *, at: datetime) -> bool:
    """Let an entry wait again, or before its draw be drawn after all."""
    if fixed is not None and fixed.result_root is not None:
        return seats.restore(fixed, entry, at=at)
    is_noted = fixed is not None and entry.public_id in between.standing(linking.before(fixed))
    if fixed is not None and is_noted and at >= fixed.due_at:
        raise Conflict("decided")
    if not voids.count_again(entry.id):
        return False
    if fixed is not None and is_noted:
        linking.note_before(fixed, What.RESTORED, entry.public_id, entry.wanted.people, at=at)
    return True


def _tell_others(reader: Reader, where: Where, void_id: str, what: str, *, at: datetime) -> None:
    here = roll(where.city_id)
    for person_id in sorted({*here.leads, *here.deputies, *here.team} - {reader.id}):
        key = f"{SAID}|{void_id}|{what}|{person_id}"
        jobs.enqueue(SAID, person_id=person_id, subject=f"{where.city_id}|{what}", dedupe_key=key, due_at=at)
