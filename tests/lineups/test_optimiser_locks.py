"""What a lead has locked survives, whatever it breaks; what is only kept stays where that costs nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from coordinator.errors import Invalid
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Need, Pick, Plan, Problem, Show
from tests.lineups.small_days import a_day, a_show, an_artist

Day = Callable[[], Problem]


def acts(plan: Plan, show: str = "S1") -> list[str]:
    return [placed.artist for placed in plan.placed if placed.show == show]


def lock(artist: str, *, show: str = "S1", slot: int = 1) -> Pick:
    return Pick(show, slot, artist, locked=True)


BROKEN_RULES: dict[str, tuple[Show, Artist]] = {
    "reach": (a_show(), an_artist("A9", place=(48.1, 11.6))),
    "times": (a_show(), an_artist("A9", free_from=1380)),
    "sets": (a_show(curfew=1200), an_artist("A9")),
    "needs": (a_show(has=frozenset()), an_artist("A9", needs=frozenset({Need.PIANO}))),
    "stage": (a_show(stage_people=1), an_artist("A9", people=2)),
    "veto of the host": (a_show(not_with=frozenset({"A9"})), an_artist("A9")),
    "veto of the act": (a_show(), an_artist("A9", not_with=frozenset({"S1"}))),
    "no shows wanted": (a_show(), an_artist("A9", max_shows=0)),
}


@pytest.mark.parametrize("rule", BROKEN_RULES)
def test_a_lock_survives_the_rule_it_breaks_where_a_proposal_would_not(rule: str) -> None:
    show, artist = BROKEN_RULES[rule]
    day = Problem((show,), (artist,))

    assert acts(solve(day)) == []
    assert acts(solve(replace(day, keep=(lock("A9"),)))) == ["A9"]


def test_two_locks_that_break_a_rule_together_both_survive_and_nobody_joins_the_breach() -> None:
    same = tuple(an_artist(f"A{number}", genres=("jazz",)) for number in (1, 2, 3))
    day = Problem((a_show(),), (*same, an_artist("B")), keep=(lock("A1"), lock("A2", slot=2)))

    plan = solve(day)

    assert sorted(acts(plan)) == ["A1", "A2", "B"]


def test_locks_in_two_shows_at_once_survive_for_one_artist() -> None:
    day = replace(a_day(shows=2, artists=1), keep=(lock("A1", show="S1"), lock("A1", show="S2")))

    plan = solve(day)

    assert (acts(plan, "S1"), acts(plan, "S2")) == (["A1"], ["A1"])


def test_a_lock_keeps_its_slot_when_the_slots_before_it_are_filled() -> None:
    day = replace(a_day(artists=5), keep=(lock("A4", slot=2), Pick("S1", 1, "A5")))

    plan = solve(day)

    assert acts(plan)[:2] == ["A5", "A4"]
    assert [placed.locked for placed in plan.placed] == [False, True, False]


def test_a_lock_moves_down_rather_than_leave_a_hole() -> None:
    plan = solve(replace(a_day(artists=1), keep=(lock("A1", slot=3),)))

    assert [(placed.slot, placed.artist) for placed in plan.placed] == [(1, "A1")]


def test_a_kept_act_stays_among_equals_and_goes_for_a_better_one() -> None:
    day = a_day(artists=9)
    kept = tuple(Pick("S1", slot, artist) for slot, artist in ((1, "A7"), (2, "A8"), (3, "A9")))
    better = (*day.artists[:6], *day.artists[6:8], day.artists[8]._replace(rating=0.0))
    better = (better[0]._replace(rating=4.0), *better[1:])

    assert acts(solve(replace(day, keep=kept))) == ["A7", "A8", "A9"]
    assert sorted(acts(solve(Problem(day.shows, better, keep=kept)))) in (
        ["A1", "A7", "A8"],
        ["A1", "A7", "A9"],
        ["A1", "A8", "A9"],
    )


def test_a_kept_pick_of_somebody_who_is_gone_is_forgotten() -> None:
    plan = solve(replace(a_day(), keep=(Pick("S1", 1, "gone"), Pick("gone", 1, "A1"))))

    assert sorted(acts(plan)) == ["A1", "A2", "A3"]


@pytest.mark.parametrize(
    ("locks", "sentence"),
    [
        ((lock("A1", show="S9"),), "There is no show S9; unlock this row or correct the id."),
        ((lock("A9"),), "There is no artist A9; unlock this row or correct the id."),
        ((lock("A1", slot=4),), "Slot 4 is none of 1, 2 and 3."),
        ((lock("A1"), lock("A2")), "Slot 1 of S1 is locked twice; unlock one of the two."),
        ((lock("A1"), lock("A1", slot=2)), "A1 is locked twice at S1; unlock one of the two."),
    ],
)
def test_locks_that_cannot_stand_are_refused_with_what_to_do(locks: tuple[Pick, ...], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        solve(replace(a_day(), keep=locks))

    assert {str(said) for said in refused.value.faults["keep"]} == {sentence}


def test_an_id_that_comes_twice_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        solve(Problem((a_show(), a_show()), ()))

    assert [str(said) for said in refused.value.faults["shows"]] == [
        "The id S1 stands here 2 times; give each row its own."
    ]


def test_among_equals_the_bill_with_more_different_genres_is_chosen() -> None:
    alike = tuple(an_artist(f"A{number}", genres=(f"main {number}", "solo")) for number in range(4))
    varied = an_artist("B", genres=("main B", "dance"))

    plan = solve(Problem((a_show(),), (*alike, varied)))

    assert "B" in acts(plan)
    assert sum(placed.terms.get("variety", 0) for placed in plan.placed) == -30
