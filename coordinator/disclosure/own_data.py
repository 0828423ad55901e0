"""All that is kept of a person, for that person: read by the parts, opened, in a form that keeps its shape.

Never somebody else's secret: not who else plays at an evening, nor what others said of her in confidence. Who opened
her address is told by role, not by name: it was somebody's duty, and she has a name to protect as well.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, exists, or_, select

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import (
    audit,
    cipher,
    kept_accounts,
    kept_acts,
    kept_album,
    kept_answers,
    kept_doors,
    kept_guests,
    kept_hosts,
    kept_hours,
    kept_joining,
    kept_leads,
    kept_letters,
)
from coordinator.disclosure.asked import asker_key
from coordinator.disclosure.columns import is_ciphertext, place
from coordinator.disclosure.consents import mailbox
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.kept_parts import Part, Scope
from coordinator.disclosure.letter_signs import person_key
from coordinator.disclosure.mailboxes import reached_by
from coordinator.disclosure.people import identity, normalised, roles_of
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed import Disclosure, SealedArtist, SealedSpace
from coordinator.disclosure.sealed_acts import SealedActForm
from coordinator.disclosure.sealed_album import SealedShot
from coordinator.disclosure.sealed_evenings import SealedIncident
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.disclosure.sealed_photos import SealedPhoto
from coordinator.errors import NotAllowed
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show

VERSION = 2
PARTS = (
    *kept_accounts.PARTS,
    *kept_hosts.PARTS,
    *kept_acts.PARTS,
    *kept_guests.PARTS,
    *kept_doors.PARTS,
    *kept_leads.PARTS,
    *kept_letters.PARTS,
    *kept_joining.PARTS,
    *kept_hours.PARTS,
    *kept_album.PARTS,
    *kept_answers.PARTS,
)
OF_HOMES = tuple(fact for fact in Fact if may_see(fact, Relation.HOST, Phase.PLANNED))
OF_ACTS = (Fact.CONTACT_NAME, *(fact for fact in Fact if may_see(fact, Relation.ARTIST, Phase.PLANNED)))
SITS = (EntryState.CONFIRMED, EntryState.LET_IN)  # a seat that she knows of
OF_GUESTS = (Fact.FIRST_NAMES, Fact.GUEST_LIST, Fact.ACCESS_WORDS, Fact.READ_RECEIPT)
AS_JSON = ("said", "changes", "before", "after")  # columns whose cipher text is that of a JSON object


def own_data(reader: Reader, *, at: datetime) -> Mapping[str, Any]:
    """What is kept of the reader, ready for JSON: part → rows. Raises NotAllowed for strangers and the console."""
    if reader.id is None or reader == CONSOLE:
        raise NotAllowed
    who = scope_of(reader.id)
    parts = {part.name: _rows(part, who) for part in PARTS}
    parts |= {"opened_by_you": _by_reader(reader.id), "opened_of_you": _of(who)}
    audit.record(reader, OF_HOMES if who.spaces else (), of=who.spaces, at=at)
    audit.record(reader, OF_ACTS if who.acts else (), of=who.acts, at=at)
    return {"version": VERSION, "made_at": _plain(at), **parts}


def scope_of(person_id: str) -> Scope:
    """What belongs to a person, by ids."""
    with granted("what belongs to a person"):
        spaces = set(db.session.scalars(select(SealedSpace.space_id).where(SealedSpace.host_id == person_id)))
        spaces |= set(db.session.scalars(select(SealedForm.space_id).where(SealedForm.host_id == person_id)))
        acts = set(db.session.scalars(select(SealedArtist.artist_id).where(SealedArtist.contact_id == person_id)))
        acts |= set(db.session.scalars(select(SealedActForm.artist_id).where(SealedActForm.contact_id == person_id)))
        reports = db.session.scalars(select(SealedIncident.id).where(SealedIncident.space_id.in_(spaces)))
        shots = db.session.scalars(select(SealedShot.id).where(SealedShot.sent_by == person_id)).all()
        shown = SealedPhoto.subject_id.in_([*spaces, *acts, *reports, *shots])
        photos = db.session.scalars(select(SealedPhoto.id).where(shown)).all()
    email = normalised(identity(person_id).email)
    attempts = tuple(cipher.current().index(one, "attempt by account") for one in (reached_by(email), person_id))
    return Scope(
        person_id,
        spaces=tuple(sorted(spaces)),
        acts=tuple(sorted(acts)),
        photos=tuple(sorted(photos)),
        attempts=attempts,
        members=(fingerprint(email),),
        letters=(person_key(email),),
        shown=(mailbox(email),),
        shots=tuple(sorted(shots)),
        asks=(asker_key(f"person|{person_id}"),),
    )


def _rows(part: Part, who: Scope) -> Sequence[Mapping[str, Any]]:
    table: Table = part.table.__table__  # type: ignore[assignment]
    chosen = select(*table.columns).where(part.mine(who)).order_by(*table.primary_key.columns)
    with granted(f"one's own {part.name}"):
        rows = [row._asdict() for row in db.session.execute(chosen)]
    return [{name: _plain(_opened(table.columns[name], row)) for name in part.told} for row in rows]


def _opened(column: Column[Any], row: Mapping[str, Any]) -> Any:
    value = row[column.name]
    if value is None or not is_ciphertext(column):
        return value
    where = place(column, row)
    if isinstance(value, bytes):
        return cipher.current().open_bytes(value, where)
    text = cipher.current().open(value, where)
    return json.loads(text) if column.name in AS_JSON else text


def _plain(value: Any) -> Any:
    """A value as JSON has it: instants in UTC with Z, wall times without a zone, pictures in base64."""
    if isinstance(value, datetime):
        wall = value.tzinfo is None
        return f"{value:%Y-%m-%dT%H:%M:%S}" if wall else f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, StrEnum) else value


def _by_reader(person_id: str) -> Sequence[Mapping[str, Any]]:
    """What the audit says that she learnt of others: facts and ids, as in the audit."""
    wanted = select(Disclosure.at, Disclosure.fact, Disclosure.subject).where(Disclosure.reader_id == person_id)
    rows = db.session.execute(wanted.order_by(Disclosure.at, Disclosure.id))
    return [{"at": _plain(row.at), "fact": row.fact, "of": row.subject, "by": "you"} for row in rows]


def learnt_of(who: Scope) -> ColumnElement[bool]:
    """The lines of the audit that tell what others learnt about her: of her rooms, her acts, her seat."""
    shows = select(Show.id).where(Show.space_id.in_(who.spaces))
    wishes = select(Application.id).where(Application.artist_id.in_(who.acts))
    homes = Disclosure.fact.in_(OF_HOMES) & or_(Disclosure.subject.in_(who.spaces), Disclosure.subject.in_(shows))
    acts = Disclosure.fact.in_(OF_ACTS) & or_(Disclosure.subject.in_(who.acts), Disclosure.subject.in_(wishes))
    hers = (SealedEntry.person_id == who.person, SealedEntry.show_id == Disclosure.subject)
    sits = exists().where(*hers, SealedEntry.state.in_(SITS), SealedEntry.asked_at <= Disclosure.at)
    seat = Disclosure.fact.in_(OF_GUESTS) & sits
    return or_(homes, acts, seat) & (Disclosure.reader_id != who.person)


def _of(who: Scope) -> Sequence[Mapping[str, Any]]:
    """Who else learnt what about her, by role and by day (in UTC): how often and at what hour tells how much there is
    to do about her evening."""
    with granted("who learnt what about her"):
        others = learnt_of(who)
        held = roles_of(set(db.session.scalars(select(Disclosure.reader_id).where(others).distinct())))
        wanted = select(Disclosure.at, Disclosure.fact, Disclosure.subject, Disclosure.reader_id).where(others)
        rows = db.session.execute(wanted.distinct()).all()
    roles = {reader: ", ".join(found) for reader, found in held.items()} | {CONSOLE.id: "who runs this site"}
    lines = {(_plain(row.at.astimezone(UTC).date()), row.fact, row.subject, row.reader_id) for row in rows}
    told = {(day, fact, of, roles.get(reader, "somebody who has left")) for day, fact, of, reader in lines}
    return [dict(zip(("day", "fact", "of", "by"), line, strict=True)) for line in sorted(told)]
