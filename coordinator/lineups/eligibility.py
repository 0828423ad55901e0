"""Which act may play which show, looked at as a pair: the rules, and all pairs that break none.

The order of an evening is settled later, so an act must be free, and the room must have time for it, whichever slot
it gets: it is free for the whole evening, and its set is at most a third of the playing time (so any three fit).
Rules between pairs (genres, clashes of time, how often an act plays) are the matter of `rows`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag

import numpy as np

from coordinator.geo.distance import Points, haversine_km, km, within_km
from coordinator.lineups.columns import Day, Flags, Reals, Small, Whole, runs
from coordinator.lineups.nearby import within_reach
from coordinator.lineups.problem import ACTS, Artist, Pick, Show

AT_ONCE = 4_096  # artists: memory is needed for the pairs kept, and for the places looked at on the way of so many
MILLION = 1_000_000  # pairs


class Rule(IntFlag):
    """The rules of a pair; a pair's broken ones make a mask."""

    REACH = 1  # the room is within travel_km of where the act is based then, geodesic
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
    slot: Small

    def __len__(self) -> int:
        return len(self.show)

    def take(self, rows: Whole) -> "Pairs":
        """The pairs in these rows."""
        return Pairs(self.show[rows], self.artist[rows], self.km[rows], self.locked[rows], self.slot[rows])


def eligible_pairs(day: Day, keep: tuple[Pick, ...]) -> Pairs:
    """Every pair that breaks no rule, and every locked pick whatever it breaks."""
    fine = [_fine(day, first) for first in range(0, len(day.artists), AT_ONCE)]
    locks = np.array([one for pick in keep if pick.locked for one in _key(day, pick)], dtype=np.int64)
    key = np.sort(np.concatenate([locks, *fine]))
    key = key[np.append(True, np.diff(key) != 0)[: len(key)]]
    show, artist = np.divmod(key, max(len(day.artists), 1))
    km = np.concatenate([np.zeros(0), *_distances(day, artist, show)])
    return Pairs(show, artist, km, np.isin(key, locks), _slots(day, keep, key))


def _fine(day: Day, first: int) -> Whole:
    """Show × number of artists + artist of the pairs that break no rule, for AT_ONCE artists from that row on."""
    last = min(first + AT_ONCE, len(day.artists))
    rows, legs = np.arange(first, last), np.arange(*np.searchsorted(day.legs.artist, [first, last]))
    found = [_based(day, rows, len(day.legs.artist) + rows), _based(day, day.legs.artist[legs], legs)]
    artist, show = (np.concatenate(side) for side in zip(*found, strict=True))
    fine = broken_rules(day, artist, show) == 0
    return np.asarray(show[fine] * len(day.artists) + artist[fine], dtype=np.int64)


def _based(day: Day, artist: Whole, base: Whole) -> tuple[Whole, Whole]:
    """Artists and shows within reach of these bases, at the time the artist is there."""
    row, show = within_reach(_bases(day).take(base), day.acts.reach_km[artist], day.rooms.at)
    there = _base_rows(day, artist[row], show) == base[row]
    return artist[row][there], show[there]


def _bases(day: Day) -> Points:
    """The legs' bases, then the artists' homes."""
    sides = ("latitude", "longitude")
    return Points(*(np.concatenate([getattr(at, side) for at in (day.legs.at, day.acts.at)]) for side in sides))


def _base_rows(day: Day, artist: Whole, show: Whole) -> Whole:
    """The row among the bases of where each artist is when that show starts."""
    base = len(day.legs.artist) + artist
    first = np.searchsorted(day.legs.artist, artist, side="left")
    counts = np.searchsorted(day.legs.artist, artist, side="right") - first
    pair, leg = np.repeat(np.arange(len(artist)), counts), runs(first, counts)
    starts = day.rooms.starts[show[pair]]
    inside = np.flatnonzero((day.legs.begins[leg] <= starts) & (starts < day.legs.ends[leg]))[::-1]
    base[pair[inside]] = leg[inside]  # the first leg comes last, and stays
    return base


def bases_of(day: Day, artist: Whole, show: Whole) -> Points:
    """Where each artist is based when that show starts; rows, arrays of one length."""
    return _bases(day).take(_base_rows(day, artist, show)) if len(day.legs.artist) else day.acts.at.take(artist)


def away_km(artist: Artist, show: Show) -> float:
    """Geodesic km from where the artist is based then to the show."""
    return km(*artist.base_for(show), show.latitude, show.longitude)


def everybody_away_km(day: Day, show: int, artists: Whole | None = None) -> Reals:
    """Haversine km from where each artist of the day, or each of these (rows), is based then to that show (row)."""
    artists = np.arange(len(day.artists)) if artists is None else artists
    there = np.full(len(artists), show)
    return haversine_km(bases_of(day, artists, there), day.rooms.at.take(there))


def _distances(day: Day, artist: Whole, show: Whole) -> Iterator[Reals]:
    for first in range(0, len(artist), MILLION):
        some = slice(first, first + MILLION)
        yield haversine_km(bases_of(day, artist[some], show[some]), day.rooms.at.take(show[some]))


def broken_rules(day: Day, artist: Whole, show: Whole) -> Whole:
    """Masks of the rules each pair breaks, all but REACH; `artist` and `show` are rows, arrays of one length."""
    acts, rooms = day.acts, day.rooms
    early = acts.free_from[artist] > rooms.local_start[show]
    late = acts.free_until[artist] < rooms.local_end[show]
    mask = np.where(early | late, Rule.TIMES, 0)
    mask |= np.where(ACTS * acts.set_minutes[artist] > rooms.playing[show], Rule.SETS, 0)
    mask |= np.where(acts.needs[artist] & ~rooms.has[show], Rule.NEEDS, 0)
    mask |= np.where(acts.people[artist] > rooms.stage[show], Rule.STAGE, 0)
    return np.asarray(mask | np.where(_vetoed(day, artist, show), Rule.VETO, 0), dtype=np.int64)


def _vetoed(day: Day, artist: Whole, show: Whole) -> Flags:
    """Whether one of each pair has said no to the other; few have, so each is looked up among those."""
    if not len(day.vetoes):
        return np.zeros(len(artist), dtype=bool)
    key = show * len(day.artists) + artist
    return np.asarray(day.vetoes[np.minimum(np.searchsorted(day.vetoes, key), len(day.vetoes) - 1)] == key)


def rules_broken_at(day: Day, show: int, artists: Whole | None = None) -> Whole:
    """Masks of the rules, REACH included, that each artist of the day, or each of these, breaks at that show."""
    artists = np.arange(len(day.artists)) if artists is None else artists
    place = np.full(len(artists), show)
    near = within_km(bases_of(day, artists, place), day.rooms.at.take(place), day.acts.reach_km[artists])
    return np.asarray(broken_rules(day, artists, place) | np.where(near, 0, Rule.REACH), dtype=np.int64)


def _slots(day: Day, keep: tuple[Pick, ...], key: Whole) -> Small:
    """The slot each pair was locked or kept in, 0 for the others; a lock speaks before a mere keep."""
    slots = {pick_key: pick.slot for pick in sorted(keep, key=lambda pick: pick.locked) for pick_key in _key(day, pick)}
    found = np.zeros(len(key), dtype=np.int16)
    for one, slot in slots.items():
        at = np.searchsorted(key, one)
        if at < len(key) and key[at] == one:
            found[at] = slot
    return found


def _key(day: Day, pick: Pick) -> tuple[int, ...]:
    """The pick's pair as one number, nothing where the day no longer knows the show or the artist."""
    if pick.show not in day.show_row or pick.artist not in day.artist_row:
        return ()
    return (day.show_row[pick.show] * len(day.artists) + day.artist_row[pick.artist],)
