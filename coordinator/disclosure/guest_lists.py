"""Who comes to a door: first names, how many, and whether somebody needs access. For who stands there, and no more.

What guests say of the access they need is for who answers for the door and for the lead of the city, of seats that are
confirmed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher, moves, plus_ones, tickets
from coordinator.disclosure.access_words import Access, needs_seat, opened
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.people import identities
from coordinator.disclosure.policy import Fact, Relation, may_see, relation
from coordinator.disclosure.sealed_door import SealedPresence, SealedStandingBy
from coordinator.disclosure.sealed_evenings import SealedOwnGuest
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.disclosure.sealed_tickets import SealedTicket
from coordinator.door.models import PartyKind
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.guests.models import EntryState, Help
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.shows.windows import LAST

WAITS = SealedEntry.state == EntryState.WAITLISTED
LOST = (EntryState.RELEASED, EntryState.VOID)


@dataclass(frozen=True, slots=True)
class Party:
    """Who comes together. `name` is a first name, or two, "" for somebody on no list; `digest` what a phone
    compares a code with (`tickets.digest_of`), "" without a ticket; `tail` the end of the code, for paper. Who is
    `unread` has not opened the new address of a show that moved, and may stand elsewhere. `left_at`: when a
    party that is `GONE` lost its seat. `needs`, `helps`: what it says of the access it needs, to a supervisor alone."""

    id: str
    kind: PartyKind
    name: str = field(repr=False)
    people: int
    needs_access: bool = False
    needs: str = field(default="", repr=False)
    digest: str = field(default="", repr=False)
    tail: str = field(default="", repr=False)
    unread: bool = False
    left_at: datetime | None = None
    helps: tuple[Help, ...] = ()

    def may_come_in(self, at: datetime) -> bool:
        """Whether it had a seat at that instant: a phone may tell later of who came in before she gave it back."""
        return self.kind is not PartyKind.GONE or (self.left_at is not None and at < self.left_at)


def parties(standing: Standing, *, at: datetime) -> Sequence[Party]:
    """All who come to that door, and who is in besides, by first name. The host's own guests are among them as long as
    there is a list. From an hour before the start nobody vanishes from the list: who gives a seat back then is on it as
    `GONE`, so that paper and phones name the same people."""
    known = (*_with_tickets(standing, at=at), *_own_guests(standing, at=at), *_gone(standing))
    others = _others(standing, {party.id for party in known})
    audit.record(Reader(standing.person_id), [Fact.GUEST_LIST], of=[standing.show.id], at=at)
    return sorted((*known, *others), key=lambda party: (party.name.casefold(), party.id))


def needs_of(reader: Reader, show: Show, edition: Edition, *, at: datetime) -> Sequence[Access] | None:
    """What those who have confirmed a seat say of the access they need, for the lead of the city, until the show is
    over; None for everybody else, and after that."""
    if not may_see(Fact.ACCESS_WORDS, relation(reader, city_id=show.city_id), clock_of(show, edition).phase(at)):
        return None
    sure = (SealedEntry.show_id == show.id, SealedEntry.state == EntryState.CONFIRMED)
    rows = select(SealedEntry.id, SealedEntry.access).where(*sure).order_by(SealedEntry.id)
    with granted("what guests need"):
        found = db.session.execute(rows).all()
    audit.record(reader, [Fact.ACCESS_WORDS], of=[show.id], at=at)
    said = [opened(row.id, row.access) for row in found]
    return [(needs, words, helps) for needs, words, helps in said if words or helps]


def waiting_here(standing: Standing) -> Sequence[Party]:
    """Parties of the waiting list that stand before that door, in the order of the draw; who is in already is none. A
    pair with whom nobody has said yes to come is one person there: the second was to be named days before."""
    rows = (
        select(SealedEntry.id, SealedEntry.person_id, SealedEntry.people, SealedEntry.access)
        .join(SealedStandingBy, SealedStandingBy.entry_id == SealedEntry.id)
        .where(SealedStandingBy.show_id == standing.show.id, WAITS, SealedEntry.id.not_in(_came(standing)))
        .order_by(SealedEntry.rank)
    )
    with granted("who waits before a door"):
        found = db.session.execute(rows).all()
    pairs = {entry_id for entry_id, _ in plus_ones.seconds([row.id for row in found])}
    comes = [(row, row.people if row.id in pairs else 1) for row in found]
    return _named([(row.id, row.person_id, people, row.access) for row, people in comes], PartyKind.STANDBY)


def first_name(name: str) -> str:
    """The first word of a name, which is all that a door is told."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


def first_names(person_ids: Iterable[str]) -> Mapping[str, str]:
    """Person id → her first name, for use-cases that have asked the policy."""
    return {who: first_name(one.name) for who, one in identities(set(person_ids)).items()}


def _with_tickets(standing: Standing, *, at: datetime) -> Sequence[Party]:
    found = tickets.of_show(standing.show, standing.clock.phase(at))
    comers = plus_ones.comers(standing.show.id)
    names = first_names(person_id for _, person_id in comers)
    parties = {ticket.entry_id: [ticket.person_id] for ticket in found}
    for entry_id, person_id in comers:
        if entry_id in parties and person_id not in parties[entry_id]:
            parties[entry_id].append(person_id)
    access = _access([ticket.entry_id for ticket in found])
    reads = _reads_needs(standing, at=at)
    unread = _unread(standing, at=at)
    return [
        Party(
            ticket.entry_id,
            PartyKind.TICKET,
            " + ".join(names.get(person_id, "") for person_id in parties[ticket.entry_id]),
            ticket.people,
            access[ticket.entry_id][0],
            access[ticket.entry_id][1] if reads else "",
            ticket.digest,
            ticket.tail,
            ticket.entry_id in unread,
            helps=access[ticket.entry_id][2] if reads else (),
        )
        for ticket in found
    ]


def _unread(standing: Standing, *, at: datetime) -> frozenset[str]:
    phase = clock_of(standing.show, standing.edition).phase(at)
    return moves.unread(standing.show) if may_see(Fact.READ_RECEIPT, Relation.DOOR, phase) else frozenset()


def _own_guests(standing: Standing, *, at: datetime) -> Sequence[Party]:
    if not may_see(Fact.OWN_GUESTS, Relation.DOOR, standing.clock.phase(at)):
        return ()
    here = (SealedOwnGuest.show_id == standing.show.id, SealedOwnGuest.space_id == standing.show.space_id)
    with granted("a host's own guests at her door"):
        rows = db.session.execute(select(SealedOwnGuest.id, SealedOwnGuest.name, SealedOwnGuest.needs).where(*here))
        found = rows.all()
    seal = cipher.current()
    return [
        Party(
            row.id,
            PartyKind.OWN,
            first_name(seal.open(row.name, f"sec_own_guests.name|{row.id}")),
            1,
            bool(seal.open(row.needs, f"sec_own_guests.needs|{row.id}")),
        )
        for row in found
    ]


def _gone(standing: Standing) -> Sequence[Party]:
    """Parties that had confirmed and have no seat any more: since the list is final, or with somebody of them in."""
    since = or_(SealedEntry.left_at >= standing.show.starts_at - LAST, SealedEntry.id.in_(_came(standing)))
    return _lost(standing, since)


def find_gone(standing: Standing, party_id: str) -> Party | None:
    """A party that had confirmed a seat at that door and has none any more, whenever that was."""
    return next(iter(_lost(standing, SealedEntry.id == party_id)), None)


def _lost(standing: Standing, these: ColumnElement[bool]) -> Sequence[Party]:
    lost = (SealedEntry.show_id == standing.show.id, SealedEntry.state.in_(LOST), SealedEntry.person_id.is_not(None))
    columns = (*(SealedEntry.id, SealedEntry.person_id, SealedEntry.people, SealedEntry.access), SealedEntry.left_at)
    joined = select(*columns).join(SealedTicket, SealedTicket.entry_id == SealedEntry.id).where(*lost, these)
    with granted("who has given a seat back"):
        rows = db.session.execute(joined).all()
    named = _named([(row.id, row.person_id, row.people, row.access) for row in rows], PartyKind.GONE)
    return [replace(party, left_at=row.left_at) for party, row in zip(named, rows, strict=True)]


def _others(standing: Standing, known: Collection[str]) -> Sequence[Party]:
    """Who has come in without being expected: from the waiting list, or over the list."""
    with granted("who else is in"):
        came = {row.party_id: row.people for row in db.session.execute(_presences(standing))}
        extra = came.keys() - set(known)
        columns = (SealedEntry.id, SealedEntry.person_id, SealedEntry.access)
        rows = db.session.execute(select(*columns).where(SealedEntry.id.in_(extra))).all()
    entries = [(row.id, row.person_id, came[row.id], row.access) for row in rows]
    nameless = extra - {entry_id for entry_id, *_ in entries}
    unlisted = [Party(party_id, PartyKind.UNLISTED, "", came[party_id]) for party_id in sorted(nameless)]
    return [*_named(entries, PartyKind.STANDBY), *unlisted]


def _named(rows: Sequence[tuple[str, str | None, int, str]], kind: PartyKind) -> Sequence[Party]:
    names = first_names(person or "" for _, person, _, _ in rows)
    return [
        Party(key, kind, names.get(person or "", ""), people, needs_seat(key, access))
        for key, person, people, access in rows
    ]


def _reads_needs(standing: Standing, *, at: datetime) -> bool:
    phase = clock_of(standing.show, standing.edition).phase(at)
    reads = standing.is_supervisor and may_see(Fact.ACCESS_WORDS, Relation.DOOR, phase)
    if reads:
        audit.record(Reader(standing.person_id), [Fact.ACCESS_WORDS], of=[standing.show.id], at=at)
    return reads


def _access(entry_ids: Sequence[str]) -> Mapping[str, Access]:
    with granted("who needs access at a door"):
        rows = db.session.execute(select(SealedEntry.id, SealedEntry.access).where(SealedEntry.id.in_(entry_ids)))
        return {row.id: opened(row.id, row.access) for row in rows}


def _presences(standing: Standing) -> Select[str, int]:
    return select(SealedPresence.party_id, SealedPresence.people).where(SealedPresence.show_id == standing.show.id)


def _came(standing: Standing) -> Select[str]:
    return select(SealedPresence.party_id).where(SealedPresence.show_id == standing.show.id)
