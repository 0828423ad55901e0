"""Helping a show in trouble with one press: the use-cases of planning and lineups, for the global team, with all that
their consequences have said (`outlooks`).

`seen` stands for the consequences that were read before (`marks`); where they are others by now, Conflict
`consequences_changed` is raised and nothing is done. What is done already is not asked about again.
"""

from collections.abc import Collection
from datetime import datetime

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
    if show.id in slots.locked_shows([show.id]):
        locking.unlock(reader, show.id, SPLIT, at=at)
    splitting.split(reader, show.id, space_id, city_id=show.city_id, leave=leave, outside=outside, at=at)


def call_in(reader: Reader, show_id: str, position: int, artist_id: str, *, sees: str, seen: str, at: datetime) -> bool:
    """Put an act into a slot in the stead of whom the reader `sees` there ("" for nobody); a locked lineup is opened
    for it. Once there are three the lineup is locked: who left is told, who came is asked. Whether it is locked; the
    same again changes nothing. Raises as `get_show`, `assignment.assign` and `locking.lock` do."""
    show = get_show(reader, show_id)
    _hold(show)
    if offers.bills([show.id])[show.id].get(position) != artist_id:
        refuse_changed(seen, marks.of_calling_in(show, outlooks.calling_in(reader, show, position, at=at)))
        locking.unlock(reader, show.id, CALLED_IN, at=at)
        assignment.assign(reader, show.id, position, artist_id, instead_of=sees, at=at)
    is_complete = len(offers.bills([show.id])[show.id]) == ACTS
    if is_complete and show.id not in slots.locked_shows([show.id]):
        locking.lock(reader, show.id, at=at)
    return is_complete


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
    standing = {one.to_show for one in kept.of_show(reader, show.id) if not one.has_ended}
    if to_show not in standing:
        listed = next((room for room in elsewhere.rooms(reader, show, at=at) if room.show.id == to_show), None)
        refuse_changed(seen, marks.of_offering(show, outlooks.guests_of(reader, show), listed))
    elsewhere.offer(reader, show.id, to_show, agreed_by=agreed_by, at=at)


def _hold(show: Show, *rooms: str) -> None:
    """Hold a show with all who play there to the end of the transaction, and before them, as planning does, its space
    and `rooms` (ids), so that what follows is still what was read as it is done."""
    if rooms:
        hold_spaces({show.space_id, *rooms}, edition_id=show.edition_id, city_id=show.city_id)
    hold_bill(moving.pair_of(show))
