"""A party of two names its second person, who says yes by herself: at her own mailbox, until 72 hours before the show.

Whoever names somebody never learns whether the address is known here, or comes with another party: only who reads its
mailbox is told. One party a person and day holds for both: a second person whose own entry can still be changed lets go
of it as she says yes; who was in a draw with a party of her own comes with no other one, or two friends who each enter
for two would double their odds. Without a yes in time the party is one person, and the second seat goes on (`seats`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import func, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones
from coordinator.disclosure import seats as counted
from coordinator.disclosure.entries import AskedBy, OwnEntry
from coordinator.disclosure.people import enrol, identity, normalised
from coordinator.disclosure.plus_ones import Named
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.guests import linking, parties, seats
from coordinator.guests.entries import TRIES, stays_open
from coordinator.guests.models import EntryState, PlusOneState
from coordinator.people import accounts, attempts
from coordinator.people.models import Attempt, Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

LETTER, MISSING = "plus_one", "plus_one_missing"  # the outbox's kinds
REMINDED = timedelta(hours=24)  # before it is too late to name somebody
COUNTS = (EntryState.ENTERED, EntryState.WON, EntryState.CONFIRMED, EntryState.WAITLISTED)


def named_by(entry: OwnEntry) -> datetime:
    """The instant by which the second person of a party has said yes: so many hours before the show of its seat, or the
    last of those that it would like."""
    edition = db.session.get_one(Edition, entry.where.edition_id)
    shows = [entry.seat] if entry.seat else entry.wanted.shows
    last = db.session.scalar(select(func.max(Show.starts_at)).where(Show.id.in_(shows)))
    if last is None:
        raise NotFound
    return last - timedelta(hours=edition.plus_one_hours)


def may_name(entry: OwnEntry, *, at: datetime) -> bool:
    """Whether a party's second person can be named, or say yes, at the instant `at`."""
    return entry.wanted.people > 1 and entry.state in COUNTS and at < named_by(entry)


def name(reader: Reader, entry_id: str, who: AskedBy, *, origin: str, at: datetime) -> None:
    """Have somebody asked to come along, in the stead of whoever was asked before. All addresses take the same work,
    and the same one once more changes nothing.

    Raises NotFound for everybody but the party's guest, Invalid (`email`) for her own address, and Conflict:
    `too_late`, `has_second` where somebody has said yes, `too_many_attempts`.
    """
    entry = own.own_entry(reader, entry_id, held=True)
    if not may_name(entry, at=at):
        raise Conflict("too_late")
    before = plus_ones.of_entries([entry_id]).get(entry_id)
    if before is not None and before.state is PlusOneState.CONSENTED:
        raise Conflict("has_second")
    if own.mailbox(who.email) == own.mailbox(identity(str(reader.id)).email):
        raise Invalid({"email": [Say("This is your own address. Write the one of whoever comes with you.")]})
    if before is not None and before.state is PlusOneState.ASKED and _same(before, who):
        return
    for account, what in product((who.email, str(reader.id)), (Attempt.LETTER, Attempt.ASKING)):
        attempts.take(what, attempts.visitor(account, origin), at=at)
    named_id = plus_ones.ask(entry_id, who, at=at)
    jobs.enqueue(LETTER, person_id=None, subject=named_id, dedupe_key=f"{LETTER}|{named_id}", due_at=at)


def name_nobody(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Take back whom one has named, as long as another can be named; who had said yes is told. Raises NotFound as
    `name`, Conflict (`too_late`)."""
    entry = own.own_entry(reader, entry_id, held=True)
    if not may_name(entry, at=at):
        raise Conflict("too_late")
    parties.dissolve(entry_id, at=at)


def find_asked(token: str, *, at: datetime) -> tuple[Named, OwnEntry] | None:
    """Whom a letter asks, and to which party; None once that is answered or over."""
    named = plus_ones.of_letter(token)
    entry = own.find(named.entry_id) if named is not None and named.state is PlusOneState.ASKED else None
    return (named, entry) if named and entry and may_name(entry, at=at) else None


def consent(token: str, *, at: datetime) -> str | None:
    """Say yes; the id of whoever did, for one caller only, or None once that is answered or over.

    Raises Conflict: `listed_elsewhere` where she is in a draw whose list is published, `entered_meanwhile`.
    """
    asked = find_asked(token, at=at)
    if asked is None:
        return None
    person_id, day = enrol(asked[0].email, name=asked[0].name), own.day_of(asked[1].where)
    for _ in range(TRIES):
        entry_id = asked[1].id
        held = own.counting(day, person_id, also=entry_id)
        asked = find_asked(token, at=at)  # somebody may have been quicker, before the entry was held
        if asked is None:
            return None
        if asked[1].id != entry_id:  # its guest has just asked for something else
            continue
        _let_go(person_id, [entry for entry in held if entry.id != asked[1].id], at=at)
        if plus_ones.join(asked[0], day, person_id):
            accounts.grant(Role.GUEST, person_id)
            accounts.read_in(person_id, asked[0].locale)
            parties.tell_guest(asked[1], asked[0].id, PlusOneState.CONSENTED, at=at)
            return person_id
    raise Conflict("entered_meanwhile")


def decline(token: str, *, at: datetime) -> bool:
    """Say no; False once that is answered or over."""
    asked = find_asked(token, at=at)
    if asked is None or own.find(asked[1].id, held=True) is None or (asked := find_asked(token, at=at)) is None:
        return False
    plus_ones.end(asked[0], PlusOneState.DECLINED)
    parties.tell_guest(asked[1], asked[0].id, PlusOneState.DECLINED, at=at)
    return True


def leave(reader: Reader, entry_id: str, *, at: datetime) -> None:
    """Leave a party one has said yes to, at any time. Once it is too late to name another her seat goes on,
    unless she has sat down on it. A second
    time changes nothing. Raises NotFound for who never was in it."""
    known = own.find(entry_id)
    if known is None or reader.id is None:
        raise NotFound
    draw = linking.find_held(known.where)
    entry = own.find(entry_id, held=True)
    named = plus_ones.of_entries([entry_id]).get(entry_id)
    if entry is None or named is None or named.person_id != reader.id:
        raise NotFound
    parties.leave(entry, named, at=at)
    if draw is not None and not may_name(entry, at=at):
        seats.part(draw, entry_id, at=at)


def leave_all(reader: Reader, *, at: datetime) -> None:
    """Leave every party, and let nobody come with one's own ones: for somebody who leaves for good."""
    for entry in plus_ones.joined(reader):
        leave(reader, entry.id, at=at)
    for entry in own.own_entries(reader):
        parties.dissolve(entry.id, at=at)


def remind_due(at: datetime) -> None:
    """Have those reminded, once, a day before it is too late, who come to a show as two and with whom nobody has said
    yes to come. Not those to whom something was written of the same seat within a day: that letter said it."""
    soon = select(Show, Edition.plus_one_hours).join(Edition, Edition.id == Show.edition_id)
    to_come = (Show.state != ShowState.CANCELLED, Show.starts_at > at)
    ends = [
        (show.id, show.starts_at - timedelta(hours=hours)) for show, hours in db.session.execute(soon.where(*to_come))
    ]
    now_due = [show_id for show_id, until in ends if until - REMINDED <= at < until]
    found = counted.unreminded(now_due, MISSING, since=at - REMINDED)
    jobs.enqueue_all(MISSING, [(person_id, entry_id, entry_id) for entry_id, person_id in found], due_at=at)


def forget_due(at: datetime) -> None:
    """Forget the addresses of those who were asked and whose yes would count no more at the instant `at`, whatever
    became of the party."""
    for edition in db.session.scalars(select(Edition).order_by(Edition.id)).all():
        until = at + timedelta(hours=edition.plus_one_hours)
        for entry_id in plus_ones.unanswered(edition.id, until=until):
            own.find(entry_id, held=True)  # nobody says yes meanwhile
            named = plus_ones.of_entries([entry_id]).get(entry_id)
            if named is not None and named.state is PlusOneState.ASKED:
                plus_ones.drop(entry_id)


def _let_go(person_id: str, others: Collection[OwnEntry], *, at: datetime) -> None:
    for entry in others:
        if not stays_open(entry.where, at=at):
            raise Conflict("listed_elsewhere")
        parties.take_out(entry, person_id, at=at)


def _same(before: Named, who: AskedBy) -> bool:
    return (before.name, normalised(before.email)) == (who.name, normalised(who.email))
