"""Processes of their own that do one thing to a lineup at the same moment, each on its own connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from coordinator.app import create_app
from coordinator.db import db
from coordinator.disclosure import engagements, slots
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid
from coordinator.lineups import adding, assignment, locking, taking_over
from coordinator.people.readers import CONSOLE
from coordinator.shows import planning
from coordinator.shows.models import Show
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space
from tests.campaign.builders import NOW
from tests.conftest import settings_for

PATIENCE = 30.0  # seconds; nobody waits so long
BEGINNING = 300.0  # seconds; on a machine with much to do a process takes long to begin
_MEET_AGAIN: list[Barrier] = []


def assign(show_id: str, position: int, artist_id: str) -> None:
    """What a lead does."""
    assignment.assign(CONSOLE, show_id, position, artist_id, at=NOW)


def assign_without_waiting(show_id: str, position: int, artist_id: str) -> None:
    """What a lead would do if nobody held anything: both have looked before either writes."""
    meet, write = _MEET_AGAIN[0].wait, slots.rewrite

    def put_after_both_looked(*said: Any) -> None:
        meet(PATIENCE)
        write(*said)

    with patch.object(engagements, "hold_all"), patch.object(slots, "rewrite", put_after_both_looked):
        assign(show_id, position, artist_id)


def put(show_id: str, position: int, artist_id: str) -> None:
    """The bare writing, which only the database watches."""
    show = db.session.get(Show, show_id)
    assert show is not None
    slots.put(show, position, artist_id)


def clear(show_id: str, position: int) -> None:
    """What a lead does."""
    assignment.clear(CONSOLE, show_id, position, at=NOW)


def lock(show_id: str) -> None:
    """What a lead does."""
    locking.lock(CONSOLE, show_id, at=NOW)


def take_over(proposal_id: str, show_id: str) -> None:
    """What a lead does with a proposal for one show."""
    show = db.session.get(Show, show_id)
    assert show is not None
    about = {"edition_id": show.edition_id, "city_id": show.city_id}
    taking_over.take_over(CONSOLE, proposal_id, **about, shows=[show_id], at=NOW)


def book(show_id: str, hour: int) -> None:
    """What a lead does with a show's space: another show in it, for two hours. Raises Conflict where it is taken."""
    show = db.session.get(Show, show_id)
    assert show is not None
    start = datetime.combine(show.local_start.date(), time(hour))
    booking = Booking(show.space_id, Evening(start, 120))
    try:
        adding.add(CONSOLE, db.session.get_one(Edition, show.edition_id), show.city_id, booking, at=NOW)
    except Invalid as refused:
        raise Conflict(*refused.faults) from None


def book_without_waiting(show_id: str, hour: int) -> None:
    """What a lead would do if nobody held a space: both have looked before either writes."""
    meet, look = _MEET_AGAIN[0].wait, planning.refuse_misfit

    def look_both(*said: Any, **more: Any) -> None:
        look(*said, **more)
        meet(PATIENCE)

    def read(space_ids: Any, **_: Any) -> dict[str, Space]:
        return {space_id: db.session.get_one(Space, space_id) for space_id in space_ids}

    with patch.object(planning, "hold_spaces", read), patch.object(planning, "refuse_misfit", look_both):
        book(show_id, hour)


@contextmanager
def several_racers(url: str, folder: Path, *, count: int = 2) -> Iterator[Callable[..., list[str]]]:
    """So many processes; the yielded function has each do one `(action, *arguments)` and tells what became of all."""
    context = get_context("forkserver")  # which loads the site once for all racers of these tests
    context.set_forkserver_preload(["coordinator.app", __name__])
    start, again = context.Barrier(count), context.Barrier(count)
    pipes = [context.Pipe() for _ in range(count)]
    crew = [context.Process(target=_serve, args=(url, folder, far, start, again)) for _, far in pipes]
    for process in crew:
        process.start()
    assert all(near.poll(BEGINNING) and near.recv() for near, _ in pipes)  # all of them stand at the start

    def race(*jobs: tuple[Any, ...]) -> list[str]:
        db.session.commit()
        db.session.remove()  # an open transaction here would hold everybody up
        for (near, _), job in zip(pipes, jobs, strict=True):
            near.send(job)
        assert all(near.poll(2 * PATIENCE) for near, _ in pipes)
        return [near.recv() for near, _ in pipes]

    try:
        yield race
    finally:
        for (near, _), process in zip(pipes, crew, strict=True):
            near.send(None)
            process.join(PATIENCE)


def _serve(url: str, folder: Path, commands: Connection, start: Barrier, again: Barrier) -> None:
    _MEET_AGAIN.append(again)
    with create_app(settings_for(url, folder)).app_context():
        if db.engine.name == "sqlite":  # whose waiting is not fair: of many somebody may wait long
            event.listen(db.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}"))
        commands.send("ready")
        while (job := commands.recv()) is not None:
            action, *arguments = job
            start.wait(PATIENCE)
            commands.send(_outcome(action, arguments))
            db.session.remove()


def _outcome(action: Callable[..., None], arguments: list[Any]) -> str:
    try:
        action(*arguments)
        db.session.commit()
    except Conflict as refused:
        return refused.reason
    return "done"
