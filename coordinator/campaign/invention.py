"""Invents the lists of the demonstration edition: rooms and acts in real cities, the same ones for the same seed.

Homes stand in real districts, so that no concert is in the sea; everybody and every address is made up. Pure: scenes
and a source of chance in, the rows of spaces.csv and artists.csv out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from math import cos, radians, sqrt
from random import Random

from coordinator.artists.listing import ListedArtist
from coordinator.campaign import words
from coordinator.cities.registering import Town
from coordinator.spaces.listing import ListedSpace
from coordinator.spaces.models import Kind

MOST_SHOWS = 9  # in one city
SPREAD_KM = 0.7  # around the centre of a district
KM_PER_DEGREE = 111.2
STARTS = (time(19, 30), time(19, 30), time(19, 30), time(20, 0), time(19, 0), time(18, 0), time(15, 0))
NEEDS = {"amplified": 0.22, "drums": 0.08, "piano": 0.04, "power": 0.25}
OFFERS = {"amplified": 0.85, "drums": 0.5, "piano": 0.35, "power": 0.95}
KINDS = (*(Kind.LIVING_ROOM,) * 8, *(Kind.ROOFTOP,) * 2, *(Kind.GARDEN,) * 2, *(Kind.LOFT,) * 2, Kind.SHOP)
RARE_KINDS = (Kind.GALLERY, Kind.OFFICE, Kind.STUDIO)


@dataclass(frozen=True, slots=True)
class Scene:
    """A city of the demonstration with points (degrees) in its districts, the biggest first."""

    town: Town
    districts: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Invented:
    """Rows with the number of the scene they belong to."""

    spaces: tuple[tuple[int, ListedSpace], ...]
    artists: tuple[tuple[int, ListedArtist], ...]


def invent(scenes: Sequence[Scene], *, shows: int, artists: int, favoured: int, chance: Random) -> Invented:
    """`shows` rooms and `artists` acts. The first `favoured` scenes get several shows; the others by population."""
    counts = shows_per_scene(scenes, shows=shows, favoured=favoured)
    homes = [number for number, count in enumerate(counts) for _ in range(count)]
    rooms = tuple((home, _space(index, scenes[home], chance)) for index, home in enumerate(homes))
    where = acts_per_scene(counts, artists=artists, chance=chance)
    return Invented(rooms, _acts(scenes, where, chance))


def shows_per_scene(scenes: Sequence[Scene], *, shows: int, favoured: int) -> list[int]:
    """One show each, then one by one to the city with most inhabitants (their square root) per show; 9 at most."""
    counts = [1] * len(scenes)
    weights = [sqrt(scene.town.population) * (4 if number < favoured else 1) for number, scene in enumerate(scenes)]
    for _ in range(shows - len(scenes)):
        able = [number for number, count in enumerate(counts) if count < MOST_SHOWS]
        counts[max(able, key=lambda number: weights[number] / counts[number], default=0)] += 1
    return counts


def acts_per_scene(counts: Sequence[int], *, artists: int, chance: Random) -> list[int]:
    """The scene of each act: as many as each city's shows need in turn, the rest anywhere, busy cities more."""
    needed = [number for number, count in enumerate(counts) for _ in range(3 * count)]
    if len(needed) > artists:
        return sorted(chance.sample(needed, artists))
    return sorted(needed + chance.choices(range(len(counts)), weights=counts, k=artists - len(needed)))


def _space(index: int, scene: Scene, chance: Random) -> ListedSpace:
    kind = chance.choice(RARE_KINDS) if chance.random() < 0.08 else chance.choice(KINDS)
    given, family = _name(scene, chance)
    latitude, longitude = _home(scene, chance)
    return ListedSpace(
        space_id=f"S{index + 1:04}",
        space_name=chance.choice(words.ROOMS[kind]).format(given=given),
        kind=kind,
        host_name=f"{given} {family}",
        host_email=f"host{index + 1}@example.org",
        address=f"{chance.randint(1, 199)} {chance.choice(words.STREETS)}",
        city=scene.town.name,
        country=scene.town.country,
        latitude=latitude,
        longitude=longitude,
        capacity=chance.randint(12, 45),
        start=chance.choice(STARTS),
        minutes=chance.choice((150, 150, 180)),
        curfew=chance.choice((None, None, None, time(22, 30), time(23, 0))),
        step_free=chance.random() < 0.4,
        stage_people=chance.choice((None, None, None, 4, 5, 6)),
        amplified=chance.random() < OFFERS["amplified"],
        drums=chance.random() < OFFERS["drums"],
        piano=chance.random() < OFFERS["piano"],
        power=chance.random() < OFFERS["power"],
    )


def _acts(scenes: Sequence[Scene], where: Sequence[int], chance: Random) -> tuple[tuple[int, ListedArtist], ...]:
    taken: set[str] = set()
    genres = [chance.sample(words.GENRES, len(words.GENRES)) for _ in scenes]
    rows: list[tuple[int, ListedArtist]] = []
    for index, number in enumerate(where):
        shelf = genres[number]
        main = shelf[index % len(shelf)] if chance.random() < 0.8 else chance.choice(words.GENRES)
        before = rows[-1][1] if rows and rows[-1][0] == number else None
        name = _act_name(scenes[number], taken, chance)
        taken.add(name)
        rows.append((number, _act(index, scenes[number], name=name, genre=main, before=before, chance=chance)))
    return tuple(rows)


def _act(
    index: int, scene: Scene, *, name: str, genre: str, before: ListedArtist | None, chance: Random
) -> ListedArtist:
    given, family = _name(scene, chance)
    latitude, longitude = _home(scene, chance)
    free = chance.choice(((None, None), (None, None), (None, None), (time(14), None), (time(17), time(23, 30))))
    return ListedArtist(
        artist_id=f"A{index + 1:04}",
        act_name=name,
        contact_name=f"{given} {family}",
        email=f"artist{index + 1}@example.org",
        city=scene.town.name,
        country=scene.town.country,
        latitude=latitude,
        longitude=longitude,
        travel_km=_reach(chance),
        genres=tuple(dict.fromkeys((genre, *chance.sample(words.GENRES, chance.choice((0, 0, 1)))))),
        people=chance.choice((1, 1, 1, 2, 2, 3, 4)),
        members=_members(index, f"{given} {family}", before, chance),
        needs=tuple(need for need, share in NEEDS.items() if chance.random() < share),
        free_from=free[0],
        free_until=free[1],
        max_shows=2 if chance.random() < 0.12 else 1,
        set_minutes=chance.choice((20, 25, 25, 30)),
        rating=round(min(5.0, max(1.0, chance.gauss(3.6, 0.8))), 1),
        languages=tuple(chance.sample(words.LANGUAGES, chance.choice((1, 1, 2)))),
        refugee_background=chance.random() < 0.15,
        not_with=(before.artist_id,) if before and chance.random() < 0.02 else (),
    )


def _reach(chance: Random) -> float:
    """How far an act goes: most stay in town, some cross the region, a few are on tour."""
    kind = chance.random()
    if kind < 0.02:
        return float(chance.randint(400, 900))
    return float(chance.randint(80, 200) if kind < 0.1 else chance.choice((20, 25, 30, 30, 40, 60)))


def _members(index: int, contact: str, before: ListedArtist | None, chance: Random) -> tuple[str, ...]:
    """The contact plays too; now and then somebody of the act before plays in this one as well."""
    own = f"{contact} {index + 1}".casefold()
    return (own, before.members[0]) if before and chance.random() < 0.03 else (own,)


def _act_name(scene: Scene, taken: set[str], chance: Random) -> str:
    """A name nobody has yet; a third of them in the script of the place, where it has one of its own here."""
    own = words.OWN_SCRIPT.get(scene.town.country, ())
    if own and chance.random() < 0.35 and (free := [name for name in own if name not in taken]):
        return chance.choice(free)
    while True:
        (given, family), (noun, other) = _name(scene, chance), chance.sample(words.NOUNS, 2)
        facts = {"given": given, "family": family, "family2": _name(scene, chance)[1], "noun": noun, "other": other}
        name = chance.choice(words.PATTERNS).format(adjective=chance.choice(words.ADJECTIVES), **facts)
        if name not in taken or chance.random() < 0.01:  # few words for many acts: at last two share a name
            return name


def _name(scene: Scene, chance: Random) -> tuple[str, str]:
    region = scene.town.zone.partition("/")[0]
    region = region if region in words.GIVEN else words.ELSEWHERE
    return chance.choice(words.GIVEN[region]), chance.choice(words.FAMILY[region])


def _home(scene: Scene, chance: Random) -> tuple[float, float]:
    """A point (degrees) in one of the scene's districts."""
    latitude, longitude = chance.choice(scene.districts)
    north, east = (chance.uniform(-SPREAD_KM, SPREAD_KM) / KM_PER_DEGREE for _ in range(2))
    east /= cos(radians(latitude))
    return round(latitude + north, 5), round((longitude + east + 180) % 360 - 180, 5)
