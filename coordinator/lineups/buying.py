"""A plan bought at the prices of a market: region by region, then in blocks across their borders.

At prices near the best few pairs matter (`market`), and regions of some hundred shows are soon relaxed and decided one
after the other; an act is at home in the region where the steps to the prices chose it most. Then blocks that are cut
otherwise are decided anew while all around them stands, first those that fall shortest of what their shows would
choose for themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from coordinator.lineups.blocks import blocks_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole, runs
from coordinator.lineups.highs import Effort
from coordinator.lineups.market import Demand, Tags, proof_of, tags_of
from coordinator.lineups.mending import acts_around, settle
from coordinator.lineups.objective import COMPLETE, LOCAL
from coordinator.lineups.pricing import best_of_each
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part
from coordinator.lineups.relaxation import Relaxation, relaxation_of

FOR_PRICES, FOR_REGIONS = 0.5, 0.75  # of the time, and of what is left after prices
REGION = 500  # shows
RELAXED, OF_ACT = 14, 1  # pairs of a show, and of an act, that a region's relaxation knows
BLOCKS = (45, 70, 100)  # shows of a block, lap by lap
WRITTEN = 15  # pairs of a show that the solver takes
NODES = 5  # of the solver's, for a block
FEW, HARDER = 0.05, (3, 40)  # of the blocks miss an act: these get so many times the pairs, and nodes
CLOSE = 1e-4  # how close to its bound a block is decided
LEAST = 1.0  # of value: blocks that fall less short of what their shows would choose are content
AHEAD = 4  # regions or blocks whose time the next one may take: most need less than their share

Told = Callable[[int], None]
Plans = Callable[[Day, Part, Relaxation, Effort], Flags]


@dataclass(frozen=True, slots=True)
class Bought:
    """A plan (flags of the part's pairs), the bound, and how many shows can be complete, at most."""

    chosen: Flags
    bound: float
    most_complete: int


def bought(day: Day, part: Part, plans: Plans, effort: Effort, told: Told) -> Bought:
    """Price and decide this part; `plans` makes a region's plan of its relaxation, `told` hears of shows decided."""
    tags, demand = tags_of(day, part, effort.share(FOR_PRICES))
    proof = proof_of(day, part, tags)
    buyers, chosen = Buyers(day, part, tags), part.pairs.locked.copy()
    buyers.buy(chosen, demand, plans, effort.share(FOR_REGIONS), told)
    for most in BLOCKS:
        buyers.better(chosen, proof.of_show, most, effort)
    return Bought(chosen, proof.bound, proof.able)


class Buyers:
    """The shows of the part, as they take what they can have; rows of each show's pairs stand together."""

    def __init__(self, day: Day, part: Part, tags: Tags) -> None:
        self.day, self.part, self.tags = day, part, tags
        self.shows, self.first, self.count = np.unique(part.pairs.show, return_index=True, return_counts=True)

    def buy(self, chosen: Flags, demand: Demand, plans: Plans, effort: Effort, told: Told) -> None:
        """Region by region, with acts that are at home there, or were in one before and are still to be had."""
        region, part = self._cut(REGION), self.part
        home, regions = self._home(region, demand), int(region.max()) + 1
        for number in range(regions):
            share = effort.share(min(AHEAD / (AHEAD - 1 + regions - number), 1.0))
            rows = self._rows(region == number)
            held = np.flatnonzero(chosen)
            elsewhere = part.pairs.artist[held[~np.isin(held, rows)]]
            free = (home <= number) & ~acts_around(self.day, elsewhere)
            rows = rows[free[part.pairs.artist[rows]] | chosen[rows]]
            rows = np.union1d(self._best(rows, RELAXED, chosen), self._best(rows, OF_ACT, chosen, of_acts=True))
            some = part.take(rows)
            relaxation = relaxation_of(self.day, some, share, inside=np.ones(len(some), dtype=bool), close=inf)
            if relaxation is not None:
                chosen[rows] = plans(self.day, some, relaxation, share)
            told(int((region == number).sum()))

    def better(self, chosen: Flags, of_show: Reals, most: int, effort: Effort) -> None:
        """Decide blocks of at most so many shows anew, those first that fall shortest of what they would choose."""
        block = self._cut(most)
        short = np.bincount(block, self._short(chosen, of_show))
        waiting = np.argsort(-short, kind="stable")[: np.count_nonzero(short > LEAST)].tolist()
        acts = np.bincount(self.part.pairs.show[chosen], minlength=len(self.day.shows))[self.shows]
        hurt = np.bincount(block, acts < ACTS) > 0
        for done, number in enumerate(waiting):
            if effort.left <= 0:
                break
            pairs, nodes = HARDER if hurt[number] and hurt.mean() <= FEW else (1, 1)
            share = effort.share(min(AHEAD / (AHEAD - 1 + len(waiting) - done), 1.0), nodes=nodes * NODES, close=CLOSE)
            self._decide(chosen, self._rows(block == number), pairs * WRITTEN, share)

    def _decide(self, chosen: Flags, rows: Whole, most: int, effort: Effort) -> None:
        """Decide each show's best of these rows, of acts that are to be had, with all others as they are."""
        part, held = self.part, np.flatnonzero(chosen)
        played = np.bincount(part.pairs.artist[held], minlength=len(self.day.artists))
        rows = rows[(played < self.day.acts.most)[part.pairs.artist[rows]] | chosen[rows]]
        rows = self._best(rows, most, chosen)
        around = acts_around(self.day, part.pairs.artist[rows])
        both = np.union1d(rows, held[around[part.pairs.artist[held]]])
        some, now = part.take(both), chosen[both]
        margins = some.worth - self.tags.cost(self.day, some.pairs)
        settle(self.day, some, now, np.searchsorted(both, rows), rows[:0], margins, effort)
        chosen[both] = now

    def _short(self, chosen: Flags, of_show: Reals) -> Reals:
        """By how much each show's acts are worth less to it, at these prices, than what it would choose."""
        held = self.part.take(np.flatnonzero(chosen))
        count = len(self.day.shows)
        has = np.bincount(held.pairs.show, held.worth - self.tags.cost(self.day, held.pairs), minlength=count)
        has += COMPLETE * (np.bincount(held.pairs.show, minlength=count) == ACTS)
        has += LOCAL * (np.bincount(held.pairs.show, held.local, minlength=count) > 0)
        return np.maximum(of_show - has, 0.0)[self.shows]

    def _best(self, rows: Whole, most: int, chosen: Flags, *, of_acts: bool = False) -> Whole:
        """Of these rows each show's (or each act's) best at the prices, and those that stand."""
        some = self.part.take(rows)
        margins = some.worth - self.tags.cost(self.day, some.pairs)
        key = some.pairs.artist if of_acts else some.pairs.show
        return rows[best_of_each(key, margins, most) | chosen[rows]]

    def _cut(self, most: int) -> Whole:
        """For each show of the part its block."""
        return blocks_of(self.day, self.part.take(self.first), most=most, cut=1.0)

    def _rows(self, shows: Flags) -> Whole:
        return runs(self.first[shows], self.count[shows])

    def _home(self, region: Whole, demand: Demand) -> Whole:
        """For each act the region in which it was chosen most; of several, or none, the first."""
        regions, where = int(region.max()) + 1, np.zeros(len(self.day.shows), dtype=np.int64)
        where[self.shows] = region
        key = demand.pairs.artist * regions + where[demand.pairs.show]
        found, row = np.unique(key, return_inverse=True)
        times = np.bincount(row, demand.times, minlength=len(found))
        order = np.lexsort((found, -times, found // regions))
        act, first = np.unique(found[order] // regions, return_index=True)
        home = np.zeros(len(self.day.artists), dtype=np.int64)
        home[act] = (found % regions)[order[first]]
        return home
