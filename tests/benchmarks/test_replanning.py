"""Planning again after one change: how long it takes, how much moves, and how close it is proven to be."""

import statistics
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from time import perf_counter, process_time

import pytest
from sqlalchemy import update

from coordinator.artists.models import Application, ApplicationState
from coordinator.campaign.commands import load_demonstration
from coordinator.clock import now
from coordinator.db import db
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Pick, Problem, Show
from coordinator.lineups.proposals import draft, repair
from coordinator.lineups.replanning import prices_of, replan
from coordinator.people.readers import CONSOLE
from tests.lineups.days import a_day_of

DAYS = (("G", "ample"), ("G", "scarce"), ("C", "ample"), ("C", "scarce"), ("10G", "ample"))
CHANGES = 15
Change = tuple[str, Problem, tuple[str, ...]]


def changes(problem: Problem, chance: Random) -> Iterator[Change]:
    """In turn: an artist cancels, a host withdraws, a room's time moves an hour."""
    for number in range(CHANGES):
        pick = chance.choice(problem.keep)
        match number % 3:
            case 0:
                rest = tuple(artist for artist in problem.artists if artist.id != pick.artist)
                yield "artist cancels", replace(problem, artists=rest), ()
            case 1:
                left = tuple(show for show in problem.shows if show.id != pick.show)
                yield "host withdraws", replace(problem, shows=left), ()
            case _:
                moved = tuple(_moved(show, pick) for show in problem.shows)
                yield "time moves", replace(problem, shows=moved), (pick.show,)


def _moved(show: Show, pick: Pick) -> Show:
    if show.id != pick.show:
        return show
    return show._replace(starts_at=show.starts_at - 60, local_start=show.local_start - 60)


@pytest.mark.bench
@pytest.mark.parametrize(("size", "mood"), DAYS)
def test_planning_again_after_a_change(size: str, mood: str) -> None:
    day = a_day_of(size, mood)
    plan = solve(day, seconds=120)
    problem = replace(day, keep=tuple(Pick(one.show, one.slot, one.artist, one.locked) for one in plan.placed))
    prices = prices_of(problem)

    waits, works, gaps, moved = [], [], [], []
    for _, change, touched in changes(problem, Random(5)):
        began, worked = perf_counter(), process_time()
        told = replan(change, touched=touched, prices=prices, bound_before=plan.bound)
        waits.append(1000 * (perf_counter() - began))
        works.append(1000 * (process_time() - worked))
        gaps.append(told.gap)
        moved.append(len(told.into))

    spent = f"median {statistics.median(waits):.0f} ms, worst {max(waits):.0f} ms"
    spent += f" (median {statistics.median(works):.0f} ms of processor)"
    proof = f"gap median {statistics.median(gaps):.3%}, worst {max(gaps):.3%}; new acts at most {max(moved)}"
    print(f"\n{size} {mood} (plan before: gap {plan.gap:.3%}): {spent}; {proof}")


@pytest.mark.bench
@pytest.mark.usefixtures("app")
def test_repairing_the_plan_of_the_database_after_an_artist_cancels() -> None:
    """The present lineups are read for every change, as `coordinator propose EDITION --repair` does."""
    edition_id = load_demonstration(with_tonight=False).edition.id
    acts = [one.artist_id for one in draft(CONSOLE, edition_id, at=now()).taken]
    gone = Random(5).sample(sorted(set(acts)), CHANGES)

    waits, works, moved = [], [], []
    for act in gone:
        leaves = update(Application).where(Application.artist_id == act)
        db.session.execute(leaves.values(state=ApplicationState.WITHDRAWN))
        began, worked = perf_counter(), process_time()
        drawn, _, told = repair(draft(CONSOLE, edition_id, at=now()))
        waits.append(1000 * (perf_counter() - began))
        works.append(1000 * (process_time() - worked))
        assert drawn.shows
        moved.append(len(told.into))
        db.session.rollback()

    spent = f"median {statistics.median(waits):.0f} ms, worst {max(waits):.0f} ms"
    print(f"\n{db.engine.dialect.name}: {spent} (median {statistics.median(works):.0f} ms of processor)", end="; ")
    print(f"new acts at most {max(moved)}")
