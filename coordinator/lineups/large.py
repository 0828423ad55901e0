"""A large part of the day: priced as a whole, decided block by block, put together and mended.

A part too large to be priced as a whole is first cut into regions. An act that could play in several of them is charged
for at what it is worth to the second of them that want it most, as in an auction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from coordinator.lineups.blocks import blocks_of, charges_between, shares_of_bound
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.counting import most_complete
from coordinator.lineups.deciding import Decided, by_hand, decided
from coordinator.lineups.diving import NOTHING, SURE, dived
from coordinator.lineups.highs import Effort
from coordinator.lineups.mending import fill_up, mended, ring_by_ring, settle
from coordinator.lineups.pricing import best_of_each
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, value_of_all
from coordinator.lineups.relaxation import Relaxation, relaxation_of

WHOLE = 3_000  # pairs that are decided at once, however many shows they are of
BLOCK = 60  # shows
PRICED = 3_500  # shows that are priced as a whole
REGION = 1_000  # shows of a region where there are more: prices of few are found much sooner
LEFT = 200  # shows that are decided at once of those that diving leaves open
CUT = 0.4  # share of its acts that a cut may leave on both sides; beyond that a block stays whole
ROUGH = 3e-4  # how close a relaxation comes that is only asked for prices
ROUGHEST, FOR_BID, FOR_BIDS = 0.1, 0.15, 0.5  # the same for bids; of the time what one region's, and all, may take
BLOCK_NODES = 2_000
BLOCK_CLOSE = 5e-5  # how close to its bound a block is decided; the last bit takes longest
FOR_PLAN = 0.4  # of the time of a region; the rest is for its bound
FOR_COUNT = 0.2  # of the time of the only region
FOR_WISHES = 0.65  # of the time; the rest is for mending
GOOD = 5e-4  # of the bound that a plan may lack; where it lacks less, mending is no longer worth its time
KEPT = 60  # pairs a show that mending may use

Told = Callable[[int], None]  # how many more shows are decided


@dataclass(frozen=True, slots=True)
class Wishes:
    """A plan of the blocks and what they wished each for itself (rows of the part), margins of all pairs, bounds."""

    rows: Whole
    hoped: Whole
    margins: Reals
    bound: float
    most_complete: int


def solve_large(day: Day, part: Part, effort: Effort, told: Told) -> Decided:
    """Decide a part that may be too large for one program; `told` hears of the shows as they are decided."""
    if len(part) <= WHOLE or not blocks_of(day, part, most=BLOCK, cut=CUT).any():
        told(len(np.unique(part.pairs.show)))
        return decided(day, part, effort)
    wishes = _of_regions(day, part, effort.share(FOR_WISHES), told)
    if wishes is None:
        found = by_hand(day, part)
        return _filled_up(day, part, found.chosen, bound=found.bound, most_complete=found.most_complete)
    rows = _mended(day, part, wishes, effort)
    return _filled_up(day, part, rows, bound=wishes.bound, most_complete=wishes.most_complete)


def _mended(day: Day, part: Part, wishes: Wishes, effort: Effort) -> Whole:
    """Rows of a plan from the wishes, better as long as that is worth the time."""
    some, enough = np.flatnonzero(_of_use(part, wishes)), (1 - GOOD) * wishes.bound
    wished, hoped = np.searchsorted(some, wishes.rows), np.searchsorted(some, wishes.hoped)
    less, margins = part.take(some), wishes.margins[some]
    chosen = mended(day, less, (wished, hoped), margins, effort, enough=enough)
    if value_of_all(day, less.take(np.flatnonzero(chosen))) < enough:
        ring_by_ring(day, less, chosen, margins, effort)
    return np.asarray(some[chosen])


def _filled_up(day: Day, part: Part, rows: Whole, *, bound: float, most_complete: int) -> Decided:
    chosen = np.zeros(len(part), dtype=bool)
    chosen[rows] = True
    fill_up(day, part, chosen)
    value = value_of_all(day, part.take(np.flatnonzero(chosen)))
    return Decided(np.flatnonzero(chosen), value, max(bound, value), most_complete)


def _of_use(part: Part, wishes: Wishes) -> Flags:
    some = best_of_each(part.pairs.show, wishes.margins, KEPT) | part.pairs.locked
    some[wishes.rows] = True
    some[wishes.hoped] = True
    return some


def _of_regions(day: Day, part: Part, effort: Effort, told: Told) -> Wishes | None:
    """The wishes of all regions at the prices of an auction between them."""
    shows = len(np.unique(part.pairs.show))
    region = blocks_of(day, part, most=PRICED if shows <= PRICED else REGION, cut=CUT)
    rows_of = [np.flatnonzero(region == number) for number in range(int(region.max()) + 1)]
    if len(rows_of) == 1:
        relaxation = relaxation_of(day, part, effort, close=ROUGH)
        return None if relaxation is None else _of_one_region(day, part, relaxation, effort, told)
    bids = np.zeros((2, len(day.artists)))  # the highest, and the second
    bidding = effort.share(FOR_BIDS)
    alone = [relaxation_of(day, part.take(rows), bidding.share(FOR_BID), close=ROUGHEST) for rows in rows_of]
    for relaxation in alone:
        if relaxation is not None:
            _bid(bids, relaxation.prices["artist"].of(np.arange(len(day.artists))))
    return _together(day, part, list(zip(rows_of, alone, strict=True)), bids[1], effort, told)


def _of_one_region(day: Day, part: Part, relaxation: Relaxation, effort: Effort, told: Told) -> Wishes:
    """As of its blocks; complete shows are counted over the whole of it as well."""
    most = most_complete(day, part, relaxation, effort.share(FOR_COUNT))
    wishes = _of_blocks(day, part, relaxation, effort, told)
    return replace(wishes, most_complete=int(min(most, wishes.most_complete)))


def _bid(bids: Reals, bid: Reals) -> None:
    bids[1] = np.maximum(bids[1], np.minimum(bids[0], bid))
    bids[0] = np.maximum(bids[0], bid)


def _most_of(day: Day, part: Part) -> Whole:
    """How many shows each act can play, its locks included."""
    locks = np.bincount(part.pairs.artist[part.pairs.locked], minlength=len(day.artists))
    return np.maximum(np.maximum(day.acts.most, 0), locks)


def _together(
    day: Day, part: Part, regions: list[tuple[Whole, Relaxation | None]], price: Reals, effort: Effort, told: Told
) -> Wishes:
    """Region by region, acts that several want charged at the auction's price."""
    wished, hoped, margins, bound, complete = [], [], np.zeros(len(part)), float((price * _most_of(day, part)).sum()), 0
    for number, (rows, alone) in enumerate(regions):
        some = part.take(rows)
        some = some.charge(price[some.pairs.artist])
        share = effort.share(1 / (len(regions) - number))
        relaxation = relaxation_of(day, some, share, close=ROUGH, like=alone)
        if relaxation is None:
            found = _greedy_wishes(day, some, told)
        else:
            found = _of_blocks(day, some, relaxation, share, told)
        wished.append(rows[found.rows])
        hoped.append(rows[found.hoped])
        margins[rows] = found.margins
        bound += found.bound
        complete += found.most_complete
    return Wishes(np.sort(np.concatenate(wished)), np.sort(np.concatenate(hoped)), margins, bound, complete)


def _greedy_wishes(day: Day, part: Part, told: Told) -> Wishes:
    found = by_hand(day, part)
    told(len(np.unique(part.pairs.show)))
    return Wishes(found.chosen, found.chosen, np.zeros(len(part)), found.bound, found.most_complete)


def _of_blocks(day: Day, part: Part, relaxation: Relaxation, effort: Effort, told: Told) -> Wishes:
    """A plan, and a bound: that of the relaxation, less what blocks fall short of their shares in it. Only those are
    decided that it leaves open, the widest open first; what each wishes for itself is hoped for."""
    chosen = _planned(day, part, relaxation, effort.share(FOR_PLAN, nodes=BLOCK_NODES))
    block = blocks_of(day, part, most=BLOCK, cut=CUT)
    charges = charges_between(day, part, relaxation, block)
    charged, hoped = part.charge(charges.prices), chosen | (relaxation.shares > SURE)
    ceilings, bound = shares_of_bound(relaxation, block, charges.rows), relaxation.bound
    home = np.zeros(len(day.shows), dtype=np.int64)
    home[part.pairs.show] = block
    able = np.bincount(home[relaxation.program.extras["complete"].sets.key], minlength=len(ceilings))
    halves = np.bincount(block[_left_open(part, relaxation)], minlength=len(ceilings))
    is_open = np.argsort(-halves, kind="stable")[: np.count_nonzero(halves)].tolist()
    for done, number in enumerate(is_open):
        rows = np.flatnonzero(block == number)
        share = effort.share(2 / (2 + len(is_open) - done), nodes=BLOCK_NODES, close=BLOCK_CLOSE)
        found = decided(day, charged.take(rows), share)
        bound -= max(float(ceilings[number]) - found.bound, 0.0)
        able[number] = min(able[number], found.most_complete)
        hoped[rows[found.chosen]] = True
    told(len(np.unique(part.pairs.show)))
    return Wishes(np.flatnonzero(chosen), np.flatnonzero(hoped), relaxation.margins, bound, int(able.sum()))


def _left_open(part: Part, relaxation: Relaxation) -> Flags:
    """Pairs chosen in part, and those of shows that lack an act and so count as complete in part."""
    chosen = relaxation.shares > NOTHING
    acts = np.bincount(part.pairs.show, relaxation.shares)[part.pairs.show]
    return np.asarray(chosen & ((relaxation.shares < SURE) | (acts < ACTS * SURE)))


def _planned(day: Day, part: Part, relaxation: Relaxation, effort: Effort) -> Flags:
    """What diving leaves open is decided block by block, with what is left."""
    chosen = dived(day, part, relaxation, effort)
    acts = np.bincount(part.pairs.show[chosen], minlength=len(day.shows))
    left = np.flatnonzero(acts[part.pairs.show] < ACTS)
    if not len(left):
        return chosen
    block = blocks_of(day, part.take(left), most=LEFT, cut=1.0)
    blocks = int(block.max()) + 1
    for number in range(blocks):
        share = effort.share(2 / (2 + blocks - number), close=ROUGH)
        settle(day, part, chosen, left[block == number], left[:0], relaxation.margins, share)
    return chosen
