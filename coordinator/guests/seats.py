"""Seats after the draw: confirmed in time, or given to the next party that fits.

Whoever was drawn says yes within a window, or the seat goes on: two days, six hours in the last three days, one hour in
the last twelve. The waiting list is asked in the order of the draw; a party that does not fit keeps its rank. Nobody is
asked any more an hour before the show. All that happens to a seat is a link of the published chain.

A city's draw is held by the transaction that moves its seats, so two of them come one after the other; the counts of
free seats guard themselves besides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats
from coordinator.disclosure.entries import Where
from coordinator.disclosure.seats import Seated
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.guests import chain, draw_result
from coordinator.guests.chain import Link, What
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import Draw, DrawLink, EntryState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

NEAR, NEAR_WINDOW = timedelta(hours=72), timedelta(hours=6)
CLOSE, CLOSE_WINDOW = timedelta(hours=12), timedelta(minutes=60)
LAST = timedelta(hours=1)  # before the show: nobody is asked any more
LETTER = "seat"  # the outbox's kind


def confirm_by(show: Show, edition: Edition, *, at: datetime) -> datetime | None:
    """Until when a party that is drawn at the instant `at` may say yes; None where it is too late to ask."""
    left = show.starts_at - at
    if left <= LAST:
        return None
    window = timedelta(hours=edition.confirm_hours)
    if left <= CLOSE:
        window = CLOSE_WINDOW
    elif left <= NEAR:
        window = NEAR_WINDOW
    return min(at + window, show.starts_at - LAST)


def confirm(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Say yes. A second time changes nothing. Raises NotFound for everybody but its guest, Conflict (`seat_gone`)."""
    entry = own.own_entry(reader, entry_id)
    held = _hold(entry.where)
    if seats.confirm(entry_id, at=at):
        _note(held, What.CONFIRMED, entry.public_id, entry.seat or "", entry.wanted.people, at=at)
        return
    now_is = own.own_entry(reader, entry_id)
    if now_is.state is not EntryState.CONFIRMED:
        raise Conflict("seat_gone")


def release(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Give a seat back, by one tap, at any time. A second time changes nothing. Raises NotFound as `confirm` does."""
    entry = own.own_entry(reader, entry_id)
    held = _hold(entry.where)
    mine = seats.seated(entry_id)
    if mine is not None and seats.leave(entry_id, EntryState.RELEASED):
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
        if seats.leave(late.id, EntryState.LAPSED, since=(EntryState.WON,)):
            _free(held, late, What.LAPSED, at=at)


def links(edition_id: str, city_id: str) -> Sequence[str]:
    """The chain of a city so far, line by line."""
    of_city = (DrawLink.edition_id == edition_id, DrawLink.city_id == city_id)
    return db.session.scalars(select(DrawLink.line).where(*of_city).order_by(DrawLink.number)).all()


def tell(entry_id: str, person_id: str, until: datetime, *, at: datetime) -> None:
    """Have the guest asked by letter to confirm, once for each time that she is given a seat."""
    key = f"{LETTER}|{entry_id}|{int(until.timestamp())}"
    jobs.enqueue(LETTER, person_id=person_id, subject=entry_id, dedupe_key=key, due_at=at)


def _free(held: Draw, gone: Seated, what: What, *, at: datetime) -> None:
    """Note what happened, and ask the next."""
    _note(held, what, gone.public_id, gone.show_id, gone.people, at=at)
    seats.give_back(gone.show_id, gone.pool, gone.people)
    _promote(held, gone.show_id, at=at)


def _promote(held: Draw, show_id: str, *, at: datetime) -> None:
    show = db.session.get_one(Show, show_id)
    until = confirm_by(show, db.session.get_one(Edition, held.edition_id), at=at)
    if until is None or show.state is ShowState.CANCELLED:
        return
    for party in seats.waiting(show_id):
        if not any(seats.free(show_id).values()):
            return
        pool = _taken(party)
        if pool and seats.seat(party, pool, confirm_by=until):
            _note(held, What.PROMOTED, party.public_id, show_id, party.people, at=at)
            tell(party.id, party.person_id, until, at=at)


def _taken(party: Seated) -> Pool | None:
    """The seats that were taken for a party; None where it does not fit."""
    pools = (Pool.ACCESS, Pool.GENERAL) if party.needs_access else (Pool.GENERAL,)
    return next((pool for pool in pools if seats.take(party.show_id, pool, party.people)), None)


def _hold(where: Where) -> Draw:
    this = (Draw.edition_id == where.edition_id, Draw.city_id == where.city_id, Draw.result.is_not(None))
    held = db.session.scalar(select(Draw).where(*this).with_for_update())
    if held is None:
        raise Conflict("seat_gone")
    return held


def _note(held: Draw, what: What, public_id: str, show_id: str, people: int, *, at: datetime) -> None:
    """Add a link to the chain of the city whose draw is held."""
    lines = select(DrawLink).where(DrawLink.edition_id == held.edition_id, DrawLink.city_id == held.city_id)
    last = db.session.scalar(lines.order_by(DrawLink.number.desc()).limit(1))
    after = chain.hash_of(last.line) if last else draw_result.fingerprint((held.result or "").encode("ascii"))
    number = last.number + 1 if last else 1
    made: Link = chain.link(number, after, at=at, what=what, entry=public_id, show=show_id, people=people)
    db.session.add(DrawLink(edition_id=held.edition_id, city_id=held.city_id, number=number, line=made.line()))
    db.session.flush()
