"""Seats after the draw: confirmed in time, or given to the next party that fits.

Whoever was drawn says yes within a window, or the seat goes on: two days, six hours in the last three days, one hour in
the last twelve. The waiting list is asked in the order of the draw; a party that does not fit keeps its rank. Nobody is
asked any more an hour before the show. All that happens to a seat is a link of the published chain.

A city's draw is held by the transaction that moves its seats, so two of them come one after the other; the counts of
free seats guard themselves besides.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import moves, plus_ones, seats, tickets
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.disclosure.seats import Seated
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.guests import after, chain, draw_list, draw_result, parties
from coordinator.guests.chain import NOBODY, Link, What
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import Draw, DrawLink, EntryState, PlusOneState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.windows import confirm_by

ACCESS_UNTIL = timedelta(hours=48)  # before the show: access seats that are still free go to everybody
GONE = (EntryState.LAPSED, EntryState.RELEASED, EntryState.VOID)
LETTER, WAITS, TICKET = "seat", "waits", "ticket"  # the outbox's kinds


def is_asked(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether a guest may say yes at the instant `at`: she was drawn in time for a show that takes place."""
    in_time = entry.state is EntryState.WON and entry.confirm_by is not None and at < entry.confirm_by
    return in_time and db.session.get_one(Show, entry.seat).state is not ShowState.CANCELLED


def is_ahead(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether the show of an entry's seat is still to come, and takes place."""
    show = db.session.get_one(Show, entry.seat)
    return show.state is not ShowState.CANCELLED and at < show.starts_at


def confirm(reader: Reader, entry_id: str, *, sees: str, at: datetime) -> None:
    """Say yes to what she `sees` (`moves.seen_of`). A second time changes nothing. Raises NotFound for everybody but
    its guest, and Conflict: `seat_gone`, `seat_moved`."""
    held = _hold(own.own_entry(reader, entry_id).where)
    entry = own.own_entry(reader, entry_id, held=True)
    if entry.state is EntryState.CONFIRMED:
        return
    again = tickets.has_one(entry_id)
    if not is_asked(entry, at=at):
        raise Conflict("seat_gone")
    if sees != moves.seen_of(str(entry.seat)):
        raise Conflict("seat_moved")
    if not seats.confirm(entry_id, at=at):
        raise Conflict("seat_gone")
    if not again:  # a link of it would tell everybody that the show has moved, and how far
        _note_of(held, What.CONFIRMED, seats.seated(entry_id), at=at)
    jobs.enqueue(TICKET, person_id=entry.person_id, subject=entry_id, dedupe_key=f"{TICKET}|{entry_id}", due_at=at)
    after.await_end(str(entry.seat))


def release(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Give a seat back, by one tap, at any time. A second time changes nothing. Raises NotFound as `confirm` does."""
    entry = own.own_entry(reader, entry_id)
    held = _hold(entry.where)
    mine = seats.seated(entry_id)
    if mine is not None and seats.leave(entry_id, EntryState.RELEASED, at=at):
        _free(held, mine, What.RELEASED, at=at)


def release_all(reader: Reader, *, at: datetime) -> None:
    """Give back every seat of somebody who leaves."""
    for entry in own.own_entries(reader):
        if entry.state in seats.HOLDS:
            release(reader, entry.id, at=at)


def lapse_due(at: datetime) -> None:
    """Let go on what was not confirmed by the instant `at`."""
    for where, late in seats.overdue(at):
        held = _hold(where)
        if seats.leave(late.id, EntryState.LAPSED, at=at, since=(EntryState.WON,)):
            _free(held, late, What.RELEASED if tickets.has_one(late.id) else What.LAPSED, at=at)


def open_access_due(at: datetime) -> None:
    """Give access seats that nobody has taken to the waiting list, two days before their show."""
    soon = select(Show).join(Draw, (Draw.edition_id == Show.edition_id) & (Draw.city_id == Show.city_id))
    due = (Draw.result.is_not(None), Show.starts_at <= at + ACCESS_UNTIL, Show.starts_at > at)
    shows = db.session.scalars(soon.where(*due, Show.state != ShowState.CANCELLED)).all()
    kept = seats.kept_free([show.id for show in shows], Pool.ACCESS)
    for show in sorted(shows, key=lambda show: (show.edition_id, show.city_id, show.id)):
        if show.id in kept:
            held = _hold(Where(show.edition_id, show.city_id))
            _open_access(held, show.id, at=at)


def part_due(at: datetime) -> None:
    """Let the second seat of parties go on whose second person has not said yes by the instant `at`."""
    for where, entry_id in seats.alone(_past_naming(at)):
        held = _hold(where)
        entry = own.find(entry_id, held=True)  # nobody says yes meanwhile
        if entry is not None and not plus_ones.has_second(entry_id) and part(held, entry_id, at=at):
            named_id = plus_ones.close(entry_id, at=at)
            parties.tell_guest(entry, named_id, PlusOneState.LATE, at=at)


def part(held: Draw, entry_id: str, *, at: datetime) -> bool:
    """Let one seat of a party of two go on; whether it had two. Draw and entry are held by the caller."""
    party = seats.seated(entry_id)
    if party is None or not seats.part(entry_id):
        return False
    _free(held, replace(party, people=1), What.PARTED, at=at)
    return True


def void(held: Draw, entry: OwnEntry, because: str, *, at: datetime) -> bool:
    """Make an entry void that has a seat or waits; whether it did. Draw and entry are held by the caller."""
    seat = seats.seated(entry.id)
    if seat is not None and seats.leave(entry.id, EntryState.VOID, at=at):
        _free(held, seat, What.VOID, at=at, because=because)
        return True
    if not seats.strike(entry.id):
        return False
    _note(held, What.VOID, entry.public_id, NOBODY, entry.wanted.people, at=at, because=because)
    parties.tell_second(entry.id, What.VOID, at=at)
    return True


def restore(held: Draw, entry: OwnEntry, *, at: datetime) -> bool:
    """Let an entry wait again that was void, and ask it for what is free; whether it was. Its seat has gone on."""
    if not seats.wait_again(entry.id):
        return False
    _note(held, What.RESTORED, entry.public_id, NOBODY, entry.wanted.people, at=at)
    for show_id in entry.wanted.shows:
        _promote(held, show_id, at=at)
    return True


def admit(entry_id: str, show_id: str, people: int, *, at: datetime) -> None:
    """Note that a party of the waiting list was given a place at a door, after all who had seats. It goes on waiting
    for a seat, of which there are none any more. The door is held by the caller. Raises NotFound for no entry."""
    entry = own.find(entry_id)
    if entry is None:
        raise NotFound
    _note(_hold(entry.where), What.ADMITTED, entry.public_id, show_id, people, at=at)


def find_held(where: Where) -> Draw | None:
    """The draw of a city, held for itself to the end of the transaction; None before its result."""
    this = (Draw.edition_id == where.edition_id, Draw.city_id == where.city_id, Draw.result.is_not(None))
    return db.session.scalar(select(Draw).where(*this).with_for_update())


def links(edition_id: str, city_id: str) -> Sequence[str]:
    """The chain of a city so far, line by line."""
    of_city = (DrawLink.edition_id == edition_id, DrawLink.city_id == city_id)
    return db.session.scalars(select(DrawLink.line).where(*of_city).order_by(DrawLink.number)).all()


def tell(entry_id: str, person_id: str, until: datetime, *, at: datetime) -> None:
    """Have the guest asked by letter to confirm, once for each time that she is given a seat."""
    key = f"{LETTER}|{entry_id}|{int(until.timestamp())}"
    jobs.enqueue(LETTER, person_id=person_id, subject=entry_id, dedupe_key=key, due_at=at)


def _free(held: Draw, gone: Seated, what: What, *, at: datetime, because: str = "") -> None:
    """Note what happened, and ask the next. Whoever would have come along is told if the party has no seat."""
    _note_of(held, what, gone, at=at, because=because)
    if what is not What.PARTED:
        parties.tell_second(gone.id, what, at=at)
    seats.give_back(gone.show_id, gone.pool, gone.people)
    _promote(held, gone.show_id, at=at)


def _open_access(held: Draw, show_id: str, *, at: datetime) -> None:
    count = seats.free(show_id).get(Pool.ACCESS, 0)
    if count and seats.take(show_id, Pool.ACCESS, count):
        seats.give_back(show_id, Pool.GENERAL, count)
        _note(held, What.OPENED, NOBODY, show_id, count, at=at)
        _promote(held, show_id, at=at)


def _promote(held: Draw, show_id: str, *, at: datetime) -> None:
    show, edition = db.session.get_one(Show, show_id), db.session.get_one(Edition, held.edition_id)
    until = confirm_by(show, edition, at=at)
    if until is None or show.state is ShowState.CANCELLED:
        return
    late = _is_late(show, edition.plus_one_hours, at)
    for waits in seats.waiting(show_id):
        if not any(seats.free(show_id).values()):
            return
        party = _as_it_comes(waits) if late else waits
        pool = _taken(party)
        if pool and seats.seat(party, pool, confirm_by=until):
            _note_of(held, What.PROMOTED, replace(party, pool=pool), at=at)
            tell(party.id, party.person_id, until, at=at)


def _as_it_comes(party: Seated) -> Seated:
    """A party as many as it is when nobody can be named any more."""
    if party.people == 1 or own.find(party.id, held=True) is None or plus_ones.has_second(party.id):
        return party
    return replace(party, people=1)


def _taken(party: Seated) -> Pool | None:
    """The seats that were taken for a party; None where it does not fit."""
    pools = (Pool.ACCESS, Pool.GENERAL) if party.needs_access else (Pool.GENERAL,)
    return next((pool for pool in pools if seats.take(party.show_id, pool, party.people)), None)


def _hold(where: Where) -> Draw:
    held = find_held(where)
    if held is None:
        raise Conflict("seat_gone")
    return held


def _past_naming(at: datetime) -> Sequence[str]:
    """Shows to come after a draw whose parties can name nobody any more."""
    drawn = select(Show, Edition.plus_one_hours).join(Edition, Edition.id == Show.edition_id)
    to_come = (Show.state != ShowState.CANCELLED, Show.starts_at > at)
    return [show.id for show, hours in db.session.execute(drawn.where(*to_come)) if _is_late(show, hours, at)]


def _is_late(show: Show, hours: int, at: datetime) -> bool:
    return at >= show.starts_at - timedelta(hours=hours)


def _note_of(held: Draw, what: What, seat: Seated | None, *, at: datetime, because: str = "") -> None:
    """Add what happened to a seat. Not of one that was kept out of the draw for a few with access needs: its link would
    say of an id that it is one of them. Where such an entry is void it waits, as far as anybody can see."""
    kept = draw_list.read_head(held.listed.encode("ascii")).seats
    if seat is None:
        return
    is_hidden = seat.pool == Pool.ACCESS and kept[seat.show_id].kept > 0
    if what is What.VOID or not is_hidden:
        show_id = NOBODY if is_hidden else seat.show_id
        _note(held, what, seat.public_id, show_id, seat.people, at=at, because=because)


def _note(
    held: Draw, what: What, public_id: str, show_id: str, people: int, *, at: datetime, because: str = ""
) -> None:
    """Add a link to the chain of the city whose draw is held."""
    lines = select(DrawLink).where(DrawLink.edition_id == held.edition_id, DrawLink.city_id == held.city_id)
    last = db.session.scalar(lines.order_by(DrawLink.number.desc()).limit(1))
    after = chain.hash_of(last.line) if last else draw_result.fingerprint((held.result or "").encode("ascii"))
    number = last.number + 1 if last else 1
    made: Link = chain.link(
        number, after, at=at, what=what, entry=public_id, show=show_id, people=people, because=because
    )
    db.session.add(DrawLink(edition_id=held.edition_id, city_id=held.city_id, number=number, line=made.line()))
    db.session.flush()
