"""How far cities are, in numbers that only their leads and the global team may know: they follow from lineups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, exists, func, or_, select

from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.disclosure import audit, changes, host_vetoes, questions
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedLock, SealedSlot
from coordinator.disclosure.sealed_board import SealedReserve, SealedTwin
from coordinator.disclosure.sealed_hosts import SealedChange, SealedHostVeto, SealedQuestion
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState

ACTS = 3  # of a complete show
OF_ONE = frozenset({"city_id", "show_id", "placed"})  # columns that are not summed over a city


@dataclass(frozen=True, slots=True)
class Figures:
    """A city in numbers. A second room counts as its first stands; `slots` are those of final
    lineups, `confirmed` those whose acts have said yes, `unanswered` those whose acts may still say so."""

    spaces: int = 0
    spaces_waiting: int = 0
    spaces_changed: int = 0
    acts: int = 0
    acts_waiting: int = 0
    shows: int = 0
    with_reserve: int = 0
    complete: int = 0
    locked: int = 0
    slots: int = 0
    confirmed: int = 0
    unanswered: int = 0


def figures(reader: Reader, edition_id: str, *, city_id: str | None = None, at: datetime) -> Mapping[str, Figures]:
    """City id → its figures, of one city for its lead, or of all for the global team. Raises NotFound for everybody
    else. Three statements, whatever there is."""
    if not may_see(Fact.READINESS, relation(reader, city_id=city_id or ""), Phase.PLANNED):
        raise NotFound
    found: dict[str, dict[str, int]] = {city_id: {}} if city_id else {}
    with granted("how far cities are"):
        for table in (_of_shows(edition_id, at), _of_spaces(edition_id), _of_acts(edition_id)):
            for city, numbers in _summed(table, city_id):
                found.setdefault(city, {}).update(numbers)
    audit.record(reader, [Fact.READINESS], of=[city_id or edition_id], at=at)
    return {city: Figures(**numbers) for city, numbers in found.items()}


def _summed(table: Subquery, city_id: str | None) -> list[tuple[str, dict[str, int]]]:
    """City id → the sum of each column."""
    names = [column.name for column in table.c if column.name not in OF_ONE]
    sums = [func.sum(table.c[name]) for name in names]
    here = [table.c.city_id == city_id] if city_id else []
    rows = db.session.execute(select(table.c.city_id, *sums).where(*here).group_by(table.c.city_id))
    return [(city, dict(zip(names, map(int, numbers), strict=True))) for city, *numbers in rows]


@dataclass(frozen=True, slots=True)
class ShowFigures:
    """A show in numbers: acts in its slots, how many of them have said yes, whether its lineup is final, and whether a
    room stands ready for it."""

    acts: int
    confirmed: int
    locked: bool
    with_reserve: bool


def shows(reader: Reader, edition_id: str, *, at: datetime) -> Mapping[str, ShowFigures]:
    """Show id → its figures, for the global team. Raises NotFound for everybody else. One statement."""
    if not may_see(Fact.READINESS, relation(reader, city_id=""), Phase.PLANNED):
        raise NotFound
    table = _of_shows(edition_id, at)
    columns = (table.c.show_id, table.c.placed, table.c.confirmed, table.c.locked, table.c.with_reserve)
    with granted("how far shows are"):
        rows = db.session.execute(select(*columns)).all()
    audit.record(reader, [Fact.READINESS], of=[edition_id], at=at)
    return {
        row.show_id: ShowFigures(row.placed, row.confirmed, bool(row.locked), bool(row.with_reserve)) for row in rows
    }


def _of_shows(edition_id: str, at: datetime) -> Subquery:
    bill = func.coalesce(SealedTwin.show_id, Show.id)
    acts = select(func.count()).where(SealedSlot.show_id == bill).scalar_subquery()
    final = exists().where(SealedLock.show_id == bill)
    own_final = exists().where(SealedLock.show_id == Show.id)
    return (
        select(
            Show.city_id,
            Show.id.label("show_id"),
            acts.label("placed"),
            _one(Show.id.is_not(None)).label("shows"),
            _one(exists().where(SealedReserve.show_id == Show.id)).label("with_reserve"),
            _one(acts == ACTS).label("complete"),
            _one(final).label("locked"),
            (_one(own_final) * ACTS).label("slots"),
            _offers(SealedOffer.state == "confirmed").label("confirmed"),
            _offers(SealedOffer.state == "offered", SealedOffer.expires_at > at).label("unanswered"),
        )
        .outerjoin(SealedTwin, SealedTwin.twin_id == Show.id)
        .where(Show.edition_id == edition_id, Show.state != ShowState.CANCELLED)
        .subquery()
    )


def _offers(*which: ColumnElement[bool]) -> Any:
    """How many offers of a show there are for its present start, of acts that hold a slot there (`offers.state_at`)."""
    holds = exists().where(SealedSlot.show_id == Show.id, SealedSlot.artist_id == SealedOffer.artist_id)
    held = holds.correlate(Show, SealedOffer)
    same = (SealedOffer.show_id == Show.id) & (SealedOffer.starts_at == Show.starts_at)
    return select(func.count()).where(same, held, *which).correlate(Show).scalar_subquery()


def _of_spaces(edition_id: str) -> Subquery:
    kinds = {"spaces": SpaceState.APPROVED, "spaces_waiting": SpaceState.SUBMITTED}
    columns = [_one(Space.state == state).label(name) for name, state in kinds.items()]
    changed = or_(
        exists().where(SealedChange.space_id == Space.id, changes.is_open()),
        exists().where(SealedHostVeto.space_id == Space.id, host_vetoes.is_open()),
        exists().where(SealedQuestion.space_id == Space.id, questions.is_open()),
    )
    return (
        select(Space.city_id, *columns, _one(changed).label("spaces_changed"))
        .where(Space.edition_id == edition_id)
        .subquery()
    )


def _of_acts(edition_id: str) -> Subquery:
    kinds = {"acts": ApplicationState.ACCEPTED, "acts_waiting": ApplicationState.SUBMITTED}
    columns = [_one(Application.state == state).label(name) for name, state in kinds.items()]
    return select(Application.city_id, *columns).where(Application.edition_id == edition_id).subquery()


def _one(holds: ColumnElement[bool]) -> Any:
    return case((holds, 1), else_=0)
