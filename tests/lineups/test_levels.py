"""What speaks against an act at a show: each rule by itself, the same as the optimiser's, and of a bill together."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from coordinator.lineups.columns import day_of
from coordinator.lineups.eligibility import Rule, rules_broken_at
from coordinator.lineups.levels import (
    BITS,
    LEVELS,
    Level,
    Objection,
    bill_warnings,
    masks,
    named,
    objections,
    place_of,
)
from coordinator.lineups.problem import ACTS, Artist, Need, Pick, Problem, Show
from tests.lineups.small_days import BERLIN, a_show, an_artist, small_days

NORTH = (52.788, 13.405)  # 29.8 km from BERLIN
LATER: dict[str, Any] = {"local_start": 1380, "minutes": 60}  # at 23:00, an hour and a half after HERE
HERE = a_show("S1", local_start=1140)


def against(show: Show, act: Artist, *beside: Artist, elsewhere: tuple[Show, Artist] | None = None) -> set[Objection]:
    """What speaks against an act at a show where others play, while somebody plays at another one."""
    shows, acts = {show.id: show}, {one.id: one for one in (act, *beside)}
    keep = [Pick(show.id, number, one.id, False) for number, one in enumerate(beside, start=1)]
    if elsewhere:
        where, who = elsewhere
        shows[where.id], acts[who.id] = where, who
        keep.append(Pick(where.id, 1, who.id, False))
    problem = Problem(tuple(shows.values()), tuple(acts.values()), tuple(keep))
    place = place_of(problem, show.id, {show.id: [one.id for one in beside]}, leave=act.id)
    return set(objections(place, place.day.artist_row[act.id]))


@pytest.mark.parametrize(
    ("room", "said", "found"),
    [
        ({}, {}, set()),
        ({"not_with": frozenset({"A1"})}, {}, {Objection.VETOED}),
        ({}, {"not_with": frozenset({"S1"})}, {Objection.VETOED}),
        ({}, {"free_until": 1200}, {Objection.NOT_FREE}),
        ({}, {"set_minutes": 51}, {Objection.TOO_LONG}),
        ({"curfew": 1200}, {}, {Objection.TOO_LONG}),
        ({"has": frozenset[Need]()}, {"needs": frozenset({Need.PIANO})}, {Objection.LACKS}),
        ({"has": frozenset[Need]()}, {"needs": frozenset({Need.AMPLIFIED})}, {Objection.ACOUSTIC}),
        ({"has": frozenset[Need]()}, {"needs": frozenset({Need.AMPLIFIED, Need.DRUMS})}, {Objection.LACKS}),
        ({}, {"place": NORTH, "travel_km": 29.0}, {Objection.REACH}),
        ({"stage_people": 2}, {"people": 3}, {Objection.STAGE}),
    ],
)
def test_each_rule_of_an_act_and_a_room_has_its_objection(
    room: dict[str, Any], said: dict[str, Any], found: set[Objection]
) -> None:
    assert against(HERE._replace(**room), an_artist("A1", **said)) == found


def test_the_other_acts_of_a_bill_object() -> None:
    alike, foe = an_artist("A2", genres=("folk",)), an_artist("A3", not_with=frozenset({"A1"}))

    assert against(HERE, an_artist("A1", genres=("folk", "jazz")), alike) == {Objection.GENRE}
    assert against(HERE, an_artist("A1"), foe) == {Objection.VETOED}
    assert against(HERE, an_artist("A1", members=frozenset({"Ada"})), an_artist("A2", members=frozenset({"Ada"}))) == {
        Objection.MEMBER
    }


@pytest.mark.parametrize("in_another_band", [False, True])
def test_where_else_an_act_or_a_member_of_it_plays_objects(in_another_band: bool) -> None:
    act = an_artist("A1", max_shows=2, members=frozenset({"Ada"}))
    who = an_artist("A2", members=frozenset({"Ada"})) if in_another_band else act
    at_once, too_far, well_after = (
        a_show("S2", local_start=1200),
        a_show("S2", place=NORTH, **LATER),
        a_show("S2", **LATER),
    )

    overlap = Objection.MEMBER if in_another_band else Objection.OVERLAP
    assert [against(HERE, act, elsewhere=(where, who)) for where in (at_once, too_far, well_after)] == [
        {overlap},
        {Objection.GAP},
        set(),
    ]


def test_an_act_plays_as_many_shows_as_it_wants_and_moving_it_frees_its_place() -> None:
    act, later = an_artist("A1"), a_show("S2", **LATER)
    problem = Problem((HERE, later), (act,), (Pick("S2", 1, "A1", False),))

    stays = place_of(problem, "S1", {"S1": []}, leave="A1")
    moved = place_of(problem, "S1", {"S1": ["A1"], "S2": []}, leave="A1")

    assert (objections(stays, 0), objections(moved, 0)) == ((Objection.TWICE,), ())


@pytest.mark.parametrize(
    ("genres", "homes", "found"),
    [
        (("folk", "choir", "fado"), (BERLIN, NORTH, NORTH), {Objection.MOOD}),
        (("folk", "choir", "soul"), (BERLIN, NORTH, NORTH), set()),
        (("polka", "waltz", "march"), (BERLIN, BERLIN, BERLIN), set()),
        (("folk", "soul", "rock"), (NORTH, NORTH, NORTH), {Objection.NOBODY_LOCAL}),
        (("folk", "choir"), (NORTH, NORTH), set()),
    ],
)
def test_three_acts_of_one_mood_or_from_afar_are_told_when_they_are_three(
    genres: tuple[str, ...], homes: tuple[tuple[float, float], ...], found: set[Objection]
) -> None:
    acts = [
        an_artist(f"A{n}", genres=(genre,), place=home)
        for n, (genre, home) in enumerate(zip(genres, homes, strict=True))
    ]
    day = day_of(Problem((HERE,), tuple(acts)))

    told = bill_warnings(day, 0, range(len(acts)))

    assert (set(told), {one.level for one in told} <= {Level.WARN}) == (found, True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(small_days())
def test_whom_nothing_keeps_away_the_optimiser_could_place_too(day: Problem) -> None:
    for show in day.shows:
        playing = [pick.artist for pick in day.keep if pick.show == show.id]
        place = place_of(day, show.id, {show.id: playing}, leave="")
        rules = rules_broken_at(place.day, place.show)
        found = masks(place, np.arange(len(day.artists)))
        for row, artist in enumerate(place.day.artists):
            if artist.id in playing or len(playing) == ACTS:
                continue
            soft = BITS[Objection.ACOUSTIC] & int(found[row])
            breaks = int(rules[row]) & ~(int(Rule.NEEDS) if soft else 0)
            fits = not breaks and place.bills.fits(place.show, row)
            assert fits == all(one.level is Level.WARN for one in named(int(found[row])))
            assert objections(place, row) == named(int(found[row]))


def test_the_weightiest_stands_first() -> None:
    levels = [LEVELS[one] for one in named(sum(BITS.values()))]

    assert levels == sorted(levels, reverse=True)
