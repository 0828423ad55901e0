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

from sqlalchemy import Column, ColumnElement, Table, or_, select

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import (
    audit,
    cipher,
    kept_accounts,
    kept_acts,
    kept_doors,
    kept_guests,
    kept_hosts,
    kept_leads,
)
from coordinator.disclosure.columns import is_ciphertext, place
from coordinator.disclosure.deposits import fingerprint
from coordinator.disclosure.kept_parts import Part, Scope
from coordinator.disclosure.people import identity, normalised
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed import Disclosure, SealedArtist, SealedSpace
from coordinator.disclosure.sealed_acts import SealedActForm
from coordinator.disclosure.sealed_evenings import SealedIncident
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.disclosure.sealed_photos import SealedPhoto
from coordinator.errors import NotAllowed
from coordinator.gate import granted
from coordinator.people.models import PersonRole
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show

VERSION = 1
PARTS = (
    *kept_accounts.PARTS,
    *kept_hosts.PARTS,
    *kept_acts.PARTS,
    *kept_guests.PARTS,
    *kept_doors.PARTS,
    *kept_leads.PARTS,
)
OF_HOMES = tuple(fact for fact in Fact if may_see(fact, Relation.HOST, Phase.PLANNED))
OF_ACTS = (Fact.CONTACT_NAME, *(fact for fact in Fact if may_see(fact, Relation.ARTIST, Phase.PLANNED)))
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
        shown = SealedPhoto.subject_id.in_([*spaces, *acts, *reports])
        photos = db.session.scalars(select(SealedPhoto.id).where(shown)).all()
    email = normalised(identity(person_id).email)
    attempts = tuple(cipher.current().index(one, "attempt by account") for one in (email, person_id))
    return Scope(
        person_id,
        spaces=tuple(sorted(spaces)),
        acts=tuple(sorted(acts)),
        photos=tuple(sorted(photos)),
        attempts=attempts,
        members=(fingerprint(email),),
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
    return _lines(Disclosure.reader_id == person_id, lambda _who: "you")


def _of(who: Scope) -> Sequence[Mapping[str, Any]]:
    """Who else learnt what about her, by role."""
    shows = select(Show.id).where(Show.space_id.in_(who.spaces))
    wishes = select(Application.id).where(Application.artist_id.in_(who.acts))
    homes = Disclosure.fact.in_(OF_HOMES) & or_(Disclosure.subject.in_(who.spaces), Disclosure.subject.in_(shows))
    acts = Disclosure.fact.in_(OF_ACTS) & or_(Disclosure.subject.in_(who.acts), Disclosure.subject.in_(wishes))
    roles = _roles(or_(homes, acts))
    others = or_(homes, acts) & (Disclosure.reader_id != who.person)
    return _lines(others, lambda reader: roles.get(reader, "somebody who has left"))


def _lines(which: ColumnElement[bool], by: Any) -> Sequence[Mapping[str, Any]]:
    rows = db.session.execute(
        select(Disclosure.at, Disclosure.fact, Disclosure.subject, Disclosure.reader_id)
        .where(which)
        .order_by(Disclosure.at, Disclosure.id)
    )
    return [{"at": _plain(row.at), "fact": row.fact, "of": row.subject, "by": by(row.reader_id)} for row in rows]


def _roles(which: ColumnElement[bool]) -> Mapping[str, str]:
    """Reader id → the roles she holds now, in words."""
    readers = select(Disclosure.reader_id).where(which)
    rows = db.session.execute(
        select(PersonRole.person_id, PersonRole.role)
        .where(PersonRole.person_id.in_(readers))
        .order_by(PersonRole.person_id, PersonRole.role)
    )
    held: dict[str, list[str]] = {}
    for person_id, role in rows:
        if str(role) not in held.setdefault(person_id, []):
            held[person_id].append(str(role))
    return {reader: ", ".join(roles) for reader, roles in held.items()} | {CONSOLE.id or "": "who runs this site"}
