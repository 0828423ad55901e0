"""A reserve for every show: an approved space near by that is free then, for the evening on which a host falls ill.

One space may stand ready for several shows, as they will hardly all need it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import host_news as sealed_news
from coordinator.disclosure import outside_times, reserves
from coordinator.disclosure.host_news import News
from coordinator.disclosure.reserves import LedSpace, led_spaces
from coordinator.errors import Conflict, NotFound
from coordinator.geo.distance import Points, all_km, haversine_km
from coordinator.people.readers import Reader
from coordinator.shows import host_news
from coordinator.shows.leading import led_show, led_shows
from coordinator.shows.models import Show
from coordinator.shows.planning import curfew_at, spaces_of
from coordinator.shows.scheduling import Span
from coordinator.spaces.models import Space
from coordinator.spaces.offered import Offered, is_within, offered

MOST = 3  # spaces to choose from
Whole = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """A space that could stand ready: km from the show's own; words of `lacks` are what it has less; fewer seats by
    `short`; ready for `others` shows already; `outside` the times that its host offers; `declined` by its host."""

    space: LedSpace
    distance_km: float
    lacks: tuple[str, ...]
    short: int
    others: int
    outside: bool
    declined: bool

    @property
    def suits(self) -> bool:
        """Whether its host has nothing against it, as far as is known."""
        return not (self.outside or self.declined)


@dataclass(frozen=True, slots=True)
class Reserved:
    """A show with its own space, the one that stands ready (None: none), and others that could, the best first."""

    show: Show
    own: LedSpace
    reserve: Choice | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _City:
    """A city's rooms and what takes place in them. `ready`: how many shows each space stands ready for; `declined`:
    show → the spaces whose hosts cannot.

    In `columns` stand the approved spaces, a row each.
    """

    spaces: Mapping[str, Space]
    led: Mapping[str, LedSpace]
    ready: Mapping[str, int]
    declined: Mapping[str, frozenset[str]]
    columns: "_Columns"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Approved spaces by id, as columns: where they are, their seats, by word what each has, its curfew as a number of
    `curfews`, the times it is offered at; and the space (row) and instants (seconds) of each show that takes place in
    one of them."""

    ids: Sequence[str]
    points: Points
    seats: Whole
    has: Mapping[str, Flags]
    curfew: Whole
    curfews: Sequence[time | None]
    played: Whole
    starts: Reals
    ends: Reals
    times: Sequence[Sequence[Offered]]

    def free(self, show: Show) -> Flags:
        """Which of them are free for a show: nothing else takes place there then, and it ends before their curfew."""
        busy = self.played[(self.starts < show.ends_at.timestamp()) & (show.starts_at.timestamp() < self.ends)]
        quiet = np.array([_is_before(show, curfew) for curfew in self.curfews], dtype=bool)
        free = quiet[self.curfew]
        free[busy] = False
        return free

    def outside(self, show: Show) -> Flags:
        """Which of them are not offered then."""
        return np.array([not _is_within(show, times) for times in self.times], dtype=bool)


def reserved(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[Reserved]:
    """The shows of a city in order of time, those without a reserve first. Raises NotFound for who does not lead it."""
    shows = led_shows(reader, edition_id=edition_id, city_id=city_id)
    paired = reserves.of_shows([show.id for show in shows])
    city = _city(reader, shows, paired, spaces_of(reader, edition_id=edition_id, city_id=city_id), at=at)
    best = {show.id: _best(show, city, paired.get(show.id)) for show in shows}
    away = _distances([(show.space_id, key) for show in shows for key in best[show.id]], city)
    told = [_told(show, city, paired.get(show.id), best[show.id], away) for show in shows]
    return sorted(told, key=lambda one: one.reserve is not None)


def pair(reader: Reader, show_id: str, space_id: str | None, *, city_id: str, at: datetime) -> None:
    """Let a space stand ready for a show, or none. Raises NotFound, and Conflict `not_free_then`."""
    show = led_show(reader, show_id, city_id=city_id)
    if space_id is not None:
        spaces = {space.id: space for space in spaces_of(reader, edition_id=show.edition_id, city_id=city_id)}
        if space_id not in spaces:
            raise NotFound
        shows = led_shows(reader, edition_id=show.edition_id, city_id=city_id)
        if not _is_free(spaces[space_id], show, [one for one in shows if one.space_id == space_id]):
            raise Conflict("not_free_then")
    stand(show, space_id, at=at)


def stand(show: Show, space_id: str | None, *, at: datetime) -> None:
    """Have a space stand ready for a show, or none; the hosts of that and of the one that did are told. Who may decide
    that the caller has looked at."""
    before = reserves.of_shows([show.id]).get(show.id)
    if before == space_id:
        return
    reserves.pair(show.id, space_id)
    if before is not None:
        host_news.tell(before, show, News.NO_RESERVE, at=at)
    if space_id is not None:
        host_news.tell(space_id, show, News.RESERVE, at=at)


def pair_all(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> int:
    """Pair every show that has no reserve with its best choice where its host has nothing against it; how many."""
    found = reserved(reader, edition_id=edition_id, city_id=city_id, at=at)
    wanting = [one for one in found if one.reserve is None and one.choices and one.choices[0].suits]
    for one in wanting:
        stand(one.show, one.choices[0].space.space_id, at=at)
    return len(wanting)


def _city(
    reader: Reader, shows: Sequence[Show], paired: Mapping[str, str], approved: Sequence[Space], *, at: datetime
) -> _City:
    wanted = Space.id.in_({show.space_id for show in shows} | {space.id for space in approved})
    spaces = {space.id: space for space in db.session.scalars(select(Space).where(wanted))}
    led = led_spaces(reader, list(spaces.values()), at=at)
    said = outside_times.described(reader, approved, at=at)
    times = [offered(said.get(space.id, {})) for space in approved]
    declined = sealed_news.declined([show.id for show in shows])
    return _City(spaces, led, Counter(paired.values()), declined, _columns(shows, approved, led, times))


def _columns(
    shows: Sequence[Show],
    approved: Sequence[Space],
    led: Mapping[str, LedSpace],
    times: Sequence[Sequence[Offered]],
) -> _Columns:
    row = {space.id: number for number, space in enumerate(approved)}
    curfews = list(dict.fromkeys(space.curfew for space in approved))
    sides = ([getattr(led[space.id], side) for space in approved] for side in ("latitude", "longitude"))
    needs = {need for space in approved for need in space.has}
    here = [show for show in shows if show.space_id in row]
    return _Columns(
        list(row),
        Points(*(np.array(side, dtype=np.float64) for side in sides)),
        seats=np.array([space.capacity for space in approved], dtype=np.int64),
        has={need: np.array([need in space.has for space in approved], dtype=bool) for need in needs},
        curfew=np.array([curfews.index(space.curfew) for space in approved], dtype=np.int64),
        curfews=curfews,
        played=np.array([row[show.space_id] for show in here], dtype=np.int64),
        starts=np.array([show.starts_at.timestamp() for show in here], dtype=np.float64),
        ends=np.array([show.ends_at.timestamp() for show in here], dtype=np.float64),
        times=times,
    )


def _best(show: Show, city: _City, paired: str | None) -> list[str]:
    """The spaces (ids) that could stand ready, the best first: offered then, lacking least, with the
    seats, nearest. One more than are told, and the one that is paired if it still could."""
    columns, here = city.columns, city.led[show.space_id]
    free = columns.free(show)
    nowhere = np.zeros(len(columns.ids), dtype=bool)
    lacks = sum((~columns.has.get(need, nowhere)).astype(np.int64) for need in city.spaces[show.space_id].has)
    away = haversine_km(Points(np.array([here.latitude]), np.array([here.longitude])), columns.points)
    said_no = np.isin(columns.ids, list(city.declined.get(show.id, ())))
    wanted = (columns.seats < show.capacity, nowhere + lacks, columns.outside(show), said_no, ~free)
    order = np.lexsort((away, *wanted))
    able = [columns.ids[row] for row in order[: int(free.sum())].tolist() if columns.ids[row] != show.space_id]
    return able[: MOST + 1] + [key for key in able[MOST + 1 :] if key == paired]


def _distances(pairs: Sequence[tuple[str, str]], city: _City) -> Mapping[tuple[str, str], float]:
    """Km between two spaces each, as people are told."""
    here, there = ([city.led[pair[side]] for pair in pairs] for side in (0, 1))
    points = [
        Points(np.array([one.latitude for one in end]), np.array([one.longitude for one in end]))
        for end in (here, there)
    ]
    return dict(zip(pairs, all_km(*points).tolist(), strict=True))


def _told(
    show: Show, city: _City, paired: str | None, best: Sequence[str], away: Mapping[tuple[str, str], float]
) -> Reserved:
    choices = {key: _choice(show, city, key, paired, km=away[show.space_id, key]) for key in best}
    others = [choice for key, choice in choices.items() if key != paired]
    return Reserved(show, city.led[show.space_id], choices.get(paired or ""), tuple(others[:MOST]))


def _choice(show: Show, city: _City, space_id: str, paired: str | None, *, km: float) -> Choice:
    space = city.spaces[space_id]
    return Choice(
        city.led[space_id],
        km,
        lacks=tuple(need for need in city.spaces[show.space_id].has if need not in space.has),
        short=max(show.capacity - space.capacity, 0),
        others=city.ready.get(space_id, 0) - (space_id == paired),
        outside=bool(city.columns.outside(show)[city.columns.ids.index(space_id)]),
        declined=space_id in city.declined.get(show.id, ()),
    )


def _is_free(space: Space, show: Show, playing: Sequence[Show]) -> bool:
    """Whether nothing else takes place there then, and the evening ends before its curfew."""
    if any(one.starts_at < show.ends_at and show.starts_at < one.ends_at for one in playing):
        return False
    return _is_before(show, space.curfew)


def _is_within(show: Show, times: Sequence[Offered]) -> bool:
    return is_within(times, show.local_start, show.local_start + (show.ends_at - show.starts_at))


def _is_before(show: Show, curfew: time | None) -> bool:
    """Whether an evening ends before a curfew."""
    if curfew is None:
        return True
    span = Span(show.starts_at, show.ends_at, twice=False)
    return show.ends_at <= curfew_at(curfew, show.local_start, span, show.zone)
