"""How much speaks against an act at a show: a rule blocks, blocks unless a lead gives a reason, or only warns.

The optimiser keeps every rule but the warnings; a lead may set those of the middle level aside, and what she placed so
stands. Rules are looked at for each person of a band. The words of a rule are the same wherever it is met (`words`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np

from coordinator.lineups.clashes import clash
from coordinator.lineups.columns import Day, Whole, day_of
from coordinator.lineups.eligibility import Rule, everybody_away_km, rules_broken_at
from coordinator.lineups.objective import LOCAL_KM
from coordinator.lineups.problem import Need, Problem
from coordinator.lineups.standing import Bills


class Level(IntEnum):
    """What an objection means for who places an act."""

    WARN = 1
    OVERRIDE = 2
    BLOCK = 3


class Objection(StrEnum):
    """What can speak against an act at a show."""

    OVERLAP = "plays_elsewhere"
    MEMBER = "member_plays_elsewhere"
    TWICE = "enough_shows"
    VETOED = "vetoed"
    NOT_FREE = "not_free"
    TOO_LONG = "set_too_long"
    LACKS = "room_lacks"
    GAP = "gap_too_short"
    REACH = "too_far"
    GENRE = "same_genre"
    STAGE = "stage_too_small"
    ACOUSTIC = "acoustic_home"
    MOOD = "one_mood"
    NOBODY_LOCAL = "nobody_local"

    @property
    def level(self) -> Level:
        """How much it speaks against."""
        return LEVELS[self]


LEVELS = {  # the weightiest first
    Objection.OVERLAP: Level.BLOCK,
    Objection.MEMBER: Level.BLOCK,
    Objection.TWICE: Level.BLOCK,
    Objection.VETOED: Level.BLOCK,
    Objection.NOT_FREE: Level.BLOCK,
    Objection.TOO_LONG: Level.BLOCK,
    Objection.LACKS: Level.BLOCK,
    Objection.GAP: Level.OVERRIDE,
    Objection.REACH: Level.OVERRIDE,
    Objection.GENRE: Level.OVERRIDE,
    Objection.STAGE: Level.OVERRIDE,
    Objection.ACOUSTIC: Level.WARN,
    Objection.MOOD: Level.WARN,
    Objection.NOBODY_LOCAL: Level.WARN,
}
BY_RULE = {
    int(Rule.VETO): Objection.VETOED,
    int(Rule.TIMES): Objection.NOT_FREE,
    int(Rule.SETS): Objection.TOO_LONG,
    int(Rule.REACH): Objection.REACH,
    int(Rule.STAGE): Objection.STAGE,
}  # plain numbers: they are looked at for every act of a city
# What an audience would call the mood of an evening. Our own judgement; a genre that is not here has one of its own.
MOODS = {
    "quiet": {
        "folk",
        "singer-songwriter",
        "classical",
        "choir",
        "spoken word",
        "fado",
        "ambient",
        "chamber",
        "acoustic",
    },
    "swaying": {"soul", "jazz", "blues", "bossa nova", "funk", "reggae", "latin", "afrobeat", "r&b", "gospel"},
    "loud": {"rock", "indie", "hip hop", "electronic", "punk", "metal", "pop", "techno", "grime"},
}
MOOD_OF = {genre: mood for mood, genres in MOODS.items() for genre in genres}


@dataclass(frozen=True, slots=True)
class Place:
    """A slot to be filled: the day, its show (row), the rules each act breaks there, and who plays where beside it."""

    day: Day
    show: int
    broken: Whole
    bills: Bills


def place_of(problem: Problem, show_id: str, slots: Mapping[tuple[str, int], str], *, leave: str) -> Place:
    """The place of the artist `leave` at a show, with `slots` (show id, position → artist id) instead of what stands at
    their shows now, and everybody else where the problem keeps them. Raises KeyError for a show it does not know."""
    day = day_of(problem)
    show = day.show_row[show_id]
    given = {where for where, _ in slots} | {show_id}
    stay = [(pick.show, pick.artist) for pick in problem.keep if pick.show not in given]
    bills = Bills(day)
    for where, act in (*stay, *((where, act) for (where, _), act in slots.items())):
        if (where, act) != (show_id, leave) and where in day.show_row and act in day.artist_row:
            bills.put(day.show_row[where], day.artist_row[act])
    return Place(day, show, rules_broken_at(day, show), bills)


def objections(place: Place, artist: int) -> tuple[Objection, ...]:
    """All that speaks against the artist (row) in that slot, the weightiest first."""
    found = {*_alone(place, artist), *_with_others(place, artist)}
    return tuple(one for one in LEVELS if one in found)


def bill_warnings(day: Day, show: int, artists: Collection[int]) -> tuple[Objection, ...]:
    """What a lead may want to know of the acts (rows) together. Of fewer than three only what is true already."""
    found = []
    if any(Need.AMPLIFIED in _missing(day, show, artist) for artist in artists):
        found.append(Objection.ACOUSTIC)
    moods = {MOOD_OF.get(day.artists[artist].main_genre or "") for artist in artists}
    if len(artists) == 3 and len(moods) == 1 and None not in moods:
        found.append(Objection.MOOD)
    away = everybody_away_km(day, show)
    if len(artists) == 3 and not any(away[artist] <= LOCAL_KM for artist in artists):
        found.append(Objection.NOBODY_LOCAL)
    return tuple(found)


def _alone(place: Place, artist: int) -> Iterator[Objection]:
    broken = int(place.broken[artist])
    if broken:
        yield from (objection for rule, objection in BY_RULE.items() if broken & rule)
    missing = _missing(place.day, place.show, artist)
    if missing == {Need.AMPLIFIED}:
        yield Objection.ACOUSTIC
    elif missing:
        yield Objection.LACKS


def _missing(day: Day, show: int, artist: int) -> frozenset[Need]:
    return day.artists[artist].needs - day.shows[show].has


def _with_others(place: Place, artist: int) -> Iterator[Objection]:
    day, bills, show = place.day, place.bills, place.show
    if len(bills.shows_of[artist]) >= day.artists[artist].max_shows:
        yield Objection.TWICE
    for other in bills.at_show[show]:
        if day.acts.genre[artist] == day.acts.genre[other]:
            yield Objection.GENRE
        if (min(artist, other), max(artist, other)) in day.apart:
            yield Objection.VETOED
    for person in bills.persons(artist):
        for where, act in zip(bills.shows_of[person], bills.acts_of[person], strict=True):
            yield from _meeting(place, artist, where, act)


def _meeting(place: Place, artist: int, where: int, act: int) -> Iterator[Objection]:
    """Somebody of the artist plays at another show as well, in this act or another one."""
    rooms, show = place.day.rooms, place.show
    if rooms.starts[where] < rooms.ends[show] and rooms.starts[show] < rooms.ends[where]:
        yield Objection.OVERLAP if act == artist else Objection.MEMBER
        return
    here, there = ((np.array([one]), np.array([who])) for one, who in ((show, artist), (where, act)))
    if clash(place.day, here, there).any():
        yield Objection.GAP
