"""What must not matter does not: the day, the hour, the names. And each rule by itself, against every plan."""

from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Need, Plan, Problem, Show
from tests.lineups.every_plan import best_value
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import BERLIN, PLACES, a_show, an_artist, small_days
from tests.lineups.test_optimiser import tie_of

quickly = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

SHOWS: dict[str, list[Any]] = {
    "curfew": [1320, None, 1300],
    "stage_people": [1, 2, None],
    "has": [frozenset(), frozenset({Need.PIANO}), frozenset(Need)],
    "not_with": [frozenset({"A1", "A2"}), frozenset()],
    "local_start": [960, 1170, 1170],
    "minutes": [60, 150],
}
ARTISTS: dict[str, list[Any]] = {
    "travel_km": [5.0, 29.9, 100.0],
    "genres": [("folk",), ("folk", "solo"), ("jazz",), ()],
    "people": [1, 2, 3],
    "members": [frozenset({"Ada"}), frozenset({"Ada", "Bo"}), frozenset()],
    "needs": [frozenset({Need.PIANO}), frozenset({Need.DRUMS}), frozenset()],
    "free_from": [1100, None, 1200],
    "free_until": [1200, None, 60],
    "max_shows": [2, 1, 3],
    "set_minutes": [20, 60, 40],
    "rating": [0.0, 5.0, 2.5],
    "not_with": [frozenset({"S1"}), frozenset({"A1"}), frozenset()],
}


def a_day_with(*, shows: dict[str, list[Any]], artists: dict[str, list[Any]], room: int = 2, acts: int = 5) -> Problem:
    """Shows and artists of which only the named properties differ, by turns."""

    def by_turns(count: int, said: dict[str, list[Any]]) -> list[dict[str, Any]]:
        wheels = {name: cycle(values) for name, values in said.items()}
        return [{name: next(wheel) for name, wheel in wheels.items()} for _ in range(count)]

    places = cycle(PLACES)
    return Problem(
        tuple(a_show(f"S{n}", place=next(places), **said) for n, said in enumerate(by_turns(room, shows), 1)),
        tuple(an_artist(f"A{n}", place=BERLIN, **said) for n, said in enumerate(by_turns(acts, artists), 1)),
    )


Said = dict[str, list[Any]]
RULES: list[tuple[Said, Said]] = [({name: values}, {}) for name, values in SHOWS.items()]
RULES += [({"has": [frozenset({Need.PIANO}), frozenset()]}, {name: values}) for name, values in ARTISTS.items()]


@pytest.mark.parametrize(("shows", "artists"), RULES, ids=[*SHOWS, *(f"act's {name}" for name in ARTISTS)])
def test_each_rule_by_itself_leaves_the_best_plan(shows: dict[str, list[Any]], artists: dict[str, list[Any]]) -> None:
    problem = a_day_with(shows=shows, artists=artists)

    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best_value(problem, tie_of(problem)), abs=1e-4)


def lineups(plan: Plan) -> list[tuple[str, int, str]]:
    return [(placed.show, placed.slot, placed.artist) for placed in plan.placed]


def moved(minutes: int, *, clocks: int = 0) -> Callable[[Show], Show]:
    """The same show so many minutes later; `clocks` is how far the local clock moves with it."""

    def move(show: Show) -> Show:
        curfew = None if show.curfew is None else show.curfew + clocks
        start = show.local_start + clocks
        return replace(show, starts_at=show.starts_at + minutes, local_start=start, curfew=curfew)

    return move


@quickly
@given(small_days())
def test_the_same_day_a_week_later_or_in_another_time_zone_has_the_same_plan(problem: Problem) -> None:
    plan = solve(problem)

    for minutes in (7 * 1440, 330):
        later = replace(problem, shows=tuple(map(moved(minutes), problem.shows)))
        assert lineups(solve(later)) == lineups(plan)


@quickly
@given(small_days())
def test_an_hour_later_for_everybody_is_the_same_plan_where_nobody_names_a_time(problem: Problem) -> None:
    artists = tuple(replace(artist, free_from=None, free_until=None) for artist in problem.artists)
    problem = replace(problem, artists=artists)
    later = replace(problem, shows=tuple(map(moved(60, clocks=60), problem.shows)))

    assert lineups(solve(later)) == lineups(solve(problem))


@quickly
@given(small_days())
def test_other_names_give_a_plan_as_good_but_for_the_tie_break(problem: Problem) -> None:
    """The tie-break (below 1 for each act) comes from the names, so it alone may tell the two plans apart."""
    everybody: list[Any] = [*problem.artists, *problem.shows]
    names = {row.id: f"{number:03} {row.id}" for number, row in enumerate(everybody)}

    def named(row: Any) -> Any:
        return replace(row, id=names[row.id], not_with=frozenset(names.get(one, one) for one in row.not_with))

    keep = tuple(replace(pick, show=names[pick.show], artist=names[pick.artist]) for pick in problem.keep)
    shows: tuple[Show, ...] = tuple(map(named, problem.shows))
    artists: tuple[Artist, ...] = tuple(map(named, problem.artists))

    plan, other = solve(problem), solve(Problem(shows, artists, keep))

    assert abs(other.objective - plan.objective) < max(len(plan.placed), 1)
    assert (other.complete, len(other.placed)) == (plan.complete, len(plan.placed))
