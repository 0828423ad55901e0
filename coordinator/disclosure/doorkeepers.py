"""Who stands at the door of a show: named by its city's lead, and let to its page from some hours before until after.

Outside that time, and to everybody else, the door does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.people import identities
from coordinator.disclosure.policy import Clock, Fact, Phase, Relation, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_door import SealedDoorPerson
from coordinator.door.models import DoorRole
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session
STAYS = timedelta(hours=6)  # after the start: then the door's page is gone, from phones, too


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Somebody at a door, as its lead reads it. `called`: what others there call her; her address is not told of a
    host (`is_host`), whom the lead named by her room."""

    person_id: str
    role: DoorRole
    called: str = field(repr=False)
    email: str = field(repr=False)
    is_host: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A reader at the door of a show, while it is open to her. `clock` is that of the show as if its host had not
    closed her door; since when she has is `closed_at`."""

    person_id: str
    show: Show
    edition: Edition
    role: DoorRole
    clock: Clock
    closed_at: datetime | None = None

    @property
    def is_supervisor(self) -> bool:
        """Whether she answers for the door."""
        return self.role is DoorRole.SUPERVISOR


def put(show: Show, person_id: str, role: DoorRole, called: str, *, at: datetime, as_host: bool = False) -> None:
    """Let somebody stand at the door of a show; again it changes what she may do there, and what she is called."""
    values: dict[str, Any] = {
        "role": role,
        "called": cipher.current().seal(called, _place(show.id, person_id)),
        "space_id": show.space_id if as_host else None,
    }
    this = (SealedDoorPerson.show_id == show.id, SealedDoorPerson.person_id == person_id)
    columns = (SealedDoorPerson.role, SealedDoorPerson.called, SealedDoorPerson.space_id)
    with granted("name somebody for a door"):
        before = db.session.execute(select(*columns).where(*this)).one_or_none()
        if before is not None:
            known = cipher.current().open(before.called, _place(show.id, person_id))
            if (before.role, known, before.space_id) == (role, called, values["space_id"]):
                return
        insert_once(SealedDoorPerson, show_id=show.id, person_id=person_id, named_at=at, **values)
        db.session.execute(update(SealedDoorPerson).where(*this).values(values), execution_options=PLAIN)


def take_off(show: Show, person_id: str) -> None:
    """Let her stand there no more, from the next request on."""
    this = (SealedDoorPerson.show_id == show.id, SealedDoorPerson.person_id == person_id)
    with granted("take somebody off a door"):
        db.session.execute(delete(SealedDoorPerson).where(*this), execution_options=PLAIN)


def of_show(reader: Reader, show: Show, *, at: datetime) -> Sequence[Doorkeeper]:
    """Who stands at the door of a show, for its city's lead, by name. Raises NotFound for everybody else."""
    if not may_see(Fact.DOOR_PEOPLE, relation(reader, city_id=show.city_id), Phase.PLANNED):
        raise NotFound
    columns = (SealedDoorPerson.person_id, SealedDoorPerson.role, SealedDoorPerson.called, SealedDoorPerson.space_id)
    with granted("who stands at a door"):
        rows = db.session.execute(select(*columns).where(SealedDoorPerson.show_id == show.id, _stands(show))).all()
    audit.record(reader, [Fact.DOOR_PEOPLE], of=[show.id], at=at)
    known = identities([row.person_id for row in rows])
    found = [
        Doorkeeper(
            row.person_id,
            row.role,
            cipher.current().open(row.called, _place(show.id, row.person_id)),
            "" if row.space_id else known[row.person_id].email,
            row.space_id is not None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.role is DoorRole.STEWARD, one.called.casefold(), one.person_id))


def host_of(show: Show) -> str:
    """The person whose room it is, for who names her for her own door."""
    with granted("whose door it is"):
        return db.session.scalars(select(SealedSpace.host_id).where(SealedSpace.space_id == show.space_id)).one()


def standing(reader: Reader, show_id: str, *, at: datetime) -> Standing:
    """The reader at that door. Raises NotFound for everybody who was not named, outside its hours, for a show that is
    called off, and behind a door that is closed."""
    found = sending(reader, show_id, at=at)
    if not is_open(found.show, found.edition, at=at):
        raise NotFound
    return found


def sending(reader: Reader, show_id: str, *, at: datetime) -> Standing:
    """The same, as who may still send what she had pressed there: until guests would have forgotten where it was,
    although the door's page is gone by then, or the host has closed her door. Raises NotFound as `standing`, but for
    that."""
    show = db.session.get(Show, show_id)
    if show is None or reader.id is None or show.state is ShowState.CANCELLED:
        raise NotFound
    edition = db.session.get_one(Edition, show.edition_id)
    shut = clock_of(show, edition)
    clock = replace(shut, closed_at=None)
    if not may_see(Fact.GUEST_LIST, Relation.DOOR, clock.phase(at)):
        raise NotFound
    mine = (SealedDoorPerson.show_id == show.id, SealedDoorPerson.person_id == reader.id, _stands(show))
    with granted("who looks at a door"):
        role = db.session.scalar(select(SealedDoorPerson.role).where(*mine))
    if role is None:
        raise NotFound
    return Standing(reader.id, show, edition, role, clock, shut.closed_at)


def is_open(show: Show, edition: Edition, *, at: datetime) -> bool:
    """Whether the door's page is there for who was named."""
    return at < show.starts_at + STAYS and may_see(Fact.GUEST_LIST, Relation.DOOR, clock_of(show, edition).phase(at))


def opens_at(show: Show, edition: Edition) -> datetime:
    """From when on it is."""
    return show.starts_at - timedelta(hours=edition.doorbell_hours)


def stands_somewhere(reader: Reader, *, at: datetime) -> bool:
    """Whether the reader is to stand at a door whose page is not gone yet."""
    if reader.id is None:
        return False
    with granted("whether somebody has doors"):
        return bool(db.session.scalar(select(_doors_of(reader.id, since=at - STAYS).exists())))


def doors_of(reader: Reader, *, since: datetime) -> Sequence[Show]:
    """The shows at whose doors the reader stands and that started after that instant, in order of time."""
    if reader.id is None:
        return ()
    with granted("one's own doors"):
        return db.session.scalars(_doors_of(reader.id, since=since)).unique().all()


def _doors_of(person_id: str, *, since: datetime) -> Select[Show]:
    joined = select(Show).join(SealedDoorPerson, SealedDoorPerson.show_id == Show.id)
    as_host = or_(SealedDoorPerson.space_id.is_(None), SealedDoorPerson.space_id == Show.space_id)
    mine = (SealedDoorPerson.person_id == person_id, as_host, Show.starts_at > since)
    return joined.where(*mine, Show.state != ShowState.CANCELLED).order_by(Show.starts_at, Show.id)


def called(show_id: str) -> dict[str, str]:
    """Person id → what those at the door of a show call her, for who stands there herself."""
    columns = (SealedDoorPerson.person_id, SealedDoorPerson.called)
    with granted("who let somebody in"):
        rows = db.session.execute(select(*columns).where(SealedDoorPerson.show_id == show_id)).all()
    return {row.person_id: cipher.current().open(row.called, _place(show_id, row.person_id)) for row in rows}


def _stands(show: Show) -> ColumnElement[bool]:
    return or_(SealedDoorPerson.space_id.is_(None), SealedDoorPerson.space_id == show.space_id)


def _place(show_id: str, person_id: str) -> str:
    return f"sec_door_people.called|{show_id} {person_id}"
