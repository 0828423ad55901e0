"""Spaces that stand ready for shows, and what a lead may know of all spaces of her city: names, addresses, points."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_board import SealedReserve
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space

FACTS = (Fact.SPACE_NAME, Fact.STREET_ADDRESS, Fact.EXACT_POINT)


@dataclass(frozen=True, slots=True)
class LedSpace:
    """A space as the lead of its city knows it; degrees."""

    space_id: str
    name: str
    address: str
    latitude: float
    longitude: float


def led_spaces(reader: Reader, spaces: Sequence[Space], *, at: datetime) -> Mapping[str, LedSpace]:
    """Space id → name, address and point. Raises NotFound if any of them is not in a city that the reader leads."""
    for space in spaces:
        stands = relation(reader, city_id=space.city_id)
        if not all(may_see(fact, stands, Phase.PLANNED) for fact in FACTS):
            raise NotFound
    ids = [space.id for space in spaces]
    columns = (SealedSpace.space_id, SealedSpace.name, SealedSpace.address, SealedSpace.point)
    with granted("a lead's spaces"):
        rows = db.session.execute(select(*columns).where(SealedSpace.space_id.in_(ids))).all()
    audit.record(reader, FACTS, of=ids, at=at)
    return {row.space_id: _led(row.space_id, row.name, row.address, row.point) for row in rows}


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


def _led(space_id: str, name: str, address: str, point: str) -> LedSpace:
    seal = cipher.current()
    said = {"name": name, "address": address, "point": point}
    opened = {column: seal.open(sealed, f"sec_spaces.{column}|{space_id}") for column, sealed in said.items()}
    return LedSpace(space_id, opened["name"], opened["address"], *cipher.point(opened["point"]))
