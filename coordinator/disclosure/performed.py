"""Who plays, told as it happens: at the door an act as it begins, to those who were there after the last set, and to
everybody once the embargo is over. Names are read after the policy has agreed, never before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import audit, twins
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Fact, Relation, may_see, relation
from coordinator.disclosure.sealed import SealedSlot
from coordinator.disclosure.sealed_after import SealedStarted
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session
LAST = 3  # slot
LONGEST_SET = timedelta(minutes=45)  # after it began the last act is taken to have played
FORGOTTEN = timedelta(hours=2)  # after the end an act that nobody marked is taken to have played


@dataclass(frozen=True, slots=True)
class Performed:
    """An act of a show: its slot (1 to 3), how it calls itself, where to hear it (web addresses)."""

    position: int
    act_name: str
    links: tuple[str, ...]


def start(show: Show, position: int, *, by: str, at: datetime) -> None:
    """Note that the act in that slot begins, for who stands at the door (the caller has found out); again nothing
    happens. The show is held by the caller. Raises Conflict (`not_begun`, `over`, `out_of_turn`,
    `called_off`)."""
    if show.state is ShowState.CANCELLED:
        raise Conflict("called_off")
    if at < show.starts_at:
        raise Conflict("not_begun")
    begun = started(show.id)
    if position not in begun and is_over(show, at):
        raise Conflict("over")
    if not set(range(1, position)) <= set(begun):
        raise Conflict("out_of_turn")
    with granted("note that an act begins"):
        insert_once(SealedStarted, show_id=show.id, position=position, started_at=at, marked_by=by)


def undo(show: Show, position: int) -> None:
    """Take the mark of an act back, and those of the acts after it: a slip of the finger."""
    these = (SealedStarted.show_id == show.id, SealedStarted.position >= position)
    with granted("take a mark back"):
        db.session.execute(delete(SealedStarted).where(*these), execution_options=PLAIN)


def is_over(show: Show, at: datetime) -> bool:
    """Whether the last act has played: by its end, or later where the door has marked who began and an act is late."""
    begun = started(show.id)
    if not begun:
        return at >= show.ends_at
    over = begun[LAST] + LONGEST_SET if LAST in begun else show.ends_at + FORGOTTEN
    return at >= max(show.ends_at, min(over, show.ends_at + FORGOTTEN))


def started(show_id: str) -> Mapping[int, datetime]:
    """Slot → when its act began, of those that have been marked."""
    wanted = select(SealedStarted.position, SealedStarted.started_at).where(SealedStarted.show_id == show_id)
    with granted("which acts have begun"):
        return {row.position: row.started_at for row in db.session.execute(wanted)}


def at_door(reader: Reader, show: Show, edition: Edition, *, at: datetime) -> tuple[Performed, ...]:
    """The acts that have begun, for who stands at the door (the caller has found out)."""
    begun = started(show.id)
    if not begun or not may_see(Fact.ON_STAGE, Relation.DOOR, clock_of(show, edition).phase(at)):
        return ()
    audit.record(reader, [Fact.ON_STAGE], of=[show.id], at=at)
    return tuple(act for act in _bill(show) if act.position in begun)


def to_guest(reader: Reader, show: Show, edition: Edition, *, at: datetime) -> tuple[Performed, ...] | None:
    """The acts of a show for somebody who has a confirmed seat there, or was let in (the caller has found out); None
    before the last set is over, and for a show that was called off."""
    clock = clock_of(show, edition)
    may = may_see(Fact.LINEUP, Relation.GUEST, clock.phase(at), embargo_over=clock.embargo_over(at))
    if show.state is ShowState.CANCELLED or not may or not is_over(show, at):
        return None
    audit.record(reader, [Fact.LINEUP], of=[show.id], at=at)
    return _bill(show)


def to_everybody(reader: Reader, show: Show, edition: Edition, *, at: datetime) -> tuple[Performed, ...] | None:
    """The acts of a show for whoever may know them as anybody, or as a lead; None for everybody else.

    The rows are read only after the policy has agreed, so that refusing takes no different way for different lineups.
    """
    clock = clock_of(show, edition)
    stands = relation(reader, city_id=show.city_id)
    if not may_see(Fact.LINEUP, stands, clock.phase(at), embargo_over=clock.embargo_over(at)):
        return None
    if stands is not Relation.STRANGER:
        audit.record(reader, [Fact.LINEUP], of=[show.id], at=at)
    return _bill(show)


def _bill(show: Show) -> tuple[Performed, ...]:
    kept = twins.kept([show.id])[show.id]
    columns = (SealedSlot.position, Artist.act_name, Artist.links)
    with granted("performers of a show"):
        rows = db.session.execute(
            select(*columns)
            .join(Artist, Artist.id == SealedSlot.artist_id)
            .where(SealedSlot.show_id == kept.source)
            .order_by(SealedSlot.position)
        ).all()
    return kept.turned([Performed(row.position, row.act_name, tuple(row.links)) for row in rows])
