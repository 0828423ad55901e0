"""Whom letters after an evening are for: hosts who are thanked, and those whose home is about to be forgotten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from coordinator.db import db
from coordinator.disclosure import counts
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_evenings import SealedKeeping
from coordinator.disclosure.sealed_hosts import SealedDoor
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.jobs import Outbox
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState

AT_ONCE = 200  # letters found in one round; the next one finds more


def to_thank(letter: str, *, over_since: datetime, over_by: datetime) -> Sequence[tuple[str, str]]:
    """(Host id, show id) of evenings that ended between two instants and for which no `letter` (a kind of the outbox)
    was enqueued: none that was called off, or whose host had closed her door before it was over."""
    shut = exists().where(SealedDoor.space_id == Show.space_id, SealedDoor.closed_at < Show.ends_at)
    wanted = (
        select(SealedSpace.host_id, Show.id)
        .join(SealedSpace, SealedSpace.space_id == Show.space_id)
        .where(Show.ends_at > over_since, Show.ends_at <= over_by, Show.state != ShowState.CANCELLED)
        .where(~shut, ~_told(letter, Show.id))
    )
    with granted("hosts to thank"):
        rows = db.session.execute(wanted.order_by(Show.ends_at, Show.id).limit(AT_ONCE)).all()
    return [(host_id, show_id) for host_id, show_id in rows]


def to_warn(letter: str, edition_id: str) -> Sequence[tuple[str, str]]:
    """(Host id, space id) of the spaces of an edition that are going to be erased, and for which no `letter` was
    enqueued."""
    there = (Space.edition_id == edition_id, Space.state != SpaceState.WITHDRAWN, ~_told(letter, Space.id))
    goes = (or_(SealedKeeping.space_id.is_(None), SealedKeeping.stays.is_(False)), SealedKeeping.erased_at.is_(None))
    wanted = (
        select(SealedSpace.host_id, Space.id)
        .join(Space, Space.id == SealedSpace.space_id)
        .outerjoin(SealedKeeping, SealedKeeping.space_id == Space.id)
        .where(*there, *goes)
    )
    with granted("hosts to warn"):
        rows = db.session.execute(wanted.order_by(Space.id).limit(AT_ONCE)).all()
    return [(host_id, space_id) for host_id, space_id in rows]


def came(form: OwnForm, show: Show) -> int:
    """How many people were let in at the door of an evening that is over, for the host of the room. Raises NotFound for
    a show elsewhere."""
    if show.space_id != form.space_id or not may_see(Fact.TURNOUT, Relation.HOST, Phase.ENDED):
        raise NotFound
    return counts.count(show).inside


def _told(letter: str, subject: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return exists().where(Outbox.kind == letter, Outbox.subject == subject)
