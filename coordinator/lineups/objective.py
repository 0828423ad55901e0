"""What makes a plan good, in one place: the weights, and what each placed act adds.

The order is complete shows, slots filled, rating, nearness, variety of genres, fairness, a local act, a common
language, keeping the present plan, and last a tie-break. Each weight outweighs all that one exchange of acts can move
in the weights after it, and a slot some twenty usual exchanges, so choices fall in that order:

    tie-break   below 1, from a hash of artist, show and seed: makes the best plan unique
    kept        2 for a pick of the present plan; an exchange loses at most one (more where stability has a price)
    language    3 for an act that speaks a language of the audience; with a kept pick as much as a local act
    local       5 a show with an act that lives within LOCAL_KM
    fairness    12 for each show an act plays beyond its first; an exchange moves at most two
    variety     30 for each genre that an act repeats; an exchange moves at most six (TAGS in, TAGS out)
    nearness    200 a step, 10 steps
    rating      2,500 a tenth, 50 tenths
    slot        500,000 each
    complete    6,000,000 a show

The whole of 27,000 complete shows is 2·10¹¹, so that a double still resolves 3·10⁻⁵ of the last unit: no overflow, and
no blur but that of the tie-break. All but the tie-break are whole numbers.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coordinator.lineups.columns import Day, Flags, Reals, variety_tags
from coordinator.lineups.eligibility import Pairs

COMPLETE = 6_000_000
SLOT = 500_000
RATING = 2_500  # a tenth
NEARNESS = 200  # a step
VARIETY = 30
FAIRNESS = 12
LOCAL = 5
LANGUAGE = 3
KEPT = 2
POINT = 10 * RATING  # a rating point

LOCAL_KM = 15.0  # across town
HALF_KM = 20.0  # the distance at which nearness is half of what it is next door
STEPS = 10
TIE_LEVELS = 1 << 16


@dataclass(frozen=True, slots=True)
class Worth:
    """What each pair adds by itself, whatever else is chosen; arrays of one length."""

    rating: Reals
    nearness: Reals
    language: Reals
    kept: Reals
    tie: Reals
    local: Flags

    @property
    def total(self) -> Reals:
        """Slot, rating, nearness, language, kept and tie-break of each pair."""
        return np.asarray(SLOT + self.rating + self.nearness + self.language + self.kept + self.tie)


def worth_of(day: Day, pairs: Pairs, *, seed: int) -> Worth:
    """The worth of each pair. Nearness falls as HALF_KM / (HALF_KM + km), in STEPS whole steps."""
    rating = np.clip(day.acts.rating[pairs.artist], 0.0, 5.0)
    return Worth(
        rating=RATING * np.floor(rating * 10 + 0.5),
        nearness=NEARNESS * np.floor(STEPS * HALF_KM / (HALF_KM + pairs.km) + 0.5),
        language=np.where(_understood(day, pairs), float(LANGUAGE), 0.0),
        kept=np.where(pairs.slot > 0, max(day.price * POINT, KEPT), 0.0),
        tie=_tie(day, pairs, seed),
        local=np.asarray(pairs.km <= LOCAL_KM),
    )


def tags_of(day: Day, artist: int) -> tuple[str, ...]:
    """The genres of an artist (a row) that count for variety, each once."""
    return variety_tags(day.artists[artist])


def _understood(day: Day, pairs: Pairs) -> Flags:
    """Whether act and audience speak a language in common."""
    return np.asarray((day.acts.speaks[pairs.artist] & day.rooms.speaks[pairs.show]).any(axis=1))


def _tie(day: Day, pairs: Pairs, seed: int) -> Reals:
    """A number in [0, 1) for each pair that depends on its two ids and the seed alone."""
    artists = _keys(tuple(artist.id for artist in day.artists), f"artist {seed}")
    shows = _keys(tuple(show.id for show in day.shows), f"show {seed}")
    mixed = artists[pairs.artist] ^ shows[pairs.show]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # the mixing of splitmix64
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray((mixed >> np.uint64(48)) / TIE_LEVELS, dtype=np.float64)


@lru_cache(maxsize=4)
def _keys(ids: tuple[str, ...], salt: str) -> NDArray[np.uint64]:
    """A number for each id; remembered, since a day is looked at more than once while it is planned."""
    digests = (hashlib.blake2b(f"{salt} {one}".encode(), digest_size=8).digest() for one in ids)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)
