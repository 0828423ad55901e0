"""Large days: priced, cut and mended they stay within the rules, and no plan is better than the bound says."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from coordinator.lineups import buying, deciding, large, market, mending
from coordinator.lineups.columns import day_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.greedy import Hand
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Problem
from coordinator.lineups.program import program_of
from tests.lineups.days import a_day_of, a_world_wide_day
from tests.lineups.every_plan import best_value
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import small_days
from tests.lineups.test_optimiser import tie_of

quickly = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part is cut into regions of two shows and blocks of one, and a block knows four pairs at a time."""
    monkeypatch.setattr(large, "WHOLE", 0)
    monkeypatch.setattr(large, "PRICED", 2)
    monkeypatch.setattr(buying, "REGION", 2)
    monkeypatch.setattr(buying, "BLOCKS", (1, 2))
    monkeypatch.setattr(market, "KNOWN", 2)
    monkeypatch.setattr(buying, "RELAXED", 4)
    monkeypatch.setattr(buying, "WRITTEN", 4)
    monkeypatch.setattr(large, "BLOCK", 1)
    monkeypatch.setattr(large, "LEFT", 1)
    monkeypatch.setattr(large, "KEPT", 4)
    monkeypatch.setattr(large, "CUT", 1.0)
    monkeypatch.setattr(deciding, "FEW", 4)


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of more than a hundred pairs are cut into blocks of ten shows."""
    monkeypatch.setattr(large, "WHOLE", 100)
    monkeypatch.setattr(large, "BLOCK", 10)


@quickly
@given(small_days())
@pytest.mark.usefixtures("as_if_large")
def test_no_plan_of_a_small_day_cut_to_pieces_is_better_than_its_bound(problem: Problem) -> None:
    plan = solve(problem)

    assert faults_of(problem, plan) == []
    best = best_value(problem, tie_of(problem))
    assert plan.objective - 1e-4 <= best <= plan.bound + 1e-4


def test_a_day_cut_to_pieces_is_close_to_the_best_and_counts_complete_shows(in_blocks: None) -> None:
    problem = a_world_wide_day(3, shows=60, artists=200, cities=12)
    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.complete_bound is not None
    assert plan.complete <= plan.complete_bound
    assert plan.gap < 0.05


def test_the_whole_and_the_pieces_agree_on_what_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_world_wide_day(5, shows=50, artists=140, cities=10)
    best = solve(problem)
    monkeypatch.setattr(large, "WHOLE", 100)
    monkeypatch.setattr(large, "BLOCK", 10)

    pieces = solve(problem)

    assert best.status == "optimal"
    assert pieces.objective <= best.objective + 1e-6 <= pieces.bound + 1e-5
    assert best.complete <= (pieces.complete_bound or 0)


def test_rings_of_shows_that_hold_what_others_miss_bring_a_scarce_day_nearer_to_the_best(
    in_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = a_world_wide_day(3, shows=120, artists=330, cities=6, mood="scarce")
    monkeypatch.setattr(mending, "NEIGHBOURHOODS", ())
    with_rings = solve(problem)
    monkeypatch.setattr(mending, "RINGS", ())
    without = solve(problem)

    assert faults_of(problem, with_rings) == []
    assert without.objective < with_rings.objective <= with_rings.bound


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_a_plan_short_of_time_leaves_no_slot_that_somebody_could_fill_as_it_is(in_blocks: None, seconds: float) -> None:
    problem = a_world_wide_day(3, shows=120, artists=420, cities=12)

    plan = solve(problem, seconds=seconds)

    day = day_of(problem)
    pairs = eligible_pairs(day, ())
    placed = {(act.show, act.artist) for act in plan.placed}
    names = ((day.shows[s].id, day.artists[a].id) for s, a in zip(pairs.show, pairs.artist, strict=True))
    hand = Hand(program_of(day, pairs, seed=0), np.array([name in placed for name in names]))
    assert len(placed) == hand.chosen.sum() > 300
    assert [pair for pair in range(len(pairs)) if not hand.chosen[pair] and hand.fits(pair)] == []


def test_in_one_city_pairs_are_priced_and_the_gap_is_proven_over_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "FEW", 1_500)
    problem = a_world_wide_day(shows=40, artists=150, cities=1)

    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.gap <= 0.0005


def test_pieces_are_the_same_on_every_run_and_for_every_order_of_the_rows(in_blocks: None) -> None:
    problem = a_world_wide_day(4, shows=40, artists=140, cities=8)
    mix = random.Random(3)
    shuffled = Problem(tuple(mix.sample(problem.shows, 40)), tuple(mix.sample(problem.artists, 140)))

    plan, again, other = solve(problem), solve(problem), solve(shuffled)

    assert again.placed == plan.placed
    assert other.placed == plan.placed
    assert (again.bound, other.bound) == (plan.bound, plan.bound)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1.0])
def test_a_large_day_short_of_time_still_has_a_plan_and_a_bound(seconds: float) -> None:
    problem = a_day_of("C", "scarce")

    plan = solve(problem, seconds=seconds)

    assert faults_of(problem, plan) == []
    assert plan.bound >= plan.objective
    assert plan.status == ("optimal" if plan.bound == plan.objective else "feasible")


def test_progress_tells_the_gap_so_far(in_blocks: None) -> None:
    seen: list[tuple[int, int, float]] = []
    problem = a_world_wide_day(4, shows=40, artists=140, cities=8)

    plan = solve(problem, progress=lambda *told: seen.append(told))

    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[-1][:2] == (40, 40)
    assert seen[-1][2] == pytest.approx(plan.gap)


def test_a_plan_tells_how_much_better_its_quality_can_be() -> None:
    plan = solve(a_world_wide_day(3, shows=60, artists=150, cities=30), seconds=0.0)

    told = sum(value for act in plan.placed for name, value in act.terms.items() if name not in ("complete", "slot"))
    assert plan.quality == pytest.approx(told)
    assert plan.quality_gap == pytest.approx((plan.bound - plan.objective) / told)
    assert replace(plan, bound=plan.objective).quality_gap == 0.0
