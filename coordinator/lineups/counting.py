"""How many shows can be complete at once, at most: proven apart from the objective, in which quality blurs the count.

Complete shows are made to count STRESS times as much, so that little else does. The complete shows of a plan alone
(and the locks) are a plan too. Each adds STRESS × COMPLETE, and its three acts add what they are worth at least; so no
more than the bound divided by that can be complete.
"""

from dataclasses import replace
from math import floor, inf

import numpy as np

from coordinator.lineups.columns import Day, Flags, Whole
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.objective import COMPLETE
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, complete_of, program_of_part
from coordinator.lineups.relaxation import relaxation_of

STRESS = 100
SMALL_CHANGE = 200  # more than an act can take away from a show, by repeating genres or playing again
EASY = 2_000  # pairs among which complete shows are counted one by one
COUNTING = 200  # nodes


def most_complete(day: Day, part: Part, inside: Flags | None, effort: Effort) -> float:
    """The most shows that can be complete, by a relaxation that begins with the pairs `inside`; inf if not known."""
    counted = relaxation_of(day, part, effort, inside=inside, stress=STRESS)
    return inf if counted is None else _whole_shows(part, counted.bound)


def most_complete_of_few(day: Day, part: Part, chosen: Whole, effort: Effort) -> float:
    """The same, by trying all choices of a part of few pairs, where nothing but complete shows counts.

    `chosen` rows are one choice.
    """
    program, start = program_of_part(day, part), np.zeros(len(part), dtype=bool)
    start[chosen] = True
    counted = replace(program, worth=np.zeros(len(part)), extras={"complete": program.extras["complete"]})
    bound = best_within(counted, start, effort.share(0.5, nodes=COUNTING)).bound
    return inf if bound == inf else float(floor(bound / COMPLETE + 1e-6))


def complete_bound(day: Day, part: Part, chosen: Whole, effort: Effort, *, bound: float) -> int:
    """The most shows of this part that can be complete, given a good choice (rows) and the bound on its objective."""
    program = program_of_part(day, part.take(chosen))
    complete = complete_of(program, np.ones(len(chosen), dtype=bool))
    possible = int((np.unique(part.pairs.show, return_counts=True)[1] >= ACTS).sum())
    bounds = [int(min(possible, _whole_shows(part, bound, stress=1)))]
    for proof in (_by_relaxation, most_complete_of_few):
        if bounds[-1] > complete and len(part) <= EASY and effort.left > 0:
            bounds.append(int(min(proof(day, part, chosen, effort), bounds[-1])))
    return max(bounds[-1], complete)


def _by_relaxation(day: Day, part: Part, _: Whole, effort: Effort) -> float:
    return most_complete(day, part, None, effort)


def _whole_shows(part: Part, bound: float, *, stress: int = STRESS) -> float:
    least = float(part.worth.min()) - SMALL_CHANGE
    locks = float(np.minimum(part.worth[part.pairs.locked] - SMALL_CHANGE, 0.0).sum())
    each = stress * COMPLETE + ACTS * least
    return inf if each <= 0 or bound == inf else float(floor((bound - locks) / each + 1e-9))
