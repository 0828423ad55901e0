"""A whole day from lists alone: locate, tell the time, solve, put in running order. No database, no web, no files.

Wall times are minutes after midnight of the day at the show's place, as lineups.problem has them.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from time import perf_counter
from typing import TypeVar

from coordinator import clock
from coordinator.artists.listing import ListedArtist
from coordinator.errors import Invalid, Say
from coordinator.geo.touring import TourLeg
from coordinator.lineups.keeping import ListedPick, kept_picks
from coordinator.lineups.listed_speeds import ListedSpeeds, city_speeds
from coordinator.lineups.locating import Atlas, Gazetteer, Home
from coordinator.lineups.locks import check_locks, tell_moved
from coordinator.lineups.optimiser import Progress
from coordinator.lineups.problem import Artist, Leg, Mode, Need, Pick, Plan, Problem, Show
from coordinator.lineups.running_order import sequenced
from coordinator.lineups.speaking import spoken
from coordinator.lineups.stability import Stability, steady
from coordinator.spaces.listing import ListedSpace
from coordinator.spreadsheets import WHOLE_FILE, Loaded, Refused, Remark, in_order

_DAY = 24 * 60
_SMALL_HOURS = 5 * 60  # “until 02:00” without a “from” is after midnight
_T = TypeVar("_T", ListedSpace, ListedArtist)
_Made = TypeVar("_Made")
Warn = Callable[[str, Say], None]  # column, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What the committee hands in. Faults and warnings that show while planning are added to each list's own."""

    spaces: Loaded[ListedSpace]
    artists: Loaded[ListedArtist]
    kept: Loaded[ListedPick]
    speeds: Loaded[ListedSpeeds] = field(default_factory=lambda: Loaded("speeds"))

    @property
    def warnings(self) -> list[Remark]:
        """Of all lists."""
        return in_order(self.spaces.warnings, self.artists.warnings, self.kept.warnings, self.speeds.warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what belongs to it; spaces, artists and homes are by their ids in the lists."""

    day: date
    problem: Problem
    plan: Plan
    stability: Stability
    spaces: dict[str, ListedSpace]
    artists: dict[str, ListedArtist]
    homes: dict[str, Home]
    seconds: dict[str, float]  # geocode, candidates, solve


def plan_day(
    lists: Lists,
    *,
    day: date,
    gazetteer: Gazetteer,
    seed: int = 0,
    seconds: float | None = None,
    price: float = 0.0,
    progress: Progress | None = None,
) -> Planned:
    """The best plan of that calendar day (each show's own).

    Raises spreadsheets.Refused with every fault of all lists, those found while reading them included; then nothing
    has been planned. `price` is what taking a kept row out must win, in rating points; `seed`, `seconds` and `progress`
    are those of optimiser.solve.
    """
    began = perf_counter()
    problem, homes = located(lists, day=day, atlas=Atlas(gazetteer))
    found = perf_counter()
    plan, stability = steady(replace(problem, price=price), seed=seed, seconds=seconds, progress=progress)
    plan = sequenced(problem, plan, seed=seed)
    tell_moved(lists.kept, plan)
    return Planned(
        day=day,
        problem=problem,
        plan=plan,
        stability=stability,
        spaces={row.value.space_id: row.value for row in lists.spaces.rows},
        artists={row.value.artist_id: row.value for row in lists.artists.rows},
        homes=homes,
        seconds={"geocode": found - began, **plan.seconds},
    )


def located(lists: Lists, *, day: date, atlas: Atlas) -> tuple[Problem, dict[str, Home]]:
    """The lists as a lineup problem, and the home of every space by its id.

    Raises spreadsheets.Refused with every fault of all lists.
    """
    places = list(_each(lists.spaces, lambda space, warn: _place(space, day=day, atlas=atlas, warn=warn)))
    shows = tuple(show for show, _ in places)
    artists = tuple(_each(lists.artists, lambda artist, _: _artist(artist, atlas)))
    space_ids, artist_ids = {show.id for show in shows}, {artist.id for artist in artists}
    keep: tuple[Pick, ...] = ()
    if not lists.spaces.faults and not lists.artists.faults:  # else good ids look unknown
        _warn_of_centres(lists.spaces)
        _warn_of_strangers(lists.spaces, known=artist_ids)
        _warn_of_strangers(lists.artists, known=artist_ids | space_ids)
        keep = kept_picks(lists.kept, spaces=space_ids, artists=artist_ids)
    speeds = city_speeds(lists.speeds, atlas, cities={show.city for show in shows})
    problem = Problem(shows, artists, keep, speeds)
    if not lists.spaces.faults and not lists.artists.faults and not lists.kept.faults:
        check_locks(lists.kept, problem)
    faults = in_order(lists.spaces.faults, lists.artists.faults, lists.kept.faults, lists.speeds.faults)
    if faults:
        raise Refused(faults)
    return problem, {show.id: home for show, home in places}


def _each(listed: Loaded[_T], make: Callable[[_T, Warn], _Made]) -> Iterator[_Made]:
    """What `make` makes of every row; the faults it raises and its warnings are noted in the list at their line."""
    if not listed.rows and not listed.faults:
        said = Say("There is no row below the header; fill in at least one.")
        listed.faults.append(Remark(listed.name, 1, WHOLE_FILE, said))
    for line, value in listed.rows:
        try:
            yield make(value, partial(_warn, listed, line))
        except Invalid as refused:
            listed.faults.extend(
                Remark(listed.name, line, column, said)
                for column, all_said in refused.faults.items()
                for said in all_said
            )


def _warn(listed: Loaded[_T], line: int, column: str, said: Say) -> None:
    listed.warnings.append(Remark(listed.name, line, column, said))


def _warn_of_centres(spaces: Loaded[ListedSpace]) -> None:
    """Blank coordinates are allowed and cost exactness; said once, at the first of them."""
    lines = [row.line for row in spaces.rows if row.value.latitude is None]
    if lines:
        message = "Spaces without coordinates: %(count)d; distances to them count from the centre of their city."
        _warn(spaces, lines[0], "latitude", Say(message, count=len(lines)))


def _warn_of_strangers(listed: Loaded[_T], *, known: Collection[str]) -> None:
    """Lists are edited by hand, so an id in `not_with` that no list has is no fault; it may be a typing error."""
    for line, value in listed.rows:
        for stranger in value.not_with:
            if stranger not in known:
                said = Say("“%(id)s” is in none of the lists, so it rules nobody out; check the id.", id=stranger)
                _warn(listed, line, "not_with", said)


def _place(space: ListedSpace, *, day: date, atlas: Atlas, warn: Warn) -> tuple[Show, Home]:
    spot = atlas.spot(space)
    home = atlas.home(space, spot)
    start = datetime.combine(day, space.start)
    starts_at = _starts_at(start, home.zone, warn)
    ends_at = None if space.curfew is None else _ends_at(space.curfew, start, home.zone)
    show = Show(
        id=space.space_id,
        city=home.city,
        latitude=spot.latitude,
        longitude=spot.longitude,
        starts_at=starts_at,
        local_start=_minutes(space.start),
        minutes=space.minutes,
        curfew=None if ends_at is None else _minutes(space.start) + ends_at - starts_at,
        has=frozenset(need for need in Need if getattr(space, need)),
        stage_people=space.stage_people,
        not_with=frozenset(space.not_with),
        languages=spoken(space.languages),
    )
    return show, home


def _starts_at(wall: datetime, zone: str, warn: Warn) -> int:
    """The instant in minutes; of a time that clocks show twice the earlier one, with a warning."""
    earlier, later = (_instant(wall, zone, fold=fold) for fold in (0, 1))
    if earlier != later:
        message = "Clocks in %(zone)s show %(time)s twice that night; the earlier one is taken."
        warn("start", Say(message, zone=zone, time=f"{wall:%H:%M}"))
    return earlier


def _ends_at(curfew: time, start: datetime, zone: str) -> int:
    """The instant of the curfew in minutes, the next morning where it is earlier than the start.

    Counted in instants, so that a night in which the clocks change is as long as it really is.
    """
    day = start.date() if curfew > start.time() else start.date() + timedelta(days=1)
    try:
        return _instant(datetime.combine(day, curfew), zone, fold=0)
    except Invalid as refused:
        raise Invalid({"curfew": refused.faults["start"]}) from refused


def _instant(wall: datetime, zone: str, *, fold: int) -> int:
    return int(clock.instant(wall, zone, fold=fold).timestamp()) // 60


def _artist(artist: ListedArtist, atlas: Atlas) -> Artist:
    spot = atlas.spot(artist)
    free_from, free_until = _evening(artist.free_from, artist.free_until)
    return Artist(
        id=artist.artist_id,
        latitude=spot.latitude,
        longitude=spot.longitude,
        travel_km=artist.travel_km,
        genres=artist.genres,
        people=artist.people,
        members=frozenset(artist.members),
        needs=frozenset(map(Need, artist.needs)),
        free_from=free_from,
        free_until=free_until,
        max_shows=artist.max_shows,
        set_minutes=artist.set_minutes,
        rating=artist.rating,
        not_with=frozenset(artist.not_with),
        mode=Mode(artist.mode),
        legs=tuple(map(_leg, atlas.legs(artist.legs))),
        languages=spoken(artist.languages),
    )


def _leg(leg: TourLeg) -> Leg:
    begins, ends = (int(at.timestamp()) // 60 for at in (leg.begins, leg.ends))
    return Leg(latitude=leg.latitude, longitude=leg.longitude, begins=begins, ends=ends)


def _evening(first: time | None, last: time | None) -> tuple[int | None, int | None]:
    """Local minutes of `from` and `until`; an `until` before the `from`, or alone before 05:00, is of the next day."""
    if last is None:
        return None if first is None else _minutes(first), None
    until = _minutes(last)
    next_day = until < _SMALL_HOURS if first is None else last < first
    return None if first is None else _minutes(first), until + _DAY * next_day


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
