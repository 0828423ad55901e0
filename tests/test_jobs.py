"""The outbox: nothing is lost, nothing is done twice at once, and what cannot be done is seen."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure.people import enrol
from coordinator.jobs import ATTEMPTS, FIRST_WAIT, LEASE, Job, Outbox, enqueue, work_off
from tests.people.alike import statements

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

DIES = """
import os, signal, sys
from datetime import datetime
from coordinator import jobs
from coordinator.app import create_app

def die(job, at):
    print(job.id, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

with create_app().app_context():
    jobs.work_off({"letter": die}, at=datetime.fromisoformat(sys.argv[1]))
"""


def a_job(key: str = "one", *, due_at: datetime = NOON) -> None:
    person_id = enrol("mia@example.org")
    enqueue("letter", person_id=person_id, subject="show1", dedupe_key=key, due_at=due_at)
    db.session.commit()


def test_what_is_over_is_forgotten_after_ninety_days_and_what_waits_never(app: Flask) -> None:
    for key in ("long over", "just over", "waits"):
        a_job(key)
    ends = {"long over": NOON - jobs.KEPT, "just over": NOON - jobs.KEPT + SECOND}
    for row in db.session.scalars(select(Outbox).where(Outbox.dedupe_key.in_(ends))):
        row.done_at = ends[row.dedupe_key]
    db.session.commit()

    jobs.prune(NOON)
    db.session.commit()

    left = select(Outbox.dedupe_key).order_by(Outbox.dedupe_key)
    assert db.session.scalars(left).all() == ["just over", "waits"]


def the_row() -> Outbox:
    db.session.rollback()
    return db.session.scalars(select(Outbox).execution_options(populate_existing=True)).one()


def noting(done: list[str]) -> Callable[[Job, datetime], None]:
    return lambda job, _at: done.append(job.id)


def failing(_job: Job, _at: datetime) -> None:
    raise RuntimeError("mia@example.org does not answer")


def at_once(app: Flask, act: Callable[[], Any], workers: int = 2) -> list[Any]:
    """The results of `act`, run by that many threads that begin together."""
    gate, results = Barrier(workers), []

    def run() -> None:
        with app.app_context():
            gate.wait()
            results.append(act())

    threads = [Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_job_is_done_once_with_the_ids_it_was_given(app: Flask) -> None:
    done: list[Job] = []
    a_job()

    first = work_off({"letter": lambda job, _at: done.append(job)}, at=NOON)
    second = work_off({"letter": lambda job, _at: done.append(job)}, at=NOON)

    row = the_row()
    assert (first, second) == (1, 0)
    assert done == [Job(row.id, "letter", row.person_id or "", "show1", 1)]
    assert (row.done_at, row.failed, row.leased_until) == (NOON, None, None)


def test_the_same_key_enqueued_again_has_no_effect(app: Flask) -> None:
    a_job("same")
    a_job("same", due_at=NOON + SECOND)
    a_job("other")

    assert sorted(db.session.scalars(select(Outbox.dedupe_key))) == ["other", "same"]


def test_the_same_key_enqueued_by_two_at_once_is_one_job(app: Flask) -> None:
    person_id = enrol("mia@example.org")
    db.session.commit()

    def act() -> None:
        enqueue("letter", person_id=person_id, dedupe_key="same", due_at=NOON)
        db.session.commit()

    at_once(app, act)

    assert db.session.scalar(select(func.count()).select_from(Outbox)) == 1


def test_a_job_goes_when_what_called_for_it_is_undone(app: Flask) -> None:
    person_id = enrol("mia@example.org")
    db.session.commit()
    enqueue("letter", person_id=person_id, dedupe_key="one", due_at=NOON)
    assert db.session.scalar(select(func.count()).select_from(Outbox)) == 1

    db.session.rollback()

    assert db.session.scalar(select(func.count()).select_from(Outbox)) == 0


def test_a_job_waits_until_it_is_due(app: Flask) -> None:
    done: list[str] = []
    a_job(due_at=NOON)

    early = work_off({"letter": noting(done)}, at=NOON - SECOND)
    on_time = work_off({"letter": noting(done)}, at=NOON)

    assert (early, on_time, len(done)) == (0, 1, 1)


def test_a_job_of_a_kind_this_worker_does_not_know_is_left_to_others(app: Flask) -> None:
    a_job()

    assert work_off({"draw": failing}, at=NOON) == 0
    assert the_row().attempts == 0


def test_a_failed_job_waits_longer_each_time_and_tells_the_kind_of_fault_only(app: Flask) -> None:
    done: list[str] = []
    a_job()

    work_off({"letter": failing}, at=NOON)
    too_early = work_off({"letter": noting(done)}, at=NOON + FIRST_WAIT - SECOND)
    work_off({"letter": failing}, at=NOON + FIRST_WAIT)

    row = the_row()
    assert too_early == 0
    assert (row.attempts, row.failed, row.done_at) == (2, "RuntimeError", None)
    assert row.leased_until == NOON + FIRST_WAIT + 2 * FIRST_WAIT


def test_a_job_that_succeeds_in_the_end_shows_no_failure(app: Flask) -> None:
    done: list[str] = []
    a_job()

    work_off({"letter": failing}, at=NOON)
    work_off({"letter": noting(done)}, at=NOON + FIRST_WAIT)

    row = the_row()
    assert (done, row.failed, row.done_at) == ([row.id], None, NOON + FIRST_WAIT)


def test_a_job_that_fails_and_fails_is_given_up_visibly(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    a_job()

    tries = [work_off({"letter": failing}, at=NOON + timedelta(days=day)) for day in range(ATTEMPTS + 1)]

    row = the_row()
    assert tries == [1] * ATTEMPTS + [0]
    assert (row.failed, row.done_at) == ("RuntimeError", NOON + timedelta(days=ATTEMPTS - 1))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * (ATTEMPTS - 1) + ["ERROR"]
    assert "mia@example.org" not in caplog.text


def test_a_failure_does_not_keep_what_the_job_had_written(app: Flask) -> None:
    a_job()

    def writes_and_fails(job: Job, at: datetime) -> None:
        enqueue("letter", person_id=job.person_id, dedupe_key="half", due_at=at)
        raise RuntimeError

    work_off({"letter": writes_and_fails}, at=NOON, limit=1)

    assert the_row().dedupe_key == "one"


def test_a_job_that_fails_does_not_keep_the_next_one_from_running(app: Flask) -> None:
    done: list[str] = []
    a_job("first", due_at=NOON - SECOND)
    a_job("second")

    def first_fails(job: Job, at: datetime) -> None:
        (noting(done) if done or job.attempt > 1 or job.id == second else failing)(job, at)

    second = db.session.scalars(select(Outbox.id).where(Outbox.dedupe_key == "second")).one()
    db.session.rollback()

    assert work_off({"letter": first_fails}, at=NOON) == 2
    assert done == [second]


def test_two_workers_at_once_never_hold_the_same_job(app: Flask) -> None:
    for number in range(20):
        a_job(f"job {number}")
    db.session.remove()
    seen = at_once(app, lambda: db.session.scalars(select(Outbox.id).order_by(Outbox.id)).all())
    assert seen[0] == seen[1]  # each could have taken any

    done: list[str] = []
    tried = at_once(app, lambda: work_off({"letter": noting(done)}, at=NOON))

    assert sum(tried) == 20
    assert sorted(done) == sorted(seen[0])


def test_a_job_whose_worker_was_killed_is_done_later_exactly_once_more(
    app: Flask, db_url: str, tmp_path: os.PathLike[str]
) -> None:
    done: list[str] = []
    a_job()
    db.session.remove()
    settings = {"DATABASE_URL": db_url, "INSTANCE": str(tmp_path)}
    environment = {**os.environ, **{f"COORDINATOR_{name}": value for name, value in settings.items()}}

    killed = subprocess.run(
        [sys.executable, "-c", DIES, NOON.isoformat()], env=environment, capture_output=True, text=True, check=False
    )
    leased = work_off({"letter": noting(done)}, at=NOON + LEASE - SECOND)
    later = [work_off({"letter": noting(done)}, at=NOON + LEASE) for _ in range(2)]

    assert killed.returncode == -9, killed.stderr
    assert [killed.stdout.strip()] == done
    assert (leased, later) == (0, [1, 0])
    assert the_row().attempts == 2


def test_a_worker_that_comes_back_late_does_not_undo_what_another_has_done(app: Flask) -> None:
    done: list[str] = []
    a_job()

    def slow(_job: Job, at: datetime) -> None:
        work_off({"letter": noting(done)}, at=at + LEASE)
        raise TimeoutError

    work_off({"letter": slow}, at=NOON, limit=1)

    row = the_row()
    assert done == [row.id]
    assert (row.failed, row.done_at) == (None, NOON + LEASE)


def test_a_job_that_kills_every_worker_is_given_up(app: Flask) -> None:
    a_job()
    claims = [jobs.claim(["letter"], at=NOON + turn * LEASE) for turn in range(ATTEMPTS)]
    assert [job and job.attempt for job in claims] == list(range(1, ATTEMPTS + 1))

    tried = work_off({"letter": failing}, at=NOON + ATTEMPTS * LEASE)

    row = the_row()
    assert (tried, row.failed, row.done_at) == (0, "WorkerDied", NOON + ATTEMPTS * LEASE)


def test_the_next_of_very_many_jobs_is_found_by_an_index_and_none_is_sorted(app: Flask) -> None:
    plan = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    with statements() as said:
        jobs.claim(["letter"], at=NOON)
    if plan == "EXPLAIN":  # of a table with hardly a row it would read all
        for way in ("seqscan", "sort", "bitmapscan"):
            db.session.execute(text(f"SET LOCAL enable_{way} = off"))

    waits = "SELECT id FROM outbox WHERE done_at IS NULL AND due_at <= '2030-01-01' ORDER BY due_at, id LIMIT 1"
    found = db.session.execute(text(f"{plan} {waits}"))

    words = " ".join(str(row[-1]) for row in found)
    assert any("ORDER BY outbox.due_at, outbox.id" in one for one in said)
    assert "ix_outbox_waiting" in words
    assert not any(sort in words for sort in ("TEMP B-TREE", "Sort"))


def test_a_job_that_takes_longer_than_a_lease_keeps_it_while_it_runs_and_no_longer(app: Flask) -> None:
    a_job()
    job = jobs.claim({"letter"}, at=NOON)
    assert job is not None

    with jobs.held(job, NOON, every=0.01):
        patience = iter(range(1_000))
        while the_row().leased_until == NOON + LEASE and next(patience) >= 0:
            db.session.rollback()  # on SQLite whoever reads here keeps out who renews
            Event().wait(0.01)
        others = jobs.claim({"letter"}, at=NOON + LEASE)

    assert others is None
    assert jobs.claim({"letter"}, at=NOON + 2 * LEASE) is not None


def test_a_lease_that_somebody_else_has_by_now_is_not_renewed(app: Flask) -> None:
    a_job()
    slow = jobs.claim({"letter"}, at=NOON)
    other = jobs.claim({"letter"}, at=NOON + LEASE)
    assert slow is not None
    assert other is not None

    with jobs.held(slow, NOON + 5 * LEASE, every=0.001):
        Event().wait(0.1)

    assert the_row().leased_until == NOON + 2 * LEASE
