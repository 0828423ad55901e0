"""The order of an evening and its set times, and the way between two shows."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Need, Pick, Placed, Problem
from coordinator.lineups.running_order import SetTime, Wishes, running_order, sequenced, set_times
from coordinator.lineups.travel import LOAD_IN, PACK_UP, moves_of, way_minutes
from tests.lineups.days import a_world_wide_day
from tests.lineups.small_days import a_show, an_artist

NO_WISHES = Wishes()
DRUMS, LOUD = frozenset({Need.DRUMS}), frozenset({Need.AMPLIFIED})


def order(*acts: Artist, seed: int = 0, wishes: Wishes = NO_WISHES) -> list[str]:
    return [one.artist for one in running_order(a_show(), acts, seed=seed, wishes=wishes)]


def test_three_sets_follow_each_other_with_change_overs_from_the_start() -> None:
    acts = [an_artist(f"A{number}", set_minutes=30) for number in range(3)]

    sets = running_order(a_show(local_start=1170, minutes=150), acts, seed=0)

    assert [(one.slot, one.begins, one.ends) for one in sets] == [(1, 1170, 1200), (2, 1215, 1245), (3, 1260, 1290)]


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=3),
    st.integers(20, 200),
    st.one_of(st.none(), st.integers(1180, 1400)),
)
@settings(deadline=None)
def test_sets_stay_inside_the_evening_and_never_overlap(lengths: list[int], minutes: int, curfew: int | None) -> None:
    show = a_show(local_start=1170, minutes=minutes, curfew=curfew)
    acts = [an_artist(f"A{number}", set_minutes=length) for number, length in enumerate(lengths)]

    sets = running_order(show, acts, seed=1)

    assert (sets[0].begins, sets[-1].ends <= show.local_end) == (1170, True)
    assert all(one.ends <= following.begins for one, following in pairwise(sets))


@pytest.mark.parametrize("seed", range(8))
def test_drums_come_last_and_are_struck_once(seed: int) -> None:
    drums, other, plain = an_artist("A1", needs=DRUMS), an_artist("A2", needs=DRUMS), an_artist("A3")

    assert order(drums, plain, an_artist("A4"), seed=seed)[2] == "A1"
    assert order(drums, plain, other, seed=seed)[0] == "A3"
    loud = drums._replace(needs=DRUMS | LOUD)
    assert order(loud, an_artist("A5", needs=LOUD), plain, seed=seed) == ["A3", "A5", "A1"]


def test_who_comes_from_another_show_plays_last_and_who_goes_on_plays_first() -> None:
    comes, leaves, stays = an_artist("A1"), an_artist("A2", needs=DRUMS), an_artist("A3")
    wishes = Wishes(not_before={"A1": 1100}, not_after={"A2": 1500})

    assert order(comes, leaves, stays, wishes=wishes) == ["A2", "A3", "A1"]


def test_a_slot_that_is_held_is_kept_whatever_would_be_better() -> None:
    acts = an_artist("A1", needs=DRUMS), an_artist("A2"), an_artist("A3")

    assert order(*acts, wishes=Wishes(slots={"A1": 1}))[0] == "A1"


def test_the_rest_is_drawn_by_the_seed_and_not_by_the_order_of_the_rows() -> None:
    acts = [an_artist(f"A{number}") for number in range(3)]

    drawn = Counter(tuple(order(*acts, seed=seed)) for seed in range(200))

    assert set(drawn) == set(permutations(("A0", "A1", "A2")))
    assert {tuple(order(*acts[::-1], seed=seed)) for seed in range(5)} == {
        tuple(order(*acts, seed=seed)) for seed in range(5)
    }


def test_a_plan_in_running_order_is_the_same_plan_and_keeps_what_is_locked_or_kept() -> None:
    day = a_world_wide_day(3, shows=30, artists=90, cities=8)
    plan = solve(day)
    day = replace(day, keep=tuple(Pick(one.show, one.slot, one.artist) for one in plan.placed[:20]))

    told = sequenced(day, plan, seed=4)

    assert {(one.show, one.artist) for one in told.placed} == {(one.show, one.artist) for one in plan.placed}
    assert {(one.show, one.slot) for one in told.placed} == {(one.show, one.slot) for one in plan.placed}
    held = {(pick.show, pick.artist): pick.slot for pick in day.keep}
    slots = {(one.show, one.artist): one.slot for one in told.placed}
    assert {pair: slots[pair] for pair in held} == held
    assert sequenced(day, plan, seed=4) == told


def test_set_times_follow_the_slots() -> None:
    day = Problem((a_show(),), (an_artist("A1"), an_artist("A2", set_minutes=40)))
    bill = [Placed("S1", 2, "A1", 0.0, locked=False), Placed("S1", 1, "A2", 0.0, locked=False)]

    assert set_times(day, bill) == (SetTime("A2", 1, 1170, 1210), SetTime("A1", 2, 1225, 1250))


def test_the_evening_of_an_act_that_plays_twice_tells_the_way_and_what_is_left() -> None:
    early, late = a_show("S1", local_start=1020, minutes=90), a_show("S2", local_start=1230, place=(52.547, 13.405))
    band = an_artist("A1", members=frozenset({"Ada"}))
    solo = an_artist("A2", members=frozenset({"Ada"}))
    plan = [Pick("S1", 1, "A1"), Pick("S2", 1, "A2"), Pick("S1", 2, "A3")]

    moves = moves_of(Problem((early, late), (band, solo, an_artist("A3"))), plan)

    (move,) = moves["A1"]
    assert moves == {"A1": (move,), "A2": (move,)}
    assert (move.first, move.second, round(move.km, 1), move.way) == ("S1", "S2", 3.0, 7)
    assert move.spare == 1230 - 1110 - PACK_UP - 7 - LOAD_IN


def test_ways_are_counted_in_whole_minutes_up() -> None:
    assert [way_minutes(distance) for distance in (0, 0.1, 30)] == [0, 1, 60]
