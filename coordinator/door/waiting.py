"""Standing by: who is on the waiting list may wait before a door, and comes in from a quarter of an hour after the
start, in the order of the draw, as far as seats are free. A party for which there is no room keeps its place;
one that is let in waits no more, at no other door either.
Who comes in so is a link of the chain that is published beside the draw, as is who was asked from that list before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from coordinator.db import db
from coordinator.disclosure import counts, guest_lists, standing_by
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.guest_lists import Party
from coordinator.door import checking
from coordinator.door.checking import LATE, Door, Outcome
from coordinator.errors import Conflict, NotFound
from coordinator.guests import admitting
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

BEFORE = timedelta(hours=1)  # the start: from then on a guest may say that she is there
UNTIL = timedelta(hours=2)  # after the start


def is_time(show: Show, *, at: datetime) -> bool:
    """Whether somebody may say that she waits before that door. By public times alone: it tells nothing of the door."""
    until = min(show.starts_at + UNTIL, show.ends_at)
    return show.state is not ShowState.CANCELLED and show.starts_at - BEFORE <= at < until


def say_here(reader: Reader, entry_id: str, show_id: str, *, at: datetime) -> None:
    """Say that one's party waits before a door; a second time changes nothing. Raises NotFound for everybody but
    those of a party on the waiting list of that show, Conflict (`not_now`)."""
    if show_id not in standing_by.own_waiting(reader, entry_id):
        raise NotFound
    if not is_time(db.session.get_one(Show, show_id), at=at):
        raise Conflict("not_now")
    standing_by.put(show_id, entry_id, at=at)


def note(standing: Standing, typed: str, *, at: datetime) -> None:
    """Note somebody who waits before the door by what is typed there: the first signs of her line in the draw, or her
    first name. Raises Conflict: `nobody`, and `several` who are called so."""
    found = standing_by.matches(standing, typed)
    if len(found) != 1:
        raise Conflict("several" if found else "nobody")
    standing_by.put(standing.show.id, found[0], at=at)


def in_line(standing: Standing) -> Sequence[Party]:
    """Who waits before the door, in the order of the draw."""
    return guest_lists.waiting_here(standing)


def first_that_fits(waiting: Sequence[Party], free: int) -> Party | None:
    """Whose turn it is."""
    return next((party for party in waiting if party.people <= free), None)


def is_turn(standing: Standing, door: Door, *, at: datetime) -> bool:
    """Whether it is anybody's turn: the seats are kept for nobody any more, and the door is not closed."""
    return at >= standing.show.starts_at + LATE and door.count.closed_at is None


def let_in(standing: Standing, client_id: str, entry_id: str, *, at: datetime) -> Outcome:
    """Let in the party whose turn it is. The same again changes nothing. Raises NotFound for a steward, Conflict:
    `too_early`, `door_closed`, `not_first` (somebody before it in the draw fits as well), `no_room`,
    `waits_no_more`."""
    checking.refuse_stewards(standing)
    held = counts.hold(standing.show)
    known = counts.find(standing.show.id, client_id)
    if known is not None:
        return Outcome(client_id, checking.Result.DONE, known.counted)
    if at < standing.show.starts_at + LATE:
        raise Conflict("too_early")
    if held.closed_at is not None:
        raise Conflict("door_closed")
    waiting, room = in_line(standing), checking.free(standing, checking.look(standing, at=at), at=at)
    turn = first_that_fits(waiting, room)
    if turn is None or turn.id != entry_id:
        raise Conflict("not_first" if turn else "no_room")
    standing_by.drop(entry_id)
    admitting.admit(entry_id, standing.show.id, turn.people, at=at)
    return checking.admit(standing, client_id, turn, at=at)
