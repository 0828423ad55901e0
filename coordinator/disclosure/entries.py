"""Entries: written and read for the guest who made them, and for nobody else."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from coordinator.chance import draw
from coordinator.db import db, random_id
from coordinator.disclosure import access_words, cipher, own_tokens
from coordinator.disclosure.mailboxes import reached_by
from coordinator.disclosure.people import identity, normalised
from coordinator.disclosure.sealed_guests import SealedEntrant, SealedEntry, SealedPlusOne, SealedWish
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState, Help
from coordinator.people.readers import Reader

_KEEP = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a party asks for: how many they are, ids of shows with the dearest first, whether they need an access seat,
    what they say of it, and what helps them (`access_words.in_order`)."""

    people: int
    shows: tuple[str, ...]
    needs_access: bool = False
    access: str = ""
    helps: tuple[Help, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """The draw that an entry is for."""

    edition_id: str
    city_id: str


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Who asked, before an address has answered: how she calls herself, the address, and the locale of her browser."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry as its guest sees it. `public_id` is its line in the published list; until it is verified nobody is its
    person, but `asked_by`. `seat`: the id of the show it was drawn for, `confirm_by`: until when its guest may say yes,
    `left_at`: when it lost the seat it had last.
    """

    id: str
    where: Where
    person_id: str | None
    state: EntryState
    wanted: Wanted
    public_id: str
    asked_by: AskedBy | None = None
    seat: str | None = None
    confirm_by: datetime | None = None
    pool: str | None = None  # of its seat, or of the one it had last
    left_at: datetime | None = None
    asked_at: datetime | None = None


def put(by: str | AskedBy, where: Where, wanted: Wanted, *, at: datetime) -> str:
    """Keep an entry that does not count yet: of a person (her id), or of whoever gave a name and an address; its id."""
    key = random_id()
    _put(key, by, where, wanted, at=at)
    return key


def put_once(by: AskedBy, where: Where, wanted: Wanted, *, form: str, at: datetime) -> str | None:
    """The same of what one opening of a form brought (`form`: a word for it that nobody guesses); None where that has
    brought exactly this before, and it is still there."""
    said = json.dumps([form, asdict(by), asdict(where), asdict(wanted)])
    key = cipher.current().id_of_said(said, "an entry asked for")
    try:
        with db.session.begin_nested():
            _put(key, by, where, wanted, at=at)
    except IntegrityError:
        return None
    return key


def _put(key: str, by: str | AskedBy, where: Where, wanted: Wanted, *, at: datetime) -> None:
    token = draw(16)
    row = {
        "id": key,
        "edition_id": where.edition_id,
        "city_id": where.city_id,
        "person_id": by if isinstance(by, str) else None,
        "asked_by": None if isinstance(by, str) else cipher.current().seal(json.dumps(asdict(by)), _asked_by(key)),
        "state": EntryState.UNVERIFIED,
        "token": cipher.current().seal(token.hex(), own_tokens.place_of(key)),
        "public_id": hashlib.sha256(b"hc-draw/1|entry|" + token).hexdigest(),
        "letter_hash": _hash(letter_token(key)),
        "asked_at": at,
        **_said(key, wanted),
    }
    with granted("keep an entry"):
        db.session.execute(insert(SealedEntry), [row])
        db.session.execute(insert(SealedWish), _wishes(key, wanted))


def change(entry: OwnEntry, wanted: Wanted) -> None:
    """Ask for something else with the same entry."""
    with granted("change an entry"):
        db.session.execute(update(SealedEntry).where(SealedEntry.id == entry.id).values(_said(entry.id, wanted)))
        db.session.execute(delete(SealedWish).where(SealedWish.entry_id == entry.id))
        db.session.execute(insert(SealedWish), _wishes(entry.id, wanted))


def drop(entry_id: str) -> None:
    """Take an entry away: nothing of it stays."""
    with granted("drop an entry"):
        for table in (SealedWish, SealedEntrant, SealedPlusOne):
            db.session.execute(delete(table).where(table.entry_id == entry_id), execution_options=_KEEP)
        db.session.execute(delete(SealedEntry).where(SealedEntry.id == entry_id), execution_options=_KEEP)


def drop_unverified(before: datetime) -> None:
    """Forget entries that were asked for before that instant and never verified."""
    old = (SealedEntry.state == EntryState.UNVERIFIED, SealedEntry.asked_at < before)
    with granted("forget what nobody verified"):
        ids = db.session.scalars(select(SealedEntry.id).where(*old).with_for_update(skip_locked=True)).all()
    for entry_id in ids:
        drop(entry_id)


def drop_of(email: str) -> None:
    """Forget the entries that were asked for with an address and never verified, however it was written."""
    for entry in read(SealedEntry.asked_by.is_not(None)):
        if entry.asked_by and normalised(entry.asked_by.email) == normalised(email):
            drop(entry.id)


def letter_token(entry_id: str) -> str:
    """The token in the letter that asks to verify an entry: a letter sent twice has the same link both times."""
    return cipher.current().index(entry_id, "verify an entry")


def of_letter(token: str, *, held: bool = False) -> OwnEntry | None:
    """The entry that a letter with that token is about; with `held` nobody else changes it before the transaction
    ends."""
    found = read(SealedEntry.letter_hash == _hash(token), held=held)
    return found[0] if found else None


def find(entry_id: str, *, held: bool = False) -> OwnEntry | None:
    """An entry, for letters and for use-cases that have checked who asks; None once it is gone. With `held` nobody else
    changes it before the transaction ends."""
    found = read(SealedEntry.id == entry_id, held=held)
    return found[0] if found else None


def of_line(where: Where, public_id: str) -> OwnEntry | None:
    """The entry behind a line of a published list, for use-cases that have checked who asks. Nobody else changes it
    before the transaction ends."""
    here = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    found = read(*here, SealedEntry.public_id == public_id, held=True)
    return found[0] if found else None


def own_entries(reader: Reader) -> tuple[OwnEntry, ...]:
    """The reader's entries that count, the newest first. Two statements."""
    if reader.id is None:
        return ()
    return read(SealedEntry.person_id == reader.id, SealedEntry.state != EntryState.UNVERIFIED)


def own_entry(reader: Reader, entry_id: str, *, held: bool = False) -> OwnEntry:
    """One of them; with `held` nobody else changes it before the transaction ends. Raises NotFound for everybody but
    its guest."""
    mine = (SealedEntry.id == entry_id, SealedEntry.state != EntryState.UNVERIFIED)
    found = read(*mine, SealedEntry.person_id == (reader.id or ""), held=held)
    if not found:
        raise NotFound
    return found[0]


def day_of(where: Where) -> date:
    """The day on which an entry for that draw counts: of its edition, wherever its city lies."""
    return db.session.get_one(Edition, where.edition_id).date


def counting(day: date, person_id: str, *, also: str = "") -> tuple[OwnEntry, ...]:
    """The entries for a day in which that person counts, or the mailbox that her address reaches, whatever address
    she had when she entered; and the entry `also`, by id. Nobody else changes them before the transaction ends."""
    her_mailbox = SealedEntrant.fingerprint == mailbox(identity(person_id).email)
    counted = select(SealedEntrant.entry_id).where(SealedEntrant.day == day, her_mailbox)
    joined = select(SealedPlusOne.entry_id).where(SealedPlusOne.person_id == person_id)
    mine = or_(SealedEntry.id.in_(counted), SealedEntry.id.in_(joined), SealedEntry.person_id == person_id)
    counts = SealedEntry.state != EntryState.UNVERIFIED
    that_day = SealedEntry.edition_id.in_(select(Edition.id).where(Edition.date == day))
    return read(that_day, or_(mine, SealedEntry.id == also), counts, held=True)


def count(entry_id: str, day: date, person_id: str) -> bool:
    """Let an entry count from now on as that person's; False where another of her mailbox began to for that day."""
    fingerprint = mailbox(identity(person_id).email)
    row = {"day": day, "fingerprint": fingerprint, "entry_id": entry_id}
    now_counts = {"state": EntryState.ENTERED, "person_id": person_id, "asked_by": None}
    try:
        with db.session.begin_nested(), granted("let an entry count"):
            db.session.execute(insert(SealedEntrant), [row])
    except IntegrityError:
        return False
    with granted("let an entry count"):
        counts = update(SealedEntry).where(SealedEntry.id == entry_id).values(now_counts)
        db.session.execute(counts, execution_options=_KEEP)
    return True


def read(*which: ColumnElement[bool], held: bool = False) -> tuple[OwnEntry, ...]:
    """Entries for what has checked who asks, the newest first; with `held` nobody else changes them before the
    transaction ends. Two statements."""
    wanted = select(SealedEntry.__table__).where(*which).order_by(SealedEntry.asked_at.desc(), SealedEntry.id)
    with granted("a guest's own entries"):
        rows = db.session.execute(wanted.with_for_update() if held else wanted).all()
        wishes = db.session.execute(
            select(SealedWish.entry_id, SealedWish.show_id)
            .where(SealedWish.entry_id.in_([row.id for row in rows]))
            .order_by(SealedWish.position)
        ).all()
    seal = cipher.current()
    return tuple(
        OwnEntry(
            row.id,
            Where(row.edition_id, row.city_id),
            row.person_id,
            row.state,
            Wanted(
                row.people,
                tuple(show for entry, show in wishes if entry == row.id),
                *access_words.opened(row.id, row.access),
            ),
            row.public_id,
            AskedBy(**json.loads(seal.open(row.asked_by, _asked_by(row.id)))) if row.asked_by else None,
            row.show_id,
            row.confirm_by,
            row.pool,
            row.left_at,
            row.asked_at,
        )
        for row in rows
    )


def _asked_by(key: str) -> str:
    return f"sec_entries.asked_by|{key}"


def _said(key: str, wanted: Wanted) -> dict[str, object]:
    sealed = access_words.seal(key, needs=wanted.needs_access, words=wanted.access, helps=wanted.helps)
    return {"people": wanted.people, "access": sealed}


def _wishes(key: str, wanted: Wanted) -> Sequence[dict[str, object]]:
    return [
        {"entry_id": key, "position": position, "show_id": show} for position, show in enumerate(wanted.shows, start=1)
    ]


def mailbox(email: str) -> str:
    """The keyed fingerprint of a mailbox, one for all spellings of an address that reach it."""
    return cipher.current().index(reached_by(email), "entrant")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
