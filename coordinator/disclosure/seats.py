"""Seats after the draw: counted in the database, so that none is given twice, whoever asks at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, exists, insert, literal, or_, select, update

from coordinator.db import db
from coordinator.disclosure import tickets
from coordinator.disclosure.entries import Where
from coordinator.disclosure.plus_ones import has_said_yes
from coordinator.disclosure.sealed_guests import SealedEntry, SealedPlusOne, SealedSeats
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox

_KEEP = {"synchronize_session": False}
HOLDS = (EntryState.WON, EntryState.CONFIRMED)  # states in which an entry has a seat


@dataclass(frozen=True, slots=True)
class Seated:
    """An entry with a seat, or with one that it could have: `pool` is that of the seat, "" where it has none."""

    id: str
    public_id: str
    person_id: str
    people: int
    show_id: str
    pool: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A party with a seat, whether it has confirmed, and whether the seat is only shown as its (`waiting_lists`)."""

    party: Seated
    has_confirmed: bool
    is_shown: bool = False


def which(show_id: str | None, left_at: datetime | None) -> str:
    """Which of the seats that an entry has one after another, for the key of a letter: the show, and when it lost the
    one before (`left_at`)."""
    return f"{show_id}|{left_at:%Y%m%dT%H%M%S.%f}" if left_at else f"{show_id}|"


def open_seats(free: Mapping[tuple[str, str], int]) -> None:
    """Begin to count: (show id, pool) → seats that are free after the draw."""
    rows = [{"show_id": show, "pool": pool, "free": count} for (show, pool), count in free.items()]
    if rows:
        with granted("count seats"):
            db.session.execute(insert(SealedSeats), rows)


def take(show_id: str, pool: str, people: int) -> bool:
    """Take seats for a whole party, or none: whether there were enough. One statement, safe against any race."""
    this = (SealedSeats.show_id == show_id, SealedSeats.pool == pool, _enough(people))
    taken = update(SealedSeats).where(*this).values(free=SealedSeats.free - people).returning(SealedSeats.free)
    with granted("take a seat"):
        return db.session.scalar(taken, execution_options=_KEEP) is not None


def _enough(people: int) -> ColumnElement[bool]:
    """The condition that keeps two from taking the same seat: a race without it is the tests' control."""
    return SealedSeats.free >= people


def give_back(show_id: str, pool: str, people: int) -> None:
    """Let seats be free again."""
    this = (SealedSeats.show_id == show_id, SealedSeats.pool == pool)
    with granted("give a seat back"):
        freed = update(SealedSeats).where(*this).values(free=SealedSeats.free + people)
        db.session.execute(freed, execution_options=_KEEP)


def free(show_id: str) -> Mapping[str, int]:
    """Pool → seats that are free."""
    with granted("free seats"):
        rows = db.session.execute(select(SealedSeats.pool, SealedSeats.free).where(SealedSeats.show_id == show_id))
        return {row.pool: row.free for row in rows}


def kept_free(show_ids: Collection[str], pool: str) -> frozenset[str]:
    """Those shows that have free seats of a pool."""
    wanted = (SealedSeats.show_id.in_(show_ids), SealedSeats.pool == pool, SealedSeats.free > 0)
    with granted("seats that nobody took"):
        return frozenset(db.session.scalars(select(SealedSeats.show_id).where(*wanted)))


def leave(entry_id: str, state: EntryState, *, at: datetime) -> bool:
    """Take an entry's seat from it, for one caller only; `state` says how. Its place stays on its row, with the
    instant."""
    this = (SealedEntry.id == entry_id, SealedEntry.state.in_(HOLDS))
    return _moved(this, state=state, confirm_by=None, left_at=at)


def lapse(entry_id: str, *, at: datetime) -> bool:
    """Take a seat from an entry whose time to confirm is over, for one caller only."""
    late = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.WON, SealedEntry.confirm_by <= at)
    return _moved(late, state=EntryState.LAPSED, confirm_by=None, left_at=at)


def part(entry_id: str) -> bool:
    """Make a party of two that has a seat one person, for one caller only."""
    this = (SealedEntry.id == entry_id, SealedEntry.people == 2, SealedEntry.state.in_(HOLDS))
    return _moved(this, people=1)


def alone(show_ids: Collection[str]) -> Iterable[tuple[Where, str]]:
    """Parties of two with seats at these shows whose second has not said yes: (draw, entry id), in the order in which
    everybody holds several draws."""
    columns = (SealedEntry.edition_id, SealedEntry.city_id, SealedEntry.id)
    in_turn = (SealedEntry.edition_id, SealedEntry.city_id, SealedEntry.rank)
    with granted("who comes alone"):
        rows = db.session.execute(select(*columns).where(*_comes_alone(show_ids)).order_by(*in_turn)).all()
    return [(Where(row.edition_id, row.city_id), row.id) for row in rows]


def unreminded(show_ids: Collection[str], letter: str, *, since: datetime) -> Sequence[tuple[str, str]]:
    """(Entry id, person id) of such parties for whom no `letter` (a kind of the outbox, its keys ending in the entry's
    id) was ever enqueued, nor any other about them since that instant."""
    told = or_(Outbox.dedupe_key == literal(f"{letter}|", String) + SealedEntry.id, Outbox.due_at > since)
    fresh = ~exists().where(Outbox.person_id == SealedEntry.person_id, Outbox.subject == SealedEntry.id, told)
    with granted("who was not reminded"):
        rows = db.session.execute(
            select(SealedEntry.id, SealedEntry.person_id).where(*_comes_alone(show_ids), fresh)
        ).all()
    return [(row.id, row.person_id) for row in rows]


def confirm(entry_id: str, *, at: datetime) -> bool:
    """Confirm a seat before its time is over, and make its ticket; whether that was so."""
    this = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.WON, SealedEntry.confirm_by > at)
    confirmed = _moved(this, state=EntryState.CONFIRMED, confirm_by=None)
    if confirmed:
        tickets.issue(entry_id, at=at)
    return confirmed


def seat(entry: Seated, pool: str, *, confirm_by: datetime) -> bool:
    """Give seats that were taken to a party from the waiting list, which is as many people as they are; whether it
    still waits."""
    this = (SealedEntry.id == entry.id, SealedEntry.state == EntryState.WAITLISTED)
    place = {"show_id": entry.show_id, "pool": pool, "people": entry.people}
    return _moved(this, state=EntryState.WON, confirm_by=confirm_by, **place)


def wait_on(entry_id: str, *, at: datetime) -> bool:
    """Take an entry's seat from it, for one caller only, and let it wait again with the rank that it was drawn with."""
    this = (SealedEntry.id == entry_id, SealedEntry.state.in_(HOLDS))
    return _moved(this, state=EntryState.WAITLISTED, confirm_by=None, left_at=at, show_id=None, pool=None)


def let_in(entry_id: str, show_id: str) -> bool:
    """Let an entry wait no more that is let in at the door of that show, for one caller only."""
    this = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.WAITLISTED)
    return _moved(this, state=EntryState.LET_IN, show_id=show_id)


def wait_after_all(entry_id: str, show_id: str) -> bool:
    """Let an entry wait again that was let in at the door of that show, for one caller only."""
    this = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.LET_IN, SealedEntry.show_id == show_id)
    return _moved(this, state=EntryState.WAITLISTED, show_id=None)


def leave_line(entry_id: str, *, at: datetime) -> bool:
    """Let an entry wait for a seat no more, for one caller only."""
    this = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.WAITLISTED)
    return _moved(this, state=EntryState.RELEASED, left_at=at)


def strike(entry_id: str) -> bool:
    """Make an entry void that waits, for one caller only."""
    return _moved((SealedEntry.id == entry_id, SealedEntry.state == EntryState.WAITLISTED), state=EntryState.VOID)


def wait_again(entry_id: str) -> bool:
    """Put an entry that was void back on the waiting list, with the rank that it was drawn with."""
    this = (SealedEntry.id == entry_id, SealedEntry.state == EntryState.VOID)
    waits = _moved(this, state=EntryState.WAITLISTED, show_id=None, pool=None)
    if waits:
        tickets.drop(entry_id)
    return waits


def overdue(at: datetime) -> Iterable[tuple[Where, str, Seated]]:
    """Entries whose time to confirm is over, each with its draw and its rank."""
    late = (SealedEntry.state == EntryState.WON, SealedEntry.confirm_by <= at)
    place = (SealedEntry.edition_id, SealedEntry.city_id, SealedEntry.rank)
    columns = (*_COLUMNS, SealedEntry.show_id, SealedEntry.pool, *place)
    with granted("who did not confirm"):
        rows = db.session.execute(select(*columns).where(*late)).all()
    return [(Where(row.edition_id, row.city_id), row.rank or "", _seated(row, row.show_id, row.pool)) for row in rows]


def winners(where: Where) -> Iterable[tuple[str, str, datetime]]:
    """Entry id, person id and the end of the time to confirm, of those who have a seat and have not confirmed it."""
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    asked = (*mine, SealedEntry.state == EntryState.WON, SealedEntry.confirm_by.is_not(None))
    with granted("who is to confirm"):
        rows = db.session.execute(select(SealedEntry.id, SealedEntry.person_id, SealedEntry.confirm_by).where(*asked))
        return [(row.id, row.person_id, row.confirm_by) for row in rows]


def waiting_in(where: Where) -> Sequence[tuple[str, str]]:
    """Entry id and person id of all who wait in a city."""
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    waits = (*mine, SealedEntry.state == EntryState.WAITLISTED)
    with granted("who waits in a city"):
        return [
            (row.id, row.person_id)
            for row in db.session.execute(select(SealedEntry.id, SealedEntry.person_id).where(*waits))
        ]


def seated(entry_id: str) -> Seated | None:
    """An entry that has a seat."""
    columns = (*_COLUMNS, SealedEntry.show_id, SealedEntry.pool)
    with granted("a seat"):
        row = db.session.execute(
            select(*columns).where(SealedEntry.id == entry_id, SealedEntry.state.in_(HOLDS))
        ).one_or_none()
    return _seated(row, row.show_id, row.pool) if row else None


def holders(show_id: str) -> Sequence[Holder]:
    """Parties with a seat at this show, and those of which one is shown as theirs; the last in the order of the draw
    first."""
    sits = and_(SealedEntry.show_id == show_id, SealedEntry.state.in_(HOLDS))
    shown = and_(SealedEntry.feigned_show_id == show_id, SealedEntry.feigned_until.is_not(None))
    columns = (*_COLUMNS, SealedEntry.pool, SealedEntry.state, SealedEntry.feigned_people, sits, shown)
    with granted("who has a seat"):
        rows = db.session.execute(select(*columns).where(or_(sits, shown)).order_by(SealedEntry.rank.desc())).all()
    found = []
    for *entry, pool, state, people, has_one, seems in rows:
        if has_one:
            found.append(Holder(_seated(entry, show_id, pool or ""), state is EntryState.CONFIRMED))
        if seems:
            found.append(Holder(_seated([*entry[:3], people], show_id, "g"), False, is_shown=True))
    return found


_COLUMNS = (SealedEntry.id, SealedEntry.public_id, SealedEntry.person_id, SealedEntry.people)


def _seated(row: Any, show_id: str, pool: str) -> Seated:
    entry_id, public_id, person_id, people, *_ = row
    return Seated(entry_id, public_id, person_id, people, show_id, pool)


def _moved(this: tuple[ColumnElement[bool], ...], **values: object) -> bool:
    with granted("move an entry on"):
        moved = update(SealedEntry).where(*this).values(values).returning(SealedEntry.id)
        return db.session.scalar(moved, execution_options=_KEEP) is not None


def _comes_alone(show_ids: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    second = exists().where(SealedPlusOne.entry_id == SealedEntry.id, has_said_yes())
    return (SealedEntry.show_id.in_(show_ids), SealedEntry.people == 2, SealedEntry.state.in_(HOLDS), ~second)
