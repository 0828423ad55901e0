"""Processes that are killed in the middle of a draw, or of sending letters. Run as `python -m tests.guests.dying`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest.mock import patch

from coordinator import jobs
from coordinator.app import create_app
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.guests import drawing, randomness
from coordinator.people.readers import CONSOLE
from tests.conftest import settings_for
from tests.guests.draws import OUR_KEY, OURS
from tests.guests.entering import outcome_of

POINTS = {
    "placed": "coordinator.disclosure.drawing.place",
    "counted": "coordinator.disclosure.seats.open_seats",
    "told": "coordinator.guests.drawing.tell_all",
    "all told": "coordinator.jobs.enqueue_all",
}
"""Word → what has just been done when the process is killed; “before the commit” is everything."""


def killed_in_draw(url: str, folder: Path, point: str, edition_id: str, city_id: str, *, at: datetime) -> int:
    """The exit code of a process that is killed at that point of holding a draw."""
    return _run("draw", url, str(folder), point, edition_id, city_id, at.isoformat())


def killed_while_sending(url: str, folder: Path, sent: Path, *, at: datetime, after: int, handed: bool) -> int:
    """The exit code of a worker that is killed at its letter number `after`: once that was `handed` to the mail server,
    which is noted in the file `sent`, or just before."""
    return _run("send", url, str(folder), str(sent), at.isoformat(), str(after), str(handed))


def _run(*said: str) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.guests.dying", *said], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, -signal.SIGKILL):
        raise AssertionError(done.stderr)
    return done.returncode


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _then_die(real: Callable[..., object]) -> Callable[..., None]:
    def run(*said: object, **more: object) -> None:
        real(*said, **more)
        db.session.flush()
        _die()

    return run


def _draw(point: str, edition_id: str, city_id: str, at: str) -> None:
    randomness.KEYS[OURS] = OUR_KEY
    edition, when = db.session.get_one(Edition, edition_id), datetime.fromisoformat(at)
    found = drawing.find_draw(edition, city_id)
    assert found is not None
    outcome = outcome_of(found)
    if point in POINTS:
        module, _, name = POINTS[point].rpartition(".")
        real = getattr(sys.modules[module], name)
        with patch(POINTS[point], _then_die(real)):
            drawing.hold(CONSOLE, edition, city_id, outcome, at=when)
        raise AssertionError(f"{point} was never reached")
    drawing.hold(CONSOLE, edition, city_id, outcome, at=when)
    db.session.flush()
    _die()


def _send(kinds: Any, sent: str, at: str, after: str, handed: str) -> None:
    calls = []

    def send(letter: EmailMessage, **_: object) -> None:
        calls.append(letter)
        if len(calls) == int(after) and handed != "True":
            _die()
        with Path(sent).open("a", encoding="ascii") as file:
            file.write(f"{letter['Message-ID']}\n")
        if len(calls) == int(after):
            _die()

    with patch("coordinator.people.letters.send", send):
        jobs.work_off(kinds, at=datetime.fromisoformat(at))


if __name__ == "__main__":
    what, url, folder, *said = sys.argv[1:]
    app = create_app(settings_for(url, Path(folder)))
    with app.app_context():
        if what == "draw":
            _draw(*said)
        else:
            _send(app.extensions["coordinator.jobs"], *said)
