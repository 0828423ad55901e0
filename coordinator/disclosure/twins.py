"""Twin rooms: two shows at one time that share one bill. For the use-cases that split and join, which decide who may.

A twin has no slots of its own. The acts of its show play there too, each one slot later and the last one first (A-B-C
beside C-A-B), so that nobody is ever to be in both rooms at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import aliased

from coordinator.db import db
from coordinator.disclosure.sealed import SealedLock
from coordinator.disclosure.sealed_board import SealedTwin
from coordinator.gate import granted
from coordinator.shows.models import Show

SLOTS = 3


class _Slot(Protocol):
    @property
    def position(self) -> int: ...


_S = TypeVar("_S", bound=_Slot)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the acts of a show stand: in the slots of `source`, which is the show itself unless it is a twin.

    `partner` is the other room of a pair; `locked` whether the lineup, one for both, is final.
    """

    source: str
    partner: str | None
    is_twin: bool
    locked: bool

    def turned(self, slots: Sequence[_S]) -> tuple[_S, ...]:
        """The slots of `source` as they are played here: as they stand, or each one later."""
        if not self.is_twin:
            return tuple(slots)
        moved = [replace(slot, position=turned(slot.position)) for slot in slots]  # type: ignore[type-var]
        return tuple(sorted(moved, key=lambda slot: slot.position))


def turned(position: int) -> int:
    """The slot (1 to 3) in the second room of the act that plays in that slot of the first."""
    return position % SLOTS + 1


def kept(show_ids: Collection[str]) -> Mapping[str, Kept]:
    """Show id → where its acts stand. One statement."""
    mine, beside = aliased(SealedTwin), aliased(SealedTwin)
    source = func.coalesce(mine.show_id, Show.id)
    rows = (
        select(Show.id, source, func.coalesce(mine.show_id, beside.twin_id), mine.twin_id, SealedLock.show_id)
        .outerjoin(mine, mine.twin_id == Show.id)
        .outerjoin(beside, beside.show_id == Show.id)
        .outerjoin(SealedLock, SealedLock.show_id == source)
        .where(Show.id.in_(show_ids))
    )
    with granted("whose acts play where"):
        found = db.session.execute(rows).all()
    return {
        show_id: Kept(source_id, partner, is_twin=twin_id is not None, locked=lock is not None)
        for show_id, source_id, partner, twin_id, lock in found
    }


def pair(show_id: str, twin_id: str) -> None:
    """Let the acts of a show play in the room of another, which has no slots. The show is held by the caller."""
    with granted("pair two rooms"):
        db.session.execute(insert(SealedTwin), [{"show_id": show_id, "twin_id": twin_id}])


def part(twin_id: str) -> None:
    """End a pair; the acts stay with their show. Without one nothing happens. The show is held by the caller."""
    with granted("part two rooms"):
        db.session.execute(delete(SealedTwin).where(SealedTwin.twin_id == twin_id))
