"""From a day to its plan: every rule kept, the best by the objective, and a proven bound on what could be better.

The day falls apart into parts (see `components`). A small one is one 0/1 program, solved to the end; a large one is
priced, decided in blocks and mended (see `large`). All of it runs in one thread and, without a time limit, counts its
work instead of timing it, so the same input and seed give the same plan on every machine, whatever the order of the
rows. With a time limit the best found so far comes back. Where the plan is not proven best, the status is "feasible"
and bound and gap say how much better another could be; they hold for the whole problem, with every pair that the rules
allow.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import fsum, inf
from time import perf_counter

import numpy as np

from coordinator.lineups.bills import placed_acts
from coordinator.lineups.columns import Day, Whole, day_of
from coordinator.lineups.components import parts_of
from coordinator.lineups.counting import complete_bound
from coordinator.lineups.eligibility import Pairs, eligible_pairs
from coordinator.lineups.explanations import unfilled_slots
from coordinator.lineups.highs import SOLVER, Effort
from coordinator.lineups.large import solve_large
from coordinator.lineups.picks import refuse_impossible
from coordinator.lineups.problem import Plan, Problem
from coordinator.lineups.program import part_of

BATCH = 150  # pairs

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True)
class Solved:
    """One part decided: the chosen pairs (rows of all pairs), how far above their value a better choice may lie, and
    the most shows that can be complete."""

    chosen: Whole
    slack: float
    most_complete: int


def solve(problem: Problem, *, seed: int = 0, seconds: float | None = None, progress: Progress | None = None) -> Plan:
    """The best plan for the day.

    `seed` decides between plans that are equally good. `seconds` limits the search (None: for as much work as it
    takes, or as makes sense for a day of that size). `progress` is told how many of how many shows are decided, and the
    relative gap of what is. Raises Invalid for ids that come twice and for locks that name nobody or cannot stand
    together; never for lack of time or of artists.
    """
    refuse_impossible(problem)
    began = perf_counter()
    day = day_of(problem)
    pairs = eligible_pairs(day, problem.keep)
    found = perf_counter()
    effort = Effort(ends=inf if seconds is None else began + seconds)
    solved = _solve_parts(day, pairs, effort, seed=seed, progress=progress or _nobody_watches)
    decided = perf_counter()
    chosen = pairs.take(np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *(part.chosen for part in solved)])))
    placed = placed_acts(day, chosen, seed=seed)
    objective, slack = fsum(term for act in placed for term in act.terms.values()), fsum(part.slack for part in solved)
    return Plan(
        placed=placed,
        unfilled=unfilled_slots(day, chosen),
        objective=objective,
        bound=objective + slack,
        status="feasible" if slack else "optimal",
        seconds={"candidates": found - began, "solve": decided - found},
        seed=seed,
        solver=SOLVER,
        complete_bound=sum(part.most_complete for part in solved),
    )


def _nobody_watches(done: int, total: int, gap: float) -> None:
    """The progress of a run without a progress bar."""


class _Watch:
    """Counts what is decided, and tells."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.done, self.total, self.progress = 0, total, progress
        self.value = self.slack = 0.0

    def told(self, more: int) -> None:
        """So many more shows are decided."""
        self.done += more
        self.progress(self.done, self.total, self.slack / max(self.value, 1.0))


def _solve_parts(day: Day, pairs: Pairs, effort: Effort, *, seed: int, progress: Progress) -> list[Solved]:
    """Every part by itself, the smallest first; shows nobody can play at are decided from the start."""
    watch = _Watch(len(day.shows), progress)
    watch.told(len(day.shows) - len(np.unique(pairs.show)))
    solved = [_solve_part(day, pairs, rows, effort, seed=seed, watch=watch) for rows in _batches(parts_of(day, pairs))]
    watch.told(0)
    return solved


def _batches(parts: list[Whole]) -> Iterator[Whole]:
    """The smallest parts some at a time: for each by itself the solver would be longer in starting than in solving."""
    few: list[Whole] = []
    for rows in parts:
        if few and len(rows) + sum(map(len, few)) > BATCH:
            yield np.sort(np.concatenate(few))
            few = []
        few.append(rows)
    if few:
        yield np.sort(np.concatenate(few))


def _solve_part(day: Day, pairs: Pairs, rows: Whole, effort: Effort, *, seed: int, watch: _Watch) -> Solved:
    part = part_of(day, pairs.take(rows), seed=seed)
    found = solve_large(day, part, effort, watch.told)
    watch.value += found.value
    watch.slack += found.bound - found.value
    complete = min(found.most_complete, complete_bound(part, found.chosen, bound=found.bound))
    return Solved(rows[found.chosen], found.bound - found.value, complete)
