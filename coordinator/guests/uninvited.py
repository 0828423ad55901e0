"""Somebody enters whom a host does not want in her home: her lead hears of it and decides, nobody else can tell.

Nothing happens by itself, and nothing in silence: the lead lets the party come, or makes its entry void. Before the
list of the draw that leaves it out of the list; afterwards the chain says that it is void for another reason, as it
says of others. Between the two the list stays as it is published, and what the draw gives to that line goes on.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from coordinator import jobs
from coordinator.disclosure import entries as own
from coordinator.disclosure import uninvited
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.disclosure.uninvited import Match
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.guests import voiding
from coordinator.guests.models import Because, EntryState
from coordinator.lineups import alarms
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.leading import refuse_others

LETTER = "uninvited"  # the outbox's kind
LATE = timedelta(days=4)  # before the show: then deputies and the global team hear of it too


def tell_due(at: datetime) -> None:
    """Have those told who answer for a city where there is something to decide: each once of each party."""
    for match in uninvited.every(at=at):
        for person_id in sorted(_told(match, at=at)):
            key = f"{LETTER}|{match.veto_id}|{match.entry_id}|{person_id}"
            subject = f"{match.veto_id}|{match.entry_id}"
            jobs.enqueue(LETTER, person_id=person_id, subject=subject, dedupe_key=key, due_at=at)


def find(subject: str, *, at: datetime) -> Match | None:
    """What a letter is about, as long as nobody has decided."""
    return next((one for one in uninvited.every(at=at) if f"{one.veto_id}|{one.entry_id}" == subject), None)


def let_come(reader: Reader, where: Where, veto_id: str, entry_id: str, *, at: datetime) -> None:
    """Let the party come all the same. A second time changes nothing. Raises NotFound for who does not lead the city
    and where there is nothing to decide, Conflict (`own_interest`)."""
    entry = _held(reader, where, entry_id)
    if uninvited.was_let_come(veto_id, entry_id):
        return
    _get(where, veto_id, entry, at=at)
    uninvited.let_come(veto_id, entry_id, by=str(reader.id), at=at)


def keep_out(reader: Reader, where: Where, veto_id: str, entry_id: str, words: str, *, at: datetime) -> None:
    """Make the entry of that party void; its guest reads `words`. A second time changes nothing. Raises as `let_come`
    does, and Invalid (`words`)."""
    entry = _held(reader, where, entry_id)
    if entry.state is EntryState.VOID:
        return
    _get(where, veto_id, entry, at=at)
    if not words:
        raise Invalid({"words": [Say("Say why: the guest reads it.")]})
    voiding.strike(reader, entry, Because.OTHER, words, at=at)


def _held(reader: Reader, where: Where, entry_id: str) -> OwnEntry:
    """The entry, with its draw held before it. Raises as `let_come` does."""
    refuse_others(reader, where.city_id)
    if voiding.has_interest(reader, where):
        raise Conflict("own_interest")
    voiding.hold(where)
    entry = own.find(entry_id, held=True)
    if entry is None or entry.where != where:
        raise NotFound
    return entry


def _get(where: Where, veto_id: str, entry: OwnEntry, *, at: datetime) -> Match:
    found = (one for one in uninvited.every(where, at=at) if (one.veto_id, one.entry_id) == (veto_id, entry.id))
    match = next(found, None)
    if match is None:
        raise NotFound
    return match


def _told(match: Match, *, at: datetime) -> Collection[str]:
    """Whoever answers for the city, near the show everybody who does; never who is in that draw herself, as whoever is
    not wanted may be among them."""
    here = roll(match.where.city_id)
    everybody = {*here.leads, *here.deputies, *here.team}
    near = match.show.starts_at - at <= LATE
    wanted = everybody if near else {*alarms.told_at(alarms.Level.LEAD, match.show, at=at)}
    return _not_in(wanted, match.where) or _not_in(here.team, match.where)


def _not_in(people: Collection[str], where: Where) -> Collection[str]:
    return {one for one in people if not voiding.has_interest(Reader(one), where)}
