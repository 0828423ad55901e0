"""How the invented acts get about, which of them are on tour, and what everybody speaks in the demonstration.

Drawn after everything else, so that the rest of the edition is the same with and without it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from babel.languages import get_territory_language_info

from coordinator.artists.listing import ListedArtist
from coordinator.campaign.invention import Invented, Scene
from coordinator.clock import instant
from coordinator.geo.touring import TourLeg
from coordinator.lineups.problem import ACTS
from coordinator.spaces.listing import ListedSpace

MODES = (*("car",) * 13, *("transit",) * 4, *("bicycle",) * 2, "foot")
TOURING = 0.1  # share of the acts of cities that can spare some
MANY = 30  # per cent of a country that speak a language
NOON = time(12)


def travelling(invented: Invented, scenes: Sequence[Scene], *, day: date, chance: Random) -> Invented:
    """The lists with ways, tours around `day` and languages. The first act stays at home, since it is a known one."""
    spaces = tuple((home, _hosting(space, scenes[home], chance)) for home, space in invented.spaces)
    spare = _spare(invented)
    artists: list[tuple[int, ListedArtist]] = []
    for home, act in invented.artists:
        moving = _moving(act, scenes[home], chance)
        if artists and spare[home] > 0 and chance.random() < TOURING:
            moving = replace(moving, legs=(_leg(chance.choice(scenes), day, chance),))
            spare[home] -= 1
        artists.append((home, moving))
    return Invented(spaces, tuple(artists))


def _spare(invented: Invented) -> Counter[int]:
    """Scene → how many more acts live there than its shows need."""
    spare = Counter(home for home, _ in invented.artists)
    spare.subtract(home for home, _ in invented.spaces for _ in range(ACTS))
    return spare


def _hosting(space: ListedSpace, scene: Scene, chance: Random) -> ListedSpace:
    return replace(space, languages=_spoken_in(scene.town.country)) if chance.random() < 0.8 else space


def _moving(act: ListedArtist, scene: Scene, chance: Random) -> ListedArtist:
    own = _spoken_in(scene.town.country)[:1] if chance.random() < 0.6 else ()
    return replace(act, mode=chance.choice(MODES), languages=tuple(dict.fromkeys((*own, *act.languages))))


def _leg(scene: Scene, day: date, chance: Random) -> TourLeg:
    """In that scene from some days before to some days after."""
    begins, ends = (
        instant(datetime.combine(day + timedelta(days=chance.randint(*days)), NOON), scene.town.zone, fold=0)
        for days in ((-3, -1), (1, 3))
    )
    return TourLeg(begins, ends, *chance.choice(scene.districts))


@lru_cache(maxsize=512)
def _spoken_in(country: str) -> tuple[str, ...]:
    """The languages most people of a country speak, by CLDR; at least one where it knows any."""
    said = get_territory_language_info(country)
    known = {code: float(about["population_percent"] or 0) for code, about in said.items() if "_" not in code}
    plain = sorted(known, key=lambda code: (-known[code], code))
    return tuple(plain[:1] + [code for code in plain[1:] if known[code] >= MANY][:1])
