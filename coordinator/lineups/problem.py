"""The lineup problem as frozen values: what the optimiser is told, and what it answers.

Knows no database and no web. Instants are whole minutes since 1970-01-01 00:00 UTC; local times are minutes after
local midnight of the show's calendar day and may exceed 1440 (01:30 the next morning is 1530); distances are km.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum
from typing import NamedTuple

ACTS = 3  # three acts play at every show: no setting


class Need(StrEnum):
    """Something an act cannot play without and not every room has."""

    AMPLIFIED = "amplified"
    DRUMS = "drums"
    PIANO = "piano"
    POWER = "power"


class Mode(StrEnum):
    """How an act gets from one show to the next."""

    CAR = "car"
    TRANSIT = "transit"
    BICYCLE = "bicycle"
    FOOT = "foot"


SPEED_KMH: Mapping[Mode, float] = {Mode.CAR: 30.0, Mode.TRANSIT: 15.0, Mode.BICYCLE: 12.0, Mode.FOOT: 4.0}
"""Km in an hour as the crow flies, from door to door, with instruments, in the evening. Assumptions, to be put right
city by city (`Problem.speed_kmh`): a car in evening traffic as courier planners for European cities count it; transit
at half of that, since it is walked to and waited for; a bicycle at 15 and feet at 5 km/h along streets that are a
quarter longer than the straight line.
"""


class Reason(StrEnum):
    """Why a slot stays empty (the codes of `unfilled.csv`)."""

    NO_ARTIST_IN_RANGE = "no_artist_in_range"
    NONE_FREE = "none_free"
    TECHNICAL = "technical"
    GENRE_CLASH = "genre_clash"
    ALL_TAKEN = "all_taken"
    VETOED = "vetoed"
    CURFEW = "curfew"


class Show(NamedTuple):
    """One show that wants three acts. `has` is what the room offers; `stage_people` None means no limit said.

    `languages` are what its audience speaks, spelt as the artists' are; none: nobody said.
    """

    id: str
    city: str
    latitude: float
    longitude: float
    starts_at: int
    local_start: int
    minutes: int
    curfew: int | None = None  # local
    has: frozenset[Need] = frozenset()
    stage_people: int | None = None
    not_with: frozenset[str] = frozenset()  # artist ids
    languages: frozenset[str] = frozenset()

    @property
    def playing_minutes(self) -> int:
        """Minutes from the start to the end or the curfew, whichever comes first."""
        return self.minutes if self.curfew is None else min(self.minutes, self.curfew - self.local_start)

    @property
    def ends_at(self) -> int:
        """The instant at which the last set is over."""
        return self.starts_at + self.playing_minutes

    @property
    def local_end(self) -> int:
        """The same moment on the clock of the room's wall."""
        return self.local_start + self.playing_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Another base of a touring act, for shows that start from the instant `begins` on and before `ends`."""

    latitude: float
    longitude: float
    begins: int
    ends: int


class Artist(NamedTuple):
    """One act. `free_from` and `free_until` are local minutes at the show's place; None is any time.

    `travel_km` counts from home, or during a leg from that leg's base; of legs that overlap the first counts.
    """

    id: str
    latitude: float
    longitude: float
    travel_km: float = 30.0
    genres: tuple[str, ...] = ()  # the first is the main one
    people: int = 1
    members: frozenset[str] = frozenset()
    needs: frozenset[Need] = frozenset()
    free_from: int | None = None
    free_until: int | None = None
    max_shows: int = 1
    set_minutes: int = 25
    rating: float = 0.0  # 0 to 5
    not_with: frozenset[str] = frozenset()  # show or artist ids
    mode: Mode = Mode.CAR
    legs: tuple[Leg, ...] = ()
    languages: frozenset[str] = frozenset()

    @property
    def main_genre(self) -> str | None:
        """The genre that may stand once on a bill; None clashes with nobody."""
        return self.genres[0] if self.genres else None

    def base_for(self, show: Show) -> tuple[float, float]:
        """Where the act sets out for that show (degrees): its home, or the base of the leg it is on then."""
        leg = next((leg for leg in self.legs if leg.begins <= show.starts_at < leg.ends), None)
        return (self.latitude, self.longitude) if leg is None else (leg.latitude, leg.longitude)


class Pick(NamedTuple):
    """An artist in a slot (1 to 3) of a show. A locked pick must survive; another is kept where that costs nothing."""

    show: str
    slot: int
    artist: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole day. `speed_kmh` (city → mode → km/h) says where a way is quicker or slower than SPEED_KMH; above 0.

    `price`: the rating points that taking a kept pick out must win; 0: as much as it takes to tell equal plans apart.
    """

    shows: tuple[Show, ...]
    artists: tuple[Artist, ...]
    keep: tuple[Pick, ...] = ()
    speed_kmh: Mapping[str, Mapping[Mode, float]] = field(default_factory=dict)
    price: float = 0.0

    def speed(self, city: str, mode: Mode) -> float:
        """Km/h as the crow flies on ways from or to a show in that city."""
        return self.speed_kmh.get(city, {}).get(mode, SPEED_KMH[mode])


@dataclass(frozen=True, slots=True)
class Placed:
    """A filled slot of the plan. `terms` are the parts of the objective that spoke for this pair, by name."""

    show: str
    slot: int
    artist: str
    distance_km: float
    locked: bool
    terms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """An empty slot, the rule that keeps it empty, and the numbers behind the sentence that explains it.

    `facts` for the sentence: `in_range`, `free`, `able` (counts of artists that pass the rules so far), and of the
    nearest miss `artist` (id), `distance_km`, `travel_km`, `rule` where there is one.
    """

    show: str
    slot: int
    reason: Reason
    facts: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the optimiser answers. `gap` is relative to `objective` and proven over the whole problem.

    `complete_bound` is the proven most shows that can be complete at once, in whatever plan; None where nobody counted.
    """

    placed: tuple[Placed, ...]
    unfilled: tuple[Unfilled, ...]
    objective: float
    bound: float
    status: str  # "optimal" or "feasible"
    seconds: Mapping[str, float]  # candidates, solve; not the reasons
    seed: int
    solver: str
    complete_bound: int | None = None

    @property
    def gap(self) -> float:
        """(bound − objective) / |objective|; 0 when both are 0."""
        return 0.0 if self.bound == self.objective else (self.bound - self.objective) / max(abs(self.objective), 1e-9)

    @property
    def complete(self) -> int:
        """How many shows have all their acts."""
        return sum(count == ACTS for count in Counter(act.show for act in self.placed).values())

    @property
    def quality(self) -> float:
        """The objective without what complete shows and filled slots count."""
        counts = ("complete", "slot")
        return fsum(value for act in self.placed for name, value in act.terms.items() if name not in counts)

    @property
    def quality_gap(self) -> float:
        """How much better, relative to `quality`, a plan can be that completes and fills as much; proven like `gap`."""
        return 0.0 if self.bound == self.objective else (self.bound - self.objective) / max(abs(self.quality), 1e-9)
