"""What speaks against the acts of a show if it took place elsewhere or at another time: who cannot come along, and why.

Only what becomes worse counts: a rule that an act breaks already, because a lead wanted it so, is no objection, nor is
what a board only warns of. The rules and their levels are those of placing an act (`levels`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coordinator.disclosure import engagements, matching, offers, overrides
from coordinator.disclosure.rooms import RoomRow, room_of
from coordinator.lineups import levels
from coordinator.lineups.levels import Level, Objection, place_of
from coordinator.lineups.problem import Problem
from coordinator.lineups.proposals import problem_of
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Objector:
    """An act of the bill that cannot come along as it is, and the rules that keep it, the weightiest first."""

    artist_id: str
    act_name: str
    position: int
    rules: tuple[Objection, ...]

    @property
    def may_stay(self) -> bool:
        """Whether a lead may keep it with a reason."""
        return all(rule.level is Level.OVERRIDE for rule in self.rules)


def hold_bill(shows: Sequence[Show]) -> Mapping[int, str]:
    """Hold shows, of which the first has the acts, with all who play there and their bandmates, to the end of the
    transaction; position → act."""
    edition_id = shows[0].edition_id
    bill = offers.bills([shows[0].id])[shows[0].id]
    acts = frozenset(bill.values())
    engagements.hold_all(shows, acts | engagements.all_sharing_members(acts, edition_id=edition_id))
    return offers.bills([shows[0].id])[shows[0].id]


def objectors(reader: Reader, moved: Show, spaces: Sequence[Space], *, at: datetime) -> Sequence[Objector]:
    """The acts of a show that could not play if it were as `moved`, a row of its id that nobody keeps, in this space
    or in these two at once. Raises NotFound for who does not lead the show's city."""
    rows = matching.day(reader, moved.edition_id, city_id=moved.city_id, at=at)
    bill = {taken.artist_id: taken.position for taken in rows.taken if taken.show_id == moved.id}
    names = {act.id: act.act_name for act in rows.acts if act.id in bill}
    if not names:
        return ()
    before = rules_against(part(problem_of(rows), moved.id, bill), moved.id, names)
    there = replace(rows, rooms=_with(rows.rooms, room_of(moved, spaces)))
    after = rules_against(part(problem_of(there), moved.id, bill), moved.id, names)
    new = {act: tuple(rule for rule in after[act] if rule not in before[act]) for act in names}
    found = [Objector(act, names[act], bill[act], rules) for act, rules in new.items() if rules]
    return sorted(found, key=lambda one: one.position)


def rules_against(problem: Problem, show_id: str, acts: Collection[str]) -> Mapping[str, Sequence[Objection]]:
    """Artist → the rules it breaks at the show, beside the others of the bill; without warnings."""
    found: dict[str, Sequence[Objection]] = {}
    for act in acts:
        place = place_of(problem, show_id, {show_id: list(acts)}, leave=act)
        against = levels.objections(place, place.day.artist_row[act])
        found[act] = [rule for rule in against if rule.level > Level.WARN]
    return found


def set_aside(show_id: str, staying: Collection[Objector], reason: str, *, by: str, at: datetime) -> None:
    """Keep why these acts play all the same, beside what was said of them before. The show is held by the caller."""
    for one in staying:
        said = overrides.find(show_id, one.artist_id) | {rule.value: reason for rule in one.rules}
        overrides.put(show_id, one.artist_id, said, by=by, at=at)


def _with(rooms: Sequence[RoomRow], new: RoomRow) -> tuple[RoomRow, ...]:
    return tuple(new if room.show.id == new.show.id else room for room in rooms)


def part(problem: Problem, show_id: str, bill: Collection[str]) -> Problem:
    """A show, the acts of its bill and those who share a member with one of them, with all shows these play: small, so
    that a rule is looked at in no time however large the day is."""
    people = {member for artist in problem.artists if artist.id in bill for member in artist.members}
    acts = {artist.id: artist for artist in problem.artists if artist.id in bill or artist.members & people}
    keep = tuple(pick for pick in problem.keep if pick.artist in acts)
    shown = {show_id, *(pick.show for pick in keep)}
    shows = tuple(show for show in problem.shows if show.id in shown)
    return replace(problem, shows=shows, artists=tuple(acts.values()), keep=keep)
