"""Entries for the draw, without a name: read when the list is made, and told their place when the draw was held."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, insert, select, update

from coordinator.db import db
from coordinator.disclosure import access_words, audit, cipher
from coordinator.disclosure.entries import Where
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.sealed_guests import SealedAccessRecord, SealedEntry, SealedVoid, SealedWish
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.people.models import Role
from coordinator.people.readers import Reader

Listed = tuple[str, int, bool, tuple[str, ...]]
"""An entry: public id, how many people, whether they need an access seat, ids of shows with the dearest first."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry after the draw: its public id, rank and place (from 1), and where it goes: `show` None is the waiting
    list."""

    public_id: str
    rank: str
    place: int
    show: str | None
    pool: str | None
    confirm_by: datetime | None


def entered(where: Where, shows: Collection[str]) -> Sequence[Listed]:
    """The entries that count, with those of their wishes that are among `shows`; who has none left is not in it."""
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    counts = (*mine, SealedEntry.state == EntryState.ENTERED)
    with granted("entries for the draw"):
        rows = db.session.execute(
            select(SealedEntry.id, SealedEntry.public_id, SealedEntry.people, SealedEntry.access).where(*counts)
        ).all()
        wishes = db.session.execute(
            select(SealedWish.entry_id, SealedWish.show_id)
            .join(SealedEntry, SealedEntry.id == SealedWish.entry_id)
            .where(*counts)
            .order_by(SealedWish.entry_id, SealedWish.position)
        ).all()
    wanted: dict[str, list[str]] = {}
    for entry_id, show_id in wishes:
        if show_id in shows:
            wanted.setdefault(entry_id, []).append(show_id)
    return [
        (row.public_id, row.people, access_words.needs_seat(row.id, row.access), tuple(wanted[row.id]))
        for row in rows
        if row.id in wanted
    ]


def entrants(where: Where) -> Sequence[tuple[str, str]]:
    """Entry id and person id of all whose entries count."""
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    counts = (*mine, SealedEntry.state == EntryState.ENTERED, SealedEntry.person_id.is_not(None))
    with granted("who is in a draw"):
        rows = db.session.execute(select(SealedEntry.id, SealedEntry.person_id).where(*counts)).all()
    return [(entry_id, str(person_id)) for entry_id, person_id in rows]


def place(placed: Sequence[Placed]) -> None:
    """Tell entries what the draw gave them; those that are void by then only their place."""
    changes = [
        {
            "of": one.public_id,
            "rank": one.rank,
            "place": one.place,
            "show_id": one.show,
            "pool": one.pool,
            "confirm_by": one.confirm_by,
            "state": EntryState.WON if one.show else EntryState.WAITLISTED,
        }
        for one in placed
    ]
    if changes:
        table = SealedEntry.__table__
        named: dict[Any, Any] = {name: bindparam(name) for name in changes[0] if name != "of"}
        named["state"] = case((table.c.state == EntryState.VOID, EntryState.VOID), else_=bindparam("state"))
        told = update(SealedEntry).where(table.c.public_id == bindparam("of")).values(named)
        with granted("what the draw gave"):
            db.session.connection().execute(told, changes)


def present(where: Where) -> frozenset[str]:
    """The public ids of the entries that there are; who was in the list and left since has none."""
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    with granted("who is in a draw still"):
        return frozenset(db.session.scalars(select(SealedEntry.public_id).where(*mine)))


def struck(where: Where) -> Mapping[str, str]:
    """Public id → why in a word, of the entries that are void before their draw is held."""
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    void = (SealedEntry.state == EntryState.VOID, SealedVoid.undone_at.is_(None))
    wanted = select(SealedEntry.public_id, SealedVoid.because).join(SealedVoid).where(*mine, *void)
    with granted("who is void before a draw"):
        return {public_id: str(because) for public_id, because in db.session.execute(wanted)}


def place_of(entry_id: str) -> int | None:
    """Where an entry stands in the order of its draw, from 1; None before that was held."""
    with granted("the place of an entry"):
        return db.session.scalar(select(SealedEntry.place).where(SealedEntry.id == entry_id))


def keep_access_record(where: Where, record: str) -> None:
    """Keep who needs an access seat, as it is fixed when the list is published."""
    row = {"edition_id": where.edition_id, "city_id": where.city_id}
    with granted("keep who needs an access seat"):
        sealed = cipher.current().seal(record, _record(where))
        db.session.execute(insert(SealedAccessRecord), [{**row, "record": sealed}])


def access_record(where: Where) -> str:
    """The same, for the draw."""
    mine = (SealedAccessRecord.edition_id == where.edition_id, SealedAccessRecord.city_id == where.city_id)
    with granted("who needs an access seat"):
        sealed = db.session.scalar(select(SealedAccessRecord.record).where(*mine))
    if sealed is None:
        raise NotFound
    return cipher.current().open(sealed, _record(where))


def read_access_record(reader: Reader, where: Where, *, at: datetime) -> str:
    """The same, for the global team, which can check with it to whom kept seats were given; read on the record. Raises
    NotFound for everybody else."""
    if not reader.has(Role.GLOBAL):
        raise NotFound
    audit.record(reader, [Fact.GUEST_LIST], of=[where.city_id], at=at)
    return access_record(where)


def _record(where: Where) -> str:
    return f"sec_access_records.record|{where.edition_id}|{where.city_id}"
