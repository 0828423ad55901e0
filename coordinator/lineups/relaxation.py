"""The relaxation of a part over all its pairs, without ever writing most of them down.

A program of each show's and each act's best pairs is relaxed; at its prices all pairs are priced; those that would add
something come in; and so on (column generation). Cuts that its choice breaks come in with them (`evenings`). The bound
holds for all pairs at any time, so it may end early.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.evenings import Evenings
from coordinator.lineups.highs import Basis, Effort, Relaxed, relaxed
from coordinator.lineups.matrix import Block, Matrix, matrix_of
from coordinator.lineups.objective import LOCAL
from coordinator.lineups.pricing import (
    Prices,
    best_of_each,
    bound_beyond,
    bound_within,
    margins_of,
    prices_by_kind,
)
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import NO_CUTS, Cuts, Part, Program, program_of_part

A_SHOW, AN_ACT = 8, 3  # best pairs that a program begins with
MORE_A_SHOW, MORE_AN_ACT = 10, 2  # pairs that come in at most at a time
ROUNDS = 12
CLOSE = 2e-6  # share of the bound that pairs outside may still add


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The program that was written down (rows of the part) with its prices, the margin of each pair, and the bound.

    `shares` says how much of each pair the relaxation chooses, `whole` how much of each show of the day is complete,
    `cuts` which were found on the way, of all pairs.
    """

    rows: Whole
    program: Program
    matrix: Matrix
    row_prices: Reals
    basis: Basis
    margins: Reals
    shares: Reals
    whole: Reals
    prices: dict[str, Prices]
    cuts: Cuts
    bound: float


def best_pairs(part: Part) -> Flags:
    """Each show's and each act's best pairs, and the locked ones."""
    pairs = part.pairs
    best = best_of_each(pairs.show, part.worth, A_SHOW) | best_of_each(pairs.artist, part.worth, AN_ACT)
    return np.asarray(best | pairs.locked | (pairs.slot > 0))


def relaxation_of(
    day: Day,
    part: Part,
    effort: Effort,
    *,
    inside: Flags | None = None,
    most_complete: float = inf,
    stress: int = 1,
    close: float = CLOSE,
    like: "Relaxation | None" = None,
    more_cuts: "Callable[[Relaxation], Cuts]" = lambda _: NO_CUTS,
) -> Relaxation | None:
    """The relaxation of the part; None where there was no time for the first answer.

    It begins with the pairs `inside` (None: the best), or goes on from `like`, of the same pairs at other prices. At
    most `most_complete` shows are complete, each counting `stress` times as much. It ends when other pairs, and the
    last cuts, change less than `close` of the bound. `more_cuts` finds some beside those of evenings.
    """
    inside, cuts = _begun(part, inside, like), NO_CUTS if like is None else like.cuts
    last = None if like is None else (like.matrix, like.rows, like.basis)
    found, evenings = None, Evenings(day, part)
    for _ in range(ROUNDS):
        rows = np.flatnonzero(inside)
        less = cuts.among(rows)
        program = program_of_part(day, part.take(rows), most_complete=most_complete, stress=stress, cuts=less)
        matrix = matrix_of(program)
        answer = relaxed(matrix, effort, start=None if last is None else _moved(*last, (matrix, rows)))
        if answer is None:
            return found
        step = _priced(day, part, (rows, program, matrix), answer, cuts)
        before = inf if found is None else found.bound
        found = step if step.bound < before else found
        gain = np.flatnonzero((step.margins > 0) & ~inside)
        more = evenings.broken_by(step.shares).and_more(more_cuts(step))
        change = bound_beyond(part.pairs.show[gain], step.margins[gain])
        if max(change, before - step.bound if len(more) else 0.0) <= close * abs(step.bound):
            break
        last, cuts = (matrix, rows, answer.basis), cuts.and_more(more)
        inside[gain[_most_gaining(part, gain, step.margins[gain])]] = True
    return found


def _begun(part: Part, inside: Flags | None, like: Relaxation | None) -> Flags:
    """The pairs to begin with."""
    begun = best_pairs(part) if inside is None else inside.copy()
    begun[[] if like is None else like.rows] = True
    return begun


def _most_gaining(part: Part, rows: Whole, margins: Reals) -> Flags:
    by_show = best_of_each(part.pairs.show[rows], margins, MORE_A_SHOW)
    return by_show | best_of_each(part.pairs.artist[rows], margins, MORE_AN_ACT)


def _priced(day: Day, part: Part, written: tuple[Whole, Program, Matrix], answer: Relaxed, cuts: Cuts) -> Relaxation:
    rows, program, matrix = written
    prices = prices_by_kind(matrix, answer.prices)
    margins = margins_of(day, part, prices) - cuts.charges(prices["cut"].price, len(part))
    outside = np.ones(len(part), dtype=bool)
    outside[rows] = False
    bound = bound_within(matrix, answer.prices) + bound_beyond(part.pairs.show[outside], margins[outside])
    margins[rows] = (matrix.cost - matrix.times(answer.prices))[: len(rows)]
    bound += _left_out(part, rows, program.extras["complete"].weight)
    shares = np.zeros(len(part))
    shares[rows] = answer.values[: len(rows)]
    whole, able = np.zeros(len(day.shows)), program.extras["complete"].sets.key
    whole[able] = answer.values[len(rows) :][: len(able)]
    return Relaxation(rows, program, matrix, answer.prices, answer.basis, margins, shares, whole, prices, cuts, bound)


def _left_out(part: Part, rows: Whole, weight: float) -> float:
    """What shows that the program does not know can be complete, or have a local act, may add."""
    some = part.take(rows)
    complete = _shows(part.pairs.show, ACTS) - _shows(some.pairs.show, ACTS)
    local = _shows(part.pairs.show[part.local], 1) - _shows(some.pairs.show[some.local], 1)
    return weight * complete + LOCAL * local


def _shows(show: Whole, least: int) -> int:
    return int((np.bincount(show) >= least).sum())


def _moved(old: Matrix, old_rows: Whole, basis: Basis, into: tuple[Matrix, Whole]) -> Basis:
    """The same basis in the numbers of a program with more pairs; rules that are new do not bind yet.

    A row over all complete shows may have come last."""
    new, rows = into
    row_at = np.concatenate([_places(one, other) for one, other in zip(old.blocks, new.blocks, strict=False)])
    extra_at = row_at[_first_extra(old) :][: len(old.cost) - len(old_rows)]
    shift = len(rows) - _first_extra(new)
    column_at = np.append(np.searchsorted(rows, old_rows), np.where(extra_at < 0, -1, extra_at + shift))
    tight = np.ones(len(old.most), dtype=bool)
    tight[basis.basic_rows] = False
    basic = np.ones(len(new.most), dtype=bool)
    basic[row_at[tight & (row_at >= 0)]] = False
    known = [column_at[columns] for columns in (basis.basic_columns, basis.upper_columns)]
    return Basis(known[0][known[0] >= 0], known[1][known[1] >= 0], np.flatnonzero(basic))


def _first_extra(matrix: Matrix) -> int:
    """The row of the first extra column; its columns stand in the order of their rows."""
    return next(block.first for block in matrix.blocks if block.kind == "complete")


def _places(old: Block, new: Block) -> Whole:
    """The new number of each old row, −1 for those that have none."""
    if not len(new.key):
        return np.full(len(old.key), -1)
    at = np.minimum(np.searchsorted(new.key, old.key), len(new.key) - 1)
    return np.where((old.key >= 0) & (new.key[at] == old.key), at + new.first, -1)
