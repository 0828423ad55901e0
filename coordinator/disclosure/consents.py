"""Who is asked about a picture of an evening, and what each has agreed to: for use-cases that have checked who asks.

Of the token in a letter only the hash is kept. A picture may be used for what all have agreed to, and for nothing else.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update

from coordinator.album.models import Shown, Use
from coordinator.db import db, random_id
from coordinator.disclosure import cipher
from coordinator.disclosure.mailboxes import reached_by
from coordinator.disclosure.sealed_album import SealedConsent, SealedHandout, SealedShot
from coordinator.disclosure.shots import PLAIN, Shot, joined, parted
from coordinator.gate import granted


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to ask: with an account, at an address, or neither: on paper, or nobody we know how to reach."""

    asked_as: Shown
    person_id: str | None = None
    called: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    locale: str | None = None  # in which she is written to unless she has chosen another


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody who is asked, and the uses that she agreed to; None: she has not answered. `is_paper`: somebody of the
    team has a paper that says so."""

    id: str
    shot_id: str
    who: Asked
    agreed: tuple[Use, ...] | None
    asked_at: datetime
    is_paper: bool

    @property
    def can_be_written_to(self) -> bool:
        """Whether a letter reaches her."""
        return bool(self.who.person_id or self.who.email)


def mailbox(email: str) -> str:
    """The fingerprint of the mailbox that an address reaches, however it is spelled."""
    return cipher.current().index(reached_by(email), "shown in a picture")


def ask(shot_id: str, who: Asked, *, agreed: Collection[Use] | None = None, at: datetime) -> str:
    """Let somebody be asked; the id of that. `agreed`: what she has said already."""
    key = random_id()
    said = {"called": who.called, "email": who.email, "locale": who.locale}
    row = {
        "id": key,
        "shot_id": shot_id,
        "asked_as": who.asked_as,
        "person_id": who.person_id,
        "mailbox": mailbox(who.email) if who.email else None,
        "said": cipher.current().seal(json.dumps(said), _place(key)),
        "letter_hash": _hash(token_of(key)),
        "agreed": None if agreed is None else joined(agreed),
        "asked_at": at,
        "answered_at": None if agreed is None else at,
    }
    with granted("ask somebody about a picture"):
        db.session.execute(insert(SealedConsent), [row])
    return key


def token_of(consent_id: str) -> str:
    """The token in her letter: a letter sent twice has the same link both times."""
    return cipher.current().index(consent_id, "consent to a picture")


def of_token(token: str) -> Consent | None:
    """Whom the letter with that token asks."""
    return next(iter(_read(SealedConsent.letter_hash == _hash(token))), None)


def find(consent_id: str) -> Consent | None:
    """The same by its id, for the letter about it."""
    return next(iter(_read(SealedConsent.id == consent_id)), None)


def of_shots(shot_ids: Collection[str]) -> Mapping[str, tuple[Consent, ...]]:
    """Shot id → who is asked about it. One statement."""
    found: dict[str, tuple[Consent, ...]] = {}
    for one in _read(SealedConsent.shot_id.in_(shot_ids)) if shot_ids else ():
        found[one.shot_id] = (*found.get(one.shot_id, ()), one)
    return found


def of_person(person_id: str, email: str) -> Sequence[Consent]:
    """What somebody is asked, by her account or her mailbox."""
    return _read(or_(SealedConsent.person_id == person_id, SealedConsent.mailbox == mailbox(email)))


def answer(consent_id: str, uses: Collection[Use], *, noted_by: str | None = None, at: datetime) -> None:
    """Keep her answer over the one before; the same again changes nothing. `noted_by`: who has it on paper."""
    said, table = joined(uses), SealedConsent
    is_new = or_(table.agreed.is_distinct_from(said), table.noted_by.is_distinct_from(noted_by))
    with granted("an answer about a picture"):
        changed = update(table).where(table.id == consent_id, is_new)
        kept = changed.values(agreed=said, answered_at=at, noted_by=noted_by)
        db.session.execute(kept, execution_options=PLAIN)


def allowed(shot: Shot, asked: Collection[Consent]) -> frozenset[Use]:
    """What a picture may be used for: what it was sent for and all who are asked have agreed to. Nothing where nobody
    is asked, it is taken down, or only one pair of eyes has found nobody on it."""
    if not asked or shot.down_at is not None or (shot.is_empty and shot.seconded_by is None):
        return frozenset()
    return frozenset(shot.uses).intersection(*(one.agreed or () for one in asked))


def recall(shot_id: str, still: Collection[Use], *, at: datetime) -> None:
    """Take back what was given for uses that are not allowed any more."""
    given = (SealedHandout.shot_id == shot_id, SealedHandout.recalled_at.is_(None), SealedHandout.use.not_in(still))
    with granted("take back what was given"):
        db.session.execute(update(SealedHandout).where(*given).values(recalled_at=at), execution_options=PLAIN)


def shots_of(person_id: str, keys: Collection[str]) -> Sequence[str]:
    """Ids of the pictures that somebody sent or is on, by her account or the fingerprints of her mailbox."""
    on = select(SealedConsent.shot_id).where(or_(SealedConsent.person_id == person_id, SealedConsent.mailbox.in_(keys)))
    hers = or_(SealedShot.sent_by == person_id, SealedShot.id.in_(on))
    with granted("pictures of somebody"):
        return db.session.scalars(select(SealedShot.id).where(hers).order_by(SealedShot.id)).all()


def _read(*which: ColumnElement[bool]) -> Sequence[Consent]:
    wanted = select(SealedConsent.__table__).where(*which).order_by(SealedConsent.asked_at, SealedConsent.id)
    with granted("who is asked about pictures"):
        rows = db.session.execute(wanted).all()
    order = {word: number for number, word in enumerate(Shown)}
    return sorted(map(_consent, rows), key=lambda one: (one.asked_at, order[one.who.asked_as], one.who.called, one.id))


def _consent(row: Any) -> Consent:
    said = json.loads(cipher.current().open(row.said, _place(row.id)))
    who = Asked(Shown(row.asked_as), row.person_id, said["called"], said["email"], said["locale"])
    agreed = None if row.agreed is None else parted(row.agreed)
    return Consent(row.id, row.shot_id, who, agreed, row.asked_at, row.noted_by is not None)


def _place(key: str) -> str:
    return f"sec_consents.said|{key}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
