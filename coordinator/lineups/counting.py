"""How many shows can be complete at once, at most: proven apart from the objective, in which quality blurs the count.

Complete shows are made to count STRESS times as much, so that little else does. The complete shows of a plan alone
(and the locks) are a plan too. Each adds STRESS × COMPLETE, and its three acts add what they are worth at least; so no
more than the bound divided by that can be complete.
"""

from dataclasses import replace
from math import floor, inf

import numpy as np

from coordinator.lineups.columns import Day, Flags, Whole
from coordinator.lineups.greedy import Hand, chosen_greedily
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.objective import COMPLETE
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, Program, value_of
from coordinator.lineups.relaxation import Relaxation, relaxation_of

STRESS = 100
SMALL_CHANGE = 200  # more than an act can take away from a show, by repeating genres or playing again
COUNTING = 200  # nodes
NEAR = 1e-4  # share of the count that more prices may still change


def most_complete(day: Day, part: Part, like: Relaxation, effort: Effort) -> float:
    """The most shows that can be complete, by a relaxation that goes on from `like`; inf if not known."""
    counted = relaxation_of(day, part, effort, stress=STRESS, close=NEAR, like=like)
    return inf if counted is None else _whole_shows(part, counted.bound)


def counted(program: Program, effort: Effort) -> tuple[float, Flags]:
    """The most shows that can be complete, by trying all choices where nothing but complete shows counts (inf if not
    known), and a choice that completes as many as were found and then fills what it can."""
    extras = {"complete": program.extras["complete"]}
    plain = replace(program, worth=np.zeros(len(program.worth)), extras=extras)
    by_hand = chosen_greedily(program)
    answer = best_within(plain, by_hand, effort.share(0.5, nodes=COUNTING, close=0.0))
    hand = Hand(program, by_hand if answer.chosen is None else answer.chosen)
    hand.fill_all()
    most = inf if answer.bound == inf else float(floor(answer.bound / COMPLETE + 1e-6))
    return most, max(hand.chosen, by_hand, key=lambda chosen: value_of(program, chosen))


def complete_bound(part: Part, chosen: Whole, *, bound: float) -> int:
    """The most shows of this part that can be complete, given a good choice (rows) and the bound on its objective."""
    complete = _with_three(part.pairs.show[chosen])
    return max(int(min(_with_three(part.pairs.show), _whole_shows(part, bound, stress=1))), complete)


def _with_three(shows: Whole) -> int:
    return int((np.unique(shows, return_counts=True)[1] >= ACTS).sum())


def _whole_shows(part: Part, bound: float, *, stress: int = STRESS) -> float:
    least = float(part.worth.min()) - SMALL_CHANGE
    locks = float(np.minimum(part.worth[part.pairs.locked] - SMALL_CHANGE, 0.0).sum())
    each = stress * COMPLETE + ACTS * least
    return inf if each <= 0 or bound == inf else float(floor((bound - locks) / each + 1e-9))
