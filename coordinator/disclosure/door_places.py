"""Where a door is, for who is to stand there: in the phases in which the policy tells it, and else absent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import audit, cipher, doorkeepers
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Fact, Relation, may_see
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """A door of the reader's. `address` and `bell` are None while they are not told; the page of the door is there
    from `opens_at` on, and is there now if `is_open`."""

    show: Show
    opens_at: datetime
    is_open: bool
    address: str | None = field(repr=False)
    bell: str | None = field(repr=False)


def own_doors(reader: Reader, *, at: datetime) -> Sequence[OwnDoor]:
    """The doors at which the reader is to stand, until their pages are gone, in order of time."""
    return [_door(reader, show, at=at) for show in doorkeepers.doors_of(reader, since=at - doorkeepers.STAYS)]


def _door(reader: Reader, show: Show, *, at: datetime) -> OwnDoor:
    edition = db.session.get_one(Edition, show.edition_id)
    phase = clock_of(show, edition).phase(at)
    asked = (Fact.STREET_ADDRESS, Fact.DOORBELL)
    told = [fact for fact in asked if may_see(fact, Relation.DOOR, phase)]
    place = _place(show) if told else (None, None)
    audit.record(reader, told, of=[show.id], at=at)
    return OwnDoor(
        show,
        doorkeepers.opens_at(show, edition),
        doorkeepers.is_open(show, edition, at=at),
        place[0] if Fact.STREET_ADDRESS in told else None,
        place[1] if Fact.DOORBELL in told else None,
    )


def _place(show: Show) -> tuple[str, str | None]:
    wanted = select(SealedSpace.address, SealedForm.said).outerjoin(
        SealedForm, SealedForm.space_id == SealedSpace.space_id
    )
    with granted("where a door is"):
        row = db.session.execute(wanted.where(SealedSpace.space_id == show.space_id)).one()
    seal = cipher.current()
    said = json.loads(seal.open(row.said, f"sec_space_forms.said|{show.space_id}")) if row.said else {}
    return seal.open(row.address, f"sec_spaces.address|{show.space_id}"), said.get("bell")
