"""Tickets: one code for each party with a confirmed seat, told to the party and compared at its door.

A ticket is made as the seat is confirmed, and kept until its entry waits for another one: that it still has the seat is
asked whenever somebody looks, so a seat that is lost closes it at once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from coordinator import codes
from coordinator.db import db
from coordinator.disclosure import cipher, plus_ones
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.disclosure.sealed_tickets import SealedTicket
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session
COUNTS = SealedEntry.state == EntryState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its party sees it: the code as it is shown, for how many people and for which show (id)."""

    entry_id: str
    show_id: str
    people: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DoorTicket:
    """A ticket as the door of its show knows it: of which entry, of whom (id) and for how many people. `digest` is what
    the door compares a code with (`digest_of`): a phone that is lost there, without the `tail`, opens no door."""

    entry_id: str
    person_id: str
    people: int
    digest: str
    tail: str = field(repr=False)  # the last signs of the code, for a list on paper


def digest_of(show_id: str, code: str) -> str:
    """What a code (as it is shown) is at the door of a show: SHA-256 of “show id|code”, 64 hex digits. A phone can
    work it out by itself."""
    return hashlib.sha256(f"{show_id}|{code}".encode()).hexdigest()


def issue(entry_id: str, *, at: datetime) -> None:
    """Make the ticket of an entry that has just confirmed its seat, unless it has one."""
    with granted("make a ticket"):
        insert_once(SealedTicket, **_row(entry_id, at=at))


def own_ticket(reader: Reader, entry_id: str) -> Ticket:
    """The ticket of the reader's party. Raises NotFound for everybody but its guest and the second who has said yes,
    and for them without a confirmed seat."""
    found = _tickets(SealedEntry.id == entry_id, plus_ones.comes_with(reader))
    if not found:
        raise NotFound
    return found[0][0]


def has_one(entry_id: str) -> bool:
    """Whether a party has confirmed the seat that it has, or had last, for use-cases."""
    with granted("whether there is a ticket"):
        wanted = select(SealedTicket.entry_id).where(SealedTicket.entry_id == entry_id)
        return db.session.scalar(wanted) is not None


def drop(entry_id: str) -> None:
    """Take the ticket of a party away that waits again: should it be given another seat, it confirms as at first."""
    with granted("take a ticket away"):
        gone = delete(SealedTicket).where(SealedTicket.entry_id == entry_id)
        db.session.execute(gone, execution_options=PLAIN)


def renew(reader: Reader, entry_id: str, *, instead_of: str, at: datetime) -> bool:
    """Give the reader's ticket another code; that code opens nothing from now on. Whether it was still hers: a second
    time nothing happens. Raises NotFound as `own_ticket`."""
    own_ticket(reader, entry_id)
    this = (SealedTicket.entry_id == entry_id, SealedTicket.code_index == _index(instead_of))
    renewed = update(SealedTicket).where(*this).values(_row(entry_id, at=at))
    with granted("renew a ticket"):
        return db.session.scalar(renewed.returning(SealedTicket.entry_id), execution_options=PLAIN) is not None


def of_show(show: Show, phase: Phase) -> Sequence[DoorTicket]:
    """The tickets that open the door of a show, for who stands there (the caller has found out); none before or after
    doors may know them, for a show that is called off, or behind a door that is closed."""
    if not _door_may_know(show, phase):
        return ()
    return tuple(_at_door(*found) for found in _tickets(SealedEntry.show_id == show.id))


def find_by_code(show: Show, edition: Edition, typed: str, *, at: datetime) -> DoorTicket | None:
    """The ticket whose code somebody typed or scanned at the door of a show, as `of_show`; None: it is none, was
    replaced, has lost its seat, or is for another door."""
    code = codes.read(typed)
    if code is None or not _door_may_know(show, clock_of(show, edition).phase(at)):
        return None
    found = _tickets(SealedEntry.show_id == show.id, SealedTicket.code_index == _index(code))
    return _at_door(*found[0]) if found else None


def find_guest(show_id: str, typed: str) -> str | None:
    """Whose ticket (person id) of that show has the code that she let somebody read; None: it is none."""
    code = codes.read(typed)
    found = _tickets(SealedEntry.show_id == show_id, SealedTicket.code_index == _index(code)) if code else ()
    return found[0][1] if found else None


def _door_may_know(show: Show, phase: Phase) -> bool:
    return show.state is not ShowState.CANCELLED and may_see(Fact.TICKET, Relation.DOOR, phase)


def _tickets(*which: ColumnElement[bool]) -> Sequence[tuple[Ticket, str]]:
    """Tickets that count, each with the id of its person."""
    columns = (SealedEntry.id, SealedEntry.show_id, SealedEntry.people, SealedEntry.person_id, SealedTicket.code)
    joined = select(*columns).join(SealedTicket, SealedTicket.entry_id == SealedEntry.id)
    with granted("tickets"):
        rows = db.session.execute(joined.where(COUNTS, *which).order_by(SealedEntry.id)).all()
    seal = cipher.current()
    return [
        (Ticket(row.id, row.show_id, row.people, seal.open(row.code, _place(row.id))), row.person_id) for row in rows
    ]


def _at_door(ticket: Ticket, person_id: str) -> DoorTicket:
    digest, tail = digest_of(ticket.show_id, ticket.code), ticket.code.rpartition("-")[2]
    return DoorTicket(ticket.entry_id, person_id, ticket.people, digest, tail)


def _row(entry_id: str, *, at: datetime) -> dict[str, Any]:
    """A ticket with a code that nobody had before."""
    code = codes.make()
    sealed = {"code": cipher.current().seal(code, _place(entry_id)), "code_index": _index(code)}
    return {"entry_id": entry_id, "made_at": at, **sealed}


def _index(code: str) -> str:
    return cipher.current().index(code, "ticket")


def _place(entry_id: str) -> str:
    return f"sec_tickets.code|{entry_id}"
