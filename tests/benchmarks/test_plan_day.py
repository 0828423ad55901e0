"""Planning a world-wide day: how long it takes, how good the plan is beside a careful one made by hand."""

from collections import Counter

import numpy as np
import pytest

from coordinator.lineups.bills import placed_acts
from coordinator.lineups.columns import day_of
from coordinator.lineups.components import parts_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.greedy import chosen_greedily
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Placed, Problem
from coordinator.lineups.program import program_of
from tests.lineups.days import a_world_wide_day

SIZES = {"campaign": (270, 1000, 200), "scarce": (270, 700, 200), "one metropolis": (60, 270, 1)}


def by_hand(problem: Problem) -> tuple[int, tuple[Placed, ...]]:
    """The number of pairs, and what the greedy start alone would place."""
    day = day_of(problem)
    pairs = eligible_pairs(day, ())
    parts = [(rows, program_of(day, pairs.take(rows), seed=0)) for rows in parts_of(day, pairs)]
    chosen = np.sort(np.concatenate([rows[chosen_greedily(program)] for rows, program in parts]))
    return len(pairs), placed_acts(day, pairs.take(chosen), seed=0)


def complete(placed: tuple[Placed, ...]) -> int:
    return sum(count == 3 for count in Counter(act.show for act in placed).values())


def total(placed: tuple[Placed, ...]) -> float:
    return sum(value for act in placed for value in act.terms.values())


@pytest.mark.bench
@pytest.mark.parametrize("name", SIZES)
def test_planning_a_day(name: str) -> None:
    shows, artists, cities = SIZES[name]
    problem = a_world_wide_day(shows=shows, artists=artists, cities=cities)
    pairs, greedy = by_hand(problem)

    plan = solve(problem, seconds=60)

    spent = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in plan.seconds.items())
    print(f"\n{name}: {shows} shows, {artists} artists, {cities} cities, {pairs} pairs; {spent}")
    print(f"  {plan.status}, gap {plan.gap:.2%}; complete {complete(plan.placed)}, slots {len(plan.placed)}")
    print(
        f"  by hand: complete {complete(greedy)}, slots {len(greedy)}, "
        f"{1 - total(greedy) / plan.bound:.1%} below what is proven possible"
    )
