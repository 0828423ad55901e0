"""“Act 2 begins now”: a supervisor marks it, and those at the door learn the name of that act, and of no later one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import performed
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.performed import Performed
from coordinator.door.checking import refuse_stewards
from coordinator.errors import Conflict, NotFound
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

ACTS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Stage:
    """The acts that have begun, and the number of the one that can be marked next: None after the last, before the
    start, and once the show is over. `last`: the one whose mark can be taken back, None as well once it is over."""

    begun: Sequence[Performed]
    next: int | None
    last: int | None


def stage(standing: Standing, *, at: datetime) -> Stage:
    """What may be known at that door of who plays."""
    marked = performed.started(standing.show.id)
    begun = performed.at_door(Reader(standing.person_id), standing.show, standing.edition, at=at)
    coming = next((position for position in ACTS if position not in marked), None)
    is_on = at >= standing.show.starts_at and not performed.is_over(standing.show, at)
    return Stage(begun, coming if is_on else None, max(marked, default=None) if is_on else None)


def start(standing: Standing, position: int, *, at: datetime) -> None:
    """Mark that the act in that slot begins; again it changes nothing. Raises NotFound for a steward and for no slot of
    a show, Conflict: `not_begun` before the start, `over`, `out_of_turn`."""
    _refuse(standing, position)
    performed.start(_held(standing), position, by=standing.person_id, at=at)


def undo(standing: Standing, position: int, *, at: datetime) -> None:
    """Take the mark of an act back. Raises NotFound as `start` does, Conflict (`over`) once those who were there have
    been told who played: that is not taken back."""
    _refuse(standing, position)
    show = _held(standing)
    if performed.is_over(show, at):
        raise Conflict("over")
    performed.undo(show, position)


def _refuse(standing: Standing, position: int) -> None:
    refuse_stewards(standing)
    if position not in ACTS:
        raise NotFound


def _held(standing: Standing) -> Show:
    return db.session.scalars(select(Show).where(Show.id == standing.show.id).with_for_update()).one()
