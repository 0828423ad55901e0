"""Cuts: they say nothing that a plan does not keep, and bring the relaxation nearer to the best plan."""

from dataclasses import replace

import numpy as np
import pytest

from coordinator.lineups.columns import day_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.evenings import Evenings
from coordinator.lineups.highs import Effort
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Pick, Problem
from coordinator.lineups.program import NO_CUTS, Cuts, part_of
from coordinator.lineups.relaxation import relaxation_of
from tests.lineups.days import a_world_wide_day
from tests.lineups.small_days import a_show, an_artist

EVENING = 120  # minutes


def a_day_with(*artists: Artist, starts: tuple[int, ...], keep: tuple[Pick, ...] = ()) -> Problem:
    """Shows in one room, so many minutes after the first starts."""
    first = a_show("S0")
    later = [(f"S{n}", first.starts_at + start, first.local_start + start) for n, start in enumerate(starts)]
    shows = tuple(first._replace(id=id_, starts_at=at, local_start=local, minutes=EVENING) for id_, at, local in later)
    return Problem(shows, artists, keep)


def cuts_of(problem: Problem, shares: float) -> dict[frozenset[str], float]:
    """By the shows of each cut their factors, where all the same; every pair chosen to so much."""
    day = day_of(problem)
    part = part_of(day, eligible_pairs(day, problem.keep), seed=0)
    cuts = Evenings(day, part).broken_by(np.full(len(part), shares))
    return {
        frozenset(day.shows[show].id for show in part.pairs.show[cuts.pairs[cuts.owner == cut]]): float(
            np.unique(cuts.factor[cuts.owner == cut]).item()
        )
        for cut in range(len(cuts))
    }


def test_of_three_shows_at_one_time_somebody_plays_one() -> None:
    problem = a_day_with(an_artist("A", max_shows=2), starts=(0, 30, 60))

    assert cuts_of(problem, 0.5) == {frozenset({"S0", "S1", "S2"}): 1.0}


def test_three_halves_of_an_evening_with_three_shows_that_go_together_are_two_at_most() -> None:
    problem = a_day_with(an_artist("A", max_shows=2), starts=(0, 240, 480))

    assert cuts_of(problem, 2 / 3) == {}
    assert cuts_of(problem, 0.9) == {frozenset({"S0", "S1", "S2"}): 0.5}


def test_who_may_play_three_times_is_held_by_no_halves() -> None:
    problem = a_day_with(an_artist("A", max_shows=3), starts=(0, 240, 480))

    assert cuts_of(problem, 1.0) == {}


def test_bands_that_share_a_musician_share_the_evening() -> None:
    bands = (an_artist("A", members=frozenset({"Jo"})), an_artist("B", members=frozenset({"Jo"})))
    problem = a_day_with(*bands, starts=(0, 30))

    assert cuts_of(problem, 0.5) == {frozenset({"S0", "S1"}): 1.0}


def test_nothing_is_said_of_who_is_locked_into_an_evening_nobody_can_play() -> None:
    locks = (Pick("S0", 1, "A", locked=True), Pick("S1", 1, "A", locked=True))
    problem = a_day_with(an_artist("A", max_shows=2), starts=(0, 30, 60), keep=locks)

    assert cuts_of(problem, 0.5) == {}
    assert len(solve(problem).placed) == 2


@pytest.fixture(scope="module")
def scarce() -> Problem:
    return a_world_wide_day(3, shows=120, artists=330, cities=6, mood="scarce")


def test_the_best_plan_keeps_every_cut_and_the_bound_comes_nearer_to_it(
    scarce: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = day_of(scarce)
    part = part_of(day, eligible_pairs(day, ()), seed=0)
    best = solve(scarce)
    with_cuts = relaxation_of(day, part, Effort())
    monkeypatch.setattr(Evenings, "broken_by", lambda *_: NO_CUTS)
    without = relaxation_of(day, part, Effort())

    assert with_cuts is not None
    assert without is not None
    placed = {(act.show, act.artist) for act in best.placed}
    names = zip(part.pairs.show.tolist(), part.pairs.artist.tolist(), strict=True)
    chosen = np.array([(day.shows[show].id, day.artists[act].id) in placed for show, act in names])
    assert chosen.sum() == len(placed)
    assert _played(with_cuts.cuts, chosen) == pytest.approx(np.minimum(_played(with_cuts.cuts, chosen), 1.0))
    assert len(with_cuts.cuts) > 3
    assert best.objective <= with_cuts.bound < without.bound - 1e6


def _played(cuts: Cuts, chosen: np.ndarray) -> np.ndarray:
    return np.bincount(cuts.owner, cuts.factor * chosen[cuts.pairs], minlength=len(cuts))


def test_a_cut_holds_among_some_pairs_as_among_all() -> None:
    cuts = Cuts(np.array([0, 0, 1]), np.array([2, 5, 5]), np.array([1.0, 0.5, 1.0]), np.ones(2))

    some = cuts.among(np.array([1, 5]))

    assert (some.owner.tolist(), some.pairs.tolist(), some.factor.tolist()) == ([0, 1], [1, 1], [0.5, 1.0])
    assert len(cuts.and_more(replace(some, most=np.ones(2)))) == 4
