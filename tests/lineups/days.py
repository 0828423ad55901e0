"""Days made up from a seed, in the proportions of the real campaign's: for benchmarks and for tests of size.

Cities come from the gazetteer, the larger the likelier; artists live in clusters around them, some tour. Two moods:
*ample*, with enough acts nearly everywhere, and *scarce*, with fewer acts that need more, so that many shows must stay
incomplete.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordinator.geo.gazetteer import Place, gazetteer
from coordinator.lineups.problem import Artist, Need, Problem, Show

KM_A_DEGREE = 111.2
GENRES = tuple(f"genre {number:02}" for number in range(24))
TAGS = ("acoustic", "solo", "singing", "instrumental", "dance")
FREE = ((None, None), (1005, 1470), (660, 1170))  # any time, from the afternoon, until the evening
STARTS = ((780, 0.04), (900, 0.10), (990, 0.08), (1080, 0.18), (1140, 0.25), (1170, 0.15), (1200, 0.20))
EARLIEST = 1_000_000  # minutes: any day will do
MOODS = {"ample": 0.75, "scarce": 0.6}  # share of the recruited artists that fit most rooms
SIZES = {  # shows, artists when ample and when scarce, cities
    "G": (270, 1_000, 700, 200),
    "C": (200, 900, 450, 1),
    "10G": (2_700, 10_000, 7_000, 400),
    "100G": (27_000, 100_000, 70_000, 2_000),
}

Chance = np.random.Generator
Numbers = NDArray[Any]


@dataclass(frozen=True)
class World:
    """Cities: where they lie, how many shows they have, how far they sprawl, minutes ahead of UTC."""

    latitude: Numbers
    longitude: Numbers
    shows: Numbers
    sprawl_km: Numbers
    ahead: Numbers


def a_day_of(size: str, mood: str = "ample", *, seed: int = 1) -> Problem:
    """One of the days that are measured: a name of SIZES and one of MOODS."""
    shows, ample, scarce, cities = SIZES[size]
    artists = ample if mood == "ample" else scarce
    return a_world_wide_day(seed, shows=shows, artists=artists, cities=cities, mood=mood)


def a_world_wide_day(
    seed: int = 1, *, shows: int = 270, artists: int = 1000, cities: int = 200, mood: str = "ample"
) -> Problem:
    """A day of so many shows, artists and cities; in a scarce one fewer acts fit most rooms."""
    chance = np.random.default_rng(seed)
    world = _world(chance, shows=shows, cities=cities)
    rooms = tuple(_shows(chance, world))
    return Problem(rooms, tuple(_artists(chance, world, artists=artists, fit=MOODS[mood])))


@lru_cache(maxsize=2)
def _places(minimum: int) -> tuple[Place, ...]:
    return gazetteer().largest(per_country=10_000, minimum=minimum, apart_km=5.0)


def _world(chance: Chance, *, shows: int, cities: int) -> World:
    known = _places(100_000 if cities > 400 else 750_000)
    size = np.array([place.population for place in known], dtype=np.float64)
    chosen = np.argsort(-(np.log(size) + chance.gumbel(size=len(known))))[:cities] if cities > 1 else [0]
    homes, size = [known[row] for row in chosen], size[chosen]
    share = size**0.8 / (size**0.8).sum()
    counts = (np.arange(cities) < shows).astype(int) + chance.multinomial(shows - min(cities, shows), share)
    longitude = np.array([place.longitude for place in homes])
    latitude = np.array([place.latitude for place in homes])
    return World(latitude, longitude, counts, 2 + 6 * (size / 1e7) ** 0.4, 60 * np.round(longitude / 15).astype(int))


def _around(chance: Chance, world: World, city: Numbers, km: Numbers) -> tuple[Numbers, Numbers]:
    """A point for each city number, scattered so many km around its centre."""
    north, east = chance.normal(size=(2, len(city))) * km / KM_A_DEGREE
    latitude = np.clip(world.latitude[city] + north, -89, 89)
    longitude = world.longitude[city] + east / np.maximum(np.cos(np.radians(latitude)), 0.2)
    return latitude, (longitude + 180) % 360 - 180


def _drawn(chance: Chance, rows: int, chances: Iterable[float | Numbers]) -> Numbers:
    """Yes or no for each row and each chance."""
    return np.column_stack([chance.random(rows) < share for share in chances])


def _needs(flags: Numbers) -> frozenset[Need]:
    return frozenset(need for need, wanted in zip(Need, flags, strict=True) if wanted)


def _shows(chance: Chance, world: World) -> list[Show]:
    city = np.repeat(np.arange(len(world.shows)), world.shows)
    latitude, longitude = _around(chance, world, city, world.sprawl_km[city])
    starts, odds = zip(*STARTS, strict=True)
    start, minutes = chance.choice(starts, len(city), p=odds), chance.choice([150, 180], len(city))
    curfew, stage = chance.choice([1350, 1380], len(city)), chance.integers(2, 8, len(city))
    has = _drawn(chance, len(city), (0.7, 0.45, 0.2, 0.95))
    veto = np.where(chance.random(len(city)) < 0.05, chance.integers(0, 1000, len(city)), -1)
    return [
        Show(
            id=f"S{number:05}",
            city=f"C{city[number]}",
            latitude=float(latitude[number]),
            longitude=float(longitude[number]),
            starts_at=int(EARLIEST + start[number] - world.ahead[city[number]]),
            local_start=int(start[number]),
            minutes=int(minutes[number]),
            curfew=int(curfew[number]),
            has=_needs(has[number]),
            stage_people=int(stage[number]),
            not_with=frozenset({f"A{veto[number]:05}"}) if veto[number] >= 0 else frozenset(),
        )
        for number in range(len(city))
    ]


def _artists(chance: Chance, world: World, *, artists: int, fit: float) -> list[Artist]:
    """Three mostly suitable acts for each planned show, as curators recruit them; the rest falls as it falls."""
    recruited = np.repeat(np.arange(len(world.shows)), 3 * world.shows)
    recruited = chance.choice(recruited, min(artists, len(recruited)), replace=False)
    share = world.shows / world.shows.sum()
    homes = np.append(recruited, chance.choice(len(world.shows), artists - len(recruited), p=share))
    able = (np.arange(artists) < len(recruited)) & (chance.random(artists) < fit)
    columns = _places_of(chance, world, homes) | _traits(chance, able)
    names = tuple(columns)
    return [
        Artist(id=f"A{number:05}", **dict(zip(names, row, strict=True)))
        for number, row in enumerate(zip(*columns.values(), strict=True))
    ]


def _places_of(chance: Chance, world: World, homes: Numbers) -> dict[str, list[Any]]:
    out = chance.random(len(homes)) < 0.1
    latitude, longitude = _around(chance, world, homes, np.where(out, 50.0, 6.0))
    touring = chance.random(len(homes)) < 0.03
    reach = np.clip(chance.lognormal(3.9, 0.5, len(homes)), 15, 150)
    reach = np.where(touring, chance.uniform(300, 1500, len(homes)), reach)
    return {"latitude": latitude.tolist(), "longitude": longitude.tolist(), "travel_km": reach.tolist()}


def _traits(chance: Chance, able: Numbers) -> dict[str, list[Any]]:
    rows = len(able)
    zipf = 1 / (1 + np.arange(len(GENRES))) ** 0.6
    genre, tag = chance.choice(len(GENRES), rows, p=zipf / zipf.sum()), chance.choice(len(TAGS), rows)
    wanted = _drawn(
        chance, rows, [np.where(able, *odds) for odds in ((0.08, 0.3), (0.0, 0.15), (0.03, 0.05), (0.15, 0.3))]
    )
    luck = chance.random(rows)
    free = [
        FREE[int(late) + int(early)]
        for late, early in zip(luck > np.where(able, 0.88, 0.6), luck > np.where(able, 0.97, 0.9), strict=True)
    ]
    shared = np.where(chance.random(rows) < 0.06, chance.integers(0, max(rows * 3 // 10, 1), rows), -1)
    wary = chance.random(rows) < 0.02
    return {
        "genres": [(GENRES[one], TAGS[other]) for one, other in zip(genre, tag, strict=True)],
        "people": np.where(able, chance.integers(1, 3, rows), chance.integers(1, 7, rows)).tolist(),
        "members": [frozenset({f"member {one}"}) if one >= 0 else frozenset() for one in shared.tolist()],
        "needs": [_needs(row) for row in wanted],
        "free_from": [begins for begins, _ in free],
        "free_until": [ends for _, ends in free],
        "max_shows": (1 + (chance.random(rows) < 0.25)).tolist(),
        "set_minutes": chance.choice([20, 25, 30, 40, 45], rows, p=[0.2, 0.2, 0.4, 0.15, 0.05]).tolist(),
        "rating": np.clip(chance.normal(3.2, 0.8, rows), 0, 5).round(1).tolist(),
        "not_with": [
            frozenset({f"A{max(number - 1, 0):05}"}) if one else frozenset() for number, one in enumerate(wary)
        ],
    }
