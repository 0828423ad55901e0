"""Playing it: the clock goes from moment to moment, jobs are done, people do what they do, a checker looks on."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from coordinator import clock, jobs
from coordinator.db import db
from coordinator.errors import Conflict, DomainError, Invalid
from coordinator.rehearsal import acts, doors, guests, hosts, leads, writers
from coordinator.rehearsal.agenda import Act, Turn
from coordinator.rehearsal.casting import AFTER
from coordinator.rehearsal.looking import Looker
from coordinator.rehearsal.stage import DAY, Stage
from coordinator.rehearsal.verdict import judge
from coordinator.rehearsal.watching import Watcher
from coordinator.shows.check_ins import WATCHES
from coordinator.shows.models import Show

Progress = Callable[[datetime, float], None]
log = logging.getLogger(__name__)
MOST = 500  # jobs tried at one go
AFTERWARDS = (timedelta(0), timedelta(hours=2), timedelta(hours=13))


def play(app: Flask, stage: Stage, looker: Looker, progress: Progress | None = None) -> tuple[datetime, int]:
    """Play from the beginning to some days after the last show; the end, and at how many moments the clock stopped.
    Commits as it goes."""
    moments = 0
    with clock.stopped(stage.begins):
        _plan(stage)
        looker.watcher.learn()
        looker.plan()
        ends = max(show.ends_at for show in stage.shows()) + AFTER
        db.session.commit()
    while (turn := stage.agenda.next(ends)) is not None:
        moments += 1
        with clock.stopped(turn.at):
            _moment(app, stage, looker, turn)
        if progress is not None:
            progress(turn.at, (turn.at - stage.begins) / (ends - stage.begins))
    with clock.stopped(ends):
        judge(stage, looker.watcher, ends)
        db.session.rollback()
    return ends, moments


def _plan(stage: Stage) -> None:
    for part in (writers, leads, guests, hosts, doors):
        part.plan(stage)
    for show in stage.shows():
        stage.agenda.put_all(_dues(stage, show))
    firsts: dict[str, datetime] = {}
    for show in stage.shows():
        firsts.setdefault(show.city_id, show.starts_at)
    for first in firsts.values():
        stage.agenda.put_all(_dues_of_city(stage, first))
    shows = stage.shows()
    opens, last = shows[0], max(shows, key=lambda show: show.ends_at)
    stage.agenda.put_sharp(opens.starts_at, lambda at: stage.tell(at, "first_show", opens.city_id))
    stage.agenda.put_sharp(last.ends_at, lambda at: stage.tell(at, "last_show_over", last.city_id))
    stage.agenda.put_all(last.ends_at + (number + 1) * DAY for number in range(3))


def _dues(stage: Stage, show: Show) -> Sequence[datetime]:
    """The instants at which something is due of a show: envelopes, the address, the bell, the list, the end."""
    edition = stage.edition
    before = [timedelta(days=days) for days in range(edition.lock_days, 0, -1)]
    before += [timedelta(hours=hours) for hours in (edition.reveal_hours, edition.plus_one_hours, 48, 12)]
    before += [timedelta(hours=edition.doorbell_hours), timedelta(0)]
    return [*(show.starts_at - one for one in before), *(show.ends_at + one for one in AFTERWARDS)]


def _dues_of_city(stage: Stage, first: datetime) -> Sequence[datetime]:
    """Those of a city, whose first show begins then: the list of the draw, the draw, and when its lead is asked."""
    edition, hours = stage.edition, timedelta(hours=1)
    dues = [first - edition.entries_close_days * DAY, first - edition.draw_days * DAY]
    for watch in WATCHES:
        due = first - watch.hours * hours
        dues += [due - watch.opens * hours, due, due + watch.grace * hours]
    return dues


def _moment(app: Flask, stage: Stage, looker: Looker, turn: Turn) -> None:
    """One moment: what the clock alone brings, then what people do, then what follows from that. Nothing but people
    makes the clock stop between two hours, and then what the clock brings may wait for the next."""
    at, watcher = turn.at, looker.watcher
    goes_round = stage.is_new(f"round|{at:%Y%m%d%H}") or turn.is_due
    if goes_round:
        _try(stage, at, partial(_go_round, app))
    _work_off(app, stage, watcher, at)
    for act in turn.acts:
        _try(stage, at, act)
    if turn.acts:
        _work_off(app, stage, watcher, at)
    for part in (guests, acts, leads):
        _try(stage, at, partial(part.follow, stage))
    for due in _next_jobs(at):
        if stage.is_new(f"due|{due.isoformat()}"):
            stage.agenda.put(due)
    if stage.is_new(f"look|{at:%Y%m%d%H}"):
        watcher.look(at)
    looker.follow(at)
    db.session.rollback()


def _go_round(app: Flask, at: datetime) -> None:
    """What becomes due by the clock alone, as a worker has it enqueued every minute. Nobody is there to be refused."""
    try:
        for walk in app.extensions.get("coordinator.rounds", ()):
            walk(at)
    except DomainError as refused:
        raise RuntimeError("a round was refused") from refused


def _next_jobs(at: datetime) -> Sequence[datetime]:
    """The instants at which jobs that wait become due, or may be tried again."""
    when = func.coalesce(jobs.Outbox.leased_until, jobs.Outbox.due_at)
    waiting = select(when).where(jobs.Outbox.done_at.is_(None), when > at).distinct()
    return db.session.scalars(waiting).all()


def _work_off(app: Flask, stage: Stage, watcher: Watcher, at: datetime) -> None:
    runs: Mapping[str, jobs.Run] = app.extensions["coordinator.jobs"]
    while jobs.work_off(runs, at=at, limit=MOST) == MOST:
        pass
    letters = watcher.read_post(at)
    _try(stage, at, partial(guests.read, stage, letters))


def _try(stage: Stage, at: datetime, act: Act) -> None:
    """Do it and commit. What the house refuses is counted; what breaks is written down."""
    stage.done += 1
    try:
        act(at)
        db.session.commit()
    except DomainError as refused:
        db.session.rollback()
        stage.refused[_called(act, refused)] += 1
    except Exception as failure:
        db.session.rollback()
        log.exception("at %s %s broke", at, _name(act))
        stage.broke.append((at, f"{_name(act)}: {type(failure).__name__}"))


def _called(act: Act, refused: DomainError) -> str:
    reason = refused.reason if isinstance(refused, Conflict) else type(refused).__name__
    if isinstance(refused, Invalid):
        reason = f"Invalid {', '.join(refused.faults)}"
    return f"{_name(act)}: {reason}"


def _name(act: Act) -> str:
    meant = act.func if isinstance(act, partial) else act
    return str(getattr(meant, "__name__", meant)).strip("_")


def outbox_of(app: Flask) -> Path:
    """The folder in which letters lie."""
    return Path(app.extensions["coordinator.settings"].folder) / "outbox"
