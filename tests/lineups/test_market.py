"""Days too large to be relaxed as a whole: prices by steps, regions decided at them, blocks across their borders."""

import random
from dataclasses import replace

import numpy as np
import pytest

from coordinator.lineups import buying, large, market
from coordinator.lineups.columns import Day, day_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.greedy import Hand
from coordinator.lineups.highs import Effort
from coordinator.lineups.optimiser import solve
from coordinator.lineups.pricing import Prices
from coordinator.lineups.problem import Pick, Plan, Problem
from coordinator.lineups.program import Part, part_of, program_of
from coordinator.lineups.relaxation import relaxation_of
from coordinator.lineups.splitting import answer_of, portion, portions_of, put_together
from tests.lineups.days import a_world_wide_day
from tests.lineups.plan_checker import faults_of


@pytest.fixture
def in_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of more than forty shows are priced by steps, and decided in regions of twenty."""
    monkeypatch.setattr(large, "WHOLE", 100)
    monkeypatch.setattr(large, "PRICED", 40)
    monkeypatch.setattr(buying, "REGION", 20)
    monkeypatch.setattr(buying, "BLOCKS", (8, 15))


def a_day() -> Problem:
    """Most of its shows are one part; with others beside it."""
    return a_world_wide_day(3, shows=120, artists=420, cities=6)


def the_largest_part(problem: Problem) -> tuple[Day, Part]:
    day = day_of(problem)
    part = part_of(day, eligible_pairs(day, problem.keep), seed=0)
    return day, part


def test_the_bound_of_steps_is_near_that_of_the_relaxation_and_never_below_the_best_plan() -> None:
    problem = a_day()
    day, part = the_largest_part(problem)
    relaxation = relaxation_of(day, part, Effort())
    assert relaxation is not None

    tags, _ = market.tags_of(day, part, Effort())
    proof = market.proof_of(day, part, tags)

    assert solve(problem).objective <= proof.bound < 1.0006 * relaxation.bound
    assert proof.of_show.sum() < proof.bound
    assert market.proof_of(day, part, market.Tags(0 * tags.act, tags.hours)).bound > proof.bound


def test_what_is_scarce_is_counted_act_by_act_and_half_hour_by_half_hour() -> None:
    day, part = the_largest_part(a_day())
    acts = np.unique(part.pairs.artist)
    scarce = market.scarce_of(day, part.pairs, acts)
    chance = np.random.default_rng(0)
    prices = chance.random(len(scarce.many))
    taken = np.flatnonzero(chance.random(len(part)) < 0.05)

    half_hours: dict[int, list[int]] = {}  # by pair
    for pair, first, last in zip(scarce.pair.tolist(), scarce.first.tolist(), scarce.last.tolist(), strict=True):
        half_hours.setdefault(pair, []).extend(range(len(acts) + first, len(acts) + last))
    used = [np.append(np.searchsorted(acts, act), half_hours.get(row, [])) for row, act in enumerate(part.pairs.artist)]
    over = -scarce.many
    for row in taken.tolist():
        np.add.at(over, used[row].astype(np.int64), 1)
    by_act = np.zeros(len(day.artists))
    by_act[acts] = prices[: len(acts)]
    tags = market.Tags(by_act, Prices(scarce.hours, prices[len(acts) :]))

    assert min(len(each) for each in half_hours.values()) > 3
    assert scarce.over(taken).tolist() == over.tolist()
    assert np.allclose(scarce.cost(prices), [prices[each.astype(np.int64)].sum() for each in used])
    assert np.allclose(scarce.cost(prices), tags.cost(day, part.pairs))


def test_a_day_of_several_regions_is_close_to_its_bound_and_leaves_no_show_untold(in_regions: None) -> None:
    problem, told = a_day(), []
    plan = solve(problem, progress=lambda done, total, gap: told.append((done, total)))

    assert faults_of(problem, plan) == []
    assert plan.gap < 0.03
    assert plan.complete_bound is not None
    assert plan.complete <= plan.complete_bound
    assert told[-1] == (120, 120)


def test_blocks_across_the_borders_of_regions_make_the_plan_better(
    in_regions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = a_day()
    with_blocks = solve(problem)
    monkeypatch.setattr(buying, "BLOCKS", ())
    without = solve(problem)

    assert faults_of(problem, without) == []
    assert without.objective < with_blocks.objective


def test_the_order_of_rows_changes_nothing_in_a_day_of_several_regions(in_regions: None) -> None:
    problem = a_day()
    chance = random.Random(1)
    shuffled = replace(
        problem,
        shows=tuple(chance.sample(problem.shows, len(problem.shows))),
        artists=tuple(chance.sample(problem.artists, len(problem.artists))),
    )

    assert _names(solve(problem)) == _names(solve(shuffled))


def test_a_part_of_several_regions_is_decided_the_same_by_itself_as_among_the_whole_day(in_regions: None) -> None:
    problem = a_day()
    answers = [answer_of(solve(portion(problem, shows))) for shows in portions_of(problem)]

    plan, together = solve(problem), put_together(problem, answers, seed=0, seconds=0.0)

    assert len(answers) > 1
    assert _names(together) == _names(plan)
    assert together.bound == pytest.approx(plan.bound, rel=1e-12)


def test_locks_stand_in_a_day_of_several_regions(in_regions: None) -> None:
    problem = a_day()
    placed = random.Random(2).sample(solve(problem).placed, 60)
    locked = replace(problem, keep=tuple(Pick(one.show, one.slot, one.artist, True) for one in placed))

    plan = solve(locked)

    assert faults_of(locked, plan) == []
    assert {(one.show, one.artist) for one in placed} <= _names(plan)


@pytest.mark.parametrize("seconds", [0.0, 0.4])
def test_a_day_of_several_regions_short_of_time_leaves_no_slot_that_somebody_could_fill(
    in_regions: None, seconds: float
) -> None:
    problem = a_day()

    plan = solve(problem, seconds=seconds)

    day = day_of(problem)
    pairs = eligible_pairs(day, ())
    placed = _names(plan)
    names = ((day.shows[s].id, day.artists[a].id) for s, a in zip(pairs.show, pairs.artist, strict=True))
    hand = Hand(program_of(day, pairs, seed=0), np.array([name in placed for name in names]))
    assert faults_of(problem, plan) == []
    assert [pair for pair in range(len(pairs)) if not hand.chosen[pair] and hand.fits(pair)] == []


def _names(plan: Plan) -> set[tuple[str, str]]:
    return {(one.show, one.artist) for one in plan.placed}
