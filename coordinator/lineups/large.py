"""A large part of the day: priced as a whole, decided block by block, put together and mended.

A part too large for that is priced by steps instead of a relaxation of the whole (`market`, `buying`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from coordinator.lineups.at_home import better_nearby, planned_at_home
from coordinator.lineups.blocks import blocks_of, charges_between, shares_of_bound
from coordinator.lineups.buying import bought
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.counting import most_complete
from coordinator.lineups.deciding import Decided, by_hand, decided
from coordinator.lineups.diving import NOTHING, SURE, dived
from coordinator.lineups.hamlets import Hamlets
from coordinator.lineups.highs import Effort
from coordinator.lineups.mending import fill_up, fitted, mended, ring_by_ring, settle
from coordinator.lineups.pricing import best_of_each
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, value_of_all
from coordinator.lineups.relaxation import Relaxation, relaxation_of

WHOLE = 3_000  # pairs that are decided at once, however many shows they are of
BLOCK = 60  # shows
PRICED = 3_500  # shows that are priced as a whole
LEFT, REGION_LEFT = 200, 100  # shows that are decided at once of those that diving leaves open; in a region
CUT = 0.4  # share of its acts that a cut may leave on both sides; beyond that a block stays whole
ROUGH = 3e-4  # how close a relaxation comes that is only asked for prices
BLOCK_NODES, REGION_NODES = 2_000, 10
BLOCK_CLOSE = 5e-5  # how close to its bound a block is decided; the last bit takes longest
FOR_PLAN = 0.4  # of the time of a region; the rest is for its bound
FOR_COUNT = 0.2  # of the time of the only region
FOR_HAMLETS = 0.7  # of the time after the plan of a region where acts are scarce
WRITTEN = 150_000  # pairs at most that such a region's relaxation has all at once: cuts change the prices of most
CLOSER = 5e-5  # how close the relaxation of such a region comes
FOR_WISHES = 0.65  # of the time; the rest is for mending
GOOD = 5e-4  # of the bound that a plan may lack; where it lacks less, mending is no longer worth its time
MUCH = 0.1  # of the shows: where the relaxation leaves more of them without three whole acts, acts are scarce
FITTED_NODES = 300
KEPT = 60  # pairs a show that mending may use

Told = Callable[[int], None]  # how many more shows are decided


@dataclass(frozen=True, slots=True)
class Wishes:
    """A plan of the blocks and what they wished each for itself (rows of the part), margins of all pairs, bounds, and
    whether acts are scarce; then also how much of each show of the day the relaxation completes, if that is known."""

    rows: Whole
    hoped: Whole
    margins: Reals
    bound: float
    most_complete: int
    scarce: bool = False
    whole: Reals | None = None


def solve_large(day: Day, part: Part, effort: Effort, told: Told) -> Decided:
    """Decide a part that may be too large for one program; `told` hears of the shows as they are decided."""
    shows = len(np.unique(part.pairs.show))
    if len(part) > WHOLE and shows > PRICED:
        sold = bought(day, part, _of_region, effort, told)
        return _filled_up(day, part, np.flatnonzero(sold.chosen), bound=sold.bound, most_complete=sold.most_complete)
    if len(part) <= WHOLE or not blocks_of(day, part, most=BLOCK, cut=CUT).any():
        told(shows)
        return decided(day, part, effort)
    wishing = effort.share(FOR_WISHES)
    relaxation = relaxation_of(day, part, wishing, close=ROUGH)
    if relaxation is None:
        found = by_hand(day, part)
        return _filled_up(day, part, found.chosen, bound=found.bound, most_complete=found.most_complete)
    wishes = _of_prices(day, part, relaxation, wishing, told)
    rows = _mended(day, part, wishes, effort)
    return _filled_up(day, part, rows, bound=wishes.bound, most_complete=wishes.most_complete)


def _mended(day: Day, part: Part, wishes: Wishes, effort: Effort) -> Whole:
    """Rows of a plan from the wishes, better as long as that is worth the time."""
    some, enough = np.flatnonzero(_of_use(part, wishes)), (1 - GOOD) * wishes.bound
    wished, hoped = np.searchsorted(some, wishes.rows), np.searchsorted(some, wishes.hoped)
    less, margins = part.take(some), wishes.margins[some]
    if wishes.scarce:
        chosen = fitted(day, less, wished, effort.share(0.1, nodes=FITTED_NODES))
        better_nearby(day, less, chosen, margins, wishes.whole, effort)
        return np.asarray(some[chosen])
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


def _of_prices(day: Day, part: Part, relaxation: Relaxation, effort: Effort, told: Told) -> Wishes:
    """As of its blocks; complete shows are counted over the whole of it as well."""
    if _leaves_much_open(part, relaxation):
        return _of_hamlets(day, part, relaxation, effort, told)
    most = most_complete(day, part, relaxation, effort.share(FOR_COUNT))
    wishes = _of_blocks(day, part, relaxation, effort, told)
    return replace(wishes, most_complete=int(min(most, wishes.most_complete)))


def _of_hamlets(day: Day, part: Part, relaxation: Relaxation, effort: Effort, told: Told) -> Wishes:
    """A plan of blocks that lie at home, and a bound from what each hamlet can do: where acts are scarce that says more
    than deciding blocks would, at whose prices each would buy or sell the act that it has too few or too many."""
    chosen = planned_at_home(day, part, relaxation, effort.share(FOR_PLAN, nodes=BLOCK_NODES))
    hamlets, searching = Hamlets(day, part, chosen, effort.share(FOR_HAMLETS)), effort.share(1 - FOR_COUNT)
    inside = np.full(len(part), len(part) <= WRITTEN)
    better = relaxation_of(
        day, part, searching, inside=inside, close=CLOSER, like=relaxation, more_cuts=hamlets.broken_by
    )
    better = better if better is not None and better.bound < relaxation.bound else relaxation
    most = most_complete(day, part, better, effort)
    able = len(better.program.extras["complete"].most)
    told(len(np.unique(part.pairs.show)))
    rows, hoped = np.flatnonzero(chosen), np.flatnonzero(chosen | (better.shares > SURE))
    return Wishes(rows, hoped, better.margins, better.bound, int(min(most, able)), scarce=True, whole=better.whole)


def _of_blocks(day: Day, part: Part, relaxation: Relaxation, effort: Effort, told: Told) -> Wishes:
    """A plan, and a bound: that of the relaxation, less what blocks fall short of their shares in it. Only those are
    decided that it leaves open, the widest open first; what each wishes for itself is hoped for."""
    scarce = _leaves_much_open(part, relaxation)
    planning = effort.share(FOR_PLAN, nodes=BLOCK_NODES)
    chosen = (
        planned_at_home(day, part, relaxation, planning)
        if scarce
        else _planned(day, part, relaxation, planning, most=LEFT)
    )
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
    return Wishes(np.flatnonzero(chosen), np.flatnonzero(hoped), relaxation.margins, bound, int(able.sum()), scarce)


def _leaves_much_open(part: Part, relaxation: Relaxation) -> bool:
    shows = np.unique(part.pairs.show)
    acts = np.bincount(part.pairs.show, relaxation.shares)[shows]
    return bool(np.mean(acts < ACTS * SURE) > MUCH)


def _left_open(part: Part, relaxation: Relaxation) -> Flags:
    """Pairs chosen in part, and those of shows that lack an act and so count as complete in part."""
    chosen = relaxation.shares > NOTHING
    acts = np.bincount(part.pairs.show, relaxation.shares)[part.pairs.show]
    return np.asarray(chosen & ((relaxation.shares < SURE) | (acts < ACTS * SURE)))


def _of_region(day: Day, part: Part, relaxation: Relaxation, effort: Effort) -> Flags:
    """A plan of one region of several."""
    if _leaves_much_open(part, relaxation):
        return planned_at_home(day, part, relaxation, effort)
    return _planned(day, part, relaxation, replace(effort, nodes=REGION_NODES), most=REGION_LEFT)


def _planned(day: Day, part: Part, relaxation: Relaxation, effort: Effort, *, most: int) -> Flags:
    """What diving leaves open is decided block by block, with what is left."""
    chosen = dived(day, part, relaxation, effort)
    acts = np.bincount(part.pairs.show[chosen], minlength=len(day.shows))
    left = np.flatnonzero(acts[part.pairs.show] < ACTS)
    if not len(left):
        return chosen
    block = blocks_of(day, part.take(left), most=most, cut=1.0)
    blocks = int(block.max()) + 1
    for number in range(blocks):
        share = effort.share(2 / (2 + blocks - number), close=ROUGH)
        settle(day, part, chosen, left[block == number], left[:0], relaxation.margins, share)
    return chosen
