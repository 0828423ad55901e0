"""The day as columns: one array per property, rows in order of id, so that no answer depends on row order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from coordinator.geo.distance import Points
from coordinator.lineups.problem import Artist, Leg, Mode, Need, Problem, Show

Whole = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]
Small = NDArray[np.int16]
Row = TypeVar("Row")

NEEDS = {need: 1 << bit for bit, need in enumerate(Need)}
MODES = {mode: number for number, mode in enumerate(Mode)}
ALWAYS = 1 << 40  # minutes: before or after any day this program will see
ANY_STAGE = 1 << 40  # people
DAY_BEGINS = 360  # 06:00; "until 00:30" without a "from" means the night after, not the one before
NIGHT = 1440  # minutes of a day
TAGS = 3  # genres of an act that count for variety: the main one and two more


@dataclass(frozen=True, slots=True)
class Rooms:
    """The shows. `starts` and `ends` are instants, the local ones wall time; all in minutes.

    `speed` has a row per show: km/h by mode there. `speaks` are the languages heard there, a bit each.
    """

    at: Points
    starts: Whole
    ends: Whole
    local_start: Whole
    local_end: Whole
    playing: Whole
    has: Whole
    stage: Whole
    speed: Reals
    speaks: Bits


@dataclass(frozen=True, slots=True)
class Acts:
    """The artists. `genre` is a number per main genre; acts without one have a number to themselves.

    `speaks` are languages with the bits they have in Rooms.
    """

    at: Points
    reach_km: Reals
    free_from: Whole
    free_until: Whole
    set_minutes: Whole
    people: Whole
    needs: Whole
    most: Whole
    genre: Whole
    rating: Reals
    mode: Whole
    speaks: Bits


@dataclass(frozen=True, slots=True)
class Legs:
    """The other bases of touring artists, ordered by artist (row); `begins` and `ends` are instants in minutes."""

    artist: Whole
    at: Points
    begins: Whole
    ends: Whole


@dataclass(frozen=True, slots=True)
class Persons:
    """Who can be in two places at once, if nobody minds: acts that may play twice, and members of several acts.

    Entry `i` says that person `person[i]` plays in the act of artist row `artist[i]`; ordered by person.
    """

    person: Whole
    artist: Whole


@dataclass(frozen=True, slots=True)
class Day:
    """The problem in columns; `show_row` and `artist_row` find the row of an id.

    `vetoes` are the pairs that one side refuses, as show row × number of artists + artist row; `apart` the pairs of
    artist rows (lower first) that may not meet at one show; `tags` has a row of TAGS numbers per artist, the genres
    that count for variety (−1: none). `price` is that of the problem.
    """

    shows: tuple[Show, ...]
    artists: tuple[Artist, ...]
    show_row: Mapping[str, int]
    artist_row: Mapping[str, int]
    rooms: Rooms
    acts: Acts
    legs: Legs
    vetoes: Whole
    apart: tuple[tuple[int, int], ...]
    persons: Persons
    tags: Whole
    price: float


def day_of(problem: Problem) -> Day:
    """The problem's shows and artists as columns, sorted by id. Ids must be unique."""
    shows = tuple(sorted(problem.shows, key=lambda show: show.id))
    artists = tuple(sorted(problem.artists, key=lambda artist: artist.id))
    show_row = {show.id: row for row, show in enumerate(shows)}
    artist_row = {artist.id: row for row, artist in enumerate(artists)}
    shared = _languages(shows, artists)
    return Day(
        shows=shows,
        artists=artists,
        show_row=show_row,
        artist_row=artist_row,
        rooms=_rooms(problem, shows, shared),
        acts=_acts(artists, shared),
        legs=_legs(artists),
        vetoes=_vetoes(shows, artists, (show_row, artist_row)),
        apart=_apart(artists, artist_row),
        persons=_persons(artists),
        tags=_tags(artists),
        price=problem.price,
    )


def groups(keys: Whole) -> Iterator[tuple[int, Whole]]:
    """Each distinct key, in order, with the positions that hold it."""
    order = np.argsort(keys, kind="stable")
    distinct, first = np.unique(keys[order], return_index=True)
    return zip(distinct.tolist(), np.split(order, first[1:]) if len(keys) else (), strict=True)


def runs(first: Whole, counts: Whole) -> Whole:
    """first[0], first[0]+1, … for counts[0] numbers, then the next run, and so on."""
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(np.repeat(first, counts) + np.arange(counts.sum()) - before, dtype=np.int64)


def variety_tags(artist: Artist) -> tuple[str, ...]:
    """The genres of an artist that count for variety, each once."""
    return tuple(dict.fromkeys(artist.genres))[:TAGS]


def free_minutes(artist: Artist) -> tuple[int, int]:
    """When the artist is free, in local minutes of the show's day; an end at or before the start is next morning."""
    begins = DAY_BEGINS if artist.free_from is None else artist.free_from
    free_from = -ALWAYS if artist.free_from is None else artist.free_from
    if artist.free_until is None:
        return free_from, ALWAYS
    return free_from, artist.free_until + (NIGHT if artist.free_until <= begins else 0)


def _rooms(problem: Problem, shows: tuple[Show, ...], shared: tuple[str, ...]) -> Rooms:
    return Rooms(
        at=_points(shows),
        starts=_whole(shows, lambda show: show.starts_at),
        ends=_whole(shows, lambda show: max(show.ends_at, show.starts_at)),
        local_start=_whole(shows, lambda show: show.local_start),
        local_end=_whole(shows, lambda show: show.local_end),
        playing=_whole(shows, lambda show: show.playing_minutes),
        has=_whole(shows, lambda show: _mask(show.has)),
        stage=_whole(shows, lambda show: ANY_STAGE if show.stage_people is None else show.stage_people),
        speed=_speeds(problem, shows),
        speaks=_spoken([show.languages for show in shows], shared),
    )


def _acts(artists: tuple[Artist, ...], shared: tuple[str, ...]) -> Acts:
    free = np.array([free_minutes(artist) for artist in artists], dtype=np.int64).reshape(-1, 2)
    return Acts(
        at=_points(artists),
        reach_km=np.array([artist.travel_km for artist in artists], dtype=np.float64),
        free_from=free[:, 0],
        free_until=free[:, 1],
        set_minutes=_whole(artists, lambda artist: artist.set_minutes),
        people=_whole(artists, lambda artist: artist.people),
        needs=_whole(artists, lambda artist: _mask(artist.needs)),
        most=_whole(artists, lambda artist: artist.max_shows),
        genre=_genres(artists),
        rating=np.array([artist.rating for artist in artists], dtype=np.float64),
        mode=_whole(artists, lambda artist: MODES[artist.mode]),
        speaks=_spoken([artist.languages for artist in artists], shared),
    )


def _legs(artists: tuple[Artist, ...]) -> Legs:
    legs = [(row, leg) for row, artist in enumerate(artists) for leg in artist.legs]
    bases = tuple(leg for _, leg in legs)
    return Legs(
        artist=np.array([row for row, _ in legs], dtype=np.int64),
        at=_points(bases),
        begins=_whole(bases, lambda leg: leg.begins),
        ends=_whole(bases, lambda leg: leg.ends),
    )


def _speeds(problem: Problem, shows: tuple[Show, ...]) -> Reals:
    cities = {show.city for show in shows}
    speeds = {city: [problem.speed(city, mode) for mode in MODES] for city in cities}
    return np.array([speeds[show.city] for show in shows], dtype=np.float64).reshape(-1, len(MODES))


def _languages(shows: tuple[Show, ...], artists: tuple[Artist, ...]) -> tuple[str, ...]:
    """Those that some audience and some act speak."""
    heard = {language for show in shows for language in show.languages}
    return tuple(sorted(heard.intersection(language for artist in artists for language in artist.languages)))


def _spoken(said: list[frozenset[str]], shared: tuple[str, ...]) -> Bits:
    """A row of bits for each set: the shared languages in it."""
    number = {language: bit for bit, language in enumerate(shared)}
    hits = [(row, number[each]) for row, languages in enumerate(said) for each in languages if each in number]
    spoken = np.zeros((len(said), len(shared)), dtype=bool)
    spoken[tuple(np.array(hits, dtype=np.int64).reshape(-1, 2).T)] = True
    return np.packbits(spoken, axis=1)


def _vetoes(shows: tuple[Show, ...], artists: tuple[Artist, ...], rows: tuple[Mapping[str, int], ...]) -> Whole:
    show_row, artist_row = rows
    by_room = {(show_row[s.id], artist_row[a]) for s in shows for a in s.not_with if a in artist_row}
    by_act = {(show_row[s], artist_row[a.id]) for a in artists for s in a.not_with if s in show_row}
    keys = sorted(show * len(artists) + artist for show, artist in by_room | by_act)
    return np.array(keys, dtype=np.int64)


def _apart(artists: tuple[Artist, ...], artist_row: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    said = ((artist_row[a.id], artist_row[other]) for a in artists for other in a.not_with if other in artist_row)
    return tuple(sorted({(min(pair), max(pair)) for pair in said if pair[0] != pair[1]}))


def _genres(artists: tuple[Artist, ...]) -> Whole:
    number = {genre: n for n, genre in enumerate(sorted({a.main_genre for a in artists if a.main_genre is not None}))}
    alone = enumerate(artists, start=len(number))
    return np.array([n if a.main_genre is None else number[a.main_genre] for n, a in alone], dtype=np.int64)


def _persons(artists: tuple[Artist, ...]) -> Persons:
    """An act is a person of its own only where no shared member keeps it from being in two places."""
    acts_of: dict[str, list[int]] = {}
    for row, artist in enumerate(artists):
        for member in artist.members:
            acts_of.setdefault(member, []).append(row)
    shared = {tuple(acts) for acts in acts_of.values() if len(acts) > 1}
    covered = {act for acts in shared for act in acts}
    alone = {(row,) for row, artist in enumerate(artists) if artist.max_shows > 1 and row not in covered}
    everybody = sorted(shared | alone)
    person = [number for number, acts in enumerate(everybody) for _ in acts]
    acts = [act for acts in everybody for act in acts]
    return Persons(np.array(person, dtype=np.int64), np.array(acts, dtype=np.int64))


def _tags(artists: tuple[Artist, ...]) -> Whole:
    said = [variety_tags(artist) for artist in artists]
    number = {tag: n for n, tag in enumerate(sorted({tag for tags in said for tag in tags}))}
    rows = [[number[tag] for tag in tags] for tags in said]
    return np.array([row + [-1] * (TAGS - len(row)) for row in rows], dtype=np.int64).reshape(-1, TAGS)


def _mask(needs: Iterable[Need]) -> int:
    return sum(NEEDS[need] for need in needs)


def _points(rows: tuple[Show, ...] | tuple[Artist, ...] | tuple[Leg, ...]) -> Points:
    latitudes = np.array([row.latitude for row in rows], dtype=np.float64)
    return Points(latitudes, np.array([row.longitude for row in rows], dtype=np.float64))


def _whole(rows: tuple[Row, ...], number: Callable[[Row], int]) -> Whole:
    return np.fromiter(map(number, rows), dtype=np.int64, count=len(rows))
