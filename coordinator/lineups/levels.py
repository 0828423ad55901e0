"""How much speaks against an act at a show: a rule blocks, blocks unless a lead gives a reason, or only warns.

The optimiser keeps every rule but the warnings; a lead may set those of the middle level aside, and what she placed so
stands. Rules are looked at for each person of a band. The words of a rule are the same wherever it is met (`words`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache

import numpy as np

from coordinator.lineups.clashes import clash
from coordinator.lineups.columns import NEEDS, Day, Whole, day_of
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
    """What can speak against an act at a show. LEFT: it wants to play no more, or was not accepted; no act that can be
    placed is so, only one that was placed before."""

    LEFT = "act_left"
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
    Objection.LEFT: Level.BLOCK,
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
BITS = {objection: 1 << place for place, objection in enumerate(LEVELS)}
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
    """A slot to be filled: the day, its show (row), and who plays where beside it."""

    day: Day
    show: int
    bills: Bills


def place_of(problem: Problem, show_id: str, bill: Mapping[str, Collection[str]], *, leave: str) -> Place:
    """The place of the artist `leave` at a show, with these acts (show id → artist ids) instead of those that stand at
    these shows now, and everybody else where the problem keeps them. Raises KeyError for a show it does not know."""
    day = day_of(problem)
    stay = [(pick.show, pick.artist) for pick in problem.keep if pick.show not in bill]
    bills = Bills(day)
    for where, act in (*stay, *((where, act) for where, acts in bill.items() for act in acts)):
        if (where, act) != (show_id, leave) and where in day.show_row and act in day.artist_row:
            bills.put(day.show_row[where], day.artist_row[act])
    return Place(day, day.show_row[show_id], bills)


def objections(place: Place, artist: int) -> tuple[Objection, ...]:
    """All that speaks against the artist (row) in that slot, the weightiest first."""
    return named(int(masks(place, np.array([artist]))[0]))


@cache  # there are few combinations
def named(mask: int) -> tuple[Objection, ...]:
    """The objections of a mask, the weightiest first."""
    return tuple(one for one, bit in BITS.items() if mask & bit)


def masks(place: Place, artists: Whole) -> Whole:
    """What speaks against each of these artists (rows) in that slot: a mask of BITS."""
    day, show = place.day, place.show
    broken = rules_broken_at(day, show)[artists]
    mask = np.zeros(len(artists), dtype=np.int64)
    for rule, objection in BY_RULE.items():
        mask |= np.where(broken & rule, BITS[objection], 0)
    missing = day.acts.needs[artists] & ~day.rooms.has[show]
    mask |= np.where(missing == NEEDS[Need.AMPLIFIED], BITS[Objection.ACOUSTIC], 0)
    mask |= np.where(missing & ~NEEDS[Need.AMPLIFIED], BITS[Objection.LACKS], 0)
    return mask | _beside(place, artists) | _elsewhere(place, artists)


def _beside(place: Place, artists: Whole) -> Whole:
    """What the other acts of the bill object to."""
    day, beside = place.day, place.bills.at_show[place.show]
    apart = [one if other in beside else other for one, other in day.apart if one in beside or other in beside]
    mask = np.where(np.isin(day.acts.genre[artists], day.acts.genre[beside]), BITS[Objection.GENRE], 0)
    return np.asarray(mask | np.where(np.isin(artists, apart), BITS[Objection.VETOED], 0), dtype=np.int64)


def _elsewhere(place: Place, artists: Whole) -> Whole:
    """What the other shows of these artists, and of everybody in them, object to."""
    day, bills, rooms, show = place.day, place.bills, place.day.rooms, place.show
    engaged = np.array([len(bills.shows_of.get(artist, ())) for artist in artists.tolist()], dtype=np.int64)
    mask = np.where(engaged >= day.acts.most[artists], BITS[Objection.TWICE], 0)
    found = np.array(list(_engagements(bills, artists.tolist())), dtype=np.int64).reshape(-1, 3)
    row, where, act = found.T
    at_once = (rooms.starts[where] < rooms.ends[show]) & (rooms.starts[show] < rooms.ends[where])
    own = act == artists[row]
    against = np.where(at_once, np.where(own, BITS[Objection.OVERLAP], BITS[Objection.MEMBER]), 0)
    apart = np.flatnonzero(~at_once)  # a way is worth measuring only between two shows that one can come to
    too_near = clash(day, (np.full(len(apart), show), artists[row[apart]]), (where[apart], act[apart]))
    against[apart[too_near]] = BITS[Objection.GAP]
    np.bitwise_or.at(mask, row, against)
    return mask


def _engagements(bills: Bills, artists: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Where else each artist, or somebody of it, plays: its place in the list, the show, and the act it plays in."""
    for row, artist in enumerate(artists):
        for person in (artist, *bills.day.artists[artist].members):
            if person in bills.shows_of:
                for where, act in zip(bills.shows_of[person], bills.acts_of[person], strict=True):
                    yield row, where, act


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


def _missing(day: Day, show: int, artist: int) -> frozenset[Need]:
    return day.artists[artist].needs - day.shows[show].has
