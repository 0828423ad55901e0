"""A large part cut into blocks of neighbouring shows, each small enough to be decided by itself.

Acts that could play in several blocks are charged for at their price in the relaxation of the whole, and so is each
moment of a musician that several want, and each way between two: what the blocks can reach at these prices, and what
the prices times the limits come to, add up to a bound for the whole (Lagrangian decomposition). What stands in one
block only keeps its rule there instead of its price. The bound is at least as good as the relaxation's, since inside a
block shows are complete or not.
"""

from dataclasses import dataclass, replace

import numpy as np

from coordinator.geo.distance import Points
from coordinator.lineups.clashes import People, people_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole, runs
from coordinator.lineups.program import Part
from coordinator.lineups.relaxation import Relaxation


@dataclass(frozen=True, slots=True)
class Charges:
    """What each pair pays for the rules that reach beyond its block, and what those rules' limits come to."""

    prices: Reals
    fixed: float


def blocks_of(day: Day, part: Part, *, most: int, cut: float) -> Whole:
    """The number of each pair's block: at most so many shows, unless more than `cut` of its acts would be cut off."""
    shows, show = np.unique(part.pairs.show, return_inverse=True)
    places = _on_the_globe(day.rooms.at.take(shows))
    number = np.zeros(len(shows), dtype=np.int64)
    waiting, done = [np.arange(len(shows))], 0
    order = np.argsort(show, kind="stable")
    first = np.append(0, np.cumsum(np.bincount(show, minlength=len(shows))))
    acts = [part.pairs.artist[order[first[row] : first[row + 1]]] for row in range(len(shows))]
    while waiting:
        rows = waiting.pop()
        halves = _halves(places, rows) if len(rows) > most else None
        if halves is None or _cut_acts(acts, halves) > cut:
            number[rows] = done
            done += 1
        else:
            waiting += halves
    return number[show]


def charges_between(day: Day, part: Part, relaxation: Relaxation, block: Whole) -> Charges:
    """The charges that make the blocks independent."""
    acts = _in_several(part.pairs.artist, block, len(day.artists))
    prices, most, key = relaxation.row_prices, relaxation.matrix.most, relaxation.matrix.keys
    charge = np.zeros(len(part))
    fixed = 0.0
    for kind in ("artist", "again"):
        wanted = acts[key(kind)]
        fixed += float((prices[relaxation.matrix.rows(kind)] * most[relaxation.matrix.rows(kind)])[wanted].sum())
        price = np.where(part.charged, 0.0, 1.0) if kind == "again" else 1.0
        charge += np.where(acts[part.pairs.artist], relaxation.prices[kind].of(part.pairs.artist) * price, 0.0)
    people, time = people_of(day, part.pairs), relaxation.prices["time"]
    time = replace(time, price=np.where(_moments_in_several(people, time.key, block), time.price, 0.0))
    charge += np.bincount(people.row, time.between(people.starts, people.ends), minlength=len(part))
    fixed += float((time.price * most[relaxation.matrix.rows("time")]).sum())
    way, rows = relaxation.program.limits["way"].sets, relaxation.matrix.rows("way")
    price = np.where(_in_several(way.owner, block[relaxation.rows[way.pairs]], len(way)), prices[rows], 0.0)
    charge[relaxation.rows] += np.bincount(way.pairs, price[way.owner], minlength=len(relaxation.rows))
    return Charges(charge, fixed + float((price * most[rows]).sum()))


def _on_the_globe(at: Points) -> Reals:
    latitude, longitude = np.radians(at.latitude), np.radians(at.longitude)
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _halves(places: Reals, rows: Whole) -> list[Whole]:
    """The rows in two, across their longest side, at the widest gap of its middle third."""
    side = int(np.argmax(np.ptp(places[rows], axis=0)))
    rows = rows[np.argsort(places[rows, side], kind="stable")]
    third = len(rows) // 3
    gaps = np.diff(places[rows, side])[third : len(rows) - third]
    cut = third + int(np.argmax(gaps)) + 1
    return [rows[:cut], rows[cut:]]


def _cut_acts(acts: list[Whole], halves: list[Whole]) -> float:
    """The share of acts that could play on both sides."""
    one, other = (np.unique(np.concatenate([acts[row] for row in half.tolist()])) for half in halves)
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def _moments_in_several(people: People, moments: Whole, block: Whole) -> Flags:
    """At which of the moments (ascending keys of a person and a minute) a person could be in more than one block."""
    first, last = np.searchsorted(moments, people.starts), np.searchsorted(moments, people.ends)
    return _in_several(runs(first, last - first), np.repeat(block[people.row], last - first), len(moments))


def _in_several(key: Whole, block: Whole, count: int) -> Flags:
    """Which keys (0 to count − 1) stand in more than one block."""
    lowest = np.full(count, np.iinfo(np.int64).max)
    highest = np.full(count, -1)
    np.minimum.at(lowest, key, block)
    np.maximum.at(highest, key, block)
    return np.asarray(lowest < highest)
