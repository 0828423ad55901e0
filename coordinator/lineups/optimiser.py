"""From a day to its plan: every rule kept, the best by the objective, and a proven bound on what could be better.

The day falls apart into parts (see `components`); each is one 0/1 program, solved to the end in one thread, so the
same input and seed give the same plan on every machine, whatever the order of the rows. With a time limit the best
found so far comes back, with the bound proven so far and the status "feasible". No pair that the rules allow is left
out, so bound and gap hold for the whole problem.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum, inf
from time import perf_counter

import numpy as np

from coordinator.lineups.bills import placed_acts
from coordinator.lineups.columns import Day, Flags, Whole, day_of
from coordinator.lineups.components import parts_of
from coordinator.lineups.eligibility import Pairs, eligible_pairs
from coordinator.lineups.explanations import unfilled_slots
from coordinator.lineups.greedy import chosen_greedily
from coordinator.lineups.highs import SOLVER, best_choice
from coordinator.lineups.picks import refuse_impossible
from coordinator.lineups.problem import Plan, Problem
from coordinator.lineups.program import Program, ceiling_of, program_of, value_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Solved:
    """One part decided: the chosen pairs (rows of all pairs), and how far above their value a better choice may lie."""

    chosen: Whole
    slack: float


def solve(problem: Problem, *, seed: int = 0, seconds: float | None = None, progress: Progress | None = None) -> Plan:
    """The best plan for the day.

    `seed` decides between plans that are equally good. `seconds` limits the search (None: until the plan is proven
    best). `progress` is told how many of how many shows are decided. Raises Invalid for ids that come twice and for
    locks that name nobody or cannot stand together; never for lack of time or of artists.
    """
    refuse_impossible(problem)
    began = perf_counter()
    day = day_of(problem)
    pairs = eligible_pairs(day, problem.keep)
    found = perf_counter()
    ends = inf if seconds is None else began + seconds
    solved = _solve_parts(day, pairs, seed=seed, ends=ends, progress=progress or _nobody_watches)
    chosen = pairs.take(np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *(part.chosen for part in solved)])))
    placed = placed_acts(day, chosen, seed=seed)
    objective, slack = fsum(term for act in placed for term in act.terms.values()), fsum(part.slack for part in solved)
    return Plan(
        placed=placed,
        unfilled=unfilled_slots(day, chosen),
        objective=objective,
        bound=objective + slack,
        status="feasible" if slack else "optimal",
        seconds={"candidates": found - began, "solve": perf_counter() - found},
        seed=seed,
        solver=SOLVER,
    )


def _nobody_watches(done: int, total: int) -> None:
    """The progress of a run without a progress bar."""


def _solve_parts(day: Day, pairs: Pairs, *, seed: int, ends: float, progress: Progress) -> list[Solved]:
    """Every part by itself, the smallest first; shows nobody can play at are decided from the start."""
    parts = parts_of(day, pairs)
    done = len(day.shows) - len(np.unique(pairs.show))
    solved = []
    for rows in parts:
        progress(done, len(day.shows))
        solved.append(_solve_part(program_of(day, pairs.take(rows), seed=seed), rows, ends))
        done += len(np.unique(pairs.show[rows]))
    progress(done, len(day.shows))
    return solved


def _solve_part(program: Program, rows: Whole, ends: float) -> Solved:
    """The solver's answer; where it has no time or no answer the greedy one, with the bound there is."""
    greedy = chosen_greedily(program)
    answer = best_choice(program, greedy, seconds=max(ends - perf_counter(), 0.0))
    chosen = _better(program, greedy, answer.chosen)
    if answer.optimal:
        return Solved(rows[chosen], 0.0)
    bound = min(answer.bound, ceiling_of(program))
    return Solved(rows[chosen], max(bound - value_of(program, chosen), 0.0))


def _better(program: Program, one: Flags, other: Flags | None) -> Flags:
    return one if other is None or value_of(program, one) > value_of(program, other) else other
