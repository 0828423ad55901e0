"""Every rule switched on in turn, all others off: the optimiser against every plan of small days drawn at random."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Problem, Show
from tests.lineups.every_plan import best_value, most_complete
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import a_show, an_artist, small_days
from tests.lineups.test_optimiser import tie_of

RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # what of shows, and of artists, is as it was drawn
    "three acts": ((), ()),
    "reach": ((), ("travel_km",)),
    "times": (("local_start", "minutes", "curfew"), ("free_from", "free_until")),
    "length of sets": (("minutes", "curfew"), ("set_minutes",)),
    "needs": (("has",), ("needs",)),
    "stage": (("stage_people",), ("people",)),
    "one main genre": ((), ("genres",)),
    "refusals": (("not_with",), ("not_with",)),
    "shared members": (("local_start",), ("members",)),
    "two shows": (("local_start", "minutes"), ("max_shows",)),
    "ways": (("local_start", "minutes", "city"), ("max_shows", "mode")),
    "legs of a tour": (("local_start",), ("travel_km", "legs")),
    "languages": (("languages",), ("languages",)),
    "rating": ((), ("rating",)),
    "locks and kept picks": ((), ()),
}


def with_only(rule: str, problem: Problem) -> Problem:
    """The day with everybody as usual but for what the rule is about, and for where they are."""
    of_shows, of_artists = RULES[rule]

    def at(one: Show | Artist, names: tuple[str, ...]) -> dict[str, Any]:
        return {"place": (one.latitude, one.longitude), **{name: getattr(one, name) for name in names}}

    return replace(
        problem,
        shows=tuple(a_show(show.id, **at(show, of_shows)) for show in problem.shows),
        artists=tuple(an_artist(act.id, **at(act, of_artists)) for act in problem.artists),
        keep=problem.keep if rule == "locks and kept picks" else (),
        speed_kmh=problem.speed_kmh if rule == "ways" else {},
    )


@pytest.mark.parametrize("rule", RULES)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(small_days())
def test_with_one_rule_at_a_time_no_plan_is_better_and_none_is_broken(rule: str, drawn: Problem) -> None:
    problem = with_only(rule, drawn)

    plan = solve(problem)

    assert faults_of(problem, plan) == []
    assert (plan.status, plan.complete_bound) == ("optimal", most_complete(problem))
    assert plan.objective == pytest.approx(best_value(problem, tie_of(problem)), abs=1e-4)
