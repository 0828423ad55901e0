"""Spaces that stand ready for shows, and what planning tells a lead of the spaces of her city: names and points."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, insert, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_board import SealedReserve
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space

PLACE = (Fact.SPACE_NAME, Fact.EXACT_POINT)


@dataclass(frozen=True, slots=True)
class LedSpace:
    """A space as the lead of its city plans with it; degrees."""

    space_id: str
    name: str
    latitude: float
    longitude: float


def space_names(reader: Reader, spaces: Sequence[Space], *, at: datetime) -> Mapping[str, str]:
    """Space id → name. Raises NotFound if any of them is not in a city that the reader leads."""
    rows = _sealed(reader, spaces, (Fact.SPACE_NAME,), at=at)
    seal = cipher.current()
    return {key: seal.open(name, f"sec_spaces.name|{key}") for key, name, _ in rows}


def led_spaces(reader: Reader, spaces: Sequence[Space], *, at: datetime) -> Mapping[str, LedSpace]:
    """Space id → name and point. Raises NotFound as `space_names` does."""
    rows = _sealed(reader, spaces, PLACE, at=at)
    seal = cipher.current()
    return {
        key: LedSpace(
            key, seal.open(name, f"sec_spaces.name|{key}"), *cipher.point(seal.open(point, f"sec_spaces.point|{key}"))
        )
        for key, name, point in rows
    }


def _sealed(
    reader: Reader, spaces: Sequence[Space], facts: Sequence[Fact], *, at: datetime
) -> Sequence[Row[str, str, str]]:
    """Id, name and point of spaces, sealed; that these facts are told is noted."""
    for city_id in {space.city_id for space in spaces}:
        if not all(may_see(fact, relation(reader, city_id=city_id), Phase.PLANNED) for fact in facts):
            raise NotFound
    ids = [space.id for space in spaces]
    columns = (SealedSpace.space_id, SealedSpace.name, SealedSpace.point)
    audit.record(reader, facts, of=ids, at=at)
    with granted("a lead's spaces"):
        return db.session.execute(select(*columns).where(SealedSpace.space_id.in_(ids))).all()


def pair(show_id: str, space_id: str | None) -> None:
    """Let a space stand ready for a show, in the stead of another; None lets the one it has go."""
    with granted("pair a reserve"):
        db.session.execute(delete(SealedReserve).where(SealedReserve.show_id == show_id))
        if space_id is not None:
            db.session.execute(insert(SealedReserve), [{"show_id": show_id, "space_id": space_id}])


def of_shows(show_ids: Collection[str]) -> Mapping[str, str]:
    """Show id → the space that stands ready, for use-cases that have checked who asks; without one it is left out."""
    wanted = select(SealedReserve.show_id, SealedReserve.space_id).where(SealedReserve.show_id.in_(show_ids))
    with granted("reserves of shows"):
        return {row.show_id: row.space_id for row in db.session.execute(wanted)}
