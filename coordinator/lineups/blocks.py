"""A large part cut into blocks of neighbouring shows, each small enough to be decided by itself.

Acts that could play in several blocks are charged for at their price in the relaxation of the whole, and so is each
moment of a musician that several want, and each way between two: what the blocks can reach at these prices, and what
the prices times the limits come to, add up to a bound for the whole (Lagrangian decomposition). What stands in one
block only keeps its rule there instead of its price. The bound is at least as good as the relaxation's, since inside a
block shows are complete or not.
"""

from dataclasses import dataclass, replace

import numpy as np

from coordinator.lineups.clashes import People, people_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole, runs
from coordinator.lineups.nearby import on_the_globe
from coordinator.lineups.program import Part
from coordinator.lineups.relaxation import Relaxation


@dataclass(frozen=True, slots=True)
class Charges:
    """What each pair pays for the rules that reach beyond its block (`rows` of the relaxation's matrix), and what those
    rules' limits come to."""

    prices: Reals
    fixed: float
    rows: Flags


def blocks_of(day: Day, part: Part, *, most: int, cut: float) -> Whole:
    """The number of each pair's block: at most so many shows, unless more than `cut` of its acts would be cut off."""
    shows, show = np.unique(part.pairs.show, return_inverse=True)
    places = on_the_globe(day.rooms.at.take(shows))
    number = np.zeros(len(shows), dtype=np.int64)
    waiting, done = [np.arange(len(shows))], 0
    order = np.argsort(show, kind="stable")
    first = np.append(0, np.cumsum(np.bincount(show, minlength=len(shows))))
    acts = [part.pairs.artist[order[first[row] : first[row + 1]]] for row in range(len(shows) if cut < 1 else 0)]
    while waiting:
        rows = waiting.pop()
        halves = _halves(places, rows) if len(rows) > most else None
        if halves is None or (cut < 1 and _cut_acts(acts, halves) > cut):
            number[rows] = done
            done += 1
        else:
            waiting += halves
    return number[show]


def charges_between(day: Day, part: Part, relaxation: Relaxation, block: Whole) -> Charges:
    """The charges that make the blocks independent."""
    acts = _in_several(part.pairs.artist, block, len(day.artists))
    matrix, prices, cuts = relaxation.matrix, relaxation.row_prices, relaxation.cuts
    rows, charge = np.zeros(len(prices), dtype=bool), np.zeros(len(part))
    for kind in ("artist", "again"):
        rows[matrix.rows(kind)] = acts[matrix.keys(kind)]
        paid = acts[part.pairs.artist] & ~(part.charged & (kind == "again"))
        charge += np.where(paid, relaxation.prices[kind].of(part.pairs.artist), 0.0)
    people, time = people_of(day, part.pairs), relaxation.prices["time"]
    rows[matrix.rows("time")] = _moments_in_several(people, time.key, block)
    time = replace(time, price=np.where(rows[matrix.rows("time")], time.price, 0.0))
    charge += np.bincount(people.row, time.between(people.starts, people.ends), minlength=len(part))
    way = relaxation.program.limits["way"].sets
    rows[matrix.rows("way")] = _in_several(way.owner, block[relaxation.rows[way.pairs]], len(way))
    price = np.where(rows, prices, 0.0)
    charge[relaxation.rows] += np.bincount(way.pairs, price[matrix.rows("way")][way.owner], len(relaxation.rows))
    rows[matrix.rows("cut")] = _in_several(cuts.owner, block[cuts.pairs], len(cuts))
    price = np.where(rows, prices, 0.0)
    charge += cuts.charges(price[matrix.rows("cut")], len(part))
    return Charges(charge, float((price * matrix.most).sum()), rows)


def shares_of_bound(relaxation: Relaxation, block: Whole, charged: Flags) -> Reals:
    """What each block's share in the relaxation's bound is at these charges; `charged` rows are no block's own. What a
    block can reach less than its share, the whole can reach less than that bound."""
    matrix, blocks = relaxation.matrix, int(block.max()) + 1
    pairs = len(relaxation.rows)
    mine = matrix.column < pairs
    home = np.zeros(len(matrix.most), dtype=np.int64)
    home[matrix.row[mine]] = block[relaxation.rows[matrix.column[mine]]]
    rows = np.where(charged, 0.0, relaxation.row_prices * matrix.most)
    left = matrix.cost - matrix.times(relaxation.row_prices)
    columns = np.maximum(left, 0.0) * matrix.upper + np.minimum(left, 0.0) * matrix.lower
    extra_rows = np.concatenate([np.arange(len(home))[matrix.rows(kind)] for kind in relaxation.program.extras])
    where = np.append(block[relaxation.rows], home[extra_rows])
    shares = np.bincount(home, rows, minlength=blocks) + np.bincount(where, columns, minlength=blocks)
    return np.asarray(shares, dtype=np.float64)


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
