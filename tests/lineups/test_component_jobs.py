"""A day solved by several workers: the same plan as in one process, whatever happens to a worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic, perf_counter, sleep
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState
from coordinator.campaign.commands import propose
from coordinator.campaign.importing import take_artists, take_spaces
from coordinator.campaign.invention import Scene, invent
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import solving
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.lineups import at_home, component_jobs, large, proposals
from coordinator.lineups.component_jobs import gather, share_out
from coordinator.lineups.optimiser import solve
from coordinator.lineups.problem import Plan, Problem
from coordinator.lineups.proposals import Draft
from coordinator.lineups.splitting import answer_of, fingerprint, portion, portions_of, put_together
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER
from tests.campaign.builders import LAGOS, NOW, Town, a_city, an_edition, plain_name
from tests.conftest import INDEX_KEY, KEYS
from tests.lineups.days import a_world_wide_day

PATIENCE = 60.0  # seconds; nobody waits so long
MINUTE = timedelta(minutes=1)

WORKER = """
import sys
from coordinator.app import create_app
from coordinator.people.commands import worker_loop
from threading import Event
print("ready", flush=True)
worker_loop(create_app(), Event())
"""
AS_IF_SCARCE = {"large.WHOLE": 0, "large.BLOCK": 3, "large.CUT": 1.0, "large.MUCH": -1.0}
AS_IF_SCARCE |= {"at_home.BLOCK": 4, "at_home.CUT": 1.0}
SCARCE_WORKER = "from coordinator.lineups import at_home, large\n"
SCARCE_WORKER += "\n".join(f"{name} = {value}" for name, value in AS_IF_SCARCE.items()) + WORKER
HANGS = """
import sys, time
from coordinator import jobs
from coordinator.app import create_app
from coordinator.clock import now
from coordinator.lineups import component_jobs

def hang(problem, **_):
    print("solving", flush=True)
    time.sleep(600)

component_jobs.solve = hang
with create_app().app_context():
    jobs.work_off(component_jobs.JOBS, at=now())
"""


def an_edition_to_solve() -> Edition:
    """Shows in two cities far from each other, acts, and somebody of the global team."""
    edition = an_edition()
    towns = {"Berlin": (a_city(), Town()), "Lagos": (a_city(LAGOS), LAGOS)}
    for city, town in towns.values():
        invented = invent(
            [Scene(town, ((town.latitude, town.longitude),))], shows=8, artists=30, favoured=1, chance=Random(3)
        )
        rooms = [replace(row, space_id=f"{town.name} {row.space_id}") for _, row in invented.spaces]
        acts = [replace(row, artist_id=f"{town.name} {row.artist_id}", not_with=()) for _, row in invented.artists]
        take_spaces(
            edition,
            [Sited(replace(row, not_with=()), city, row.latitude or 0.0, row.longitude or 0.0) for row in rooms],
            name_area=plain_name,
            at=NOW,
        )
        take_artists(edition, [Sited(row, city, row.latitude or 0.0, row.longitude or 0.0) for row in acts])
    accounts.grant(Role.GLOBAL, enrol("gus@example.org", name="Gus"))
    db.session.commit()
    return edition


def drafted(edition: Edition) -> Draft:
    drawn = proposals.draft(CONSOLE, edition.id, at=NOW)
    db.session.commit()
    return drawn


def shared(drawn: Draft) -> str:
    solving_id = share_out(CONSOLE, drawn, at=now())
    db.session.commit()
    assert solving_id is not None
    return solving_id


def gathered(drawn: Draft, solving_id: str) -> Plan | None:
    db.session.rollback()
    plan = gather(drawn, solving_id, began=perf_counter())
    db.session.commit()
    return plan


def told(plan: Plan | None) -> tuple[object, ...]:
    assert plan is not None
    return plan.placed, plan.unfilled, plan.objective, plan.bound, plan.status


def attempts() -> list[int]:
    db.session.rollback()
    return sorted(db.session.scalars(select(jobs.Outbox.attempts).where(jobs.Outbox.kind == component_jobs.KIND)))


@contextmanager
def a_process(script: str, db_url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process of its own on the same database, ready when its first line is read."""
    db.session.remove()
    given = {
        "COORDINATOR_DATABASE_URL": db_url,
        "COORDINATOR_SECRET_KEY": "test " * 8,
        "COORDINATOR_SEAL_KEYS": KEYS,
        "COORDINATOR_INDEX_KEY": INDEX_KEY,
        "COORDINATOR_INSTANCE": str(folder),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, **given}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() != ""
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


def wait_for(drawn: Draft, solving_id: str) -> Plan:
    ends = monotonic() + PATIENCE
    while monotonic() < ends:
        plan = gathered(drawn, solving_id)
        if plan is not None:
            return plan
        sleep(0.05)
    raise AssertionError("the workers did not come to an end")


def left_over() -> tuple[int, ...]:
    with granted("look for what is left"):
        return tuple(db.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("sec_parts", "sec_solvings"))


def test_portions_solved_apart_are_the_plan_of_the_whole_day() -> None:
    day = a_world_wide_day(2, shows=40, artists=110, cities=20)
    portions = portions_of(day)

    apart = put_together(day, [answer_of(solve(portion(day, shows), seed=3)) for shows in portions], seed=3, seconds=0)

    whole = solve(day, seed=3)
    assert len(portions) == 8
    assert told(apart)[:2] == told(whole)[:2]
    assert apart.objective == pytest.approx(whole.objective, abs=1e-6)
    assert apart.status == whole.status
    assert apart.complete <= (apart.complete_bound or 0) == whole.complete_bound


def test_where_one_portion_was_not_counted_the_whole_is_not() -> None:
    day = a_world_wide_day(2, shows=10, artists=30, cities=5)
    counted = [answer_of(solve(portion(day, shows))) for shows in portions_of(day)]
    assert put_together(day, counted, seed=0, seconds=0).complete_bound is not None

    some = [replace(counted[0], most_complete=None), *counted[1:]]

    assert put_together(day, some, seed=0, seconds=0).complete_bound is None


def test_a_fingerprint_depends_on_what_is_said_and_not_on_the_order_of_the_rows() -> None:
    day = a_world_wide_day(2, shows=4, artists=12, cities=2)
    turned = Problem(day.shows[::-1], day.artists[::-1], day.keep)
    other = replace(day, artists=(day.artists[0]._replace(travel_km=1.0), *day.artists[1:]))

    assert fingerprint(turned) == fingerprint(day)
    assert fingerprint(other) != fingerprint(day)


@pytest.mark.usefixtures("app")
def test_two_worker_processes_find_the_plan_of_one_process(db_url: str, tmp_path: Path) -> None:
    edition = an_edition_to_solve()
    drawn = drafted(edition)
    alone = solve(drawn.problem)

    with a_process(WORKER, db_url, tmp_path), a_process(WORKER, db_url, tmp_path):
        plan = wait_for(drawn, shared(drawn))

    assert told(plan)[:2] == told(alone)[:2]
    assert plan.objective == pytest.approx(alone.objective, abs=1e-6)
    assert plan.complete_bound == alone.complete_bound is not None
    assert (attempts(), left_over()) == ([1] * len(portions_of(drawn.problem)), (0, 0))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("workers", [1, 2])
def test_parts_planned_as_if_large_and_scarce_are_the_same_with_one_worker_and_with_two(
    workers: int, db_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = drafted(an_edition_to_solve())
    for name, value in AS_IF_SCARCE.items():
        monkeypatch.setattr(f"coordinator.lineups.{name}", value)
    with patch.object(large, "planned_at_home", wraps=at_home.planned_at_home) as planned:
        alone = solve(drawn.problem)

    with ExitStack() as crew:
        for _ in range(workers):
            crew.enter_context(a_process(SCARCE_WORKER, db_url, tmp_path))
        plan = wait_for(drawn, shared(drawn))

    assert planned.called
    assert told(plan)[:2] == told(alone)[:2]
    assert plan.bound == pytest.approx(alone.bound, abs=1e-6)
    assert plan.complete_bound == alone.complete_bound


@pytest.mark.usefixtures("app")
def test_the_portion_of_a_killed_worker_is_solved_again(db_url: str, tmp_path: Path) -> None:
    drawn = drafted(an_edition_to_solve())
    solving_id = shared(drawn)

    with a_process(HANGS, db_url, tmp_path) as worker:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE)
    jobs.work_off(component_jobs.JOBS, at=now())
    under_way = gathered(drawn, solving_id)
    jobs.work_off(component_jobs.JOBS, at=now() + jobs.LEASE + MINUTE)

    assert under_way is None
    assert told(gathered(drawn, solving_id))[:2] == told(solve(drawn.problem))[:2]
    assert attempts()[-1] == 2


@pytest.mark.usefixtures("app")
def test_what_changed_in_the_meantime_is_solved_as_it_was_drawn() -> None:
    edition = an_edition_to_solve()
    drawn = drafted(edition)
    alone, solving_id = solve(drawn.problem), shared(drawn)
    gone = update(Application).where(Application.artist_id == alone.placed[0].artist)
    db.session.execute(gone.values(state=ApplicationState.WITHDRAWN))
    db.session.commit()

    jobs.work_off(component_jobs.JOBS, at=now())

    assert any(part.answer == {"changed": True} for part in solving.parts_of(solving_id))
    assert told(gathered(drawn, solving_id))[:2] == told(alone)[:2]


@pytest.mark.usefixtures("app")
def test_jobs_carry_ids_only_and_nothing_is_shared_out_in_nobodys_name() -> None:
    edition = an_edition_to_solve()
    drawn = drafted(edition)

    solving_id = shared(drawn)

    subjects = set(db.session.scalars(select(jobs.Outbox.subject).where(jobs.Outbox.kind == component_jobs.KIND)))
    assert subjects == {part.id for part in solving.parts_of(solving_id)}
    assert share_out(STRANGER, drawn, at=NOW) is None


def test_the_command_finds_the_same_proposal_with_workers(app: Flask) -> None:
    an_edition_to_solve()

    alone = app.test_cli_runner().invoke(propose, ["doors"])
    together = app.test_cli_runner().invoke(propose, ["doors", "--workers"])

    assert (alone.exit_code, together.exit_code) == (0, 0)
    assert together.stdout.split(";")[0] == alone.stdout.split(";")[0]
    assert db.session.scalar(select(func.count()).select_from(jobs.Outbox).where(jobs.Outbox.done_at.is_(None))) == 0
