"""The sheet of an evening: the acts in order with their set times, what they need, when they load in. No headliner.

The slots are the order. A sheet is for somebody: its lead learns all of it; on the one that is printed for a host or
for the door stands what the policy lets them know at that moment, and else “Act 1”.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from coordinator.clock import local
from coordinator.db import db
from coordinator.disclosure import gateway, matching, slots, twins
from coordinator.disclosure.gateway import LeadShow, clock_of
from coordinator.disclosure.policy import Fact, Relation, may_see
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import steps
from coordinator.lineups.objections import hold_bill
from coordinator.lineups.problem import ACTS, Artist, Need, Pick, Problem
from coordinator.lineups.problem import Show as ProblemShow
from coordinator.lineups.proposals import problem_of
from coordinator.lineups.running_order import Ordered, SetTime, ordered, shared_times, times_of
from coordinator.lineups.travel import LOAD_IN, moves_of
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show


class Whose(StrEnum):
    """For whom a sheet is printed."""

    HOST = "host"
    DOOR = "door"


APART = 10  # minutes between two acts that load in
RELATIONS: Mapping[Whose, Relation] = {Whose.HOST: Relation.HOST, Whose.DOOR: Relation.DOOR}


@dataclass(frozen=True, slots=True)
class SheetAct:
    """An act on a sheet; times are wall times at the show. `name` None: whoever holds the sheet may not know it.

    `load_in` None: it comes during the change-over before its set, from another show or from the room next door.
    `by_people`: only because some of its people play in another act before, which is for its lead alone.
    """

    artist_id: str | None
    position: int
    name: str | None
    people: int
    needs: tuple[str, ...]
    begins: datetime
    ends: datetime
    load_in: datetime | None
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """An evening. `order` says whether another one is better, for the lead alone; `change_over` is the shortest pause
    (minutes, None with fewer than two acts); `ends` the wall time at which the last set has to be over."""

    show: Show
    place: LeadShow
    acts: tuple[SheetAct, ...]
    order: Ordered
    change_over: int | None
    ends: datetime

    @property
    def is_complete(self) -> bool:
        """Whether all three acts are there."""
        return len(self.acts) == ACTS


def sheet(reader: Reader, show: Show, *, at: datetime) -> Sheet:
    """The sheet of a show for its lead. Raises NotFound for everybody else."""
    place = gateway.lead_shows(reader, [show], at=at)[show.id]
    kept = twins.kept([show.id])[show.id]
    problem, people = _bill(reader, show, kept.source, at=at)
    room = next(one for one in problem.shows if one.id == kept.source)
    acts = {pick.slot: people[pick.artist] for pick in problem.keep if pick.show == room.id}
    sets = times_of(room, acts) if kept.partner is None else shared_times(room, acts, second=kept.is_twin)
    names = {slot.artist_id: slot.act_name for slot in place.lineup}
    late = {act for act, moves in moves_of(problem, problem.keep).items() if any(m.second == room.id for m in moves)}
    late |= {one.artist for one in sets if kept.partner is not None and one.slot > 1}
    told = [_act(show, one, room, people[one.artist], names.get(one.artist), late) for one in sets]
    apart = late - {pick.artist for pick in problem.keep if pick.show != room.id}
    told = [replace(act, by_people=act.artist_id in apart and kept.partner is None) for act in told]
    pauses = [after.begins - before.ends for before, after in pairwise(sets)]
    return Sheet(
        show,
        place,
        tuple(told),
        ordered(problem, room.id),
        min(pauses, default=None),
        _wall(show, room.local_end - room.local_start),
    )


def printed(reader: Reader, show: Show, whose: Whose, *, at: datetime) -> Sheet:
    """The sheet as it may be handed to `whose`: what that one may not know, address and name of the room among it, is
    empty. Raises NotFound as `sheet`."""
    full = sheet(reader, show, at=at)
    clock = clock_of(show, db.session.get_one(Edition, show.edition_id))
    phase, over = clock.phase(at), clock.embargo_over(at)
    names, address, name = (
        may_see(fact, RELATIONS[whose], phase, embargo_over=over)
        for fact in (Fact.LINEUP, Fact.STREET_ADDRESS, Fact.SPACE_NAME)
    )
    acts = tuple(replace(act, by_people=False) for act in full.acts)
    acts = acts if names else tuple(replace(act, artist_id=None, name=None) for act in acts)
    place = replace(
        full.place,
        address=full.place.address if address else "",
        space_name=full.place.space_name if name else "",
    )
    return replace(full, acts=acts, place=place)


def put_in_order(reader: Reader, show_id: str, *, city_id: str, at: datetime) -> bool:
    """Give the acts of a show the slots in which they are best played; whether any slot changed.

    Raises NotFound, and Conflict: `twin_show`, and those of `slots.rewrite`.
    """
    show = _held(reader, show_id, city_id)
    problem, _ = _bill(reader, show, show.id, at=at)
    best = ordered(problem, show.id).best
    return _rewrite(reader, show, dict(enumerate(best, start=1)), at=at)


def play_at(reader: Reader, show_id: str, artist_id: str, position: int, *, city_id: str, at: datetime) -> bool:
    """Let an act of the bill play in that slot; whoever holds it takes the act's. Whether any slot changed: the same
    again changes nothing. Raises as `put_in_order` does, and NotFound for an act that is not on the bill."""
    show = _held(reader, show_id, city_id)
    bill = hold_bill([show])
    now = next((slot for slot, act in bill.items() if act == artist_id), None)
    if now is None:
        raise NotFound
    places = {now: position, position: now}
    return _rewrite(reader, show, {places.get(slot, slot): act for slot, act in bill.items()}, at=at)


def _held(reader: Reader, show_id: str, city_id: str) -> Show:
    show = led_show(reader, show_id, city_id=city_id)
    hold_bill([show])
    if twins.kept([show.id])[show.id].is_twin:
        raise Conflict("twin_show")
    return show


def _rewrite(reader: Reader, show: Show, wanted: Mapping[int, str], *, at: datetime) -> bool:
    standing = hold_bill([show])
    changes = {
        (show.id, position): wanted.get(position)
        for position in standing.keys() | wanted.keys()
        if standing.get(position) != wanted.get(position)
    }
    if changes:
        with steps.noted(str(reader.id), [show], "swapped", at=at):
            slots.rewrite([show], changes)
    return bool(changes)


def _bill(reader: Reader, show: Show, source: str, *, at: datetime) -> tuple[Problem, Mapping[str, Artist]]:
    """The day as far as the acts of a show, and those who share members with them, are concerned."""
    rows = matching.day(reader, show.edition_id, city_id=show.city_id, at=at)
    problem = problem_of(rows)
    mine = {pick.artist for pick in problem.keep if pick.show == source}
    members = {member for artist in problem.artists if artist.id in mine for member in artist.members}
    acts = {one.id: one for one in problem.artists if one.id in mine or one.members & members}
    keep: Sequence[Pick] = [pick for pick in problem.keep if pick.artist in acts]
    shown = {source, *(pick.show for pick in keep)}
    rooms: tuple[ProblemShow, ...] = tuple(room for room in problem.shows if room.id in shown)
    return replace(problem, shows=rooms, artists=tuple(acts.values()), keep=tuple(keep)), acts


def _act(
    show: Show,
    one: SetTime,
    room: ProblemShow,
    artist: Artist,
    name: str | None,
    late: set[str],
) -> SheetAct:
    """Last up loads in first: what is heavy stands at the back before the others come."""
    return SheetAct(
        artist.id,
        one.slot,
        name,
        artist.people,
        tuple(str(need) for need in Need if need in artist.needs),
        begins=_wall(show, one.begins - room.local_start),
        ends=_wall(show, one.ends - room.local_start),
        load_in=None if artist.id in late else _wall(show, -loads_in(one.slot)),
    )


def loads_in(slot: int) -> int:
    """How many minutes before the start the act of that slot comes in."""
    return LOAD_IN + APART * (slot - 1)


def _wall(show: Show, minutes: int) -> datetime:
    """The wall time so many minutes after the start, counted in instants so that clocks may change in between."""
    return local(show.starts_at + timedelta(minutes=minutes), show.zone).replace(tzinfo=None)
