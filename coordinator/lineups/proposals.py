"""Proposals: the edition's day as a lineup problem, its plan kept beside the slots, and taken over where wanted.

A proposal never touches a lock: locked slots, and all slots of shows whose lineup is final, go into the problem as
picks that must survive. For one city the slots filled in other cities are fixed in the same way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache

from coordinator.clock import instant
from coordinator.disclosure import doors, offers, proposing, slots
from coordinator.disclosure.matching import ActRow, Day, Taken, day
from coordinator.disclosure.rooms import RoomRow
from coordinator.geo.touring import TourLeg
from coordinator.lineups.optimiser import Progress, solve
from coordinator.lineups.problem import ACTS, Artist, Leg, Mode, Need, Pick, Placed, Plan, Problem, Show
from coordinator.lineups.proofs import proof_of, suggestions
from coordinator.lineups.replanning import PRICE, Replanned, replan
from coordinator.lineups.running_order import sequenced
from coordinator.lineups.speaking import spoken_of
from coordinator.memory import uncollected
from coordinator.people.readers import Reader

_DAY = 24 * 60
_SMALL_HOURS = 5 * 60  # “until 02:00” without a “from” is after midnight
CHUNK = 500  # shows in one look-up


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kept proposal: its id, the shows it is about, and the plan (which may name fixed shows of other cities too)."""

    id: str
    city_id: str | None
    shows: frozenset[str]
    plan: Plan

    @property
    def filled(self) -> dict[str, int]:
        """Show id → how many of its slots the plan fills."""
        counts = dict.fromkeys(self.shows, 0)
        for placed in self.plan.placed:
            if placed.show in counts:
                counts[placed.show] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Draft:
    """What a proposal will be made from: the problem, and the shows it is about.

    `lost` are ids of shows whose act wants to play no more, and of artists whose show is cancelled; `taken` are the
    slots of the shows that are filled now.
    """

    edition_id: str
    city_id: str | None
    shows: frozenset[str]
    problem: Problem
    lost: frozenset[str] = frozenset()
    taken: tuple[Taken, ...] = ()


@uncollected()
def draft(
    reader: Reader, edition_id: str, *, at: datetime, city_id: str | None = None, shows: Collection[str] | None = None
) -> Draft:
    """The edition, a city or only `shows` of it, as a problem to solve; the rest stays, and what closed doors hide.

    End the transaction before solving: that can take minutes, and nobody else could write meanwhile. Raises NotFound
    for a reader who is neither on the global team nor a lead of the city.
    """
    rows = _without_those_who_left(day(reader, edition_id, city_id=city_id, at=at), edition_id)
    own = frozenset(
        room.show.id
        for room in rows.rooms
        if city_id in (None, room.show.city_id) and (shows is None or room.show.id in shows)
    ) - doors.shows_behind(edition_id)
    taken = tuple(one for one in rows.taken if one.show_id in own)
    return Draft(edition_id, city_id, own, problem_of(rows, shows=own), _lost(rows), taken)


def _without_those_who_left(rows: Day, edition_id: str) -> Day:
    """The day, with every show closed to acts that left it for their own reasons and were not placed there again."""
    left, placed = offers.left(edition_id), {(one.show_id, one.artist_id) for one in rows.taken}
    gone = {show: frozenset(act for act in acts if (show, act) not in placed) for show, acts in left.items()}
    rooms = (room._replace(not_with=room.not_with | gone.get(room.show.id, frozenset())) for room in rows.rooms)
    return replace(rows, rooms=tuple(rooms))


def keep(drawn: Draft, plan: Plan, *, at: datetime, into: str | None = None) -> Proposal:
    """Keep the plan of a draft, in running order, as a proposal made at the instant `at`, or as the answer of the open
    one `into`."""
    plan = sequenced(drawn.problem, plan, seed=plan.seed)
    head = {"edition_id": drawn.edition_id, "city_id": drawn.city_id, "made_at": at, **proof_of(plan, drawn.shows)}
    said = suggestions(drawn.problem, plan, shows=drawn.shows, taken=drawn.taken)
    if into is None:
        into = slots.keep_proposal(head, said)
    else:
        proposing.close(into, head, said)
    return Proposal(into, drawn.city_id, drawn.shows, plan)


@uncollected()
def repair(
    drawn: Draft, *, touched: Collection[str] = (), price: float = PRICE, seed: int = 0
) -> tuple[Draft, Plan, Replanned]:
    """What must change in the present lineups: a draft and a plan of the changed shows alone, to `keep`.

    Acts that want to play no more, cancelled shows and picks that break a rule now tell themselves; `touched` names
    shows and artists (ids) that changed in another way. Locks are never touched, everything else stays where it is.
    `price` and what is raised are those of `replanning.replan`.
    """
    told = replan(drawn.problem, touched={*drawn.lost, *touched}, price=price, seed=seed)
    status = "feasible" if told.gap else "optimal"
    took = {"candidates": 0.0, "solve": told.seconds}
    proof = (told.objective, told.bound, status)
    plan = Plan(told.placed, told.unfilled, *proof, seconds=took, seed=seed, solver=told.solver)
    return replace(drawn, shows=drawn.shows.intersection(told.shows)), plan, told


def propose(
    reader: Reader,
    edition_id: str,
    *,
    at: datetime,
    city_id: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Proposal:
    """Draft, solve to the end and keep in one transaction: for small problems, or where nobody else writes.

    `at` is the present instant; `seed` and `progress` are those of optimiser.solve. Raises NotFound as `draft` does,
    Invalid for locks that cannot stand together.
    """
    drawn = draft(reader, edition_id, at=at, city_id=city_id)
    return keep(drawn, solve(drawn.problem, seed=seed, progress=progress), at=at)


def take_over(reader: Reader, edition_id: str, proposal: Proposal, *, shows: Collection[str], at: datetime) -> None:
    """Put what the proposal suggests for `shows` into their slots, in the stead of what stands there unlocked.

    Locked slots and final lineups stay. Raises Conflict where somebody was placed elsewhere since the proposal was
    made, and NotFound as `propose` does.
    """
    rows = day(reader, edition_id, city_id=proposal.city_id, at=at)
    final = locked_among(proposal.shows)
    rooms = [room for room in rows.rooms if room.show.id in proposal.shows.intersection(shows) - final]
    fixed = _cleared(rows, {room.show.id for room in rooms})
    wanted: dict[str, list[Placed]] = defaultdict(list)
    for placed in proposal.plan.placed:
        wanted[placed.show].append(placed)
    for room in rooms:
        for position, artist_id in _free_positions(wanted[room.show.id], fixed[room.show.id]):
            slots.put(room.show, position, artist_id)


def _lost(rows: Day) -> frozenset[str]:
    rooms, acts = {room.show.id for room in rows.rooms}, {row.id for row in rows.acts}
    gone = {one.show_id for one in rows.taken if one.artist_id not in acts}
    return frozenset(gone | {one.artist_id for one in rows.taken if one.show_id not in rooms})


def _cleared(rows: Day, shows: Collection[str]) -> dict[str, dict[int, str]]:
    """Empty the unlocked slots of `shows`; show id → position → act of those that stay."""
    fixed: dict[str, dict[int, str]] = defaultdict(dict)
    for taken in rows.taken:
        if taken.show_id in shows and taken.locked:
            fixed[taken.show_id][taken.position] = taken.artist_id
        elif taken.show_id in shows:
            slots.clear(taken.show_id, taken.position)
    return fixed


def problem_of(rows: Day, *, city_id: str | None = None, shows: Collection[str] | None = None) -> Problem:
    """The lineup problem of the day; for one city its shows (of them `shows`, where said), and those elsewhere that
    have acts, closed to others."""
    acts = {row.id for row in rows.acts}
    by_show: dict[str, set[str]] = defaultdict(set)
    for taken in rows.taken:
        by_show[taken.show_id].add(taken.artist_id)
    elsewhere = {
        room.show.id
        for room in rows.rooms
        if city_id not in (None, room.show.city_id) or (shows is not None and room.show.id not in shows)
    }
    rooms = [room for room in rows.rooms if room.show.id not in elsewhere or by_show[room.show.id]]
    shown = {room.show.id for room in rooms}
    keep = tuple(
        Pick(one.show_id, one.position, one.artist_id, one.locked or one.final or one.show_id in elsewhere)
        for one in rows.taken
        if one.show_id in shown and one.artist_id in acts
    )
    closed = {show: frozenset(acts - by_show[show]) for show in elsewhere & shown}
    placed_at = tuple(_show(room, shut_out=closed.get(room.show.id, frozenset())) for room in rooms)
    speeds = {city: {Mode(mode): kmh for mode, kmh in said.items()} for city, said in rows.speed_kmh.items()}
    return Problem(placed_at, tuple(_artist(row) for row in rows.acts), keep, speeds)


def locked_among(show_ids: Iterable[str]) -> frozenset[str]:
    """Those shows whose lineup is final."""
    ids = list(show_ids)
    chunks = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return frozenset[str]().union(*(slots.locked_shows(chunk) for chunk in chunks))


def _show(room: RoomRow, *, shut_out: frozenset[str]) -> Show:
    show, space = room.show, room.space
    starts_at = _minute(show.starts_at)
    return Show(
        id=show.id,
        city=show.city_id,
        latitude=room.latitude,
        longitude=room.longitude,
        starts_at=starts_at,
        local_start=_minutes(show.local_start.time()),
        minutes=_minute(show.ends_at) - starts_at,
        curfew=None if space.curfew is None else _curfew(room, space.curfew),
        has=_needs(space.has),
        stage_people=space.stage_people,
        not_with=room.not_with | shut_out,
        languages=spoken_of(space.languages),
    )


def _curfew(room: RoomRow, curfew: time) -> int:
    """The curfew in local minutes, the next morning where it is not after the start, counted in instants."""
    wall = room.show.local_start
    night = datetime.combine(wall.date() + timedelta(days=curfew <= wall.time()), curfew)
    return _minutes(wall.time()) + _minute(_instant(night, room.show.zone)) - _minute(room.show.starts_at)


@lru_cache(maxsize=10_000)
def _instant(wall: datetime, zone_name: str) -> datetime:
    """Of times shown twice the earlier. Remembered, since a day has few curfews and reading a zone takes its time."""
    return instant(wall, zone_name, fold=0)


def _artist(row: ActRow) -> Artist:
    free_from, free_until = _evening(row.free_from, row.free_until)
    return Artist(
        id=row.id,
        latitude=row.latitude,
        longitude=row.longitude,
        travel_km=row.travel_km,
        genres=row.genres,
        people=row.people,
        members=row.members,
        needs=_needs(row.needs),
        free_from=free_from,
        free_until=free_until,
        max_shows=row.max_shows,
        set_minutes=row.set_minutes,
        rating=row.rating,
        not_with=row.not_with,
        mode=Mode(row.mode),
        legs=tuple(map(_leg, row.legs)),
        languages=spoken_of(row.languages),
    )


@lru_cache(maxsize=1_000)
def _needs(said: tuple[str, ...]) -> frozenset[Need]:
    return frozenset(map(Need, said))


def _leg(leg: TourLeg) -> Leg:
    return Leg(latitude=leg.latitude, longitude=leg.longitude, begins=_minute(leg.begins), ends=_minute(leg.ends))


def _evening(first: time | None, last: time | None) -> tuple[int | None, int | None]:
    """Local minutes of both ends: one before its beginning, or alone in the small hours, is the next day's."""
    if last is None:
        return None if first is None else _minutes(first), None
    next_day = _minutes(last) < _SMALL_HOURS if first is None else last < first
    return None if first is None else _minutes(first), _minutes(last) + _DAY * next_day


def _free_positions(wanted: list[Placed], fixed: dict[int, str]) -> list[tuple[int, str]]:
    """Where the acts of a plan go beside those that stand fixed: into the plan's slot, else into the next free one."""
    free = [position for position in range(1, ACTS + 1) if position not in fixed]
    found = []
    for placed in sorted(wanted, key=lambda one: one.slot):
        if placed.artist not in fixed.values() and free:
            position = placed.slot if placed.slot in free else free[0]
            free.remove(position)
            found.append((position, placed.artist))
    return found


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
