"""Guests of a show in trouble are offered seats at another one, in their city or a neighbour's, and say yes or no.

Only seats for which nobody waits there are offered, so nobody of that city loses a chance by it; the published chain of
its draw says how many went, and anybody can check that nobody was passed over. Nothing changes for a guest who says
nothing: her seat stays hers, whatever becomes of her show. Who says yes gives that seat back in the same moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import elsewhere, leaks, plus_ones
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as sealed_seats
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.geo.distance import km
from coordinator.guests import after, seats
from coordinator.guests.chain import NOBODY, What
from coordinator.guests.draw_list import Pool
from coordinator.guests.linking import find_held, note
from coordinator.guests.models import Draw
from coordinator.guests.promoting import asked_until, promote
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import Show, ShowState

LETTER, COMING = "seat_elsewhere", "guests_elsewhere"  # the outbox's kinds
TAKEN = "taken"  # in a job's subject: her party has gone there
MOST = 6  # shows to choose from


@dataclass(frozen=True, slots=True)
class Room:
    """A show with room: how far its area is from that of the show in trouble (km, None within one), how many seats
    nobody has or waits for, and the people who have come there from other shows."""

    show: PublicShow
    distance_km: float | None
    free: int
    taken: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A seat that a guest may have instead: km from the area of her own show, None within it; whether it takes her
    whole party."""

    show: PublicShow
    distance_km: float | None
    fits: bool


def rooms(reader: Reader, show: Show, *, at: datetime) -> Sequence[Room]:
    """The nearest shows with room whose guests can still be told. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    drawn = select(Show).join(Draw, (Draw.edition_id == Show.edition_id) & (Draw.city_id == Show.city_id))
    to_come = (Show.edition_id == show.edition_id, Show.id != show.id, Show.starts_at > at)
    held = (Draw.result_root.is_not(None), Show.state != ShowState.CANCELLED)
    found = {one.id: one for one in db.session.scalars(drawn.where(*to_come, *held)) if _may_take(one, at=at)}
    free = elsewhere.free(list(found), Pool.GENERAL)
    here, there = listing.get_show(show.id), elsewhere.taken(list(free))
    public = {one.id: one for one in listing.in_edition(show.edition_id) if one.id in free}
    rows = [Room(one, _apart(here, one), free[key], there.get(key, 0)) for key, one in public.items()]
    return sorted(rows, key=lambda row: (row.distance_km or 0.0, row.show.id))[:MOST]


def offer(reader: Reader, show_id: str, to_show: str, *, agreed_by: str, at: datetime) -> None:
    """Offer the guests of a show seats at another one. `agreed_by`: who leads there (a person's id) and has said yes;
    blank where nobody does. The same again changes nothing.

    Each guest with a seat gets a letter, and whoever leads there. Raises NotFound for everybody but the global team and
    for what is no show, Invalid (`agreed_by`), and Conflict: `elsewhere_full`.
    """
    leaks.refuse_others(reader)
    show, to = db.session.get(Show, show_id), db.session.get(Show, to_show)
    if show is None or to is None or show.edition_id != to.edition_id or show.id == to.id:
        raise NotFound
    if not _has_room(to, at=at):
        raise Conflict("elsewhere_full")
    leading = {*roll(to.city_id).leads, *roll(to.city_id).deputies}
    if agreed_by not in (leading or {""}):
        raise Invalid({"agreed_by": [Say("Say who leads there and has agreed with you.")]})
    if not elsewhere.put(reader, show.id, to.id, agreed_by=agreed_by or None, at=at):
        return
    key = f"{show.id}|{to.id}|{at:%Y%m%dT%H%M%S.%f}"
    guests = dict(_guests(show.id))
    told = [(person_id, f"{entry_id}|{to.id}", f"{key}|{entry_id}") for entry_id, person_id in guests.items()]
    jobs.enqueue_all(LETTER, told, due_at=at)
    jobs.enqueue_all(COMING, [(person, to.id, f"{key}|{person}") for person in sorted(leading)], due_at=at)


def choices(entry: OwnEntry, *, at: datetime) -> Sequence[Choice]:
    """Where the guest of an entry with a seat may go instead; for her own page. One statement where nothing is
    offered."""
    if entry.seat is None or entry.state not in sealed_seats.HOLDS:
        return ()
    offered = [db.session.get_one(Show, key) for key in elsewhere.standing(entry.seat)]
    open_ = [one for one in offered if _may_take(one, at=at)]
    free = elsewhere.free([one.id for one in open_], Pool.GENERAL)
    here = listing.get_show(entry.seat) if free else None
    return [
        Choice(there, _apart(here, there), fits=free[one.id] >= entry.wanted.people)
        for one in open_
        if here is not None and one.id in free
        for there in [listing.get_show(one.id)]
    ]


def take(reader: Reader, entry_id: str, to_show: str, *, at: datetime) -> None:
    """Have a seat elsewhere instead of one's own, for the whole party, at once and for good. A second time changes
    nothing. Raises NotFound for everybody but its guest and for what was not offered, and Conflict: `seat_gone`,
    `elsewhere_full`."""
    mine, to = own.own_entry(reader, entry_id), db.session.get(Show, to_show)
    if to is None:
        raise NotFound
    if any(_sits(one, to) for one in own.own_entries(reader)):
        return
    if to.id not in elsewhere.standing(mine.seat or ""):
        raise NotFound
    there = _hold(mine.where, Where(to.edition_id, to.city_id))
    entry, seat = own.own_entry(reader, entry_id, held=True), sealed_seats.seated(entry_id)
    if seat is None or seat.show_id != mine.seat:
        raise Conflict("seat_gone")
    _take_seats(there, to, seat.people, at=at)
    made = elsewhere.seat(entry, to, seat.people, at=at)
    seats.release(reader, entry_id, at=at)
    jobs.enqueue(seats.TICKET, person_id=entry.person_id, subject=made, dedupe_key=f"{seats.TICKET}|{made}|", due_at=at)
    for _, second in plus_ones.seconds([made]):
        subject = f"{made}|{to.id}|{TAKEN}"
        jobs.enqueue(LETTER, person_id=second, subject=subject, dedupe_key=f"{LETTER}|{subject}", due_at=at)
    after.await_end(to.id)


def is_news(entry_id: str, to_show: str, *, taken: bool, at: datetime) -> bool:
    """Whether a letter about a seat elsewhere says something that is so: she may have it still, or her party has it."""
    entry = own.find(entry_id)
    if entry is None:
        return False
    if taken:
        return entry.seat == to_show and entry.state in sealed_seats.HOLDS and seats.is_ahead(entry, at=at)
    return any(one.show.id == to_show for one in choices(entry, at=at))


def _sits(entry: OwnEntry, to: Show) -> bool:
    return (entry.seat, entry.pool) == (to.id, elsewhere.POOL) and entry.state in sealed_seats.HOLDS


def _take_seats(held: Draw, to: Show, people: int, *, at: datetime) -> None:
    """Who waits there for these seats goes first. The draw is held by the caller."""
    promote(held, to.id, at=at)
    if not _may_take(to, at=at) or not sealed_seats.take(to.id, Pool.GENERAL, people):
        raise Conflict("elsewhere_full")
    note(held, What.WELCOMED, NOBODY, to.id, people, at=at)


def _hold(here: Where, there: Where) -> Draw:
    """Hold both draws, in the order in which everybody does; that of `there`."""
    held = {one: find_held(one) for one in sorted({here, there}, key=lambda one: (one.edition_id, one.city_id))}
    found = held[there]
    if found is None or held[here] is None:
        raise Conflict("seat_gone")
    return found


def _may_take(show: Show, *, at: datetime) -> bool:
    """Whether somebody can still be given a seat at a show that takes place."""
    return asked_until(show, db.session.get_one(Edition, show.edition_id), at=at) is not None


def _has_room(show: Show, *, at: datetime) -> bool:
    drawn = db.session.get(Draw, (show.edition_id, show.city_id))
    is_drawn = drawn is not None and drawn.result_root is not None
    return is_drawn and _may_take(show, at=at) and show.id in elsewhere.free([show.id], Pool.GENERAL)


def _guests(show_id: str) -> Sequence[tuple[str, str]]:
    """Who has a seat there: the guests of parties, not who comes along."""
    return [
        (one.party.id, one.party.person_id)
        for one in sealed_seats.holders(show_id)
        if not one.is_shown and one.party.person_id is not None
    ]


def _apart(one: PublicShow, other: PublicShow) -> float | None:
    """None within one area: how far one home is from another in it is nobody's to know."""
    if one.area.id == other.area.id:
        return None
    return km(one.area.latitude, one.area.longitude, other.area.latitude, other.area.longitude)
