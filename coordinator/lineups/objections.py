"""What speaks against the acts of a show if it took place elsewhere or at another time: who cannot come along, and why.

Only what becomes worse counts: a rule that an act breaks already, because a lead wanted it so, is no objection.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coordinator.disclosure import engagements, matching, offers
from coordinator.disclosure.rooms import RoomRow, room_of
from coordinator.lineups.problem import Problem, Reason
from coordinator.lineups.proposals import problem_of
from coordinator.lineups.refusing import broken_beside
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Objection:
    """An act of the bill that cannot come along, and the first rule that keeps it."""

    artist_id: str
    act_name: str
    position: int
    reason: Reason


def hold_bill(shows: Sequence[Show]) -> Mapping[int, str]:
    """Hold shows, of which the first has the acts, with all who play there and their bandmates, to the end of the
    transaction; position → act."""
    edition_id = shows[0].edition_id
    bill = offers.bills([shows[0].id])[shows[0].id]
    acts = frozenset(bill.values())
    engagements.hold_all(shows, acts | engagements.all_sharing_members(acts, edition_id=edition_id))
    return offers.bills([shows[0].id])[shows[0].id]


def objections(reader: Reader, moved: Show, spaces: Sequence[Space], *, at: datetime) -> Sequence[Objection]:
    """The acts of a show that could not play if it were as `moved`, a row of its id that nobody keeps, in this space
    or in these two at once. Raises NotFound for who does not lead the show's city."""
    rows = matching.day(reader, moved.edition_id, city_id=moved.city_id, at=at)
    bill = {taken.artist_id: taken.position for taken in rows.taken if taken.show_id == moved.id}
    if not bill:
        return ()
    names = {act.artist.id: act.artist.act_name for act in rows.acts}
    pairs = [(moved.id, act) for act in bill if act in names]
    before = broken_beside(_part(problem_of(rows), bill), pairs)
    there = replace(rows, rooms=_with(rows.rooms, room_of(moved, spaces)))
    after = broken_beside(_part(problem_of(there), bill), pairs)
    found = [
        Objection(act, names[act], bill[act], reason)
        for (show, act), reason in after.items()
        if before.get((show, act)) is not reason
    ]
    return sorted(found, key=lambda one: one.position)


def _with(rooms: Sequence[RoomRow], new: RoomRow) -> tuple[RoomRow, ...]:
    return tuple(new if room.show.id == new.show.id else room for room in rooms)


def _part(problem: Problem, bill: Collection[str]) -> Problem:
    """The acts of the bill and those who share a member with one of them, with all shows they play."""
    people = {member for artist in problem.artists if artist.id in bill for member in artist.members}
    acts = {artist.id: artist for artist in problem.artists if artist.id in bill or artist.members & people}
    return replace(
        problem, artists=tuple(acts.values()), keep=tuple(pick for pick in problem.keep if pick.artist in acts)
    )
