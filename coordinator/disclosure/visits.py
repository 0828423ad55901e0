"""A room as those may know it who visit it: guests, performers, whoever stands at its door.

Each fact comes in the phases in which the policy tells it; what is not told yet, or not any more, is absent. Nothing is
opened before the policy has agreed.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher, doors, photos
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.photos import Photo, Subject
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

FACTS = (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.WELCOME, Fact.DOORBELL)
WELCOME = ("capacity", "step_free", "steps", "toilet", "pets", "smoke", "shoes", "rules")
DOORBELL = ("bell",)
How = Callable[[Show], Relation]


@dataclass(frozen=True, slots=True)
class Visit:
    """A room as a visitor may know it now. `point` in degrees; `said`: the host's answers to visitors."""

    address: str | None = None
    point: tuple[float, float] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


def visits(reader: Reader, show_ids: Collection[str], how: How, *, at: datetime) -> Mapping[str, Visit]:
    """Show id → its room, for a reader of whom the caller has found out `how` she stands to each of these shows. Two
    statements, whatever their number."""
    columns = (SealedSpace.space_id, SealedSpace.address, SealedSpace.point, SealedForm.said)
    rows = (
        select(Show, Edition, *columns)
        .join(Edition, Edition.id == Show.edition_id)
        .join(SealedSpace, SealedSpace.space_id == Show.space_id)
        .outerjoin(SealedForm, SealedForm.space_id == Show.space_id)
        .where(Show.id.in_(show_ids))
    )
    with granted("rooms for their visitors"):
        found = db.session.execute(rows).all()
    closed = doors.closed_since([row.space_id for row in found])
    return {row.Show.id: _visit(reader, row, closed, how(row.Show), at=at) for row in found}


def told(facts: Collection[Fact], stands: Relation, show: Show, phase: Phase) -> frozenset[Fact]:
    """Those of these facts that a visitor may know of a show in a phase; none of one that is called off."""
    if show.state is ShowState.CANCELLED:
        return frozenset()
    return frozenset(fact for fact in facts if may_see(fact, stands, phase))


def pictures(reader: Reader, show: Show, phase: Phase, stands: Relation, *, at: datetime) -> tuple[Photo, ...]:
    """The photos of a show's room, as a visitor may see them in that phase."""
    if not told([Fact.ROOM_PHOTO], stands, show, phase):
        return ()
    found = photos.of(Subject.SPACE, show.space_id)
    audit.record(reader, [Fact.ROOM_PHOTO] if found else (), of=[show.id], at=at)
    return found


def _visit(
    reader: Reader, row: Row[*tuple[Any, ...]], closed: Mapping[str, datetime], stands: Relation, *, at: datetime
) -> Visit:
    phase = clock_of(row.Show, row.Edition, closed=closed).phase(at)
    facts = told(FACTS, stands, row.Show, phase)
    audit.record(reader, sorted(facts), of=[row.Show.id], at=at)
    seal, space = cipher.current(), row.space_id
    known = _said(space, row.said) if row.said and facts & {Fact.WELCOME, Fact.DOORBELL} else {}
    wanted = (*(WELCOME if Fact.WELCOME in facts else ()), *(DOORBELL if Fact.DOORBELL in facts else ()))
    told_point = Fact.EXACT_POINT in facts
    return Visit(
        seal.open(row.address, f"sec_spaces.address|{space}") if Fact.STREET_ADDRESS in facts else None,
        cipher.point(seal.open(row.point, f"sec_spaces.point|{space}")) if told_point else None,
        {name: known[name] for name in wanted if name in known},
    )


def _said(space_id: str, sealed: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(cipher.current().open(sealed, f"sec_space_forms.said|{space_id}"))
    return said
