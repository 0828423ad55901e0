"""Which act may play which show, looked at as a pair: the rules, and all pairs that break none.

The order of an evening is settled later, so an act must be free, and the room must have time for it, whichever slot
it gets: it is free for the whole evening, and its set is at most a third of the playing time (so any three fit).
Rules between pairs (genres, clashes of time, how often an act plays) are the matter of `rows`.
"""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np

from coordinator.geo.distance import haversine_km, within_km
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.nearby import pairs_within
from coordinator.lineups.problem import ACTS, Pick


class Rule(IntFlag):
    """The rules of a pair; a pair's broken ones make a mask."""

    REACH = 1  # the room is within the act's travel_km, geodesic
    TIMES = 2  # the act is free from the first minute to the last
    SETS = 4  # three sets of this length fit before the end or the curfew
    NEEDS = 8  # the room has what the act needs
    STAGE = 16  # the room has a place for everybody on stage
    VETO = 32  # neither has said no to the other


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs the optimiser may choose from, sorted by show and artist (rows of the Day), and all locked ones.

    `slot` is the slot the pair was locked or kept in, 0 for neither.
    """

    show: Whole
    artist: Whole
    km: Reals
    locked: Flags
    slot: Whole

    def __len__(self) -> int:
        return len(self.show)

    def take(self, rows: Whole) -> "Pairs":
        """The pairs in these rows."""
        return Pairs(self.show[rows], self.artist[rows], self.km[rows], self.locked[rows], self.slot[rows])


def eligible_pairs(day: Day, keep: tuple[Pick, ...]) -> Pairs:
    """Every pair that breaks no rule, and every locked pick whatever it breaks."""
    artist, show, _ = pairs_within(day.acts.at, day.acts.reach_km, day.rooms.at)
    fine = broken_rules(day, artist, show) == 0
    key = show[fine] * len(day.artists) + artist[fine]
    locks = [one for pick in keep if pick.locked for one in _key(day, pick)]
    key = np.union1d(key, np.array(locks, dtype=np.int64))
    show, artist = np.divmod(key, max(len(day.artists), 1))
    km = haversine_km(day.acts.at.take(artist), day.rooms.at.take(show))
    return Pairs(show, artist, km, np.isin(key, locks), _slots(day, keep, key))


def broken_rules(day: Day, artist: Whole, show: Whole) -> Whole:
    """Masks of the rules each pair breaks, all but REACH; `artist` and `show` are rows, arrays of one length."""
    acts, rooms = day.acts, day.rooms
    early = acts.free_from[artist] > rooms.local_start[show]
    late = acts.free_until[artist] < rooms.local_end[show]
    mask = np.where(early | late, Rule.TIMES, 0)
    mask |= np.where(ACTS * acts.set_minutes[artist] > rooms.playing[show], Rule.SETS, 0)
    mask |= np.where(acts.needs[artist] & ~rooms.has[show], Rule.NEEDS, 0)
    mask |= np.where(acts.people[artist] > rooms.stage[show], Rule.STAGE, 0)
    vetoed = np.isin(show * len(day.artists) + artist, day.vetoes)
    return np.asarray(mask | np.where(vetoed, Rule.VETO, 0), dtype=np.int64)


def rules_broken_at(day: Day, show: int) -> Whole:
    """Masks of the rules, REACH included, that each artist of the day breaks at that show."""
    artists = np.arange(len(day.artists))
    place = np.full(len(artists), show)
    near = within_km(day.acts.at, day.rooms.at.take(place), day.acts.reach_km)
    return np.asarray(broken_rules(day, artists, place) | np.where(near, 0, Rule.REACH), dtype=np.int64)


def _slots(day: Day, keep: tuple[Pick, ...], key: Whole) -> Whole:
    """The slot each pair was locked or kept in, 0 for the others; a lock speaks before a mere keep."""
    slots = {pick_key: pick.slot for pick in sorted(keep, key=lambda pick: pick.locked) for pick_key in _key(day, pick)}
    return np.array([slots.get(one, 0) for one in key.tolist()], dtype=np.int64)


def _key(day: Day, pick: Pick) -> tuple[int, ...]:
    """The pick's pair as one number, nothing where the day no longer knows the show or the artist."""
    if pick.show not in day.show_row or pick.artist not in day.artist_row:
        return ()
    return (day.show_row[pick.show] * len(day.artists) + day.artist_row[pick.artist],)
