"""One block of the day decided: the best choice found for its pairs, and what none can exceed.

A block of few pairs is one 0/1 program, solved to the end if the effort allows. Of one with many pairs the relaxation
shows which pairs may matter; only those are written down. A choice with any of the others is worth at most the
relaxation's bound less what that pair falls short, so the bound still holds for all pairs.
"""

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from coordinator.lineups.columns import Day, Flags, Whole
from coordinator.lineups.counting import counted, most_complete
from coordinator.lineups.greedy import chosen_greedily
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, Program, ceiling_of, program_of_part, value_of
from coordinator.lineups.relaxation import Relaxation, best_pairs, relaxation_of

FEW = 9_000  # pairs that the solver takes at once


@dataclass(frozen=True, slots=True)
class Decided:
    """The chosen pairs (rows of the part), their value, and what no choice can exceed; likewise complete shows."""

    chosen: Whole
    value: float
    bound: float
    most_complete: int


def decided(day: Day, part: Part, effort: Effort, *, relaxation: Relaxation | None = None) -> Decided:
    """Decide this part."""
    if len(part) <= FEW:
        found = _counted_and_solved(program_of_part(day, part), effort)
        return replace(found, bound=min(found.bound, max(ceiling_of(part), found.value)))
    relaxation = relaxation or relaxation_of(day, part, effort)
    if relaxation is None:
        return by_hand(day, part)
    return _among_near(day, part, relaxation, effort)


def _counted_and_solved(program: Program, effort: Effort) -> Decided:
    most, start = counted(program, effort)
    most = min(most, could_be_complete(program))
    found = _solved(replace(program, most_complete=most), np.arange(len(start)), start, effort)
    return replace(found, most_complete=int(most))


def could_be_complete(program: Program) -> int:
    """How many shows have acts of three genres to choose from, whoever else wants those."""
    return len(program.extras["complete"].most)


def _among_near(day: Day, part: Part, relaxation: Relaxation, effort: Effort) -> Decided:
    """The best choice among the FEW pairs with the highest margins."""
    most = most_complete(day, part, relaxation, effort)
    again = relaxation_of(day, part, effort, like=relaxation, most_complete=most) if most < inf else None
    relaxation = again if again is not None and again.bound < relaxation.bound else relaxation
    near, short = _nearest(part, relaxation, FEW)
    program = program_of_part(day, part.take(near), most_complete=most)
    found = _solved(program, near, chosen_greedily(program), effort)
    bound = min(max(found.bound, relaxation.bound - short), relaxation.bound)
    able = int(min(most, could_be_complete(program)))
    return Decided(found.chosen, found.value, max(bound, found.value), able)


def _nearest(part: Part, relaxation: Relaxation, count: int) -> tuple[Whole, float]:
    """Rows of the pairs with the highest margins, and how far short of nothing all others fall at least."""
    margin = np.where(part.pairs.locked, inf, relaxation.margins)
    order = np.argsort(-margin, kind="stable")
    left = margin[order[count:]]
    return np.sort(order[:count]), max(-float(left[0]), 0.0) if len(left) else inf


def _solved(program: Program, rows: Whole, start: Flags, effort: Effort) -> Decided:
    """The solver's answer; where it has no time or no answer the start, with the bound there is."""
    answer = best_within(program, start, effort)
    chosen = _better(program, start, answer.chosen)
    value = value_of(program, chosen)
    proven = answer.optimal and effort.close == 0
    return Decided(rows[chosen], value, value if proven else max(answer.bound, value), could_be_complete(program))


def by_hand(day: Day, part: Part) -> Decided:
    """Without time for prices: the greedy choice among each show's and each act's best pairs."""
    rows = np.flatnonzero(best_pairs(part))
    program = program_of_part(day, part.take(rows))
    chosen = chosen_greedily(program)
    value = value_of(program, chosen)
    able = np.unique(part.pairs.show[rows], return_counts=True)[1] >= ACTS
    return Decided(rows[chosen], value, max(ceiling_of(part), value), int(able.sum()))


def _better(program: Program, one: Flags, other: Flags | None) -> Flags:
    return one if other is None or value_of(program, one) > value_of(program, other) else other
