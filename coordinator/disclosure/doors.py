"""Doors that hosts have closed: since when, and what was to happen behind them.

`closed_since` is for clocks (see `policy.Clock`); `find` and what writes are for use-cases that have checked who asks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from coordinator.db import db
from coordinator.disclosure import audit
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_hosts import SealedDoor
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Door:
    """A closed door. `before`: the state of its space until then; `shows` (ids): those that were to take place there;
    `asked_at`: since when its host would like the lead to open it again."""

    space_id: str
    closed_at: datetime
    before: SpaceState
    shows: tuple[str, ...]
    asked_at: datetime | None


def closed_since(space_ids: Collection[str]) -> Mapping[str, datetime]:
    """Space id → since when its door is closed; open ones are left out."""
    wanted = select(SealedDoor.space_id, SealedDoor.closed_at).where(SealedDoor.space_id.in_(space_ids))
    with granted("which doors are closed"):
        return {row.space_id: row.closed_at for row in db.session.execute(wanted)}


def shows_behind(edition_id: str) -> frozenset[str]:
    """The shows (ids) of an edition that stand in spaces whose doors are closed, for use-cases that plan."""
    behind = select(Show.id).join(SealedDoor, SealedDoor.space_id == Show.space_id)
    with granted("shows behind closed doors"):
        return frozenset(db.session.scalars(behind.where(Show.edition_id == edition_id)))


def find(space_id: str) -> Door | None:
    """The closed door of a space; None: it is open."""
    return next(iter(_doors(SealedDoor.space_id == space_id)), None)


def doors_of(reader: Reader, *, edition_id: str, city_id: str | None = None, at: datetime) -> Sequence[Door]:
    """The closed doors of a city for its leads, or of all cities for the global team, the first one first. Raises
    NotFound for everybody else."""
    if not may_see(Fact.CLOSED_DOOR, relation(reader, city_id=city_id or ""), Phase.CLOSED):
        raise NotFound
    here = [Space.city_id == city_id] if city_id else []
    spaces = select(Space.id).where(Space.edition_id == edition_id, *here)
    found = _doors(SealedDoor.space_id.in_(spaces))
    audit.record(reader, [Fact.CLOSED_DOOR], of=[door.space_id for door in found], at=at)
    return found


def close(space_id: str, *, before: SpaceState, shows: Collection[str], at: datetime) -> None:
    """Note that a door is closed, unless it is. Its space is held by the caller."""
    with granted("close a door"):
        insert_once(SealedDoor, space_id=space_id, closed_at=at, before=str(before), shows=sorted(shows))


def ask(space_id: str, *, at: datetime) -> bool:
    """Note that the host of a closed door would like it opened; whether she has not asked before."""
    once = (SealedDoor.space_id == space_id) & SealedDoor.asked_at.is_(None)
    asked = update(SealedDoor).where(once).values(asked_at=at).returning(SealedDoor.space_id)
    with granted("ask for a door to be opened"):
        return db.session.scalar(asked, execution_options=PLAIN) is not None


def open_again(space_id: str) -> None:
    """Let a door be open. Its space is held by the caller."""
    with granted("open a door"):
        db.session.execute(delete(SealedDoor).where(SealedDoor.space_id == space_id), execution_options=PLAIN)


def _doors(which: Any) -> Sequence[Door]:
    wanted = select(*SealedDoor.__table__.columns).where(which).order_by(SealedDoor.closed_at, SealedDoor.space_id)
    with granted("closed doors"):
        rows = db.session.execute(wanted).all()
    return tuple(
        Door(row.space_id, row.closed_at, SpaceState(row.before), tuple(row.shows), row.asked_at) for row in rows
    )
