"""What keeping costs: a change must win its price, and what is given up for that is told."""

from dataclasses import replace

import pytest

from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Pick, Problem
from coordinator.lineups.splitting import fingerprint
from coordinator.lineups.stability import steady
from tests.lineups.days import a_world_wide_day


@pytest.fixture(scope="module")
def day() -> Problem:
    """A day whose plan was the best before every rating changed by a little."""
    before = a_world_wide_day(2, shows=20, artists=70, cities=4)
    plan = solve(before)
    keep = tuple(Pick(one.show, one.slot, one.artist) for one in plan.placed)
    artists = tuple(
        artist._replace(rating=min(max(artist.rating + (-0.4, 0.4)[number % 2], 0.0), 5.0))
        for number, artist in enumerate(before.artists)
    )
    return replace(before, artists=artists, keep=keep)


def test_without_a_price_the_plan_is_the_best_and_gives_nothing_up(day: Problem) -> None:
    plan, told = steady(day)

    assert plan.placed == solve(day).placed
    assert (told.price, told.complete, told.slots, told.points) == (0.0, 0, 0, 0.0)
    assert 0 < told.stay < told.kept == len(day.keep)


def test_the_dearer_a_change_the_more_stays_and_what_that_gives_up_is_told(day: Problem) -> None:
    told = [steady(replace(day, price=price))[1] for price in (0.0, 0.3, 5.0)]

    stay, points = [one.stay for one in told], [one.points for one in told]
    assert stay == sorted(stay)
    assert points == sorted(points)
    assert (stay[0] < stay[2], points[0], points[2] > 0) == (True, 0.0, True)
    assert [(one.complete, one.slots) for one in told] == [(0, 0)] * 3


def test_no_change_is_made_that_wins_less_than_its_price(day: Problem) -> None:
    price = 0.5
    free, told = steady(day)[1], steady(replace(day, price=price))[1]

    assert told.points <= price * (told.stay - free.stay)


def test_what_stability_is_worth_makes_another_question(day: Problem) -> None:
    assert fingerprint(day) != fingerprint(replace(day, price=0.5))
