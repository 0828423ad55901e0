"""The outbox: work that happens later, at least once. A job stores ids, never text; what it says is settled as it runs.

A job is enqueued in the transaction that calls for it. A worker claims a due row for a while (a lease), commits, runs
it and marks it done. A worker that dies in between loses its lease, and the row is taken again.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any

from sqlalchemy import (
    Engine,
    Executable,
    ForeignKey,
    Index,
    bindparam,
    column,
    delete,
    exists,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.db import Base, Instant, db, random_id
from coordinator.once import insert_all_once, insert_once

LEASE = timedelta(minutes=2)  # longer than a job may take that does not ask for more (`held`)
RENEWED = 30.0  # seconds
ATTEMPTS = 8  # the waits between them add up to about two hours
FIRST_WAIT = timedelta(minutes=1)  # doubled after each failure
KEPT = timedelta(days=90)  # after it is over: its key keeps the same from being done twice, longer than any show is due
PRUNED = 1000  # rows forgotten in one round

_WAITS, _OVER = "done_at IS NULL", "done_at IS NOT NULL"

log = logging.getLogger(__name__)


class Outbox(Base):
    """A job: waiting (`done_at` None), done, or given up (`done_at` and `failed`)."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "due_at", "id", sqlite_where=text(_WAITS), postgresql_where=text(_WAITS)),
        Index("ix_outbox_over", "done_at", sqlite_where=text(_OVER), postgresql_where=text(_OVER)),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    kind: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)  # None: nobody we know yet
    subject: Mapped[str] = mapped_column(default="")  # ids only
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]  # nobody else takes it before
    attempts: Mapped[int] = mapped_column(default=0)  # counted when it is claimed, so that a fatal job ends too
    done_at: Mapped[datetime | None]
    failed: Mapped[str | None]  # what the last attempt raised: a class's name, never a message


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row, as its runner sees it. `attempt` counts from 1; `person_id` is "" where it is for nobody yet."""

    id: str
    kind: str
    person_id: str
    subject: str
    attempt: int


Run = Callable[[Job, datetime], None]


def _taking() -> Executable:
    """The statement that takes the job which has been due longest, made once: every job is one of these."""
    at = bindparam("at", type_=Instant())
    unleased = or_(Outbox.leased_until.is_(None), Outbox.leased_until <= at)
    free = (Outbox.done_at.is_(None), Outbox.due_at <= at, unleased)
    longest = (
        select(Outbox.id)
        .where(*free, Outbox.kind.in_(bindparam("kinds", expanding=True)))
        .order_by(Outbox.due_at, Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # PostgreSQL; on SQLite the transaction is alone anyway
    )
    taken = update(Outbox).where(Outbox.id == longest.scalar_subquery(), *free)
    taken = taken.values(leased_until=bindparam("until", type_=Instant()), attempts=Outbox.attempts + 1)
    return taken.returning(Outbox.id, Outbox.kind, Outbox.person_id, Outbox.subject, Outbox.attempts)


_TAKE = _taking()


def enqueue(kind: str, *, person_id: str | None, subject: str = "", dedupe_key: str, due_at: datetime) -> None:
    """Have `kind` run at the instant `due_at` or later, in the caller's transaction; once for each `dedupe_key`.

    Without a `person_id` the job itself finds out whom it is for. For somebody who does not exist nothing is enqueued.
    """
    there = None if person_id is None else exists().where(column("id") == person_id).select_from(table("people"))
    insert_once(
        Outbox,
        provided=there,
        id=random_id(),
        kind=kind,
        person_id=person_id,
        subject=subject,
        dedupe_key=dedupe_key,
        due_at=due_at,
        attempts=0,
    )


def enqueue_all(kind: str, about: Collection[tuple[str | None, str, str]], *, due_at: datetime) -> None:
    """Enqueue a job of that kind for each (person id, subject, key), all of whom exist; once for each key. Without a
    person the job itself finds out whom it is for."""
    rows = [
        {
            "id": random_id(),
            "kind": kind,
            "person_id": person_id,
            "subject": subject,
            "dedupe_key": f"{kind}|{key}",
            "due_at": due_at,
            "attempts": 0,
        }
        for person_id, subject, key in about
    ]
    insert_all_once(Outbox, rows)


def work_off(run: Mapping[str, Run], *, at: datetime, limit: int = 100) -> int:
    """Run up to `limit` jobs that are due at the instant `at`, of the kinds in `run`; how many were tried.

    Commits after each claim and each job; what a job writes is committed with its mark. A job that talks to the outside
    commits before it does, so that no writer waits for a slow mail server.
    """
    for tried in range(limit):
        job = claim(run, at=at)
        if job is None:
            return tried
        _attempt(job, run[job.kind], at)
    return limit


def prune(at: datetime) -> None:
    """Forget some of the jobs that were over ninety days before the instant `at`, in the caller's transaction."""
    old = select(Outbox.id).where(Outbox.done_at <= at - KEPT).order_by(Outbox.done_at).limit(PRUNED)
    gone = delete(Outbox).where(Outbox.id.in_(old.with_for_update(skip_locked=True)))
    db.session.execute(gone, execution_options={"synchronize_session": False})


def claim(kinds: Collection[str], *, at: datetime) -> Job | None:
    """Take the job that has been due longest, for the length of a lease, and commit that. Two never get the same. One
    whose worker died at every try is ended instead."""
    while (job := _claim(kinds, at)) is not None and job.attempt > ATTEMPTS:
        _mark(job, done_at=at, leased_until=None, failed="WorkerDied")
    return job


def _claim(kinds: Collection[str], at: datetime) -> Job | None:
    facts = {"kinds": sorted(kinds), "at": at, "until": at + LEASE}
    row = db.session.execute(_TAKE, facts, execution_options={"synchronize_session": False}).one_or_none()
    db.session.commit()
    return None if row is None else Job(row.id, row.kind, row.person_id or "", row.subject, row.attempts)


@contextmanager
def held(job: Job, at: datetime, *, every: float = RENEWED) -> Iterator[None]:
    """Keep the lease of a job, claimed at the instant `at`, for as long as the block runs, however long that is.

    It is renewed every so many seconds beside the block, on a connection of its own: end the transaction before. If
    this process is killed nobody renews it, and somebody else takes the job within a lease.
    """
    over = Event()
    renewing = Thread(target=_renew, args=(db.engine, job, at, every, over), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()


def _renew(engine: Engine, job: Job, at: datetime, every: float, over: Event) -> None:
    began = monotonic()
    mine = (Outbox.id == job.id, Outbox.attempts == job.attempt, Outbox.done_at.is_(None))
    while not over.wait(every):
        longer = at + timedelta(seconds=monotonic() - began) + LEASE
        try:
            with engine.begin() as connection:
                connection.execute(update(Outbox).where(*mine).values(leased_until=longer))
        except OperationalError as busy:  # the database does not answer just now; there is time for more tries
            log.warning("job %s (%s): its lease could not be renewed: %s", job.id, job.kind, type(busy).__name__)


def _attempt(job: Job, run: Run, at: datetime) -> None:
    try:
        run(job, at)
    except Exception as failure:  # noqa: BLE001 - whatever it was stands on the row, and the next job must not suffer
        db.session.rollback()
        _mark(job, **_failed(job, type(failure).__name__, at))
        return
    _mark(job, done_at=at, leased_until=None, failed=None)


def _failed(job: Job, name: str, at: datetime) -> dict[str, Any]:
    last = job.attempt >= ATTEMPTS
    log.log(logging.ERROR if last else logging.WARNING, "job %s (%s) failed, try %d: %s", *_said(job), name)
    wait = FIRST_WAIT * 2 ** (job.attempt - 1)
    return {"failed": name, "done_at": at if last else None, "leased_until": None if last else at + wait}


def _said(job: Job) -> tuple[str, str, int]:
    return job.id, job.kind, job.attempt


def _mark(job: Job, **values: Any) -> None:
    """Note what became of it, unless its lease ran out and somebody else has it by now."""
    mine = (Outbox.id == job.id, Outbox.attempts == job.attempt, Outbox.done_at.is_(None))
    db.session.execute(update(Outbox).where(*mine).values(values), execution_options={"synchronize_session": False})
    db.session.commit()
