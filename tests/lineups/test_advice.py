"""What speaks for an act, what it would cost to force one, and what would complete the most shows."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.errors import Conflict, NotFound
from coordinator.lineups.advice import Advice, advice, in_words
from coordinator.lineups.forcing import complete_shows, cost_of_forcing
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Need, Pick, Problem, Reason, Show
from coordinator.lineups.reasons import reasons
from coordinator.lineups.replanning import replan
from tests.lineups.small_days import ARTISTS, SHOWS, a_day, a_show, an_artist, small_days


def best(problem: Problem) -> tuple[Pick, ...]:
    told = replan(problem, touched=[show.id for show in problem.shows], price=0)
    return tuple(Pick(one.show, one.slot, one.artist, one.locked) for one in told.placed)


def planned(problem: Problem) -> Problem:
    """The day with its best plan; locks stay locks."""
    return replace(problem, keep=best(problem))


def words(problem: Problem, names: dict[str, str] | None = None) -> list[str]:
    return [str(in_words(one, names or {})) for one in advice(planned(problem))]


def followed(problem: Problem, said: Advice) -> Problem:
    """The day in which the advice was taken."""
    if said.kind == "acts":
        spots = [show for show in problem.shows if show.id in said.completes for _ in range(3)]
        new = (an_artist(f"new {number}", place=(show.latitude, show.longitude)) for number, show in enumerate(spots))
        return replace(problem, artists=(*problem.artists, *new))
    if "artist" in said.facts:
        change: dict[str, object] = {"free_from": None, "free_until": None}
        if said.kind == "reach":
            change = {"travel_km": float(said.facts["distance_km"]) + 0.001}
        acts = (one._replace(**change) if one.id == said.facts["artist"] else one for one in problem.artists)  # type: ignore[arg-type]
        return replace(problem, artists=tuple(acts))
    return replace(problem, shows=tuple(_given(show, said) for show in problem.shows))


def _given(show: Show, said: Advice) -> Show:
    if show.id not in said.completes:
        return show
    match said.kind:
        case "stage":
            return show._replace(stage_people=int(float(said.facts["people"])))
        case "minutes":
            return show._replace(minutes=int(float(said.facts["minutes"])))
        case need:
            return show._replace(has=show.has | {Need(need)})


@given(small_days())
@settings(max_examples=80, deadline=None)
def test_advice_that_is_followed_completes_at_least_what_it_says(day: Problem) -> None:
    day = planned(day)

    for said in advice(day):
        after = best(followed(day, said))
        assert complete_shows(after) >= complete_shows(day.keep) + len(said.completes), said


@pytest.mark.parametrize(
    ("room", "act", "sentence"),
    [
        ({"has": frozenset()}, {"needs": frozenset({Need.PIANO})}, "A piano in space S1 completes it."),
        ({"has": frozenset()}, {"needs": frozenset({Need.DRUMS})}, "Drums in space S1 complete it."),
        ({"stage_people": 2}, {"people": 4}, "Room for 4 on the stage of space S1 completes it."),
        ({"minutes": 80}, {"set_minutes": 30}, "An evening of 90 minutes in space S1 completes it."),
        ({}, {"free_from": 1200}, "If Cleo is free for the whole evening, space S1 is complete."),
        (
            {},
            {"place": (52.79, 13.405), "travel_km": 29.5},
            "If Cleo travels 30 km instead of 29.5, space S1 is complete.",
        ),
    ],
)
def test_the_one_thing_that_completes_a_show_is_named(
    room: dict[str, object], act: dict[str, object], sentence: str
) -> None:
    day = Problem((a_show(**room),), (an_artist("A1"), an_artist("A2"), an_artist("A3", **act)))  # type: ignore[arg-type]

    found = words(day, {"A3": "Cleo"})

    assert sentence in [one.replace("30.0", "30") if one.startswith("If") else one for one in found]


def test_acts_for_a_city_are_counted_show_by_show_the_cheapest_first() -> None:
    day = Problem((a_show("S1", has=frozenset()), a_show("S2")), tuple(an_artist(f"A{number}") for number in range(3)))

    found = advice(planned(day))

    assert [(one.kind, one.things, one.completes) for one in found] == [("acts", 3, found[0].completes)]
    assert str(in_words(found[0], {})) in (
        "3 more acts within 30 km of Berlin complete 1 shows.",
        "3 more acoustic acts within 30 km of Berlin complete 1 shows.",
    )


def test_nothing_is_advised_where_every_show_is_complete_or_host_and_act_refuse_each_other() -> None:
    acts = tuple(an_artist(f"A{number}") for number in (1, 2, 3))
    refused = Problem((a_show(not_with=frozenset({"A3"})),), acts)

    assert words(a_day()) == []
    assert words(refused) == ["One more act within 30 km of Berlin completes a show."]


@given(small_days(), st.sampled_from(SHOWS), st.sampled_from(ARTISTS))
@settings(max_examples=80, deadline=None)
def test_the_cost_of_forcing_is_that_of_the_best_plan_with_the_pair_in_it(day: Problem, show: str, artist: str) -> None:
    day = planned(day)
    try:
        forced = cost_of_forcing(day, show, artist)
    except (Conflict, NotFound):
        return

    locked = {pick.slot for pick in day.keep if pick.locked and pick.show == show}
    slot = min({1, 2, 3} - locked)
    after = best(replace(day, keep=(*day.keep, Pick(show, slot, artist, locked=True))))
    assert forced.complete == complete_shows(after) - complete_shows(day.keep)
    assert forced.slots == len(after) - len(day.keep)
    assert forced.complete_at_best == forced.complete


def test_forcing_tells_who_is_displaced_and_what_it_costs() -> None:
    day = a_day(artists=4)
    day = planned(replace(day, artists=tuple(one._replace(rating=4.0 - (one.id == "A4")) for one in day.artists)))

    forced = cost_of_forcing(day, "S1", "A4")

    assert (forced.rules, len(forced.out), forced.into, forced.complete, forced.slots) == ((), 1, (), 0, 0)
    assert round(forced.points, 2) == -1.0


def test_forcing_an_act_that_breaks_a_rule_names_the_rule() -> None:
    day = planned(Problem((a_show(has=frozenset()),), (an_artist("A1", needs=frozenset({Need.PIANO})),)))

    forced = cost_of_forcing(day, "S1", "A1")

    assert (forced.rules, forced.slots) == ((Reason.TECHNICAL,), 1)


def test_forcing_takes_an_act_from_where_it_completes_a_show() -> None:
    day = planned(a_day(shows=2, artists=3))
    (playing,) = {pick.show for pick in day.keep}
    other = {"S1": "S2", "S2": "S1"}[playing]
    day = replace(day, keep=tuple(pick._replace(locked=pick.artist != "A1") for pick in day.keep))

    forced = cost_of_forcing(day, other, "A1")

    assert (forced.complete, forced.slots) == (-1, 0)


def test_who_plays_there_or_where_all_is_locked_is_not_forced() -> None:
    day = planned(a_day(artists=4))
    locked = replace(day, keep=tuple(pick._replace(locked=True) for pick in day.keep))
    plays = day.keep[0].artist
    (idle,) = {artist.id for artist in day.artists} - {pick.artist for pick in day.keep}

    for problem, artist, reason in ((day, plays, "already_at_show"), (locked, idle, "slots_locked")):
        with pytest.raises(Conflict) as refused:
            cost_of_forcing(problem, "S1", artist)
        assert refused.value.reason == reason
    with pytest.raises(NotFound):
        cost_of_forcing(day, "S1", "nobody")


def test_what_spoke_for_an_act_is_told_in_words() -> None:
    day = planned(Problem((a_show(),), (an_artist("A1", rating=4.5), an_artist("A2"), an_artist("A3"))))

    said = {one.artist: [str(each) for each in reasons(one.terms)] for one in solve(day).placed}

    assert said["A1"] == ["rated 4.5 of 5", "the local act", "stays where it was"] or said["A1"] == [
        "rated 4.5 of 5",
        "stays where it was",
    ]
    assert said["A2"][-1] == "stays where it was"
    assert [str(each) for each in reasons({"fairness": -12.0, "variety": -30.0, "slot": 1.0})] == [
        "repeats a genre of the bill",
        "second show that evening",
    ]
