"""Who plays, told as it happens: at the door an act as it begins, to those who were there after the last set, and to
everybody once the embargo is over. Names are read after the policy has agreed, never before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import audit, doors, twins
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Clock, Fact, Relation, may_see, relation
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
    return _has_ended(show, started(show.id), at)


def have_all_ended(edition: Edition, *, at: datetime) -> bool:
    """Whether the one moment has come at which every lineup of an edition opens: its embargo is over, and so is the
    last set of each of its shows, which may be late. One statement, and another while a show ended less than two hours
    ago; nothing is read before the embargo is over."""
    return edition.id in ended([edition], at=at)


def ended(editions: Collection[Edition], *, at: datetime) -> frozenset[str]:
    """The ids of those editions of which that moment has come; as many statements as for one."""
    past = {one.id for one in editions if one.embargo_ends_at is not None and at >= one.embargo_ends_at}
    if not past:
        return frozenset()
    lately = (Show.edition_id.in_(past), Show.state != ShowState.CANCELLED, Show.ends_at > at - FORGOTTEN)
    shows = db.session.scalars(select(Show).where(*lately)).all()
    begun: dict[str, dict[int, datetime]] = {show.id: {} for show in shows}
    if shows:
        columns = (SealedStarted.show_id, SealedStarted.position, SealedStarted.started_at)
        with granted("which last acts have begun"):
            rows = db.session.execute(select(*columns).where(SealedStarted.show_id.in_(begun))).all()
        for row in rows:
            begun[row.show_id][row.position] = row.started_at
    return frozenset(past - {show.edition_id for show in shows if not _has_ended(show, begun[show.id], at)})


def _has_ended(show: Show, begun: Mapping[int, datetime], at: datetime) -> bool:
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


def to_guest(reader: Reader, show: Show, clock: Clock, *, at: datetime) -> tuple[Performed, ...] | None:
    """The acts of a show for somebody who has a confirmed seat there, or was let in (the caller has found out), by the
    `clock` as it goes for her; None before the last set is over, and for a show that was called off."""
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
    if stands is Relation.STRANGER:
        return _bill(show) if is_everybodys(show, edition, at=at) else None
    if not may_see(Fact.LINEUP, stands, clock.phase(at), embargo_over=clock.embargo_over(at)):
        return None
    audit.record(reader, [Fact.LINEUP], of=[show.id], at=at)
    return _bill(show)


def is_everybodys(show: Show, edition: Edition, *, at: datetime) -> bool:
    """Whether everybody may know who played there: the embargo is over, and so is the last set of every show of the
    edition. Who began when is read only once the policy has agreed."""
    clock = clock_of(show, edition)
    may = may_see(Fact.LINEUP, Relation.STRANGER, clock.phase(at), embargo_over=clock.embargo_over(at))
    return may and have_all_ended(edition, at=at)


def told_to_everybody(shows: Collection[Show], edition: Edition, *, at: datetime) -> frozenset[str]:
    """The ids of those shows of an edition of which everybody may know who played: none, until one moment opens them
    all. Three statements at the most; none of a sealed table before the embargo is over."""
    if not shows or not have_all_ended(edition, at=at):
        return frozenset()
    shut = doors.closed_since({show.space_id for show in shows})
    clocks = {show.id: clock_of(show, edition, closed=shut) for show in shows}
    return frozenset(
        key
        for key, clock in clocks.items()
        if may_see(Fact.LINEUP, Relation.STRANGER, clock.phase(at), embargo_over=clock.embargo_over(at))
    )


def edition_to_everybody(
    shows: Sequence[Show], edition: Edition, *, at: datetime
) -> Mapping[str, tuple[Performed, ...]]:
    """Show id → its acts, of those that whoever asks may know: nothing before the embargo and the last set of all are
    over, then every show. Five statements at the most, however many shows; none of a sealed table before the embargo is
    over."""
    ids = told_to_everybody(shows, edition, at=at)
    told = [show for show in shows if show.id in ids]
    kept = twins.kept([show.id for show in told]) if told else {}
    bills = _bills({one.source for one in kept.values()})
    return {show.id: kept[show.id].turned(bills.get(kept[show.id].source, ())) for show in told}


def _bills(sources: Collection[str]) -> Mapping[str, list[Performed]]:
    columns = (SealedSlot.show_id, SealedSlot.position, Artist.act_name, Artist.links)
    found: dict[str, list[Performed]] = {}
    with granted("performers of shows"):
        rows = db.session.execute(
            select(*columns)
            .join(Artist, Artist.id == SealedSlot.artist_id)
            .where(SealedSlot.show_id.in_(sources))
            .order_by(SealedSlot.show_id, SealedSlot.position)
        ).all()
    for row in rows:
        found.setdefault(row.show_id, []).append(Performed(row.position, row.act_name, tuple(row.links)))
    return found


def _bill(show: Show) -> tuple[Performed, ...]:
    kept = twins.kept([show.id])[show.id]
    return kept.turned(_bills([kept.source]).get(kept.source, ()))
