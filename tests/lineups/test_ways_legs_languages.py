"""How acts get from show to show, where they are while they tour, and what they speak."""

from dataclasses import replace

import numpy as np
import pytest

from coordinator.lineups.columns import Reals, day_of
from coordinator.lineups.eligibility import away_km, eligible_pairs, everybody_away_km
from coordinator.lineups.explanations import why_not
from coordinator.lineups.objective import worth_of
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Artist, Leg, Mode, Pick, Plan, Problem, Reason
from coordinator.lineups.reasons import reasons
from coordinator.lineups.replanning import replan
from coordinator.lineups.splitting import fingerprint, portion
from coordinator.lineups.standing import standing
from coordinator.lineups.travel import LOAD_IN, PACK_UP, moves_of
from tests.lineups.days import a_world_wide_day
from tests.lineups.plan_checker import faults_of
from tests.lineups.small_days import A_DAY, a_show, an_artist

MUNICH = (48.137, 11.575)
FOLK = ("folk",)
NORTH = (52.547, 13.405)  # 3 km from the other shows


def two_shows(*artists: Artist, gap: int) -> Problem:
    """16:00 to 18:30, and 3 km further so many minutes after."""
    return Problem((a_show("S1", local_start=960), a_show("S2", local_start=1110 + gap, place=NORTH)), artists)


def slots(plan: Plan, artist: str = "A1") -> int:
    return sum(placed.artist == artist for placed in plan.placed)


@pytest.mark.parametrize(("mode", "minutes"), [(Mode.CAR, 7), (Mode.TRANSIT, 13), (Mode.BICYCLE, 16), (Mode.FOOT, 46)])
def test_the_way_takes_as_long_as_the_mode_says_beside_packing_up_and_loading_in(mode: Mode, minutes: int) -> None:
    act = an_artist("A1", max_shows=2, mode=mode)
    enough = two_shows(act, gap=PACK_UP + minutes + LOAD_IN)
    one_less = two_shows(act, gap=PACK_UP + minutes + LOAD_IN - 1)

    (move,) = moves_of(enough, solve(enough).placed)["A1"]

    assert (move.way, move.spare) == (minutes, 0)
    assert slots(solve(one_less)) == 1


def test_a_city_may_say_how_fast_its_ways_are() -> None:
    day = two_shows(an_artist("A1", max_shows=2, mode=Mode.FOOT), gap=60)
    brisk = replace(day, speed_kmh={"Berlin": {Mode.FOOT: 12.1}})
    elsewhere = replace(day, speed_kmh={"Munich": {Mode.FOOT: 12.1}, "Berlin": {Mode.CAR: 90.0}})

    assert [slots(solve(each)) for each in (day, brisk, elsewhere)] == [1, 2, 1]


def test_between_two_cities_and_for_a_musician_of_two_acts_the_slower_speed_counts() -> None:
    ada = frozenset({"Ada"})
    walking, driving = an_artist("A1", members=ada, mode=Mode.FOOT), an_artist("A2", members=ada)
    day = two_shows(driving, an_artist("A3", members=ada), gap=60)
    mixed = replace(day, artists=(driving, walking))
    there = day.shows[1]._replace(city="Potsdam")
    border = replace(day, shows=(day.shows[0], there), speed_kmh={"Potsdam": {Mode.CAR: 5.0}})

    assert [len(solve(each).placed) for each in (day, mixed, border)] == [2, 1, 1]
    assert moves_of(mixed, [Pick("S1", 1, "A1"), Pick("S2", 1, "A2")])["A2"][0].way == 46


def test_during_a_leg_the_radius_counts_from_its_base_and_else_from_home() -> None:
    show = a_show("S1", place=MUNICH)
    on_tour = Leg(latitude=MUNICH[0], longitude=MUNICH[1], begins=show.starts_at, ends=show.starts_at + 1)
    over = replace(on_tour, begins=show.starts_at - 60, ends=show.starts_at)
    touring, back, home = (an_artist("A1", legs=legs) for legs in ((on_tour,), (over,), ()))

    assert [why_not(Problem((show,), (act,)), "S1", "A1") for act in (touring, back, home)] == [
        (),
        (Reason.NO_ARTIST_IN_RANGE,),
        (Reason.NO_ARTIST_IN_RANGE,),
    ]
    (placed,) = solve(Problem((show,), (touring,))).placed
    assert placed.distance_km == 0.0
    assert "local" in placed.terms


def test_who_is_on_tour_is_not_at_home() -> None:
    away = Leg(latitude=MUNICH[0], longitude=MUNICH[1], begins=A_DAY, ends=A_DAY + 2880)
    day = Problem((a_show(),), (an_artist("A1", legs=(away,)), an_artist("A2")))

    plan = solve(day)

    assert ([placed.artist for placed in plan.placed], faults_of(day, plan)) == (["A2"], [])
    assert plan.unfilled[0].facts["distance_km"] == pytest.approx(504.2, abs=1)


def test_of_overlapping_legs_the_first_counts_and_arrays_agree_with_single_pairs() -> None:
    first = Leg(latitude=MUNICH[0], longitude=MUNICH[1], begins=A_DAY, ends=A_DAY + 2880)
    second = Leg(latitude=NORTH[0], longitude=NORTH[1], begins=A_DAY + 1000, ends=A_DAY + 2880)
    acts = tuple(
        an_artist(f"A{number}", legs=legs)
        for number, legs in enumerate(((first, second), (second, first), (), (second,)))
    )
    shows = (a_show("S1", local_start=600), a_show("S2", local_start=1200))
    day = day_of(Problem(shows, acts))

    for row, show in enumerate(shows):
        assert everybody_away_km(day, row) == pytest.approx(np.array([away_km(act, show) for act in acts]), rel=6e-3)
    assert [round(away_km(act, shows[1])) for act in acts] == [505, 3, 0, 3]


def test_a_language_in_common_outweighs_keeping_the_plan_and_says_so() -> None:
    show = a_show("S1", languages=frozenset({"ar", "de"}))
    plain, speaks = an_artist("A1", genres=FOLK), an_artist("A2", genres=FOLK, languages=frozenset({"ar"}))

    (placed,) = solve(Problem((show,), (plain, speaks), (Pick("S1", 1, "A1"),))).placed

    assert (placed.artist, placed.terms["language"]) == ("A2", 3.0)
    assert str(reasons(placed.terms)[-1]) == "speaks the audience’s language"


def test_a_local_act_outweighs_a_language_in_common() -> None:
    show = a_show("S1", languages=frozenset({"ar"}))
    local = an_artist("A1", genres=FOLK, place=(52.52, 13.60))  # 13.2 km away
    speaks = an_artist("A2", genres=FOLK, place=(52.52, 13.64), languages=show.languages)  # 15.9 km: in the same step

    (placed,) = solve(Problem((show,), (local, speaks))).placed

    assert (placed.artist, placed.terms.get("language")) == ("A1", None)


def test_a_change_of_ways_is_planned_again_and_portions_know_their_citys_speeds() -> None:
    act = an_artist("A1", max_shows=2)
    day = two_shows(act, gap=60)
    keep = tuple(Pick(one.show, one.slot, one.artist) for one in solve(day).placed)
    jammed = replace(day, keep=keep, speed_kmh={"Berlin": {Mode.CAR: 5.0}, "Rome": {Mode.CAR: 1.0}})

    told = replan(jammed, price=0)

    assert (len(keep), len(told.out), len(told.placed)) == (2, 1, 0)
    assert portion(jammed, ["S1", "S2"]).speed_kmh == {"Berlin": {Mode.CAR: 5.0}}
    assert fingerprint(jammed) != fingerprint(replace(jammed, speed_kmh={}))


@pytest.mark.parametrize("first", ["A1", "A2"])
def test_of_one_musicians_kept_shows_the_better_stays_where_the_slower_act_leaves_no_time(first: str) -> None:
    ada = frozenset({"Ada"})
    acts = (
        an_artist("A0"),
        an_artist("A1", members=ada, mode=Mode.FOOT, rating=5.0 if first == "A1" else 1.0),
        an_artist("A2", members=ada, rating=5.0 if first == "A2" else 1.0),
    )
    day = two_shows(*acts, gap=60)
    kept = (Pick("S1", 1, "A1"), Pick("S2", 1, "A2"))

    now = standing(day_of(day), eligible_pairs(day_of(day), kept), kept, worth=worth_at(day, kept), touched=())

    assert [len(shows) for shows in (now.open_shows, now.free_acts)] == [1, 1]
    assert [day.artists[row].id for row in now.free_acts] == [{"A1": "A2", "A2": "A1"}[first]]


def worth_at(day: Problem, kept: tuple[Pick, ...]) -> Reals:
    columns = day_of(day)
    return worth_of(columns, eligible_pairs(columns, kept), seed=0).total


def test_a_musician_who_is_on_a_bill_twice_goes_on_as_the_slower_act_does() -> None:
    ada = frozenset({"Ada"})
    day = two_shows(an_artist("A1", members=ada, mode=Mode.FOOT), an_artist("A2", members=ada, max_shows=2), gap=90)
    picks = [Pick("S1", slot, f"A{slot}", locked=True) for slot in (1, 2)]

    (move,) = moves_of(day, [*picks, Pick("S2", 1, "A2")])["A2"]

    assert (move.way, move.spare) == (46, 90 - 45 - 46)


def on_their_ways(day: Problem) -> Problem:
    """The day with every mode, every seventh act on tour in some room's street that day, and languages by turns."""
    modes, tongues = list(Mode), ("ar", "de", "pl", "uk", "yo")

    def acting(number: int, act: Artist) -> Artist:
        room = day.shows[number % len(day.shows)]
        away = Leg(latitude=room.latitude, longitude=room.longitude, begins=room.starts_at - 300, ends=room.ends_at)
        spoken = frozenset({tongues[number % 5], tongues[number % 3]})
        return act._replace(mode=modes[number % 4], legs=(away,) if number % 7 == 0 else (), languages=spoken)

    shows = tuple(show._replace(languages=frozenset({tongues[row % 5]})) for row, show in enumerate(day.shows))
    artists = tuple(acting(number, act) for number, act in enumerate(day.artists))
    return replace(day, shows=shows, artists=artists, speed_kmh={day.shows[0].city: {Mode.CAR: 9.0}})


def test_a_world_of_ways_tours_and_languages_is_solved_to_the_end_and_keeps_every_rule() -> None:
    day = on_their_ways(a_world_wide_day(7, shows=150, artists=600, cities=40))

    plan = solve(day)

    touring = {act.id for act in day.artists if act.legs}
    assert (faults_of(day, plan), plan.status) == ([], "optimal")
    assert {bool("language" in placed.terms) for placed in plan.placed} == {True, False}
    assert len(touring.intersection(placed.artist for placed in plan.placed)) > 10
    assert len(moves_of(day, plan.placed)) > 10
