"""What it costs to change little: the plan that keeps, beside the one that would be made if nothing had to be kept."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import fsum

from coordinator.lineups.objective import POINT
from coordinator.lineups.optimiser import Progress, solve
from coordinator.lineups.problem import Plan, Problem

BONUSES = ("complete", "slot", "kept")  # terms that are counted apart, or are none of the plan's worth


@dataclass(frozen=True, slots=True)
class Stability:
    """The price of a change in rating points; how many of so many kept acts stay at their show; and what is given up
    for it: complete shows, filled slots and, in what is left of the objective, rating points."""

    price: float
    stay: int
    kept: int
    complete: int
    slots: int
    points: float


def steady(
    problem: Problem, *, seed: int = 0, seconds: float | None = None, progress: Progress | None = None
) -> tuple[Plan, Stability]:
    """The best plan where each change has its price (`problem.price`), and what that price gives up.

    Where it has one the day is solved twice, each time within `seconds`. Raises Invalid as `optimiser.solve` does.
    """
    plan = solve(problem, seed=seed, seconds=seconds, progress=progress)
    free = plan
    if problem.price and problem.keep:
        free = solve(replace(problem, price=0.0), seed=seed, seconds=seconds, progress=progress)
    plays = {(one.show, one.artist) for one in plan.placed}
    known = _known(problem)
    return plan, Stability(
        price=problem.price,
        stay=len(known & plays),
        kept=len(known),
        complete=free.complete - plan.complete,
        slots=len(free.placed) - len(plan.placed),
        points=(_worth(free) - _worth(plan)) / POINT,
    )


def _known(problem: Problem) -> set[tuple[str, str]]:
    """The kept pairs of shows and acts that are still there."""
    shows, acts = {show.id for show in problem.shows}, {artist.id for artist in problem.artists}
    return {(pick.show, pick.artist) for pick in problem.keep if pick.show in shows and pick.artist in acts}


def _worth(plan: Plan, without: Collection[str] = BONUSES) -> float:
    return fsum(value for one in plan.placed for name, value in one.terms.items() if name not in without)
