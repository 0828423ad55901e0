"""A plan again after a change: the same rules, the same proof, and nothing changed that need not change."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.errors import Invalid
from coordinator.lineups.changed_day import case_of
from coordinator.lineups.optimiser import solve
from coordinator.lineups.prices import bound_at, find_prices, named_prices, offers_of, prices_by_name
from coordinator.lineups.problem import Pick, Placed, Plan, Problem, Reason, Unfilled
from coordinator.lineups.replanning import Replanned, prices_of, replan
from tests.lineups.days import a_world_wide_day
from tests.lineups.every_plan import best_value
from tests.lineups.plan_checker import distance, faults_of
from tests.lineups.small_days import a_day, a_show, an_artist, small_days


def picks(plan: Plan) -> tuple[Pick, ...]:
    return tuple(Pick(one.show, one.slot, one.artist, one.locked) for one in plan.placed)


def as_plan(told: Replanned) -> Plan:
    return Plan(told.placed, told.unfilled, told.objective, told.bound, "feasible", {}, 0, told.solver)


def whole_plan(problem: Problem, told: Replanned) -> Plan:
    """The changed shows with all the others as they were."""
    shows = {show.id: show for show in problem.shows}
    artists = {artist.id: artist for artist in problem.artists}
    changed = set(told.shows)
    same = [
        Placed(one.show, one.slot, one.artist, distance(shows[one.show], artists[one.artist]), one.locked)
        for one in told.after(problem.keep)
        if one.show not in changed
    ]
    placed = tuple(sorted([*told.placed, *same], key=lambda one: (one.show, one.slot)))
    filled = {(one.show, one.slot) for one in placed}
    empty = [(show.id, slot) for show in problem.shows for slot in (1, 2, 3) if (show.id, slot) not in filled]
    unfilled = tuple(Unfilled(show, slot, Reason.ALL_TAKEN) for show, slot in empty)
    total = sum(term for one in placed for term in one.terms.values())
    return Plan(placed, unfilled, total, total, "feasible", {}, 0, told.solver)


def shows_of(problem: Problem) -> list[str]:
    return [show.id for show in problem.shows]


def without_artist(problem: Problem, artist: str) -> Problem:
    return replace(problem, artists=tuple(one for one in problem.artists if one.id != artist))


def without_show(problem: Problem, show: str) -> Problem:
    return replace(problem, shows=tuple(one for one in problem.shows if one.id != show))


def complete(keep: tuple[Pick, ...]) -> int:
    return sum(count == 3 for count in Counter(pick.show for pick in keep).values())


@pytest.fixture(scope="module")
def planned() -> Problem:
    """A day of some cities with its best plan."""
    day = a_world_wide_day(5, shows=40, artists=110, cities=12)
    return replace(day, keep=picks(solve(day)))


def best_of(problem: Problem) -> float:
    """The highest objective of every plan there is, with the optimiser's own tie-break."""
    case = case_of(problem, touched=(), seed=0)
    day, pairs = case.scene.day, case.scene.pairs
    shows, artists = (
        [side[row].id for row in rows] for side, rows in ((day.shows, pairs.show), (day.artists, pairs.artist))
    )
    tie = dict(zip(zip(shows, artists, strict=True), case.worth.tie.tolist(), strict=True))
    return best_value(problem, lambda show, artist: tie.get((show, artist), 0.0))


@given(small_days())
@settings(max_examples=60, deadline=None)
def test_all_of_a_small_day_planned_again_is_the_best_there_is_and_proven(day: Problem) -> None:
    told = replan(day, touched=shows_of(day), price=0)

    best = best_of(day)
    assert told.objective == pytest.approx(best, abs=1e-3)
    assert told.bound == pytest.approx(best, abs=1e-3)
    assert faults_of(day, as_plan(told)) == []


@given(small_days(), st.integers(0, 2**32), st.floats(0, 8_000_000))
@settings(max_examples=60, deadline=None)
def test_any_prices_prove_a_bound(day: Problem, seed: int, most: float) -> None:
    case = case_of(day, touched=(), seed=0)
    offers = offers_of(case.scene.day, case.scene.pairs, case.worth)
    price = np.random.default_rng(seed).uniform(0, most, len(offers.shares.names))

    best = replan(day, touched=shows_of(day), price=0).objective
    found = find_prices(offers, best, price)
    assert bound_at(offers, price).total >= best - 1e-3
    assert best - 1e-3 <= bound_at(offers, found).total <= bound_at(offers, price).total + 1e-3


@pytest.mark.parametrize("seed", range(6))
def test_after_a_change_the_neighbourhood_reaches_what_a_plan_from_scratch_reaches(planned: Problem, seed: int) -> None:
    gone = planned.keep[seed * 17]
    change = without_artist(planned, gone.artist) if seed % 2 else without_show(planned, gone.show)

    told = replan(change, price=0, whole=0)

    after = told.after(change.keep)
    assert faults_of(change, whole_plan(change, told)) == []
    assert complete(after) == complete(picks(solve(change)))
    assert told.bound >= told.objective
    assert {(pick.show, pick.artist) for pick in after} == (
        {(pick.show, pick.artist) for pick in planned.keep} - {(pick.show, pick.artist) for pick in told.out}
    ) | {(one.show, one.artist) for one in told.into}


@pytest.mark.parametrize("seed", range(4))
def test_locks_stay_and_no_rule_is_broken_wherever_times_move(planned: Problem, seed: int) -> None:
    locked = tuple(pick._replace(locked=number % 5 == seed) for number, pick in enumerate(planned.keep))
    moved = planned.shows[seed * 7 : seed * 7 + 3]
    later = {show.id: show._replace(starts_at=show.starts_at + 60, local_start=show.local_start + 60) for show in moved}
    change = replace(planned, shows=tuple(later.get(show.id, show) for show in planned.shows), keep=locked)

    told = replan(change, touched=list(later), whole=0)

    assert {pick for pick in locked if pick.locked} <= set(told.after(locked))
    assert faults_of(change, whole_plan(change, told)) == []


def test_where_nothing_is_lost_nothing_changes(planned: Problem) -> None:
    told = replan(planned)

    assert (told.shows, told.out, told.into, told.gap) == ((), (), (), 0.0)
    assert told.after(planned.keep) == planned.keep


def test_only_shows_that_must_change_do(planned: Problem) -> None:
    gone = planned.keep[0]
    idle = next(one for one in planned.artists if one.id == gone.artist)._replace(id="again")
    change = without_artist(replace(planned, artists=(*planned.artists, idle)), gone.artist)

    told = replan(change)

    lost = [pick for pick in planned.keep if pick.artist == gone.artist]
    assert list(told.out) == lost
    assert [(one.show, one.artist) for one in told.into] == [(pick.show, "again") for pick in lost]


def test_the_bound_of_the_plan_before_holds_after_a_loss(planned: Problem) -> None:
    before = solve(planned).bound
    change = without_artist(planned, planned.keep[0].artist)

    told = replan(change, price=0, bound_before=before, whole=0)

    assert told.bound >= replan(change, price=0, whole=10_000).objective - 1e-3
    assert told.bound <= replan(change, price=0, whole=10_000).bound + 10_000_000


def test_a_show_that_moves_is_planned_for_its_new_time() -> None:
    day = a_day(shows=1, artists=3)
    evening_only = tuple(an_artist(f"B{number}", free_from=1200) for number in range(3))
    keep = tuple(Pick("S1", slot, f"A{slot}") for slot in (1, 2, 3))
    early = tuple(one._replace(free_until=1320) for one in day.artists)
    late = Problem((a_show(local_start=1260),), early + evening_only, keep)

    told = replan(late, touched=["S1"])

    assert sorted(one.artist for one in told.placed) == ["B0", "B1", "B2"]
    assert told.gap == 0


def test_an_act_that_would_now_have_to_be_in_two_places_leaves_the_show_that_moved() -> None:
    first, second = a_show("S1", local_start=900, minutes=90), a_show("S2", local_start=1170)
    act = an_artist("A1", max_shows=2)
    day = Problem((first, second), (act,), (Pick("S1", 1, "A1"), Pick("S2", 1, "A1")))
    moved = replace(day, shows=(a_show("S1", local_start=1140, minutes=90), second))

    assert replan(day).out == ()
    assert replan(moved, touched=["S1"]).out == (Pick("S1", 1, "A1"),)


def test_a_lock_stays_whatever_else_is_lost() -> None:
    day = replace(a_day(artists=5), keep=(Pick("S1", 1, "A1", locked=True), Pick("S1", 2, "A2"), Pick("S1", 3, "A3")))
    worse = tuple(one._replace(rating=0.0 if one.id == "A1" else 5.0) for one in day.artists if one.id != "A2")

    told = replan(replace(day, artists=worse), price=0)

    assert Pick("S1", 1, "A1", locked=True) in told.after(day.keep)
    assert told.out == (Pick("S1", 2, "A2"),)


def test_a_change_that_wins_less_than_its_price_is_not_made_and_what_that_costs_is_told() -> None:
    day = a_day(artists=5)
    keep = tuple(Pick("S1", slot, f"A{slot}") for slot in (1, 2, 3))
    rated = {"A1": 3.0, "A2": 3.0, "A3": 3.0, "A4": 3.4, "A5": 2.0}
    day = Problem(day.shows, tuple(one._replace(rating=rated[one.id]) for one in day.artists), keep)

    steady, free = replan(day, touched=["S1"], price=0.5), replan(day, touched=["S1"], price=0.3)

    assert (steady.into, round(steady.given_up, 1), steady.gap > 0) == ((), 0.4, True)
    assert ([one.artist for one in free.into], round(free.given_up, 2), free.gap) == (["A4"], 0.0, 0.0)


def test_a_filled_slot_is_worth_its_changes_at_any_price() -> None:
    day = Problem((a_show(),), (an_artist("A1"), an_artist("A2")), (Pick("S1", 1, "A1"),))

    assert [one.artist for one in replan(day, touched=["S1"], price=5.0).into] == ["A2"]


@pytest.mark.parametrize("price", [-0.1, 5.1, float("nan")])
def test_a_price_beyond_a_rating_is_refused(price: float) -> None:
    with pytest.raises(Invalid):
        replan(a_day(), price=price)


def test_kept_prices_prove_a_bound_for_the_day_after_the_change(planned: Problem) -> None:
    prices = prices_of(planned)
    change = without_artist(planned, planned.keep[0].artist)
    best = replan(change, price=0, touched=shows_of(change), whole=10_000).objective

    told = replan(change, price=0, prices=prices, touched=shows_of(change), whole=0)

    assert told.objective - 1e-3 <= best <= told.bound + 1e-3


def test_prices_are_kept_by_name() -> None:
    case = case_of(a_day(), touched=(), seed=0)
    offers = offers_of(case.scene.day, case.scene.pairs, case.worth)
    price = np.arange(3.0)

    kept = prices_by_name(offers, price)

    assert kept == {"A2": 1.0, "A3": 2.0}
    assert named_prices(offers, {**kept, "A1": -1.0, "gone": 5.0}).tolist() == price.tolist()
