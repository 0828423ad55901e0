"""Another e-mail address for a person: kept sealed while both mailboxes have yet to confirm it, then hers or gone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.people import identity, normalised
from coordinator.disclosure.sealed import SealedMember, SealedPerson
from coordinator.disclosure.sealed_accounts import SealedEmailChange, SealedFormerAddress
from coordinator.gate import granted
from coordinator.once import insert_once

_KEEP = {"synchronize_session": False}


class End(StrEnum):
    """Whose mailbox a letter went to."""

    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class EmailChange:
    """A wish for another address; `confirmed` are the ends that have."""

    change_id: str
    person_id: str
    email: str = field(repr=False)
    asked_at: datetime
    confirmed: frozenset[End]


def put(change: EmailChange, hashes: dict[End, str]) -> None:
    """Keep a wish instead of any that its person had."""
    sealed = cipher.current().seal(change.email.strip(), _place(change.person_id))
    row = {"person_id": change.person_id, "change_id": change.change_id, "email": sealed, "asked_at": change.asked_at}
    row |= {f"{end}_hash": hashes[end] for end in End}
    row |= {f"{end}_at": change.asked_at if end in change.confirmed else None for end in End}
    drop(change.person_id)
    with granted("keep a wish for another address"):
        db.session.execute(insert(SealedEmailChange).values(row))


def of_person(person_id: str, *, since: datetime) -> EmailChange | None:
    """The wish of a person asked after `since`."""
    return _find(SealedEmailChange.person_id == person_id, since=since)


def of_id(change_id: str, *, since: datetime) -> EmailChange | None:
    """The same by its own id."""
    return _find(SealedEmailChange.change_id == change_id, since=since)


def of_token(token_hash: str, *, since: datetime) -> tuple[EmailChange, End] | None:
    """The same by the hash of a letter's token, and whose letter that is. Nobody else changes it before the
    transaction ends."""
    mine = or_(SealedEmailChange.old_hash == token_hash, SealedEmailChange.new_hash == token_hash)
    which = select(SealedEmailChange.old_hash).where(mine).with_for_update()
    with granted("whose letter it is"):
        old = db.session.scalar(which)
    change = _find(mine, since=since)
    return (change, End.OLD if old == token_hash else End.NEW) if change else None


def confirm(change: EmailChange, end: End, *, at: datetime) -> None:
    """Write down that this end has confirmed."""
    told = {f"{end}_at": at}
    mine = update(SealedEmailChange).where(SealedEmailChange.person_id == change.person_id)
    with granted("an end confirms another address"):
        db.session.execute(mine.values(told), execution_options=_KEEP)


def carry_out(change: EmailChange, *, at: datetime) -> bool:
    """Give the person the address, unless somebody was quicker to have it; whether she has. The old one is remembered
    as having been hers."""
    seal = cipher.current()
    row = {"email": seal.seal(change.email, f"sec_people.email|{change.person_id}")}
    row["email_index"] = seal.index(normalised(change.email), "email")
    old = identity(change.person_id).email
    try:
        with db.session.begin_nested(), granted("another address"):
            db.session.execute(update(SealedPerson).where(SealedPerson.person_id == change.person_id).values(row))
    except IntegrityError:
        return False
    _play_on(fingerprint(old), fingerprint(change.email))
    was: dict[str, Any] = {"person_id": change.person_id, "email_index": seal.index(normalised(old), "email")}
    with granted("an address that was somebody's"):
        insert_once(SealedFormerAddress, left_at=at, **was)
    drop(change.person_id)
    return True


def _play_on(old: str, new: str) -> None:
    """Let whoever was known by the old address in bands be known by the new one, and nothing of the old stay."""
    both = select(SealedMember.artist_id).where(SealedMember.member == new)
    mine = SealedMember.member == old
    with granted("who plays has another address"):
        known = db.session.scalars(both).all()
        gone = delete(SealedMember).where(mine, SealedMember.artist_id.in_(known))
        db.session.execute(gone, execution_options=_KEEP)
        db.session.execute(update(SealedMember).where(mine).values(member=new), execution_options=_KEEP)


def drop(person_id: str) -> bool:
    """Forget the wish of a person; whether there was one."""
    gone = delete(SealedEmailChange).where(SealedEmailChange.person_id == person_id)
    with granted("forget a wish for another address"):
        found = db.session.scalar(gone.returning(SealedEmailChange.change_id), execution_options=_KEEP)
    return found is not None


def drop_older(than: datetime) -> None:
    """Forget the wishes that nobody can confirm any more."""
    with granted("forget old wishes for another address"):
        db.session.execute(delete(SealedEmailChange).where(SealedEmailChange.asked_at <= than))


def _find(which: ColumnElement[bool], *, since: datetime) -> EmailChange | None:
    columns = (SealedEmailChange.change_id, SealedEmailChange.person_id, SealedEmailChange.email)
    moments = (SealedEmailChange.asked_at, SealedEmailChange.old_at, SealedEmailChange.new_at)
    with granted("a wish for another address"):
        row = db.session.execute(
            select(*columns, *moments).where(which, SealedEmailChange.asked_at > since)
        ).one_or_none()
    if row is None:
        return None
    email = cipher.current().open(row.email, _place(row.person_id))
    confirmed = frozenset(end for end, when in ((End.OLD, row.old_at), (End.NEW, row.new_at)) if when is not None)
    return EmailChange(row.change_id, row.person_id, email, row.asked_at, confirmed)


def _place(person_id: str) -> str:
    return f"sec_email_changes.email|{person_id}"
