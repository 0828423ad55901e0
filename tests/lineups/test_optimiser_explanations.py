"""Every empty slot says which rule emptied it, with the nearest miss; every pair says why it may not stand."""

import numpy as np
import pytest

from coordinator.errors import NotFound
from coordinator.lineups import eligibility, explanations
from coordinator.lineups.columns import Day, Whole, day_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.explanations import explain, why_not
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Need, Problem, Reason, Show, Unfilled
from tests.lineups.days import a_world_wide_day
from tests.lineups.small_days import a_day, a_show, an_artist

MUNICH = (48.137, 11.575)
POTSDAM = (52.4, 13.06)


def first_empty(*shows: Show, artists: tuple[Artist, ...]) -> Unfilled:
    return solve(Problem(shows, artists)).unfilled[0]


def said(unfilled: Unfilled) -> str:
    return str(explain(unfilled, {"A1": "Ada Quartet"}))


def test_an_act_just_out_of_reach_is_named_with_its_distance_and_radius() -> None:
    unfilled = first_empty(a_show(), artists=(an_artist(place=POTSDAM, travel_km=20), an_artist("A2", place=MUNICH)))

    assert unfilled.reason is Reason.NO_ARTIST_IN_RANGE
    assert said(unfilled) == (
        "No other act travels this far. Nearest other: Ada Quartet, 27 km away with a radius of 20 km."
    )


def test_nobody_free() -> None:
    unfilled = first_empty(a_show(), artists=(an_artist(free_until=1200), an_artist("A2", free_from=1380)))

    assert unfilled.reason is Reason.NONE_FREE
    assert said(unfilled) == (
        "Other acts within reach: 2, but none is free for the whole evening. "
        "Closest to fitting: Ada Quartet, who is not free for the whole evening."
    )


def test_a_curfew_too_early_for_three_sets() -> None:
    unfilled = first_empty(a_show(curfew=1200), artists=(an_artist(),))

    assert unfilled.reason is Reason.CURFEW
    assert said(unfilled) == (
        "The evening is too short for three sets: there are 30 minutes to play in. "
        "Closest to fitting: Ada Quartet, whose set is too long."
    )


@pytest.mark.parametrize(
    ("room", "act", "why"),
    [
        (a_show(has=frozenset({Need.POWER})), an_artist(needs=frozenset({Need.PIANO})), "for want of a piano"),
        (a_show(has=frozenset({Need.POWER})), an_artist(needs=frozenset({Need.DRUMS})), "because drums cannot play"),
        (a_show(stage_people=2), an_artist(people=3), "for want of space to stand"),
    ],
)
def test_a_room_that_lacks_what_acts_need(room: Show, act: Artist, why: str) -> None:
    unfilled = first_empty(room, artists=(act,))

    assert unfilled.reason is Reason.TECHNICAL
    assert f"Other acts within reach and free: 1; none fits this room, most often {why}." in said(unfilled)


def test_a_veto_is_the_reason_but_names_nobody() -> None:
    unfilled = first_empty(a_show(not_with=frozenset({"A1"})), artists=(an_artist(),))

    assert unfilled.reason is Reason.VETOED
    assert said(unfilled) == "Other acts free and fit for the room: 1, but host or act has ruled the other out."


def test_acts_that_keep_apart_from_the_bill_count_as_vetoed() -> None:
    unfilled = first_empty(a_show(), artists=(an_artist("A1"), an_artist("A2", not_with=frozenset({"A1"}))))

    assert unfilled.reason is Reason.VETOED


def test_a_genre_on_the_bill_already() -> None:
    unfilled = first_empty(a_show(), artists=tuple(an_artist(name, genres=("jazz",)) for name in ("A1", "A2", "A3")))

    assert unfilled.reason is Reason.GENRE_CLASH
    assert said(unfilled) == "Other acts that could play here: 2, but their genre is on the bill already."


def test_acts_that_are_needed_elsewhere() -> None:
    unfilled = solve(a_day(shows=2, artists=4)).unfilled

    assert [empty.reason for empty in unfilled] == [Reason.ALL_TAKEN, Reason.ALL_TAKEN]
    assert said(unfilled[0]) == ("Other acts that could play here: 3, but all of them are needed elsewhere that day.")


def test_where_several_rules_keep_acts_away_each_is_counted() -> None:
    room = a_show("S1", has=frozenset({Need.POWER}))
    taken = a_show("S2", has=frozenset(Need))
    pianists = tuple(an_artist(f"P{number}", needs=frozenset({Need.PIANO})) for number in (1, 2))
    others = tuple(an_artist(f"B{number}", genres=("jazz",)) for number in (1, 2))
    far = an_artist("A1", place=POTSDAM, travel_km=26.5)

    empty = [one for one in solve(Problem((room, taken), (*pianists, *others, far))).unfilled if one.show == "S1"]

    assert said(empty[0]) == (
        "Other acts within reach: 3; in need of what the room lacks: 2; with a genre that is on the bill already: 1. "
        "Nearest other: Ada Quartet, 27 km away with a radius of 26.5 km."
    )


def test_why_not_names_every_rule_that_a_pair_breaks_and_none_for_a_good_pair() -> None:
    act = an_artist(place=MUNICH, free_from=1380, set_minutes=60, people=99, not_with=frozenset({"S1"}))
    day = Problem((a_show(),), (act, an_artist("A2")))

    assert why_not(day, "S1", "A2") == ()
    assert why_not(day, "S1", "A1") == (
        Reason.NO_ARTIST_IN_RANGE,
        Reason.NONE_FREE,
        Reason.CURFEW,
        Reason.TECHNICAL,
        Reason.VETOED,
    )


def test_why_not_knows_no_strangers() -> None:
    with pytest.raises(NotFound):
        why_not(a_day(), "S1", "A9")


@pytest.mark.parametrize(
    ("free_from", "free_until", "may_play"),
    [
        (None, None, True),
        (1170, 1320, True),
        (1171, 1320, False),
        (1170, 1319, False),
        (1080, 60, True),  # until one in the morning
        (None, 0, True),  # until midnight
        (None, 30, True),  # the night after
        (None, 600, False),  # until ten in the morning
    ],
)
def test_an_act_is_free_from_the_first_minute_to_the_last(
    free_from: int | None, free_until: int | None, may_play: bool
) -> None:
    act = an_artist()._replace(free_from=free_from, free_until=free_until)

    assert (why_not(Problem((a_show(),), (act,)), "S1", "A1") == ()) is may_play


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    solve(a_day(shows=2, artists=4))

    assert capfd.readouterr() == ("", "")


def test_looking_only_at_acts_in_sight_finds_the_same_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    day = day_of(a_world_wide_day(3, shows=120, artists=330, cities=30, mood="scarce"))
    some = eligible_pairs(day, ())
    some = some.take(np.arange(0, len(some), 97))
    monkeypatch.setattr(explanations, "SIGHT", 10**9)
    everything = explanations.unfilled_slots(day, some)
    looked_at: list[int] = []
    plain = eligibility.rules_broken_at

    def watched(day: Day, show: int, artists: Whole) -> Whole:
        looked_at.append(len(artists))
        return plain(day, show, artists)

    monkeypatch.setattr(explanations, "rules_broken_at", watched)
    monkeypatch.setattr(explanations, "SIGHT", 40)

    assert explanations.unfilled_slots(day, some) == everything
    assert len(everything) > 300
    assert sum(looked_at) < len(looked_at) * len(day.artists) / 2
