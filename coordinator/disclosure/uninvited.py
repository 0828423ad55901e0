"""Parties with somebody whom a host does not want in her home: for the lead alone, who decides what becomes of them.

They are found by the mailbox of who enters, never by a name: many people have the same. Until the lead has decided,
such a party is told no address: to it the door is one that its host has closed, from when the address would be told to
when all is over. Nobody else can tell that there is anything to decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.entries import Where
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Clock, Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_guests import SealedEntrant, SealedEntry, SealedWish
from coordinator.disclosure.sealed_hosts import SealedHostVeto, SealedLetCome
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Match:
    """A party that a host does not want, and the show in her home at which it may sit, or sits. `words`: hers, `line`:
    the public id of its entry, `state`: how that stands."""

    veto_id: str
    entry_id: str
    where: Where
    show: Show
    words: str = field(repr=False)
    line: str
    state: EntryState


def open_in(reader: Reader, where: Where, *, at: datetime) -> Sequence[Match]:
    """Those in a city about which nobody has decided, for whoever leads it, one for each veto and party, the first show
    first. Raises NotFound for everybody else."""
    stands = relation(reader, city_id=where.city_id)
    if not all(may_see(fact, stands, Phase.PLANNED) for fact in (Fact.HOME, Fact.VOID)):
        raise NotFound
    found = every(where, at=at)
    audit.record(reader, [Fact.HOME, Fact.VOID] if found else (), of=[one.entry_id for one in found], at=at)
    return found


def every(where: Where | None = None, *, at: datetime) -> Sequence[Match]:
    """The same everywhere, or in one city, for letters and for use-cases that have checked who asks."""
    here = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id) if where else ()
    wanted = (
        select(
            SealedHostVeto.id.label("veto_id"),
            SealedHostVeto.words,
            *(SealedEntry.id, SealedEntry.edition_id, SealedEntry.city_id, SealedEntry.public_id, SealedEntry.state),
            Show,
        )
        .join(SealedEntrant, SealedEntrant.fingerprint == SealedHostVeto.mailbox)
        .join(SealedEntry, SealedEntry.id == SealedEntrant.entry_id)
        .join(Show, (Show.space_id == SealedHostVeto.space_id) & (Show.edition_id == SealedEntry.edition_id))
        .where(_may_sit(), ~_let_come(), Show.state != ShowState.CANCELLED, Show.starts_at > at, *here)
        .order_by(Show.starts_at, SealedHostVeto.said_at, SealedEntry.public_id, Show.id)
    )
    with granted("parties that a host does not want"):
        rows = db.session.execute(wanted).all()
    seal, found = cipher.current(), dict[tuple[str, str], Match]()
    for row in rows:
        words = seal.open(row.words, f"sec_host_vetoes.words|{row.veto_id}")
        place = Where(row.edition_id, row.city_id)
        one = Match(row.veto_id, row.id, place, row.Show, words, row.public_id, row.state)
        found.setdefault((row.veto_id, row.id), one)
    return tuple(found.values())


def let_come(veto_id: str, entry_id: str, *, by: str, at: datetime) -> None:
    """Keep that a lead lets a party come. The entry is held by the caller."""
    row = {"veto_id": veto_id, "entry_id": entry_id, "said_by": by, "said_at": at}
    with granted("let a party come"):
        db.session.execute(insert(SealedLetCome), [row])


def was_let_come(veto_id: str, entry_id: str) -> bool:
    """Whether a lead has said so."""
    with granted("whether a party may come"):
        return db.session.get(SealedLetCome, (veto_id, entry_id)) is not None


def is_undecided() -> ColumnElement[bool]:
    """Of an entry and its show in one statement: nobody has decided whether that party may come there."""
    named = (
        select(SealedHostVeto.id)
        .join(SealedEntrant, SealedEntrant.fingerprint == SealedHostVeto.mailbox)
        .where(SealedEntrant.entry_id == SealedEntry.id, SealedHostVeto.space_id == Show.space_id, ~_let_come())
    )
    return exists(named.correlate(SealedEntry, Show))


def waits(entry_id: str) -> bool:
    """Whether the party of an entry with a confirmed seat is told no address before a lead has decided."""
    seat = select(SealedEntry.id).join(Show, Show.id == SealedEntry.show_id)
    sits = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.CONFIRMED)
    with granted("whether a party may come"):
        found = db.session.scalar(seat.where(*sits, is_undecided()))
    return found is not None


def clock_for(entry_id: str, show: Show, edition: Edition) -> Clock:
    """The clock of a show as it goes for a party with a seat there: for one that `waits` the door is closed by the time
    the address is told, if it was not before, and so it stays."""
    clock = clock_of(show, edition)
    if not waits(entry_id):
        return clock
    return replace(clock, closed_at=min(clock.closed_at or clock.reveals_at, clock.reveals_at))


def _may_sit() -> ColumnElement[bool]:
    """Of an entry and a show: it has a seat there, or may still get one."""
    wishes = exists().where(SealedWish.entry_id == SealedEntry.id, SealedWish.show_id == Show.id)
    waits = and_(SealedEntry.state.in_([EntryState.ENTERED, EntryState.WAITLISTED]), wishes)
    sits = SealedEntry.state.in_([EntryState.WON, EntryState.CONFIRMED]) & (SealedEntry.show_id == Show.id)
    return or_(waits, sits)


def _let_come() -> ColumnElement[bool]:
    return exists().where(SealedLetCome.veto_id == SealedHostVeto.id, SealedLetCome.entry_id == SealedEntry.id)
