"""Seats after the draw: confirmed in time, or given to the next party that fits.

Whoever was drawn says yes within a window, or the seat goes on: two days, six hours in the last three days, one hour in
the last twelve. The waiting list is asked in the order of the draw; a party that does not fit keeps its rank. Nobody is
asked any more an hour before the show. All that moves a seat in public is a link of the published chain (`linking`).

A city's draw is held by the transaction that moves its seats, so two of them come one after the other; the counts of
free seats guard themselves besides.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import counts, elsewhere, moves, plus_ones, seats, tickets, waiting_lists
from coordinator.disclosure import entries as own
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.disclosure.seats import Seated
from coordinator.disclosure.waiting_lists import Feigned
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.guests import after, in_vain, parties
from coordinator.guests.chain import NOBODY, What
from coordinator.guests.draw_list import Pool
from coordinator.guests.linking import find_held, hides, is_hidden, keeps, note, note_of
from coordinator.guests.models import Draw, EntryState, PlusOneState
from coordinator.guests.promoting import ACCESS_UNTIL, is_late, promote
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

GONE = (EntryState.LAPSED, EntryState.RELEASED, EntryState.VOID)
AT_ONCE = 100  # seats that go on in one transaction, so that nobody waits long for the database
WAITS, TICKET = "waits", "ticket"  # the outbox's kinds


def is_asked(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether a guest may say yes at the instant `at`: she was drawn in time for a show that takes place."""
    in_time = entry.state is EntryState.WON and entry.confirm_by is not None and at < entry.confirm_by
    return in_time and db.session.get_one(Show, entry.seat).state is not ShowState.CANCELLED


def is_ahead(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether the show of an entry's seat is still to come, and takes place."""
    show = db.session.get_one(Show, entry.seat)
    return show.state is not ShowState.CANCELLED and at < show.starts_at


def is_news(entry: OwnEntry | None, *, at: datetime) -> bool:
    """Whether what becomes of an entry matters still: the show of its seat, or one that it would like, is to begin. Of
    one that is gone nobody can tell."""
    if entry is None:
        return True
    last = select(func.max(Show.starts_at)).where(Show.id.in_([entry.seat] if entry.seat else entry.wanted.shows))
    begins = db.session.scalar(last)
    return begins is not None and at < begins


def confirm(reader: Reader, entry_id: str, *, sees: str, at: datetime) -> None:
    """Say yes to what she `sees` (`moves.seen_of`). A second time changes nothing. Raises NotFound for everybody but
    its guest, and Conflict: `seat_gone`, `seat_moved`."""
    _hold(own.own_entry(reader, entry_id).where)
    entry = own.own_entry(reader, entry_id, held=True)
    if entry.state is EntryState.CONFIRMED:
        return
    if not is_asked(entry, at=at):
        raise Conflict("seat_gone")
    if sees != moves.seen_of(str(entry.seat)):
        raise Conflict("seat_moved")
    if not seats.confirm(entry_id, at=at):
        raise Conflict("seat_gone")
    key = f"{TICKET}|{entry_id}|{seats.which(entry.seat, entry.left_at)}"
    jobs.enqueue(TICKET, person_id=entry.person_id, subject=entry_id, dedupe_key=key, due_at=at)
    after.await_end(str(entry.seat))


def release(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Give a seat back, or one's place on the waiting list, by one tap, until somebody of the party has come in. A
    second time changes nothing. Raises NotFound as `confirm` does, Conflict: `over`, `inside`."""
    held = _hold(own.own_entry(reader, entry_id).where)
    entry, mine = own.own_entry(reader, entry_id, held=True), seats.seated(entry_id)
    if in_vain.has_waited(entry, at=at):
        raise Conflict("over")
    if mine is not None and counts.inside(mine.show_id).get(entry_id):
        raise Conflict("inside")
    _give_back(held, entry, mine, at=at)


def _give_back(held: Draw, entry: OwnEntry, mine: Seated | None, *, at: datetime) -> None:
    if mine is not None and seats.leave(entry.id, EntryState.RELEASED, at=at):
        if is_hidden(held, mine) and waiting_lists.find_feigned(entry.id) is None:
            note(held, What.LEFT, mine.public_id, NOBODY, mine.people, at=at)
        _free(held, mine, What.RELEASED, at=at)
    elif mine is None and seats.leave_line(entry.id, at=at):
        _leave_line(held, entry, at=at)
        parties.tell_second(entry.id, What.LEFT, at=at)


def release_all(reader: Reader, *, at: datetime) -> None:
    """Give back every seat of somebody who is erased, and every place on a waiting list. A draw that is to come waits
    for her, or she for it: what it gives to nobody goes on."""
    for edition_id, city_id in sorted({(one.where.edition_id, one.where.city_id) for one in own.own_entries(reader)}):
        this = (Draw.edition_id == edition_id, Draw.city_id == city_id)
        db.session.execute(select(Draw.city_id).where(*this).with_for_update()).all()
    for entry in own.own_entries(reader):
        if entry.state in seats.HOLDS:
            _give_back(_hold(entry.where), own.own_entry(reader, entry.id, held=True), seats.seated(entry.id), at=at)
        held = find_held(entry.where)
        if held is not None:
            _leave_line(held, entry, at=at)


def lapse_due(at: datetime) -> None:
    """Let go on what was not confirmed by the instant `at`, and what is only shown as a seat, all in one order: that of
    their draws, as everybody holds several, and then of their ranks. Of very many the next go on in the next call."""
    late = [*seats.overdue(at), *waiting_lists.feigned_over(at)]
    held: Draw | None = None
    for where, _, gone in sorted(late, key=lambda one: (one[0].edition_id, one[0].city_id, one[1]))[:AT_ONCE]:
        if held is None or Where(held.edition_id, held.city_id) != where:  # a large list is read once
            held = _hold(where)
        if not gone.pool:
            _end_feigned(held, gone.id, gone.public_id, What.LAPSED, at=at)
        elif seats.lapse(gone.id, at=at):  # it may have another time by now
            _free(held, gone, What.RELEASED if tickets.has_one(gone.id) else What.LAPSED, at=at)


def open_access_due(at: datetime) -> None:
    """Give access seats that nobody has taken to the waiting list, two days before their show."""
    late = _with_free(Pool.ACCESS, Show.starts_at <= at + ACCESS_UNTIL, at=at)
    awaited = waiting_lists.awaited([show.id for show, _ in late])
    for show, head in late:
        if show.id in awaited or not keeps(head):  # where they are hidden they stay as they are until somebody waits
            _open_access(_hold(Where(show.edition_id, show.city_id)), show.id, at=at)


def fill_due(at: datetime) -> None:
    """Ask who waits for what is free, however that came about: while a show was off nobody could be asked. A draw of
    whose shows nobody waits is left alone."""
    free = [show for show, _ in _with_free(Pool.GENERAL, at=at)]
    awaited = waiting_lists.awaited([show.id for show in free])
    for show in free:
        if show.id in awaited:
            promote(_hold(Where(show.edition_id, show.city_id)), show.id, at=at)


def part_due(at: datetime) -> None:
    """Let the second seat of parties go on whose second person has not said yes by the instant `at`."""
    for where, entry_id in seats.alone(_past_naming(at)):
        held = _hold(where)
        entry = own.find(entry_id, held=True)  # nobody says yes meanwhile
        if entry is not None and not plus_ones.has_second(entry_id) and part(held, entry_id, at=at):
            named_id = plus_ones.close(entry_id, at=at)
            parties.tell_guest(entry, named_id, PlusOneState.LATE, at=at)


def part(held: Draw, entry_id: str, *, at: datetime) -> bool:
    """Let one seat of a party of two go on; whether it had two. Once both are in nobody else can have it.
    Draw and entry are held by the caller."""
    party = seats.seated(entry_id)
    is_used = party is not None and counts.inside(party.show_id).get(entry_id, 0) == party.people
    if party is None or is_used or not seats.part(entry_id):
        return False
    _free(held, replace(party, people=1), What.PARTED, at=at)
    return True


def void(held: Draw, entry: OwnEntry, because: str, *, at: datetime) -> bool:
    """Make an entry void that has a seat or waits; whether it did. Draw and entry are held by the caller."""
    seat = seats.seated(entry.id)
    if seat is not None and seats.leave(entry.id, EntryState.VOID, at=at):
        if is_hidden(held, seat):
            _void_in_public(held, entry, because, at=at)
        _free(held, seat, What.VOID, at=at, because=because)
        return True
    if not seats.strike(entry.id):
        return False
    _void_in_public(held, entry, because, at=at)
    parties.tell_second(entry.id, What.VOID, at=at)
    return True


def restore(held: Draw, entry: OwnEntry, *, at: datetime) -> bool:
    """Let an entry wait again that was void, and ask it for what is free; whether it was. Its seat has gone on."""
    if not seats.wait_again(entry.id):
        return False
    if waiting_lists.find_feigned(entry.id) is None:
        note(held, What.RESTORED, entry.public_id, NOBODY, entry.wanted.people, at=at)
    for show_id in entry.wanted.shows:
        promote(held, show_id, at=at)
    return True


def _void_in_public(held: Draw, entry: OwnEntry, because: str, *, at: datetime) -> None:
    """Note that an entry is void which waits, as far as anybody can see, or has the seat that is shown as its."""
    shown = waiting_lists.find_feigned(entry.id)
    if shown is None:
        note(held, What.VOID, entry.public_id, NOBODY, entry.wanted.people, at=at, because=because)
    elif shown.until is not None:
        waiting_lists.end_feigned(entry.id, forget=True)
        _free_shown(held, entry.public_id, shown, What.VOID, at=at, because=because)


def _leave_line(held: Draw, entry: OwnEntry, *, at: datetime) -> None:
    """Take an entry that waits, as far as anybody can see, from the waiting list."""
    if waiting_lists.find_feigned(entry.id) is not None:
        _end_feigned(held, entry.id, entry.public_id, What.RELEASED, at=at)
    elif entry.state is EntryState.WAITLISTED or (entry.state is EntryState.LAPSED and _was_hidden(held, entry)):
        note(held, What.LEFT, entry.public_id, NOBODY, entry.wanted.people, at=at)


def _was_hidden(held: Draw, entry: OwnEntry) -> bool:
    return entry.pool == Pool.ACCESS and hides(held)


def _end_feigned(held: Draw, entry_id: str, public_id: str, what: What, *, at: datetime) -> None:
    """Let a seat that is only shown as an entry's go on, for one caller only."""
    shown = waiting_lists.find_feigned(entry_id)
    if shown is not None and shown.until is not None:
        waiting_lists.end_feigned(entry_id)
        _free_shown(held, public_id, shown, what, at=at)


def _free_shown(held: Draw, public_id: str, shown: Feigned, what: What, *, at: datetime, because: str = "") -> None:
    note(held, what, public_id, shown.show_id, shown.people, at=at, because=because)
    seats.give_back(shown.show_id, Pool.GENERAL, shown.people)
    promote(held, shown.show_id, at=at)


def _free(held: Draw, gone: Seated, what: What, *, at: datetime, because: str = "") -> None:
    """Note what happened, and ask the next. Whoever would have come along is told if the party has no seat."""
    is_elsewhere = gone.pool == elsewhere.POOL  # no line of this draw's list: its record tells of the seats alone
    if is_elsewhere:
        note(held, What.RETURNED, NOBODY, gone.show_id, gone.people, at=at)
    else:
        note_of(held, what, gone, at=at, because=because)
    if what is not What.PARTED:
        parties.tell_second(gone.id, what, at=at)
    seats.give_back(gone.show_id, Pool.GENERAL if is_elsewhere else gone.pool, gone.people)
    promote(held, gone.show_id, unseen=is_hidden(held, gone), at=at)


def _open_access(held: Draw, show_id: str, *, at: datetime) -> None:
    count = 0 if hides(held) else seats.free(show_id).get(Pool.ACCESS, 0)
    if count and seats.take(show_id, Pool.ACCESS, count):
        seats.give_back(show_id, Pool.GENERAL, count)
        note(held, What.OPENED, NOBODY, show_id, count, at=at)
    promote(held, show_id, unseen=hides(held), at=at)


def _with_free(pool: Pool, *which: ColumnElement[bool], at: datetime) -> Sequence[tuple[Show, str]]:
    """Shows to come whose draw was held, with free seats of a pool, each with the first line of its draw's list; in the
    order in which everybody holds draws."""
    drawn = select(Show, Draw.head).join(Draw, (Draw.edition_id == Show.edition_id) & (Draw.city_id == Show.city_id))
    to_come = (Draw.result_root.is_not(None), Show.starts_at > at, Show.state != ShowState.CANCELLED)
    in_turn = (Show.edition_id, Show.city_id, Show.id)
    found = db.session.execute(drawn.where(*to_come, *which).order_by(*in_turn)).all()
    free = seats.kept_free([show.id for show, _ in found], pool)
    return [(show, head) for show, head in found if show.id in free]


def _hold(where: Where) -> Draw:
    held = find_held(where)
    if held is None:
        raise Conflict("seat_gone")
    return held


def _past_naming(at: datetime) -> Sequence[str]:
    """Shows to come after a draw whose parties can name nobody any more."""
    drawn = select(Show, Edition.plus_one_hours).join(Edition, Edition.id == Show.edition_id)
    to_come = (Show.state != ShowState.CANCELLED, Show.starts_at > at)
    return [show.id for show, hours in db.session.execute(drawn.where(*to_come)) if is_late(show, hours, at)]
