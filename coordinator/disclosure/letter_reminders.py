"""Who wants to be reminded of the days of a section, and where to write to her: kept sealed from the tick in a box
until the last day to report is over, and no longer."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from coordinator.db import db, random_id
from coordinator.disclosure import cipher
from coordinator.disclosure.letter_signs import person_key
from coordinator.disclosure.sealed_letters import SealedLetterReminder
from coordinator.gate import granted
from coordinator.once import insert_if_new

_PLAIN = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One that somebody has asked for: of a section, to an address, in a language; `key` is her fingerprint."""

    id: str
    section_id: str
    key: str = field(repr=False)
    email: str = field(repr=False)
    locale: str | None
    asked_at: datetime
    confirmed_at: datetime | None


def put(section_id: str, email: str, locale: str | None, *, confirmed: bool, at: datetime) -> str | None:
    """Keep an address, once for a mailbox and section; the id of the new row, None where there is one. `confirmed`: the
    address is known to be hers."""
    key = random_id()
    said = cipher.current().seal(json.dumps({"email": email, "locale": locale}), _place(key))
    with granted("keep an address to remind"):
        is_new = insert_if_new(
            SealedLetterReminder,
            id=key,
            section_id=section_id,
            person_key=person_key(email),
            said=said,
            letter_hash=_hash(token_of(key)),
            asked_at=at,
            confirmed_at=at if confirmed else None,
        )
    return key if is_new else None


def token_of(reminder_id: str) -> str:
    """What stands in the link of her letters: the same in each."""
    return cipher.current().index(reminder_id, "reminded of letters")


def of_token(token: str) -> Reminder | None:
    """The one that a link is about."""
    return _find(SealedLetterReminder.letter_hash == _hash(token))


def find(reminder_id: str) -> Reminder | None:
    """The one of that id."""
    return _find(SealedLetterReminder.id == reminder_id)


def confirmed_of(section_id: str, *, before: datetime) -> Sequence[str]:
    """The ids of those of a section whose address had answered by then."""
    asked = (SealedLetterReminder.section_id == section_id, SealedLetterReminder.confirmed_at <= before)
    with granted("whom to remind"):
        return db.session.scalars(select(SealedLetterReminder.id).where(*asked)).all()


def confirm(reminder_id: str, *, at: datetime) -> None:
    """Note that the address has answered. A second time changes nothing."""
    _confirm(SealedLetterReminder.id == reminder_id, at=at)


def confirm_own(section_id: str, email: str, *, at: datetime) -> None:
    """The same of somebody who is signed in with the address."""
    mine = SealedLetterReminder.person_key == person_key(email)
    _confirm(mine & (SealedLetterReminder.section_id == section_id), at=at)


def drop(token: str) -> None:
    """Forget the address that a link went to."""
    _drop_where(SealedLetterReminder.letter_hash == _hash(token))


def drop_unconfirmed(before: datetime) -> None:
    """Forget those asked for before then whose address did not answer."""
    _drop_where(SealedLetterReminder.confirmed_at.is_(None) & (SealedLetterReminder.asked_at <= before))


def sections_kept() -> Sequence[str]:
    """The sections for which addresses are kept."""
    with granted("of which sections somebody is reminded"):
        return db.session.scalars(select(SealedLetterReminder.section_id).distinct()).all()


def drop_of(section_id: str) -> None:
    """Forget every address that is kept for a section."""
    _drop_where(SealedLetterReminder.section_id == section_id)


def _confirm(which: ColumnElement[bool], *, at: datetime) -> None:
    fresh = update(SealedLetterReminder).where(which, SealedLetterReminder.confirmed_at.is_(None))
    with granted("an address to remind has answered"):
        db.session.execute(fresh.values(confirmed_at=at), execution_options=_PLAIN)


def _drop_where(which: ColumnElement[bool]) -> None:
    with granted("forget addresses to remind"):
        db.session.execute(delete(SealedLetterReminder).where(which), execution_options=_PLAIN)


def _find(which: ColumnElement[bool]) -> Reminder | None:
    with granted("one who is reminded"):
        row = db.session.execute(select(SealedLetterReminder.__table__).where(which)).one_or_none()
    if row is None:
        return None
    said = json.loads(cipher.current().open(row.said, _place(row.id)))
    return Reminder(
        row.id, row.section_id, row.person_key, **said, asked_at=row.asked_at, confirmed_at=row.confirmed_at
    )


def _place(key: str) -> str:
    return f"sec_letter_reminders.said|{key}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
