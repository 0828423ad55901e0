"""What a hamlet can do with how many visitors: the cuts are kept by every plan, and say more than thirds of shows."""

import numpy as np
import pytest

from coordinator.lineups import at_home
from coordinator.lineups.at_home import better_nearby
from coordinator.lineups.columns import Day, day_of
from coordinator.lineups.counting import most_complete
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.hamlets import Hamlets, most_of, together
from coordinator.lineups.highs import Effort
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Pick, Problem
from coordinator.lineups.program import NO_CUTS, Cuts, Part, part_of
from coordinator.lineups.relaxation import Relaxation, relaxation_of
from tests.lineups.days import a_world_wide_day
from tests.lineups.small_days import a_show, an_artist

TOWNS = ((52.0, 10.0), (52.0, 14.0))  # 270 km apart


def two_towns(*, own: int = 7, touring: int = 1) -> Problem:
    """Three shows in each of two towns, so many acts of its own in each, and some that could play in both."""
    shows = tuple(a_show(f"S{town} {number}", place=TOWNS[town]) for town in range(2) for number in range(3))
    home = [an_artist(f"A{town} {number}", place=TOWNS[town]) for town in range(2) for number in range(own)]
    away = [an_artist(f"B{number}", place=(52.0, 12.0), travel_km=200.0) for number in range(touring)]
    return Problem(shows, tuple(home + away))


def part_and_day(problem: Problem) -> tuple[Day, Part]:
    day = day_of(problem)
    return day, part_of(day, eligible_pairs(day, problem.keep), seed=0)


def relaxed_with(day: Day, part: Part, *, effort: Effort | None = None) -> tuple[Relaxation, Relaxation, Cuts]:
    """The relaxation without and with hamlets, and all cuts of hamlets."""
    plain = relaxation_of(day, part, Effort(), close=0.0)
    assert plain is not None
    hamlets, found = Hamlets(day, part, part.pairs.locked, effort or Effort()), [NO_CUTS]

    def more(step: Relaxation) -> Cuts:
        found.append(hamlets.broken_by(step))
        return found[-1]

    cut = relaxation_of(day, part, Effort(), close=0.0, like=plain, more_cuts=more)
    assert cut is not None
    cuts = NO_CUTS
    for some in found:
        cuts = cuts.and_more(some)
    return plain, cut, cuts


def test_seven_acts_of_a_town_are_two_shows_and_one_visitor_makes_no_third() -> None:
    day, part = part_and_day(two_towns())

    plain, cut, _ = relaxed_with(day, part)

    assert plain.whole.sum() == pytest.approx(5)
    assert cut.whole.sum() == pytest.approx(4)
    assert most_complete(day, part, plain, Effort()) == 5
    assert most_complete(day, part, cut, Effort()) == 4 == solve(two_towns()).complete


def test_eight_acts_of_each_of_two_towns_and_one_visitor_are_five_shows() -> None:
    day, part = part_and_day(two_towns(own=8))

    _, cut, _ = relaxed_with(day, part)

    assert cut.whole.sum() == pytest.approx(5)
    assert solve(two_towns(own=8)).complete == 5


@pytest.mark.parametrize(("each", "visitors", "most"), [(1, 0, 2), (1, 1, 2), (2, 2, 2), (3, 2, 2 + 1 / 3)])
def test_the_most_of_a_town_by_what_visits_cost(each: int, visitors: int, most: float) -> None:
    day, part = part_and_day(two_towns(touring=visitors))
    town = part.take(np.flatnonzero(part.pairs.show < 3))
    visits = np.array([day.artists[act].id.startswith("B") for act in town.pairs.artist])

    assert most_of(day, town, visits, each, Effort()) == pytest.approx(most)


def test_a_lock_that_leaves_a_town_short_counts() -> None:
    problem = two_towns(own=3, touring=0)
    locks = tuple(Pick(f"S0 {number}", 1, f"A0 {number}", locked=True) for number in range(2))
    day, part = part_and_day(Problem(problem.shows, problem.artists, locks))
    town = part.take(np.flatnonzero(part.pairs.show < 3))

    assert most_of(day, town, np.zeros(len(town), dtype=bool), 1, Effort()) == 0


@pytest.mark.parametrize("seed", [3, 4])
def test_the_best_plan_keeps_every_cut_and_the_bound_with_them_is_lower_and_still_above_it(seed: int) -> None:
    problem = a_world_wide_day(seed, shows=60, artists=150, cities=20, mood="scarce")
    day, part = part_and_day(problem)
    plan = solve(problem)

    plain, cut, cuts = relaxed_with(day, part)

    placed = {(act.show, act.artist) for act in plan.placed}
    names = ((day.shows[s].id, day.artists[a].id) for s, a in zip(part.pairs.show, part.pairs.artist, strict=True))
    chosen = np.array([name in placed for name in names])
    whole = np.bincount(part.pairs.show[chosen], minlength=len(day.shows)) == 3
    sides = np.bincount(cuts.owner, cuts.factor * chosen[cuts.pairs], minlength=len(cuts))
    sides += np.bincount(cuts.counter, whole[cuts.shows], minlength=len(cuts))
    assert plan.status == "optimal"
    assert len(cuts) > 10
    assert (sides <= cuts.most + 1e-9).all()
    assert plan.objective - 1e-4 <= cut.bound < plain.bound - 1_000_000


def test_without_time_only_what_needs_no_solver_is_said() -> None:
    day, part = part_and_day(two_towns())

    plain, cut, cuts = relaxed_with(day, part, effort=Effort(ends=0.0))

    assert (cuts.most == 0).all()
    assert cut.bound <= plain.bound + 1e-6


def test_places_that_lie_together_are_found_the_closest_first() -> None:
    places = np.array([[0.0, 0, 0], [10, 0, 0], [1, 0, 0], [10.5, 0, 0], [3, 0, 0]])

    found = [few.tolist() for few in together(places, most=3)]

    assert found == [[0], [1], [2], [3], [4], [1, 3], [0, 2], [0, 2, 4]]
    assert together(places[:0], most=3) == []


@pytest.mark.parametrize("hoped", [False, True])
def test_surroundings_are_decided_anew_only_where_the_relaxation_completes_more(
    hoped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, part = part_and_day(two_towns())
    decided, chosen = [], part.pairs.locked.copy()
    monkeypatch.setattr(at_home, "settle", lambda *_: decided.append("once"))
    monkeypatch.setattr(at_home, "chain_within", lambda *_: None)

    better_nearby(day, part, chosen, part.worth, np.full(len(day.shows), float(hoped)), Effort())

    assert bool(decided) == hoped


def test_more_shows_in_one_house_than_are_decided_at_once_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_home, "AROUND", ((2, 0.0),))
    house = Problem(tuple(a_show(f"S{number}") for number in range(5)), (*two_towns().artists, an_artist("A")))
    day, part = part_and_day(house)
    chosen = part.pairs.locked.copy()

    better_nearby(day, part, chosen, part.worth, None, Effort())

    assert chosen.any()
