"""What every pair would add at the prices of a smaller program, and what no plan at all can exceed.

A program of some of the pairs, relaxed, gives each rule a price. At these prices a pair adds its worth less the prices
of the rules it is under (its *margin*). Weak duality makes the bound: prices × limits, and beyond that each pair and
column at most its margin, if that is positive. Rules that the small program does not have, and travel between shows,
count nothing for pairs outside it: their margins are too high rather than too low, so the bound holds for all pairs.
"""

from dataclasses import dataclass

import numpy as np

from coordinator.lineups.clashes import people_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.limits import genre_keys
from coordinator.lineups.matrix import Matrix
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, place_in_run, tag_keys


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of one kind of rule: `key` (ascending) and `price` of each."""

    key: Whole
    price: Reals

    def of(self, keys: Whole) -> Reals:
        """The price of each key; 0 for those without."""
        if not len(self.key):
            return np.zeros(len(keys))
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return np.where(self.key[at] == keys, self.price[at], 0.0)

    def between(self, first: Whole, last: Whole) -> Reals:
        """The sum of the prices of all keys from `first` up to but not including `last`."""
        total = np.append(0.0, np.cumsum(self.price))
        return np.asarray(total[np.searchsorted(self.key, last)] - total[np.searchsorted(self.key, first)])


def prices_by_kind(matrix: Matrix, prices: Reals) -> dict[str, Prices]:
    """The prices of a program's rows by kind of rule."""
    return {block.kind: Prices(block.key, prices[block.first :][: len(block.key)]) for block in matrix.blocks}


def margins_of(day: Day, part: Part, prices: dict[str, Prices]) -> Reals:
    """The margin of each pair, or more where it stands under rules that have no key."""
    pairs = part.pairs
    margin = part.worth - prices["show"].of(pairs.show) + prices["complete"].of(pairs.show)
    margin -= prices["genre"].of(genre_keys(day, pairs))
    margin -= prices["artist"].of(pairs.artist) + np.where(part.charged, 0.0, prices["again"].of(pairs.artist))
    margin += np.where(part.local, prices["local"].of(pairs.show), 0.0)
    keys, row = tag_keys(day, pairs)
    margin -= np.bincount(row, prices["repeat"].of(keys), minlength=len(pairs))
    people = people_of(day, pairs)
    margin -= np.bincount(people.row, prices["time"].between(people.starts, people.ends), minlength=len(pairs))
    return np.asarray(margin)


def bound_within(matrix: Matrix, prices: Reals) -> float:
    """What no choice of the program's own columns can exceed."""
    left = matrix.cost - matrix.times(prices)
    free = np.maximum(left, 0.0) * matrix.upper + np.minimum(left, 0.0) * matrix.lower
    return float(prices @ matrix.most) + float(free.sum())


def bound_beyond(show: Whole, margin: Reals) -> float:
    """What pairs outside the program can add to that: at each show the three best margins that are positive."""
    some = margin > 0
    show, margin = show[some], margin[some]
    order = np.lexsort((-margin, show))
    return float(margin[order][place_in_run(show[order]) < ACTS].sum())


def best_of_each(key: Whole, value: Reals, most: int) -> Flags:
    """Which rows are among the `most` highest values of their key."""
    order = np.lexsort((-value, key))
    best = np.zeros(len(key), dtype=bool)
    best[order] = place_in_run(key[order]) < most
    return best
