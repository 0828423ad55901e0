"""What a list says of the seats of a room whose guests are drawn, or listed for the draw.

A list is taken whole or not at all, and a committee sends it for hundreds of rooms: one smaller room must not keep the
others out, nor may a file take seats from guests. So the room keeps its number, its lead gets the change as if the host
had said it, and the import says so at that line. The same list again asks nobody twice, nor once the lead has said no.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import changes
from coordinator.disclosure.changes import Change, ChangeState
from coordinator.errors import Say
from coordinator.hosting import changing
from coordinator.intake import Note
from coordinator.lineups import doors
from coordinator.shows.models import Show
from coordinator.shows.planning import hold_spaces
from coordinator.spaces.models import Space
from coordinator.spaces.registration import LISTED

_CHUNK = 500  # rows in one IN list


def with_listed_seats(edition_id: str) -> Mapping[str, tuple[str, int]]:
    """Show id → (space id, seats) of those whose seats stand in a published list: no list of rooms changes them."""
    wanted = select(Show.id, Show.space_id, Show.listed_seats).where(
        Show.edition_id == edition_id, Show.listed_seats.is_not(None)
    )
    return {row.id: (row.space_id, row.listed_seats) for row in db.session.execute(wanted)}


def keep_seats(
    capacities: Mapping[str, int], fixed: Mapping[str, tuple[str, int]], names: Mapping[str, str], *, at: datetime
) -> tuple[Mapping[str, int], Sequence[Note]]:
    """Space id → the number of seats that it keeps, of those for which a list has fewer than their guests count on; and
    what to say of those rows.

    `capacities` (space id → seats) and `names` (space id → reference) are the list's, `fixed` of `with_listed_seats`.
    Where nobody loses a seat by it the shows are made smaller at once, and the lead is told.
    """
    smaller = {space_id for space_id, seats in fixed.values() if capacities.get(space_id, seats) < seats}
    kept: dict[str, int] = {}
    notes = []
    for space in _spaces(smaller):
        wanted = capacities[space.id]
        hold_spaces([space.id], edition_id=space.edition_id, city_id=space.city_id)
        shows = [show for show in doors.coming([space.id], at=at)[space.id] if show.id in fixed]
        if not changing.lower_at_once(space, shows, wanted, at=at):
            kept[space.id] = space.capacity
            notes.append(Note(names[space.id], "capacity", _ask(space, wanted, at=at)))
    return kept, notes


def _ask(space: Space, wanted: int, *, at: datetime) -> Say:
    """Have the lead asked, unless she has been; what the import says."""
    facts = {"seats": space.capacity, "wanted": wanted}
    last = changes.last(space.id, LISTED)
    if last is None or not _is_same(last, space, wanted) or last.state is ChangeState.TAKEN:
        before, after = ({"capacity": seats} for seats in (space.capacity, wanted))
        changing.wait_for_lead(space, LISTED, before, after, at=at)
    elif last.state is ChangeState.DECLINED:
        said = (
            "The lead has decided to keep %(seats)s seats, not %(wanted)s, because guests have them. Correct the list."
        )
        return Say(said, **facts)
    said = (
        "Guests have seats for %(seats)s, or the draw states them: the number stays until the lead decides about"
        " %(wanted)s. She has it on the page of the space."
    )
    return Say(said, **facts)


def _is_same(change: Change, space: Space, wanted: int) -> bool:
    return (change.before, change.after) == ({"capacity": space.capacity}, {"capacity": wanted})


def _spaces(ids: Iterable[str]) -> Iterable[Space]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        some = Space.id.in_(wanted[start : start + _CHUNK])
        yield from db.session.scalars(select(Space).where(some).order_by(Space.id)).all()
