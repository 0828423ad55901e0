"""What the page of each way out of trouble has listed, as one word: what has changed meanwhile is read again first.

Instants that go by the clock alone (until when somebody would have to answer) are left out: they are others with every
look. What was done to a show counts even where it was taken back since, so that what was sent once is never done again
by a form of before.
"""

from coordinator.day.outlooks import CallingIn, Ending, Guests, Moving, Splitting
from coordinator.disclosure import steps
from coordinator.disclosure.elsewhere import Offered
from coordinator.guests.elsewhere import Room
from coordinator.lineups.calling_off import facts_of
from coordinator.lineups.listed import mark
from coordinator.shows.models import Show


def of_moving(show: Show, one: Moving | None) -> str:
    """Of moving it to its reserve; None: no room stands ready."""
    if one is None:
        return _mark(show)
    leaving = [act.artist_id for act in one.leaving]
    return _mark(show, one.space_id, one.seats, one.taken, _guests(one.guests), leaving, one.asked, one.anew)


def of_splitting(show: Show, one: Splitting) -> str:
    """Of splitting it."""
    rooms = [(room.space_id, room.seats, [act.artist_id for act in room.leaving]) for room in one.rooms]
    return _mark(show, rooms, one.refused, one.locked)


def of_calling_in(show: Show, one: CallingIn) -> str:
    """Of calling an act in; whom the slot has, and whether the new act fits, is asked as it is placed."""
    return _mark(show, one.position, one.was_asked, one.locked, one.completes)


def of_ending(show: Show, one: Ending) -> str:
    """Of calling it off."""
    return _mark(show, facts_of(one.acts), _guests(one.guests), one.guests.waiting)


def of_offering(show: Show, guests: Guests, room: Room | None, before: Offered | None) -> str:
    """Of offering its guests seats at another show; `room` None: it is not among those to choose from, `before`: how
    they were offered there and ended."""
    if room is None:
        return mark(show)
    there, ended = room.show, before.offered_at if before else None
    return mark(show, _guests(guests), there.id, there.area.id, there.starts_at, there.ends_at, room.free, ended)


def of_offered(one: Offered) -> str:
    """Of ending it: this offer, not one that was made later."""
    return f"{one.offered_at:%Y%m%dT%H%M%S%f}"


def _mark(show: Show, *facts: object) -> str:
    return mark(show, steps.newest_of(show), *facts)


def _guests(one: Guests) -> tuple[object, ...]:
    return one.parties, one.people, one.letters, one.told, one.asks_anew, one.until is not None
