"""Days made up from a seed: a world-wide one like the real campaign's, for benchmarks and for tests of size."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordinator.lineups.problem import Artist, Need, Problem, Show

KM_A_DEGREE = 111.2
GENRES = tuple(f"genre {number:02}" for number in range(24))
TAGS = ("acoustic", "solo", "singing", "instrumental", "dance")
FREE = ((None, None), (1005, 1470), (660, 1170))  # any time, from the afternoon, until the evening
EARLIEST = 1_000_000  # minutes: any day will do


@dataclass(frozen=True)
class World:
    """Cities: where they lie, how many shows they have, and how far they sprawl."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    shows: NDArray[np.int64]
    sprawl_km: NDArray[np.float64]


def a_world_wide_day(seed: int = 1, *, shows: int = 270, artists: int = 1000, cities: int = 200) -> Problem:
    """A day in the proportions of the real one: some metropolises side by side, most cities far from each other."""
    chance = np.random.default_rng(seed)
    world = _world(chance, shows=shows, cities=cities)
    return Problem(tuple(_shows(chance, world)), tuple(_artists(chance, world, artists)))


def _world(chance: np.random.Generator, *, shows: int, cities: int) -> World:
    size = 1 / (1 + np.arange(cities)) ** 0.8
    regions = chance.integers(0, max(cities // 3, 1), cities)  # cities of a region lie within a few hours
    latitude = chance.uniform(-40, 60, cities)[regions] + chance.normal(size=cities) * 1.2
    longitude = chance.uniform(-180, 180, cities)[regions] + chance.normal(size=cities) * 1.5
    more = chance.multinomial(shows - min(cities, shows), size / size.sum())
    counts = (np.arange(cities) < shows).astype(int) + more
    return World(latitude, (longitude + 180) % 360 - 180, counts, 2 + 6 * size**0.4)


def _near(chance: np.random.Generator, world: World, city: int, km: float) -> tuple[float, float]:
    north, east = chance.normal(size=2) * km / KM_A_DEGREE
    latitude = float(np.clip(world.latitude[city] + north, -89, 89))
    longitude = world.longitude[city] + east / max(np.cos(np.radians(latitude)), 0.2)
    return latitude, float((longitude + 180) % 360 - 180)


def _shows(chance: np.random.Generator, world: World) -> list[Show]:
    return [
        _show(chance, world, int(city), number)
        for number, city in enumerate(np.repeat(np.arange(len(world.shows)), world.shows))
    ]


def _show(chance: np.random.Generator, world: World, city: int, number: int) -> Show:
    latitude, longitude = _near(chance, world, city, float(world.sprawl_km[city]))
    start = int(chance.choice([780, 900, 990, 1080, 1140, 1170, 1200], p=[0.04, 0.10, 0.08, 0.18, 0.25, 0.15, 0.20]))
    offered = zip(Need, (0.7, 0.45, 0.2, 0.95), strict=True)
    return Show(
        id=f"S{number:05}",
        city=f"C{city}",
        latitude=latitude,
        longitude=longitude,
        starts_at=EARLIEST + start - 60 * round(float(world.longitude[city]) / 15),
        local_start=start,
        minutes=int(chance.choice([150, 180])),
        curfew=int(chance.choice([1350, 1380])),
        has=frozenset(need for need, share in offered if chance.random() < share),
        stage_people=int(chance.integers(2, 8)),
        not_with=frozenset({f"A{chance.integers(0, 1000):05}"}) if chance.random() < 0.05 else frozenset(),
    )


def _artists(chance: np.random.Generator, world: World, artists: int) -> list[Artist]:
    """Three mostly suitable acts for each planned show, as curators recruit them; the rest falls as it falls."""
    recruited = np.repeat(np.arange(len(world.shows)), 3 * world.shows)
    recruited = chance.choice(recruited, min(artists, len(recruited)), replace=False)
    share = world.shows / world.shows.sum()
    homes = np.append(recruited, chance.choice(len(world.shows), artists - len(recruited), p=share))
    return [
        _artist(chance, world, home=int(home), number=number, fit=number < len(recruited) and chance.random() < 0.75)
        for number, home in enumerate(homes)
    ]


def _artist(chance: np.random.Generator, world: World, *, home: int, number: int, fit: bool) -> Artist:
    latitude, longitude = _near(chance, world, home, 6 if chance.random() < 0.9 else 50)
    zipf = 1 / (1 + np.arange(len(GENRES))) ** 0.6
    touring = chance.random() < 0.03
    wanted = zip(Need, (0.08, 0.0, 0.03, 0.15) if fit else (0.3, 0.15, 0.05, 0.3), strict=True)
    free = FREE[int(chance.choice(len(FREE), p=[0.88, 0.09, 0.03] if fit else [0.6, 0.3, 0.1]))]
    return Artist(
        id=f"A{number:05}",
        latitude=latitude,
        longitude=longitude,
        travel_km=float(chance.uniform(300, 1500)) if touring else float(np.clip(chance.lognormal(3.9, 0.5), 15, 150)),
        genres=(str(chance.choice(GENRES, p=zipf / zipf.sum())), str(chance.choice(TAGS))),
        people=int(chance.integers(1, 3 if fit else 7)),
        members=frozenset({f"member {chance.integers(0, 300)}"}) if chance.random() < 0.06 else frozenset(),
        needs=frozenset(need for need, part in wanted if chance.random() < part),
        free_from=free[0],
        free_until=free[1],
        max_shows=2 if chance.random() < 0.25 else 1,
        set_minutes=int(chance.choice([20, 25, 30, 40, 45], p=[0.2, 0.2, 0.4, 0.15, 0.05])),
        rating=float(np.clip(chance.normal(3.2, 0.8), 0, 5).round(1)),
        not_with=frozenset({f"A{max(number - 1, 0):05}"}) if chance.random() < 0.02 else frozenset(),
    )
