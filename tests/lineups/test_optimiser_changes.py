"""What must not matter does not: the day, the hour, the names. And each rule by itself, against every plan."""

from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Leg, Mode, Need, Plan, Problem, Show
from tests.lineups.every_plan import best_value
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import A_DAY, BERLIN, PLACES, TOURS, a_show, an_artist, small_days
from tests.lineups.test_optimiser import tie_of

quickly = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

SHOWS: dict[str, list[Any]] = {
    "curfew": [1320, None, 1300],
    "stage_people": [1, 2, None],
    "has": [frozenset(), frozenset({Need.PIANO}), frozenset(Need)],
    "not_with": [frozenset({"A1", "A2"}), frozenset()],
    "local_start": [960, 1170, 1170],
    "minutes": [60, 150],
    "languages": [frozenset({"de"}), frozenset({"pl", "ar"})],
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
    "legs": [TOURS[0], TOURS[1], (), TOURS[2]],
}
SPOKEN: dict[str, list[Any]] = {"languages": [frozenset({"ar"}), frozenset(), frozenset({"de", "pl"})]}
TWO_SHOWS: dict[str, list[Any]] = {"local_start": [960, 1185], "city": ["Berlin", "Potsdam"]}


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
RULES += [(SHOWS, SPOKEN), (TWO_SHOWS, {"mode": list(Mode), "max_shows": [2]})]
NAMES = [*SHOWS, *(f"act's {name}" for name in ARTISTS), "all rooms' rules and languages", "modes"]


@pytest.mark.parametrize(("shows", "artists"), RULES, ids=NAMES)
def test_each_rule_by_itself_leaves_the_best_plan(shows: dict[str, list[Any]], artists: dict[str, list[Any]]) -> None:
    problem = a_day_with(shows=shows, artists=artists)

    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best_value(problem, tie_of(problem)), abs=1e-4)


def lineups(plan: Plan) -> list[tuple[str, int, str]]:
    return [(placed.show, placed.slot, placed.artist) for placed in plan.placed]


def later(problem: Problem, minutes: int, *, clocks: int = 0) -> Problem:
    """The same day so many minutes later; `clocks` is how far the local clocks move with it."""

    def move(show: Show) -> Show:
        curfew = None if show.curfew is None else show.curfew + clocks
        start = show.local_start + clocks
        return show._replace(starts_at=show.starts_at + minutes, local_start=start, curfew=curfew)

    def travel(leg: Leg) -> Leg:
        return replace(leg, begins=leg.begins + minutes, ends=leg.ends + minutes)

    artists = tuple(act._replace(legs=tuple(map(travel, act.legs))) for act in problem.artists)
    return replace(problem, shows=tuple(map(move, problem.shows)), artists=artists)


@quickly
@given(small_days())
def test_the_same_day_a_week_later_or_in_another_time_zone_has_the_same_plan(problem: Problem) -> None:
    plan = solve(problem)

    for minutes in (7 * 1440, 330):
        assert lineups(solve(later(problem, minutes))) == lineups(plan)


@quickly
@given(small_days())
def test_an_hour_later_for_everybody_is_the_same_plan_where_nobody_names_a_time(problem: Problem) -> None:
    artists = tuple(artist._replace(free_from=None, free_until=None) for artist in problem.artists)
    problem = replace(problem, artists=artists)

    assert lineups(solve(later(problem, 60, clocks=60))) == lineups(solve(problem))


@quickly
@given(small_days())
def test_other_names_give_a_plan_as_good_but_for_the_tie_break(problem: Problem) -> None:
    """The tie-break (below 1 for each act) comes from the names, so it alone may tell the two plans apart."""
    everybody: list[Any] = [*problem.artists, *problem.shows]
    names = {row.id: f"{number:03} {row.id}" for number, row in enumerate(everybody)}

    def named(row: Any) -> Any:
        spoken = frozenset(f"language {language}" for language in row.languages)
        refused = frozenset(names.get(one, one) for one in row.not_with)
        return row._replace(id=names[row.id], not_with=refused, languages=spoken)

    keep = tuple(pick._replace(show=names[pick.show], artist=names[pick.artist]) for pick in problem.keep)
    shows: tuple[Show, ...] = tuple(map(named, problem.shows))
    artists: tuple[Artist, ...] = tuple(map(named, problem.artists))

    plan, other = solve(problem), solve(Problem(shows, artists, keep, problem.speed_kmh))

    assert abs(other.objective - plan.objective) < max(len(plan.placed), 1)
    assert (other.complete, len(other.placed)) == (plan.complete, len(plan.placed))


@quickly
@given(small_days())
def test_slower_ways_never_make_a_plan_better(problem: Problem) -> None:
    cities = {show.city for show in problem.shows}
    crawling = {city: {mode: problem.speed(city, mode) / 10 for mode in Mode} for city in cities}

    assert solve(replace(problem, speed_kmh=crawling)).objective <= solve(problem).objective + 1e-6


@quickly
@given(small_days())
def test_saying_what_is_usual_changes_nothing(problem: Problem) -> None:
    """A city's speeds where they are the usual ones, and a leg at home."""
    usual = {city: {mode: problem.speed(city, mode) for mode in Mode} for city in ("Berlin", "Potsdam", "Rome")}
    stays = tuple(act._replace(legs=(*act.legs, _at_home(act))) for act in problem.artists)

    assert lineups(solve(replace(problem, speed_kmh=usual, artists=stays))) == lineups(solve(problem))


def _at_home(act: Artist) -> Leg:
    return Leg(latitude=act.latitude, longitude=act.longitude, begins=0, ends=2 * A_DAY)


@quickly
@given(small_days())
def test_living_where_a_leg_is_based_is_as_good_as_being_on_it(problem: Problem) -> None:
    moved = tuple(act._replace(latitude=52.788, longitude=13.405, legs=()) for act in problem.artists)
    away = (Leg(latitude=52.788, longitude=13.405, begins=0, ends=2 * A_DAY),)
    touring = tuple(act._replace(legs=away) for act in problem.artists)

    assert solve(replace(problem, artists=touring)).placed == solve(replace(problem, artists=moved)).placed


@quickly
@given(small_days())
def test_one_more_language_in_the_audience_moves_little_and_never_down(problem: Problem) -> None:
    more = tuple(show._replace(languages=show.languages | {"de"}) for show in problem.shows)

    plan, other = solve(problem), solve(replace(problem, shows=more))

    won = other.objective - plan.objective
    assert -1e-6 <= won <= 3 * len(other.placed) + 1e-6
    assert (other.complete, len(other.placed)) == (plan.complete, len(plan.placed))
