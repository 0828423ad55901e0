"""Where acts are scarce: chains of moves complete what no single act can, and plans of blocks keep every rule."""

import random

import numpy as np
import pytest
from hypothesis import given

from coordinator.lineups import at_home, chains, large
from coordinator.lineups.chains import chain
from coordinator.lineups.columns import Day, Flags, day_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.greedy import Hand
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Pick, Problem
from coordinator.lineups.program import Part, complete_of, part_of, program_of_part, value_of
from tests.lineups.days import a_world_wide_day
from tests.lineups.every_plan import best_value
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import a_show, an_artist, small_days
from tests.lineups.test_optimiser import tie_of
from tests.lineups.test_optimiser_large import quickly

LINE = 5  # shows


@pytest.fixture
def all_scarce(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part is planned as if acts were scarce, in blocks of two shows."""
    monkeypatch.setattr(large, "WHOLE", 0)
    monkeypatch.setattr(large, "BLOCK", 1)
    monkeypatch.setattr(large, "CUT", 1.0)
    monkeypatch.setattr(large, "MUCH", -1.0)
    monkeypatch.setattr(at_home, "BLOCK", 2)
    monkeypatch.setattr(at_home, "CUT", 1.0)


def a_line(*, locked: bool = False) -> Problem:
    """Shows in a row, each out of reach of the others but for one act that plays at a show or at the one before it.

    The first show has two acts of its own, and so has every other; the last has a third, who is idle.
    """
    shows = tuple(a_show(f"S{number}", place=(52.0, 10.0 + number)) for number in range(LINE))
    own = [
        an_artist(f"own {number} {act}", place=(52.0, 10.0 + number), travel_km=10.0)
        for number in range(LINE)
        for act in range(2)
    ]
    own.append(an_artist("idle", place=(52.0, 10.0 + LINE - 1), travel_km=10.0))
    moving = [an_artist(f"moving {n}", place=(52.0, 9.5 + n), travel_km=40.0) for n in range(1, LINE)]
    keep = (Pick("S2", 3, "moving 2", locked=True),) if locked else ()
    return Problem(shows, tuple(own + moving), keep)


def standing(problem: Problem) -> tuple[Day, Part, Flags]:
    """All play but the one who is idle, each at the later of its shows."""
    day = day_of(problem)
    part = part_of(day, eligible_pairs(day, problem.keep), seed=0)
    names = [(day.shows[s].id, day.artists[a].id) for s, a in zip(part.pairs.show, part.pairs.artist, strict=True)]
    chosen = [act != "idle" and (show[1] == act[-1] or show[1] == act[4]) for show, act in names]
    return day, part, np.array(chosen)


def test_the_first_show_of_a_row_gets_an_act_since_the_last_has_one_to_spare() -> None:
    day, part, chosen = standing(a_line())
    program = program_of_part(day, part)
    hand = Hand(program, chosen)
    assert complete_of(program, chosen) == LINE - 1
    assert [
        pair for pair in np.flatnonzero(part.pairs.show == 0).tolist() if not chosen[pair] and hand.fits(pair)
    ] == []

    chain(day, part, chosen)

    assert complete_of(program, chosen) == LINE
    assert min(Hand(program, chosen).room) >= 0


def test_a_lock_in_the_row_keeps_everybody_where_they_are() -> None:
    day, part, chosen = standing(a_line(locked=True))
    before = chosen.copy()

    chain(day, part, chosen)

    assert chosen.tolist() == before.tolist()


def test_chains_on_a_scarce_day_keep_every_limit_and_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_world_wide_day(3, shows=120, artists=330, cities=6, mood="scarce")
    day = day_of(problem)
    part = part_of(day, eligible_pairs(day, ()), seed=0)
    program = program_of_part(day, part)
    hand = Hand(program, part.pairs.locked)
    hand.fill_all()
    chosen = hand.chosen.copy()

    chain(day, part, chosen)

    assert complete_of(program, chosen) > complete_of(program, hand.chosen)
    assert value_of(program, chosen) > value_of(program, hand.chosen)
    assert min(Hand(program, chosen).room) >= 0

    monkeypatch.setattr(chains, "LOOKS", 0)
    idle = hand.chosen.copy()
    chain(day, part, idle)
    assert idle.tolist() == hand.chosen.tolist()


@quickly
@given(small_days())
@pytest.mark.usefixtures("all_scarce")
def test_a_small_day_planned_as_if_acts_were_scarce_keeps_every_rule_and_its_bound(problem: Problem) -> None:
    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.objective - 1e-4 <= best_value(problem, tie_of(problem)) <= plan.bound + 1e-4


def test_a_scarce_day_in_blocks_is_near_the_best_and_the_same_for_every_order_of_the_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = a_world_wide_day(3, shows=60, artists=165, cities=4, mood="scarce")
    best = solve(problem)
    for module, name, value in (
        (large, "WHOLE", 100),
        (large, "BLOCK", 10),
        (large, "MUCH", 0.0),
        (at_home, "BLOCK", 20),
    ):
        monkeypatch.setattr(module, name, value)
    mix = random.Random(3)
    shuffled = Problem(tuple(mix.sample(problem.shows, 60)), tuple(mix.sample(problem.artists, 165)))

    plan, other = solve(problem), solve(shuffled)

    assert faults_of(problem, plan) == []
    assert plan.objective <= best.bound + 1e-4
    assert best.objective <= plan.bound + 1e-4
    assert plan.objective > 0.99 * best.objective
    assert (other.placed, other.bound) == (plan.placed, plan.bound)
