"""The second person of a party: named by its guest, asked at her own address, counted once she has said yes.

Nobody but who reads that mailbox learns whether the address is known here or comes with another party: naming writes an
address down and looks nothing up.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from coordinator.db import db, random_id
from coordinator.disclosure import cipher, entries
from coordinator.disclosure.entries import AskedBy, OwnEntry
from coordinator.disclosure.people import identity, normalised
from coordinator.disclosure.sealed_guests import SealedEntrant, SealedEntry, SealedPlusOne, SealedWish
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState, PlusOneState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

_KEEP = {"synchronize_session": False}
_WAS_THERE = SealedEntry.state.in_((EntryState.CONFIRMED, EntryState.LET_IN))


@dataclass(frozen=True, slots=True)
class Named:
    """The second person of a party. Her address is known while she is asked, her `person_id` once she has said yes."""

    id: str
    entry_id: str
    state: PlusOneState
    name: str = field(repr=False)
    email: str = field(repr=False)
    locale: str | None
    person_id: str | None


def ask(entry_id: str, who: AskedBy, *, at: datetime) -> str:
    """Name somebody in the stead of whoever was named before; the id of that naming."""
    return _put(entry_id, PlusOneState.ASKED, {"name": who.name, "email": who.email, "locale": who.locale}, at=at)


def close(entry_id: str, *, at: datetime) -> str:
    """Write down that nobody had said yes in time, and forget who was asked; the id of that."""
    return _put(entry_id, PlusOneState.LATE, {"name": ""}, at=at)


def drop(entry_id: str) -> None:
    """Forget whoever was named; she counts there no longer."""
    _count_no_longer(entry_id)
    with granted("forget a second person"):
        db.session.execute(delete(SealedPlusOne).where(SealedPlusOne.entry_id == entry_id), execution_options=_KEEP)


def move(entry_id: str, to: str) -> None:
    """Let whoever was named in one entry, and what she said, stand in another of the same guest, where nobody is."""
    as_second = select(SealedPlusOne.fingerprint).where(SealedPlusOne.entry_id == entry_id)
    this = (SealedEntrant.entry_id == entry_id, SealedEntrant.fingerprint.in_(as_second))
    with granted("keep a second person"):
        db.session.execute(update(SealedEntrant).where(*this).values(entry_id=to), execution_options=_KEEP)
        mine = update(SealedPlusOne).where(SealedPlusOne.entry_id == entry_id).values(entry_id=to)
        db.session.execute(mine, execution_options=_KEEP)


def join(named: Named, day: date, person_id: str) -> bool:
    """Let the named person count from now on as that person on the day of the party; False where her mailbox counts
    elsewhere."""
    fingerprint = entries.mailbox(identity(person_id).email)
    row = {"day": day, "fingerprint": fingerprint, "entry_id": named.entry_id}
    try:
        with db.session.begin_nested(), granted("let a second person count"):
            db.session.execute(insert(SealedEntrant), [row])
    except IntegrityError:
        return False
    said = _sealed(named.id, {"name": identity(person_id).name or named.name})
    _write(named.id, state=PlusOneState.CONSENTED, person_id=person_id, fingerprint=fingerprint, said=said)
    return True


def end(named: Named, state: PlusOneState) -> None:
    """Note that she declined or left, and forget her address; she counts there no longer."""
    _count_no_longer(named.entry_id)
    said = _sealed(named.id, {"name": named.name})
    _write(named.id, state=state, person_id=None, fingerprint=None, said=said)


def letter_token(named_id: str) -> str:
    """The token in the letter that asks her: a letter sent twice has the same link both times."""
    return cipher.current().index(named_id, "come with a party")


def of_letter(token: str) -> Named | None:
    """Whom the letter with that token asks."""
    return next(iter(_read(SealedPlusOne.letter_hash == _hash(token))), None)


def find(named_id: str) -> Named | None:
    """A naming, for the letter about it; None once another took its place."""
    return next(iter(_read(SealedPlusOne.id == named_id)), None)


def of_entries(entry_ids: Collection[str]) -> Mapping[str, Named]:
    """Entry id → its second person, for use-cases that have checked who asks."""
    return {named.entry_id: named for named in _read(SealedPlusOne.entry_id.in_(entry_ids))}


def of_person(edition_id: str, person_id: str) -> frozenset[str]:
    """The entries of an edition whose second is that person, or her mailbox."""
    fingerprint = entries.mailbox(identity(person_id).email)
    hers = or_(SealedPlusOne.person_id == person_id, SealedPlusOne.fingerprint == fingerprint)
    here = select(SealedEntry.id).where(SealedEntry.edition_id == edition_id)
    with granted("with whom somebody comes"):
        return frozenset(
            db.session.scalars(select(SealedPlusOne.entry_id).where(hers, SealedPlusOne.entry_id.in_(here)))
        )


def joined(reader: Reader) -> tuple[OwnEntry, ...]:
    """The entries with whose guests the reader comes, the newest first."""
    return entries.read(_joined_by(reader)) if reader.id is not None else ()


def confirmed(reader: Reader) -> tuple[OwnEntry, ...]:
    """The entries with a confirmed seat with which the reader comes: as their guest, or as the second who has said yes;
    the newest first. Whoever else asks gets none."""
    if reader.id is None:
        return ()
    return entries.read(comes_with(reader), SealedEntry.state == EntryState.CONFIRMED)


def were_there(reader: Reader) -> tuple[OwnEntry, ...]:
    """The same, and those that were let in from the waiting list at a door: for what is told after an evening alone."""
    if reader.id is None:
        return ()
    return entries.read(comes_with(reader), _WAS_THERE, SealedEntry.show_id.is_not(None))


def party(reader: Reader, entry_id: str) -> OwnEntry:
    """The entry with which the reader comes, whatever became of it. Raises NotFound for everybody but its guest and the
    second who has said yes."""
    found = entries.read(SealedEntry.id == entry_id, comes_with(reader)) if reader.id is not None else ()
    if not found:
        raise NotFound
    return found[0]


def comes_with(reader: Reader) -> ColumnElement[bool]:
    """Of an entry: the reader is its guest, or the second who has said yes."""
    return or_(SealedEntry.person_id == (reader.id or ""), _joined_by(reader))


def comers(show_id: str) -> Sequence[tuple[str, str]]:
    """(Entry id, person id) of all who come to a show on a confirmed seat, seconds who have said yes included: for
    letters to them, which say nothing that their page does not."""
    return _people_of(and_(SealedEntry.show_id == show_id, SealedEntry.state == EntryState.CONFIRMED))


def were_at(show_id: str) -> Sequence[tuple[str, str]]:
    """The same with those who were let in from the waiting list at its door: for thanks alone."""
    return _people_of(and_(SealedEntry.show_id == show_id, _WAS_THERE))


def _people_of(sits: ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    seconds = select(SealedPlusOne.entry_id, SealedPlusOne.person_id).join(SealedEntry).where(sits, has_said_yes())
    with granted("who comes"):
        guests = db.session.execute(select(SealedEntry.id, SealedEntry.person_id).where(sits)).all()
        rows = [*guests, *db.session.execute(seconds).all()]
    return sorted((entry_id, person_id) for entry_id, person_id in rows if person_id is not None)


def seconds(entry_ids: Collection[str]) -> Sequence[tuple[str, str]]:
    """(Entry id, person id) of those who have said yes to one of these parties."""
    columns = (SealedPlusOne.entry_id, SealedPlusOne.person_id)
    wanted = select(*columns).where(SealedPlusOne.entry_id.in_(entry_ids), has_said_yes())
    with granted("who comes along"):
        rows = db.session.execute(wanted).all()
    return [(entry_id, person_id) for entry_id, person_id in rows if person_id is not None]


def has_second(entry_id: str) -> bool:
    """Whether somebody has said yes to coming with that party."""
    with granted("whether a party is two"):
        wanted = select(SealedPlusOne.id).where(SealedPlusOne.entry_id == entry_id, has_said_yes())
        return db.session.scalar(wanted) is not None


def unanswered(edition_id: str, *, until: datetime) -> Sequence[str]:
    """Entries of an edition whose second person is asked still, and none of whose shows begins after that instant."""
    asked = (SealedEntry.edition_id == edition_id, SealedPlusOne.state == PlusOneState.ASKED)
    wanted = (
        select(SealedPlusOne.entry_id)
        .join(SealedEntry, SealedEntry.id == SealedPlusOne.entry_id)
        .join(SealedWish, SealedWish.entry_id == SealedEntry.id)
        .join(Show, Show.id == SealedWish.show_id)
        .where(*asked)
        .group_by(SealedPlusOne.entry_id)
        .having(func.max(Show.starts_at) <= until)
        .order_by(SealedPlusOne.entry_id)
    )
    with granted("who never answered"):
        return db.session.scalars(wanted).all()


def drop_of(email: str) -> None:
    """Forget an address wherever it is asked, however it is written."""
    for named in _read(SealedPlusOne.state == PlusOneState.ASKED):
        if normalised(named.email) == normalised(email):
            drop(named.entry_id)


def has_said_yes() -> ColumnElement[bool]:
    """Of a row: she comes."""
    return SealedPlusOne.state == PlusOneState.CONSENTED


def _joined_by(reader: Reader) -> ColumnElement[bool]:
    return SealedEntry.id.in_(
        select(SealedPlusOne.entry_id).where(SealedPlusOne.person_id == reader.id, has_said_yes())
    )


def _count_no_longer(entry_id: str) -> None:
    as_second = exists().where(
        SealedPlusOne.entry_id == SealedEntrant.entry_id, SealedPlusOne.fingerprint == SealedEntrant.fingerprint
    )
    with granted("a second person counts no longer"):
        mine = delete(SealedEntrant).where(SealedEntrant.entry_id == entry_id, as_second)
        db.session.execute(mine, execution_options=_KEEP)


def _put(entry_id: str, state: PlusOneState, said: Mapping[str, Any], *, at: datetime) -> str:
    drop(entry_id)
    key = random_id()
    row = {"id": key, "entry_id": entry_id, "state": state, "named_at": at}
    with granted("name a second person"):
        sealed = {"said": _sealed(key, said), "letter_hash": _hash(letter_token(key))}
        db.session.execute(insert(SealedPlusOne), [row | sealed])
    return key


def _write(named_id: str, **values: object) -> None:
    with granted("what a second person said"):
        changed = update(SealedPlusOne).where(SealedPlusOne.id == named_id).values(values)
        db.session.execute(changed, execution_options=_KEEP)


def _read(*which: ColumnElement[bool]) -> Sequence[Named]:
    wanted = select(SealedPlusOne.__table__).where(*which).order_by(SealedPlusOne.id)
    with granted("second persons"):
        rows = db.session.execute(wanted).all()
    return [_named(row) for row in rows]


def _named(row: Any) -> Named:
    said = json.loads(cipher.current().open(row.said, _place(row.id)))
    email, locale = said.get("email", ""), said.get("locale")
    return Named(row.id, row.entry_id, PlusOneState(row.state), said["name"], email, locale, row.person_id)


def _sealed(key: str, said: Mapping[str, Any]) -> str:
    return cipher.current().seal(json.dumps(dict(said)), _place(key))


def _place(key: str) -> str:
    return f"sec_plus_ones.said|{key}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
