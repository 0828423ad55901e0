"""Helping a show in trouble with one press: the use-cases of planning and lineups, for the global team, with all that
their consequences have said (`outlooks`).

`seen` stands for the consequences that were read before (`marks`); where they are others by now, Conflict
`consequences_changed` is raised and nothing is done. What stands already is neither asked about nor done again.
"""

from collections.abc import Collection
from datetime import datetime
from enum import Enum

from coordinator.day import marks, outlooks
from coordinator.db import db
from coordinator.disclosure import elsewhere as kept
from coordinator.disclosure import leaks, offers, slots, twins
from coordinator.errors import NotFound
from coordinator.guests import elsewhere
from coordinator.lineups import assignment, calling_off, locking, moving
from coordinator.lineups import twins as splitting
from coordinator.lineups.listed import refuse_changed
from coordinator.lineups.objections import hold_bill
from coordinator.lineups.problem import ACTS
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import hold_spaces

SPLIT, CALLED_IN = "show_split", "act_called_in"  # why a lineup was opened


class Called(Enum):
    """How a lineup stands once an act is called in: locked, or open as another slot is empty, or with all three."""

    LOCKED, WAITS, OPEN = range(3)


def get_show(reader: Reader, show_id: str) -> Show:
    """A show. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    found = db.session.get(Show, show_id)
    if found is None:
        raise NotFound
    return found


def to_reserve(
    reader: Reader, show_id: str, space_id: str, *, leave: Collection[str], outside: str, seen: str, at: datetime
) -> int:
    """Move a show to a room at its time; acts in `leave` (ids) lose their slots. How many did. Raises as `get_show` and
    `moving.move` do."""
    show = get_show(reader, show_id)
    _hold(show, space_id)
    if show.space_id != space_id:
        refuse_changed(seen, marks.of_moving(show, outlooks.moving(reader, show, at=at)))
    booking = outlooks.booking_of(show, space_id, outside)
    stands = moving.seen_of(show)
    moved = moving.move(reader, show.id, booking, city_id=show.city_id, seen=stands, leave=leave, at=at)
    return len(moved.cleared)


def split(
    reader: Reader, show_id: str, space_id: str, *, leave: Collection[str], outside: str, seen: str, at: datetime
) -> None:
    """Let its acts play in a second room, too; a locked lineup is opened for it. Raises as `get_show` and `twins.split`
    do."""
    show = get_show(reader, show_id)
    _hold(show, space_id)
    if twins.kept([show.id])[show.id].partner is None:
        refuse_changed(seen, marks.of_splitting(show, outlooks.splitting_up(reader, show, at=at)))
        locking.unlock(reader, show.id, SPLIT, at=at)
    splitting.split(reader, show.id, space_id, city_id=show.city_id, leave=leave, outside=outside, at=at)


def call_in(
    reader: Reader, show_id: str, position: int, artist_id: str, *, sees: str, seen: str, at: datetime
) -> Called:
    """Put an act into a slot in the stead of whom the reader `sees` there ("" for nobody); a locked lineup is opened
    for it. Once there are three the lineup is locked: who left is told, who came is asked. How it stands then; the
    same again changes nothing, whoever has opened the lineup since. Raises as `get_show`, `assignment.assign` and
    `locking.lock` do."""
    show = get_show(reader, show_id)
    _hold(show)
    if offers.bills([show.id])[show.id].get(position) != artist_id:
        refuse_changed(seen, marks.of_calling_in(show, outlooks.calling_in(reader, show, position, at=at)))
        locking.unlock(reader, show.id, CALLED_IN, at=at)
        assignment.assign(reader, show.id, position, artist_id, instead_of=sees, at=at)
        if _is_full(show):
            locking.lock(reader, show.id, at=at)
    if show.id in slots.locked_shows([show.id]):
        return Called.LOCKED
    return Called.OPEN if _is_full(show) else Called.WAITS


def call_off(reader: Reader, show_id: str, because: str, *, seen: str, at: datetime) -> int:
    """Call a show off; how many acts are free again. Raises as `get_show` and `calling_off.call_off` do."""
    show = get_show(reader, show_id)
    _hold(show)
    if show.state is not ShowState.CANCELLED:
        refuse_changed(seen, marks.of_ending(show, outlooks.ending(reader, show, at=at)))
    return len(calling_off.call_off(reader, show.id, because, city_id=show.city_id, at=at))


def offer_elsewhere(reader: Reader, show_id: str, to_show: str, *, agreed_by: str, seen: str, at: datetime) -> None:
    """Offer its guests seats at another show. Raises as `get_show` and `elsewhere.offer` do."""
    show = get_show(reader, show_id)
    _hold(show)
    before = {one.to_show: one for one in kept.of_show(reader, show.id)}.get(to_show)
    if before is None or before.has_ended:
        listed = next((room for room in elsewhere.rooms(reader, show, at=at) if room.show.id == to_show), None)
        refuse_changed(seen, marks.of_offering(show, outlooks.guests_of(reader, show), listed, before))
    elsewhere.offer(reader, show.id, to_show, agreed_by=agreed_by, at=at)


def end_elsewhere(reader: Reader, show_id: str, to_show: str, *, seen: str, at: datetime) -> None:
    """Offer its guests no more seats there. Raises as `get_show` does, and Conflict `consequences_changed` where they
    are offered anew since."""
    show = get_show(reader, show_id)
    _hold(show)
    for one in kept.of_show(reader, show.id):
        if one.to_show == to_show and not one.has_ended:
            refuse_changed(seen, marks.of_offered(one))
            kept.end(reader, show.id, to_show, at=at)


def _is_full(show: Show) -> bool:
    return len(offers.bills([show.id])[show.id]) == ACTS


def _hold(show: Show, *rooms: str) -> None:
    """Hold a show with all who play there to the end of the transaction, and before them, as planning does, its space
    and `rooms` (ids), so that what follows is still what was read as it is done."""
    if rooms:
        hold_spaces({show.space_id, *rooms}, edition_id=show.edition_id, city_id=show.city_id)
    hold_bill(moving.pair_of(show))
