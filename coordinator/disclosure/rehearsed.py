"""What a rehearsal reads of sealed tables: what everybody in it knows of herself, and the truth that its checker holds
against what was told. Only where the clock is stopped, which it is in a rehearsal alone: elsewhere it opens nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from coordinator.clock import is_stopped
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.people import identities
from coordinator.disclosure.sealed import SealedArtist, SealedLock, SealedProposed, SealedSlot, SealedSpace
from coordinator.disclosure.sealed_after import SealedStarted
from coordinator.disclosure.sealed_board import SealedCancellation, SealedVersion
from coordinator.disclosure.sealed_door import SealedAdmission, SealedDoorCount, SealedDoorPerson, SealedPresence
from coordinator.disclosure.sealed_envelopes import SealedEnvelope
from coordinator.disclosure.sealed_evenings import SealedKept
from coordinator.disclosure.sealed_guests import SealedEntry, SealedMove, SealedPlusOne, SealedSeats, SealedWish
from coordinator.disclosure.sealed_hosts import SealedDoor
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.door.models import DoorRole
from coordinator.errors import NotAllowed
from coordinator.gate import granted


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer, whom it asks (the contact of its act), for which start, until when, and how it stands."""

    id: str
    show_id: str
    artist_id: str
    contact_id: str
    state: str
    starts_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """An entry: whose, how many, in which state; its seat, and until when that is to be confirmed."""

    id: str
    person_id: str | None
    city_id: str
    show_id: str | None
    people: int
    state: str
    confirm_by: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """A room: who its host is, what she is called, and its street address."""

    space_id: str
    host_id: str
    host_name: str
    address: str


@dataclass(frozen=True, slots=True)
class Closed:
    """An envelope: when it was sealed, the digest that everybody reads, and what it holds."""

    show_id: str
    number: int
    sealed_at: datetime
    digest: str
    content: str


def asked(*states: str) -> Sequence[Asked]:
    """The offers in these states, in the order of their ids."""
    columns = (SealedOffer.id, SealedOffer.show_id, SealedOffer.artist_id, SealedArtist.contact_id)
    more = (SealedOffer.state, SealedOffer.starts_at, SealedOffer.expires_at)
    joined = select(*columns, *more).join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
    with _truth():
        rows = db.session.execute(joined.where(SealedOffer.state.in_(states)).order_by(SealedOffer.id)).all()
    return [Asked(*row) for row in rows]


def parties(*states: str) -> Sequence[Party]:
    """The entries in these states, or without any all, in the order of their ids."""
    columns = (SealedEntry.id, SealedEntry.person_id, SealedEntry.city_id, SealedEntry.show_id, SealedEntry.people)
    wanted = select(*columns, SealedEntry.state, SealedEntry.confirm_by).order_by(SealedEntry.id)
    with _truth():
        rows = db.session.execute(wanted.where(SealedEntry.state.in_(states)) if states else wanted).all()
    return [Party(row[0], row[1], row[2], row[3], row[4], str(row[5]), row[6]) for row in rows]


def wishes() -> Mapping[str, frozenset[str]]:
    """Entry id → the shows (ids) that it is for."""
    found: dict[str, set[str]] = {}
    with _truth():
        for row in db.session.execute(select(SealedWish.entry_id, SealedWish.show_id)):
            found.setdefault(row.entry_id, set()).add(row.show_id)
    return {entry_id: frozenset(shows) for entry_id, shows in found.items()}


def seconds() -> frozenset[tuple[str, str]]:
    """(Entry id, person id) of those who have said yes to come along."""
    wanted = select(SealedPlusOne.entry_id, SealedPlusOne.person_id).where(SealedPlusOne.person_id.is_not(None))
    with _truth():
        return frozenset((row.entry_id, str(row.person_id)) for row in db.session.execute(wanted))


def bills() -> Mapping[str, Mapping[int, str]]:
    """Show id → slot → the act's id."""
    found: dict[str, dict[int, str]] = {}
    with _truth():
        for row in db.session.execute(select(SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id)):
            found.setdefault(row.show_id, {})[row.position] = row.artist_id
    return found


def final() -> frozenset[str]:
    """The shows whose lineup is final."""
    with _truth():
        return frozenset(db.session.scalars(select(SealedLock.show_id)))


def homes() -> Mapping[str, Home]:
    """Space id → the room."""
    with _truth():
        rows = db.session.execute(select(SealedSpace.space_id, SealedSpace.host_id, SealedSpace.address)).all()
    known = identities(sorted({row.host_id for row in rows}))
    return {
        row.space_id: Home(row.space_id, row.host_id, known[row.host_id].name, _open("sec_spaces.address", row))
        for row in rows
    }


def reasons() -> Mapping[str, str]:
    """Show id → the newest recorded reason why it was called off, its lineup was opened, or a slot could not be
    filled, in this order."""
    opened = select(SealedVersion.show_id, SealedVersion.opened_because).order_by(SealedVersion.number)
    unfilled = select(SealedProposed.show_id, SealedProposed.reason).where(SealedProposed.reason.is_not(None))
    with _truth():
        found = {row.show_id: str(row.reason) for row in db.session.execute(unfilled)}
        found |= {row.show_id: str(row.opened_because) for row in db.session.execute(opened) if row.opened_because}
        found |= {row.show_id: str(row.reason) for row in db.session.execute(_called_off())}
    return found


def called_off() -> frozenset[str]:
    """The shows for which a reason is kept why they were called off."""
    with _truth():
        return frozenset(row.show_id for row in db.session.execute(_called_off()) if row.reason)


def inside() -> Sequence[tuple[str, int, int]]:
    """(Show id, how many are in, how many may be) by what doors have counted."""
    wanted = select(SealedDoorCount.show_id, SealedDoorCount.inside, SealedDoorCount.capacity)
    with _truth():
        return [(row.show_id, row.inside, row.capacity) for row in db.session.execute(wanted)]


def admitted() -> frozenset[str]:
    """The parties (ids) of whom somebody was let in at a door."""
    with _truth():
        return frozenset(db.session.scalars(select(SealedAdmission.party_id).where(SealedAdmission.counted > 0)))


def free_seats() -> Mapping[str, int]:
    """Show id → how many seats nobody has."""
    wanted = select(SealedSeats.show_id, func.sum(SealedSeats.free)).group_by(SealedSeats.show_id)
    with _truth():
        return {show_id: int(free) for show_id, free in db.session.execute(wanted)}


def kept_seats() -> Mapping[str, int]:
    """Show id → how many seats its host keeps outside of the draw."""
    with _truth():
        rows = db.session.execute(select(SealedKept.show_id, SealedKept.guests + SealedKept.neighbours)).all()
    return {row[0]: int(row[1]) for row in rows}


def envelopes() -> Sequence[Closed]:
    """Every envelope, opened."""
    columns = (SealedEnvelope.show_id, SealedEnvelope.number, SealedEnvelope.sealed_at, SealedEnvelope.digest)
    with _truth():
        rows = db.session.execute(select(*columns, SealedEnvelope.content).order_by(*columns[:2])).all()
    where = "sec_envelopes.content|{0.show_id} {0.number}"
    return [Closed(*row[:4], cipher.current().open(row.content, where.format(row))) for row in rows]


def presences() -> Mapping[tuple[str, str], int]:
    """(Show id, id of a party) → how many of it are in by what doors have counted."""
    columns = (SealedPresence.show_id, SealedPresence.party_id, SealedPresence.inside)
    with _truth():
        return {(row.show_id, row.party_id): row.inside for row in db.session.execute(select(*columns))}


def told_at_doors() -> Mapping[tuple[str, str], datetime]:
    """(Show id, the phone's own id of what it said) → when that was, of all that doors were told."""
    columns = (SealedAdmission.show_id, SealedAdmission.client_id, SealedAdmission.at)
    with _truth():
        return {(row.show_id, row.client_id): row.at for row in db.session.execute(select(*columns))}


def doorkeepers(role: DoorRole = DoorRole.SUPERVISOR) -> Mapping[str, str]:
    """Show id → the person who does that at its door."""
    wanted = select(SealedDoorPerson.show_id, SealedDoorPerson.person_id)
    with _truth():
        rows = db.session.execute(wanted.where(SealedDoorPerson.role == role)).all()
    return {row.show_id: row.person_id for row in rows}


def closed_doors() -> Mapping[str, datetime]:
    """Space id → since when its host has closed its door."""
    with _truth():
        rows = db.session.execute(select(SealedDoor.space_id, SealedDoor.closed_at)).all()
    return {row.space_id: row.closed_at for row in rows}


def moved() -> Sequence[tuple[str, str, datetime]]:
    """(Id of the move, show id, when) of shows that moved after their guests were drawn."""
    with _truth():
        rows = db.session.execute(select(SealedMove.id, SealedMove.show_id, SealedMove.moved_at)).all()
    return [(row.id, row.show_id, row.moved_at) for row in rows]


def begun() -> Mapping[str, datetime]:
    """Show id → when its last act began, of those at whose door that was marked."""
    wanted = select(SealedStarted.show_id, SealedStarted.started_at).where(SealedStarted.position == 3)
    with _truth():
        return {row.show_id: row.started_at for row in db.session.execute(wanted)}


def _called_off() -> Any:
    return select(SealedCancellation.show_id, SealedCancellation.reason)


def _open(place: str, row: Any) -> str:
    return cipher.current().open(row.address, f"{place}|{row.space_id}")


@contextmanager
def _truth() -> Iterator[None]:
    """Raises NotAllowed outside of a rehearsal."""
    if not is_stopped():
        raise NotAllowed
    with granted("a rehearsal"):
        yield
