"""A room as those may know it who visit it: guests, performers, whoever stands at its door.

Each fact comes in the phases in which the policy tells it; what is not told yet, or not any more, is absent. Nothing is
opened before the policy has agreed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher, doors, photos
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.own_spaces import OwnForm, as_described, opened
from coordinator.disclosure.photos import Photo, Subject
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import SpaceState

FACTS = (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.WELCOME, Fact.DOORBELL, Fact.ROOM_PHOTO)
WELCOME = ("capacity", "step_free", "steps", "toilet", "pets", "smoke", "shoes", "rules")
DOORBELL = ("bell", "door_phone")
SEALED = (SealedSpace.space_id, SealedSpace.address, SealedSpace.point, SealedForm.said)
How = Callable[[Show], Relation]


@dataclass(frozen=True, slots=True)
class Visit:
    """A room as a visitor may know it now. `point` in degrees; `said`: the host's answers to visitors."""

    address: str | None = None
    point: tuple[float, float] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """How each part of a room is opened, if it may be. `said`: all that its host says of it."""

    address: Callable[[], str]
    point: Callable[[], tuple[float, float]]
    said: Callable[[], Mapping[str, Any]]


def visits(reader: Reader, show_ids: Collection[str], how: How, *, at: datetime) -> Mapping[str, Visit]:
    """Show id → its room, for a reader of whom the caller has found out `how` she stands to each of these shows. Four
    statements at most, whatever their number."""
    rows = (
        select(Show, Edition, *SEALED)
        .join(Edition, Edition.id == Show.edition_id)
        .join(SealedSpace, SealedSpace.space_id == Show.space_id)
        .outerjoin(SealedForm, SealedForm.space_id == Show.space_id)
        .where(Show.id.in_(show_ids))
    )
    with granted("rooms for their visitors"):
        found = db.session.execute(rows).all()
    closed = doors.closed_since([row.space_id for row in found])
    facts = {row.Show.id: _facts(row, how(row.Show), closed, at=at) for row in found}
    shown = _shown({row.space_id for row in found if Fact.ROOM_PHOTO in facts[row.Show.id]})
    for row in found:
        told_now = facts[row.Show.id] - (set() if shown.get(row.space_id) else {Fact.ROOM_PHOTO})
        audit.record(reader, sorted(told_now), of=[row.Show.id], at=at)
    return {row.Show.id: _visit(_sealed(row), facts[row.Show.id], shown.get(row.space_id, ())) for row in found}


def as_told(form: OwnForm, stands: Relation, phase: Phase) -> Visit:
    """A host's own room as the pages of whoever stands so to a show in it have it in that phase, for her alone; a
    draft's as they would have it."""
    return _visit(
        _Opened(
            lambda: str(form.said["street"]),
            lambda: (form.said["latitude"], form.said["longitude"]),
            lambda: as_described(form),
        ),
        frozenset(fact for fact in FACTS if may_see(fact, stands, phase)),
        photos.of(Subject.SPACE, form.space_id) if _is_open(form) else _shown({form.space_id}).get(form.space_id, ()),
    )


def told(facts: Collection[Fact], stands: Relation, show: Show, phase: Phase) -> frozenset[Fact]:
    """Those of these facts that a visitor may know of a show in a phase; none of one that is called off."""
    if show.state is ShowState.CANCELLED:
        return frozenset()
    return frozenset(fact for fact in facts if may_see(fact, stands, phase))


def sees_photos(show_ids: Collection[str], space_id: str, how: How, *, at: datetime) -> bool:
    """Whether one of these shows is in that room, and who stands so to it may see photos of the room now."""
    wanted = select(Show, Edition).join(Edition, Edition.id == Show.edition_id)
    rows = db.session.execute(wanted.where(Show.id.in_(show_ids), Show.space_id == space_id)).all()
    return any(told([Fact.ROOM_PHOTO], how(show), show, clock_of(show, edition).phase(at)) for show, edition in rows)


def _shown(space_ids: Collection[str]) -> Mapping[str, tuple[Photo, ...]]:
    """The photos of these rooms that a lead has looked at."""
    found = photos.of_all(Subject.SPACE, space_ids)
    return {key: tuple(photo for photo in those if not photo.is_new) for key, those in found.items()}


def _is_open(form: OwnForm) -> bool:
    """Whether the lead has yet to decide about a room: then she looks at every photo of it."""
    return form.state in (SpaceState.DRAFT, SpaceState.SUBMITTED)


def _facts(
    row: Row[*tuple[Any, ...]], stands: Relation, closed: Mapping[str, datetime], *, at: datetime
) -> frozenset[Fact]:
    return told(FACTS, stands, row.Show, clock_of(row.Show, row.Edition, closed=closed).phase(at))


def _sealed(row: Row[*tuple[Any, ...]]) -> _Opened:
    seal, space = cipher.current(), row.space_id
    return _Opened(
        lambda: seal.open(row.address, f"sec_spaces.address|{space}"),
        lambda: cipher.point(seal.open(row.point, f"sec_spaces.point|{space}")),
        lambda: opened(space, row.said) if row.said else {},
    )


def _visit(room: _Opened, facts: Collection[Fact], shown: tuple[Photo, ...]) -> Visit:
    wanted = (*(WELCOME if Fact.WELCOME in facts else ()), *(DOORBELL if Fact.DOORBELL in facts else ()))
    known = room.said() if wanted else {}
    return Visit(
        room.address() if Fact.STREET_ADDRESS in facts else None,
        room.point() if Fact.EXACT_POINT in facts else None,
        {name: known[name] for name in wanted if name in known},
        shown if Fact.ROOM_PHOTO in facts else (),
    )
