"""A plan of a large part whose relaxation leaves much open, as where acts are scarce: blocks with acts of their own.

An act that could play in several blocks is at home where the relaxation plays it most, and kept until that block has
been decided. Blocks are small enough for the solver to come close, and large enough that few acts are wanted elsewhere.
What is lost at their rims chains win back (`chains`), and then neighbourhoods of shows that still miss acts.
"""

from dataclasses import replace
from math import inf

import numpy as np

from coordinator.lineups.blocks import blocks_of
from coordinator.lineups.chains import chain
from coordinator.lineups.columns import Day, Flags, Reals, Whole, groups
from coordinator.lineups.highs import Effort
from coordinator.lineups.mending import settle
from coordinator.lineups.nearby import on_the_globe
from coordinator.lineups.pricing import best_of_each
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part
from coordinator.lineups.relaxation import Relaxation

BLOCK = 150  # shows
CUT = 0.4  # share of its acts that a cut may leave on both sides
WRITTEN = 20  # pairs of a show that the solver takes
CHAINED = 30  # pairs of a show that chains look at
NODES = 600
CLOSE = 5e-3  # how close to its bound a block is decided: less than a show
SOME = 1e-6  # of a pair: chosen at all
AROUND = ((100, 2e-3), (140, 1e-3), (100, 5e-4), (180, 5e-4), (240, 2e-4))  # shows, how close: one lap each
AGAIN = 20  # laps like the last one at most
HOPE = 0.75  # of a show that a relaxation completes more than the plan
NODES_NEARBY = 300
FOR_ONE = 6.0  # times its share of what is left: most neighbourhoods take less


def planned_at_home(day: Day, part: Part, relaxation: Relaxation, effort: Effort) -> Flags:
    """Pairs of the part that keep every limit; without time they are chosen by hand."""
    block = blocks_of(day, part, most=BLOCK, cut=CUT)
    margins = np.where(_home(day, part, relaxation, block) <= block, relaxation.margins, -inf)
    wanted = best_of_each(part.pairs.show, margins, WRITTEN) | (relaxation.shares > SOME)
    wanted = (wanted & (margins > -inf)) | part.pairs.locked
    chosen, blocks = part.pairs.locked.copy(), int(block.max()) + 1
    for number in range(blocks):
        rows = np.flatnonzero(wanted & (block == number))
        share = effort.share(2 / (2 + blocks - number), nodes=NODES, close=CLOSE)
        settle(day, part, chosen, rows, rows[:0], relaxation.margins, share)
    chain_within(day, part, chosen, relaxation.margins)
    return chosen


def chain_within(day: Day, part: Part, chosen: Flags, margins: Reals) -> None:
    """Complete more shows by chains of the pairs that stand or have the highest margins."""
    rows = np.flatnonzero(best_of_each(part.pairs.show, margins, CHAINED) | chosen | part.pairs.locked)
    some = chosen[rows]
    chain(day, part.take(rows), some)
    chosen[rows] = some


def _home(day: Day, part: Part, relaxation: Relaxation, block: Whole) -> Whole:
    """For each pair the block in which the relaxation plays its act most; of several, or none, the first."""
    acts = len(day.artists)
    key, where = np.unique(part.pairs.artist * (int(block.max()) + 1) + block, return_inverse=True)
    played = np.bincount(where, relaxation.shares, minlength=len(key))
    act, number = np.divmod(key, int(block.max()) + 1)
    order = np.lexsort((number, -played, act))
    first = order[np.unique(act[order], return_index=True)[1]]
    home = np.zeros(acts, dtype=np.int64)
    home[act[first]] = number[first]
    return home[part.pairs.artist]


def better_nearby(day: Day, part: Part, chosen: Flags, margins: Reals, whole: Reals | None, effort: Effort) -> None:
    """Decide the surroundings of all shows that miss an act anew, wider and closer each time and the last time again
    and again while that helps, and chain; `chosen` gets better.

    `whole`: how much of each show a relaxation completes, if that is known. Surroundings of which it completes no more
    than the plan does are left alone.
    """
    laps = [*AROUND, *[AROUND[-1]] * AGAIN]
    for number, (most, close) in enumerate(laps):
        before = _complete(day, part, chosen).sum()
        _lap(day, part, chosen, (margins, whole), most, replace(effort, nodes=NODES_NEARBY, close=close))
        chain_within(day, part, chosen, margins)
        if effort.left <= 0 or (number >= len(AROUND) and _complete(day, part, chosen).sum() <= before):
            break


def _lap(day: Day, part: Part, chosen: Flags, told: tuple[Reals, Reals | None], most: int, effort: Effort) -> None:
    """Once around every show that misses an act and may get it."""
    (margins, whole), places = told, on_the_globe(day.rooms.at)
    rows_of = _best_of_shows(part, chosen, margins)
    shows = np.array(list(rows_of), dtype=np.int64)
    short = shows[~_complete(day, part, chosen)[shows]]
    while len(short) and effort.left > 0:
        apart = ((places[shows] - places[short[0]]) ** 2).sum(axis=1)
        near = shows[np.argsort(apart, kind="stable")[:most]]
        short = short[1:][~np.isin(short[1:], near[: most // 2])]
        if whole is not None and whole[near].sum() < _complete(day, part, chosen)[near].sum() + HOPE:
            continue
        rows = np.concatenate([rows_of[show] for show in near.tolist()])
        rows = np.union1d(rows, np.flatnonzero(chosen & np.isin(part.pairs.show, near)))
        settle(day, part, chosen, rows, rows[:0], margins, effort.share(FOR_ONE / (FOR_ONE + len(short))))


def _best_of_shows(part: Part, chosen: Flags, margins: Reals) -> dict[int, Whole]:
    rows = np.flatnonzero(best_of_each(part.pairs.show, margins, WRITTEN) | chosen | part.pairs.locked)
    return {show: rows[at] for show, at in groups(part.pairs.show[rows])}


def _complete(day: Day, part: Part, chosen: Flags) -> Flags:
    return np.asarray(np.bincount(part.pairs.show[chosen], minlength=len(day.shows)) == ACTS)
