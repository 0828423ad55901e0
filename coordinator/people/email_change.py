"""Another e-mail address: asked for on the account, confirmed from the old mailbox and from the new one within a day.

Nothing tells the one who asks whether somebody else has that address: only who reads its mailbox learns it. Who has
lost the old mailbox asks those who run the site; they answer for it with `coordinator readdress`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coordinator import jobs
from coordinator.db import random_id
from coordinator.disclosure import cipher, email_changes
from coordinator.disclosure.email_changes import EmailChange, End
from coordinator.disclosure.people import find_person, identity, normalised
from coordinator.errors import Invalid, NotAllowed, Say
from coordinator.people import accounts, attempts, notices, sessions
from coordinator.people.models import Attempt
from coordinator.people.notices import Changed
from coordinator.people.readers import CONSOLE, Reader

LASTS = timedelta(hours=24)
TO_OLD, TO_NEW = "email_old", "email_new"  # the outbox's kinds


class Came(StrEnum):
    """What became of a confirmation."""

    WAITS = "waits"  # for the other end
    DONE = "done"
    TAKEN = "taken"  # somebody has the address; told to its own mailbox alone


@dataclass(frozen=True, slots=True)
class Asked:
    """What a letter asks its reader; `email` is the new address."""

    end: End
    email: str
    until: datetime


def ask(reader: Reader, email: str, *, origin: str, at: datetime) -> None:
    """Wish for another address instead of any wished for before, and have both mailboxes asked. Raises Invalid
    (`email`), and Conflict (`too_many_attempts`) where too many letters went to that address."""
    _wish(_own(reader), email, frozenset(), origin=origin, at=at)


def refuse_vain(reader: Reader, email: str, *, origin: str, at: datetime) -> None:
    """Raise what `ask` would, before a code that works once is spent on it."""
    own = _own(reader)
    _refuse_same(own, email)
    for account in (email, own):
        refused = attempts.find_refusal(Attempt.LETTER, attempts.visitor(account, origin), at=at)
        if refused is not None:
            raise refused


def ask_for(reader: Reader, old: str, new: str, *, at: datetime) -> None:
    """The same for somebody whose old mailbox is lost: whoever runs the site confirms for her. The new one confirms by
    itself, and the old one may still stop it until then. Raises Invalid (`old`, `email`), NotAllowed."""
    if reader != CONSOLE:
        raise NotAllowed
    person_id = find_person(old)
    if person_id is None:
        raise Invalid({"old": [Say("No account has this address. Look for a typing error.")]})
    _wish(person_id, new, frozenset({End.OLD}), origin="console", at=at)


def pending(reader: Reader, *, at: datetime) -> Asked | None:
    """The reader's wish that waits to be confirmed."""
    change = email_changes.of_person(_own(reader), since=at - LASTS)
    return Asked(End.OLD, change.email, change.asked_at + LASTS) if change else None


def undo(reader: Reader) -> None:
    """Take the reader's wish back. Where there is none, nothing changes."""
    email_changes.drop(_own(reader))


def find_asked(token: str, *, at: datetime) -> Asked | None:
    """What the letter with that token asks; None once it is over."""
    found = email_changes.of_token(_hash(token), since=at - LASTS)
    return Asked(found[1], found[0].email, found[0].asked_at + LASTS) if found else None


def confirm(token: str, *, at: datetime) -> Came | None:
    """Confirm from the mailbox of that letter; None once it is over. With the second one the address changes, all
    sessions end, and the links that were sent to the old one open nothing: whoever read that mailbox is out."""
    found = email_changes.of_token(_hash(token), since=at - LASTS)
    if found is None:
        return None
    change, end = found
    if end is End.NEW and find_person(change.email) is not None:
        return Came.TAKEN
    email_changes.confirm(change, end, at=at)
    if change.confirmed | {end} != set(End):
        return Came.WAITS
    if not email_changes.carry_out(change, at=at):
        return Came.TAKEN if end is End.NEW else Came.WAITS
    sessions.end_all(change.person_id)
    accounts.spend_links(change.person_id, at=at)
    notices.tell(change.person_id, Changed.EMAIL, at=at)
    return Came.DONE


def refuse(token: str, *, at: datetime) -> bool:
    """“This was not me”, from the old mailbox: the wish is gone and all sessions end. False once it is over, and for
    the new mailbox, which has nothing to say about the account."""
    found = email_changes.of_token(_hash(token), since=at - LASTS)
    if found is None or found[1] is not End.OLD:
        return False
    email_changes.drop(found[0].person_id)
    sessions.end_all(found[0].person_id)
    accounts.spend_links(found[0].person_id, at=at)
    return True


def token_of(change_id: str, end: End) -> str:
    """The token in the letter to that end: whoever knows the keys can make it again, so that a letter sent twice has
    the same link both times."""
    return cipher.current().index(f"{change_id}|{end}", "e-mail change")


def tidy(at: datetime) -> None:
    """Forget what nobody confirmed in time."""
    email_changes.drop_older(at - LASTS)


def _wish(person_id: str, email: str, confirmed: frozenset[End], *, origin: str, at: datetime) -> None:
    _refuse_same(person_id, email)
    for account in (email, person_id):
        attempts.take(Attempt.LETTER, attempts.visitor(account, origin), at=at)
    change = EmailChange(random_id(), person_id, email, at, confirmed)
    email_changes.put(change, {end: _hash(token_of(change.change_id, end)) for end in End})
    for kind in (TO_OLD, TO_NEW):
        key = f"{kind}|{change.change_id}"
        jobs.enqueue(kind, person_id=person_id, subject=change.change_id, dedupe_key=key, due_at=at)


def _refuse_same(person_id: str, email: str) -> None:
    if normalised(email) == normalised(identity(person_id).email):
        raise Invalid({"email": [Say("Letters go to this address already; nothing is to be changed.")]})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _own(reader: Reader) -> str:
    if reader.id is None:
        raise NotAllowed
    return reader.id
