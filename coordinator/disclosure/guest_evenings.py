"""A guest's evening: where her show is, for as long as she has a confirmed seat and the policy tells guests.

Both are asked for whenever she looks, and once more as a letter about it leaves. Nobody else's evening exists for her.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, union_all

from coordinator.db import db
from coordinator.disclosure import plus_ones, seats, uninvited
from coordinator.disclosure.entries import OwnEntry
from coordinator.disclosure.gateway import has_revealed
from coordinator.disclosure.policy import Clock, Fact, Phase, Relation
from coordinator.disclosure.sealed_guests import SealedEntry, SealedPlusOne
from coordinator.disclosure.sealed_hosts import SealedDoor
from coordinator.disclosure.visits import Visit, sees_photos, told, visits
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

AT_ONCE = 500  # letters found in one round; the next one finds more


@dataclass(frozen=True, slots=True)
class GuestEvening:
    """An evening as a party with a confirmed seat may know it now. `clock` and `phase` are those by which it is told
    (`uninvited.clock_for`)."""

    entry: OwnEntry
    show: Show
    clock: Clock
    phase: Phase
    visit: Visit

    @property
    def is_off(self) -> bool:
        """Whether the show is called off."""
        return self.show.state is ShowState.CANCELLED


def evening(reader: Reader, entry_id: str, *, at: datetime) -> GuestEvening:
    """The evening of one of the reader's entries. Raises NotFound for everybody but the party, its second person
    included once she has said yes, and for a party without a confirmed seat."""
    entry = next((one for one in plus_ones.confirmed(reader) if one.id == entry_id), None)
    if entry is None or entry.seat is None:
        raise NotFound
    show = db.session.get_one(Show, entry.seat)
    clock = uninvited.clock_for(entry_id, show, db.session.get_one(Edition, show.edition_id))
    phase = clock.phase(at)
    stands = Relation.ENTRANT if phase is Phase.CLOSED else Relation.GUEST
    return GuestEvening(entry, show, clock, phase, visits(reader, [show.id], lambda _: stands, at=at)[show.id])


def sees_room(reader: Reader, space_id: str, *, at: datetime) -> bool:
    """Whether the reader has a confirmed seat in that room, and guests may see photos of it now."""
    confirmed = [one for one in plus_ones.confirmed(reader) if not uninvited.waits(one.id)]
    mine = [entry.seat for entry in confirmed if entry.seat is not None]
    return sees_photos(mine, space_id, lambda _: Relation.GUEST, at=at)


def may_read(entry_id: str, person_id: str, *, at: datetime) -> bool:
    """Whether somebody finds the address on her evening's page now, and the show is still to come: for a letter that
    says so."""
    mine = {one.id: one for one in plus_ones.confirmed(Reader(person_id))}
    if entry_id not in mine:
        return False
    show = db.session.get_one(Show, mine[entry_id].seat)
    phase = uninvited.clock_for(entry_id, show, db.session.get_one(Edition, show.edition_id)).phase(at)
    return at < show.starts_at and bool(told([Fact.STREET_ADDRESS], Relation.GUEST, show, phase))


def untold(letter: str, *, at: datetime) -> Sequence[tuple[str, str, str]]:
    """(Entry id, person id, key) of those who may read the address now, before the show, and for whom no `letter` (a
    kind of the outbox) was enqueued since they had this seat: some of them, where they are many. The key is one for
    each person and seat."""
    found: list[tuple[str, str, str]] = []
    for edition in db.session.scalars(select(Edition)).all():
        soon = (Show.edition_id == edition.id, Show.starts_at > at, has_revealed(edition, at=at))
        found += _untold(letter, *soon, Show.state != ShowState.CANCELLED)
    return found


def _untold(letter: str, *which: ColumnElement[bool]) -> Sequence[tuple[str, str, str]]:
    """Nobody is told of a door that is closed; once it opens again she is. The same of a party about which a lead has
    yet to decide."""
    confirmed = (
        SealedEntry.state == EntryState.CONFIRMED,
        *which,
        ~exists().where(SealedDoor.space_id == Show.space_id),
        ~uninvited.is_undecided(),
    )
    seat = (SealedEntry.show_id, SealedEntry.left_at)
    guests = (
        select(SealedEntry.id, SealedEntry.person_id, *seat)
        .join(Show, Show.id == SealedEntry.show_id)
        .where(*confirmed)
    )
    seconds = (
        select(SealedEntry.id, SealedPlusOne.person_id, *seat)
        .join(SealedPlusOne, SealedPlusOne.entry_id == SealedEntry.id)
        .join(Show, Show.id == SealedEntry.show_id)
        .where(*confirmed, plus_ones.has_said_yes())
    )
    every = union_all(guests, seconds).subquery()
    hers = (Outbox.person_id == every.c.person_id, Outbox.subject == every.c.id, Outbox.kind == letter)
    of_this_seat = or_(every.c.left_at.is_(None), Outbox.due_at > every.c.left_at)
    fresh = select(every).where(~exists().where(*hers, of_this_seat))
    with granted("who may read an address"):
        rows = db.session.execute(fresh.order_by(every.c.id, every.c.person_id).limit(AT_ONCE)).all()
    return [
        (row.id, row.person_id, f"{letter}|{row.id}|{row.person_id}|{seats.which(row.show_id, row.left_at)}")
        for row in rows
    ]
