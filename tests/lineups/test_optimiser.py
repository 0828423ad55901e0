"""The optimiser against every plan of small days, and against an independent checker on large ones."""

import random
from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from coordinator.lineups.columns import day_of
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.highs import Answer
from coordinator.lineups.objective import worth_of
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Pick, Plan, Problem
from tests.lineups.days import a_world_wide_day
from tests.lineups.every_plan import Tie, best_value, most_complete
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import a_day, a_show, an_artist, small_days

quickly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def tie_of(problem: Problem, seed: int = 0) -> Tie:
    """The optimiser's own tie-break, which nothing but itself can know."""
    day = day_of(problem)
    artist, show = (side.ravel() for side in np.meshgrid(np.arange(len(day.artists)), np.arange(len(day.shows))))
    none = np.zeros(len(show))
    ties = worth_of(day, Pairs(show, artist, none, none > 0, none.astype(np.int16)), seed=seed).tie
    table = {(day.shows[s].id, day.artists[a].id): tie for s, a, tie in zip(show, artist, ties.tolist(), strict=True)}
    return lambda show_id, artist_id: table[show_id, artist_id]


def lineups(plan: Plan) -> set[tuple[str, int, str]]:
    return {(placed.show, placed.slot, placed.artist) for placed in plan.placed}


@quickly
@given(small_days())
def test_no_plan_of_a_small_day_is_better_and_no_rule_is_broken(problem: Problem) -> None:
    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best_value(problem, tie_of(problem)), abs=1e-4)


@quickly
@given(small_days())
def test_it_is_told_how_many_shows_of_a_small_day_can_be_complete(problem: Problem) -> None:
    assert solve(problem).complete_bound == most_complete(problem)


@quickly
@given(small_days())
def test_the_order_of_the_rows_changes_nothing(problem: Problem) -> None:
    mix = random.Random(7)
    shows, artists = mix.sample(problem.shows, len(problem.shows)), mix.sample(problem.artists, len(problem.artists))
    keep = mix.sample(problem.keep, len(problem.keep))

    plan, other = solve(problem), solve(replace(problem, shows=tuple(shows), artists=tuple(artists), keep=tuple(keep)))

    assert other.placed == plan.placed
    assert other.unfilled == plan.unfilled


@quickly
@given(small_days())
def test_locking_the_best_plan_changes_nothing(problem: Problem) -> None:
    plan = solve(replace(problem, keep=()))
    locks = tuple(Pick(placed.show, placed.slot, placed.artist, locked=True) for placed in plan.placed)

    locked = solve(replace(problem, keep=locks))

    assert lineups(locked) == lineups(plan)


@quickly
@given(small_days())
def test_keeping_the_best_plan_changes_nothing(problem: Problem) -> None:
    plan = solve(problem)
    kept = tuple(Pick(placed.show, placed.slot, placed.artist) for placed in plan.placed if not placed.locked)
    locks = tuple(pick for pick in problem.keep if pick.locked)

    again = solve(replace(problem, keep=locks + kept))

    assert lineups(again) == lineups(plan)


@quickly
@given(small_days())
def test_one_more_artist_never_makes_a_plan_worse(problem: Problem) -> None:
    plan = solve(problem)

    richer = solve(replace(problem, artists=(*problem.artists, an_artist("A9", rating=3.0))))

    assert richer.objective >= plan.objective - 1e-6


def test_a_world_wide_day_is_solved_to_the_end_and_keeps_every_rule() -> None:
    problem = a_world_wide_day(shows=270, artists=1000, cities=200)

    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert (plan.status, plan.gap) == ("optimal", 0.0)
    assert len(plan.placed) + len(plan.unfilled) == 3 * len(problem.shows)


def test_the_same_input_and_seed_give_the_same_plan_and_another_seed_an_equally_good_one() -> None:
    problem = a_day(shows=2, artists=9)

    plan, again, other = solve(problem, seed=4), solve(problem, seed=4), solve(problem, seed=5)

    assert again.placed == plan.placed
    assert lineups(other) != lineups(plan)
    assert int(other.objective / 100) == int(plan.objective / 100)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_without_time_there_is_still_a_plan_and_its_bound_is_honest(seconds: float) -> None:
    problem = a_world_wide_day(3, shows=60, artists=150, cities=30)
    best = solve(problem)

    plan = solve(problem, seconds=seconds)

    assert faults_of(problem, plan) == []
    assert plan.objective <= best.objective <= plan.bound
    assert plan.status == ("optimal" if plan.bound == plan.objective else "feasible")


def test_the_plan_without_time_is_not_proven_best() -> None:
    plan = solve(a_world_wide_day(3, shows=60, artists=150, cities=30), seconds=0.0)

    assert plan.status == "feasible"
    assert plan.gap > 0


def test_a_solver_without_an_answer_leaves_the_plan_made_by_hand_and_an_honest_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = a_world_wide_day(3, shows=60, artists=150, cities=30)
    best = solve(problem)
    monkeypatch.setattr("coordinator.lineups.deciding.best_within", lambda *_: Answer(None, inf, optimal=False))

    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.status == "feasible"
    assert plan.objective <= best.objective <= plan.bound


def test_an_empty_day_has_an_empty_plan() -> None:
    plan = solve(Problem((), ()))

    assert (plan.placed, plan.unfilled, plan.objective, plan.gap, plan.status) == ((), (), 0.0, 0.0, "optimal")


def test_shows_without_artists_are_empty_and_artists_without_shows_stay_home() -> None:
    lonely = solve(Problem((a_show(),), ()))
    idle = solve(Problem((), (an_artist(),)))

    assert [(unfilled.slot, unfilled.reason.value) for unfilled in lonely.unfilled] == [
        (1, "no_artist_in_range"),
        (2, "no_artist_in_range"),
        (3, "no_artist_in_range"),
    ]
    assert (idle.placed, idle.unfilled) == ((), ())


def test_progress_rises_to_the_number_of_shows() -> None:
    seen: list[tuple[int, int]] = []

    solve(a_world_wide_day(shows=20, artists=60, cities=15), progress=lambda done, total, _: seen.append((done, total)))

    assert seen == sorted(seen)
    assert seen[-1] == (20, 20)


def test_a_complete_show_counts_for_more_than_better_acts() -> None:
    stars = tuple(an_artist(f"A{number}", genres=("jazz",), rating=5.0) for number in range(3))
    plain = tuple(an_artist(f"B{number}", rating=0.0) for number in range(2))

    plan = solve(Problem((a_show(),), stars + plain))

    assert len(plan.placed) == 3
    assert [placed.artist for placed in plan.placed if placed.artist.startswith("B")] == ["B0", "B1"]


def test_nobody_plays_twice_before_everybody_able_has_played() -> None:
    keen = an_artist("A1", max_shows=2)
    once = tuple(an_artist(f"B{number}") for number in range(5))
    afternoon, evening = a_show("S1", local_start=840), a_show("S2", local_start=1200)

    five_more = solve(Problem((afternoon, evening), (keen, *once)))
    four_more = solve(Problem((afternoon, evening), (keen, *once[1:])))

    assert len({placed.artist for placed in five_more.placed}) == 6
    assert sum(placed.artist == "A1" for placed in four_more.placed) == 2


def test_a_musician_of_two_bands_plays_in_one_of_two_far_cities_at_a_time() -> None:
    berlin, munich = an_artist("A1"), an_artist("A2", place=(48.137, 11.575))
    day = Problem((a_show("S1"), a_show("S2", place=(48.137, 11.575))), (berlin, munich))
    shared = tuple(act._replace(members=frozenset({"Ada"})) for act in day.artists)

    assert len(solve(day).placed) == 2
    assert len(solve(replace(day, artists=shared)).placed) == 1


def test_the_best_rated_act_closes_the_evening() -> None:
    artists: tuple[Artist, ...] = tuple(
        an_artist(name, rating=rating) for name, rating in (("A", 5.0), ("B", 1.0), ("C", 3.0))
    )

    plan = solve(Problem((a_show(),), artists))

    assert [placed.artist for placed in plan.placed] == ["B", "C", "A"]
