"""A process that has served nobody yet, and whose first visitor is a lead: what it keeps of that tells nobody else.

`test_worlds` asks all its questions of one process, whose caches are warm before the second world; here each world has
processes of its own, served by gunicorn.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from flask import Flask

from coordinator.db import db
from tests.conftest import empty
from tests.disclosure import looking, worlds
from tests.disclosure.cold import TOLD
from tests.disclosure.hands import Stopped, same_hands, throw
from tests.disclosure.looking import LEAD, TYPED, VIEWERS, Viewer
from tests.disclosure.worlds import PHASES, WORLDS

ROOT = Path(__file__).parent.parent.parent
WHO = ("stranger", "confirmed")
WHEN = "sealed"  # both may know nothing yet
LEAK = "the cache of a page is filled by a lead"
Visits = dict[str, tuple[str, list[str]]]
Answers = Mapping[str, tuple[int, Sequence[tuple[str, str]], bytes]]


@contextmanager
def _process(app: Flask, folder: Path, *, leak: str = "") -> Iterator[tuple[str, int]]:
    """A new one, with one worker: where it listens."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    told = {"url": str(url), "folder": str(folder), "at": Stopped.hands.isoformat(), "leak": leak}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gunicorn = (sys.executable, "-m", "gunicorn", "--workers", "1", "--log-level", "error")
        bound = ("--bind", f"fd://{listening.fileno()}", "tests.disclosure.cold:made()")
        environment = os.environ | {TOLD: json.dumps(told), "PYTHONPATH": str(ROOT)}
        running = subprocess.Popen((*gunicorn, *bound), cwd=ROOT, env=environment, pass_fds=(listening.fileno(),))
        try:
            yield listening.getsockname()
        finally:
            running.terminate()
            running.wait(timeout=30)


def _asked(where: tuple[str, int], session: str, paths: Sequence[str]) -> Answers:
    """Path → status, headers and body. Of cookies that are set only the names: they are signed with the time."""
    answers = {}
    for path in paths:
        line = HTTPConnection(*where, timeout=60)
        line.request(
            "GET", path, headers={"Host": "localhost", **({"Cookie": f"session={session}"} if session else {})}
        )
        answer = line.getresponse()
        told = [(name, value) for name, value in answer.getheaders() if name != "Date"]
        shown = sorted((name, value.split("=")[0] if name == "Set-Cookie" else value) for name, value in told)
        answers[path] = (answer.status, shown, answer.read())
        line.close()
    return answers


def _visits(app: Flask) -> Visits:
    """Viewer → her session, and what she asks for."""
    people: dict[str, Viewer] = {"lead": LEAD, **{who: VIEWERS[who] for who in WHO}}
    found = {}
    for who, viewer in people.items():
        throw(f"{who} comes")
        session = looking.cookie(app, viewer) if viewer.email else ""
        found[who] = session, [*looking.everywhere(app, viewer), *TYPED]
    db.session.remove()
    return found


def _told(app: Flask, folder: Path, visits: Visits, *, lead_first: bool = True, leak: str = "") -> dict[str, Answers]:
    """What a new process answers to each, and to a lead before them."""
    with _process(app, folder, leak=leak) as where:
        return {who: _asked(where, *visits[who]) for who in (("lead",) if lead_first else ()) + WHO}


def _built(app: Flask, number: int) -> Visits:
    """The world of that number, in which a lead has looked before: who asks there for what."""
    db.session.remove()
    empty()
    worlds.build(WORLDS[number])
    for phase in list(PHASES)[: list(PHASES).index(WHEN) + 1]:
        worlds.enter(WORLDS[number], phase)
    looking.look(looking.lead(app), tuple(looking.everywhere(app, LEAD)))
    return _visits(app)


def _unlike(one: Mapping[str, Answers], other: Mapping[str, Answers]) -> list[str]:
    return [f"{who}: {path}" for who in WHO for path in one[who] if one[who][path] != other[who][path]]


def test_a_cold_process_that_a_lead_visits_first_tells_nobody_else_what_it_told_her(
    migrated_app: Flask, tmp_path: Path
) -> None:
    with migrated_app.app_context(), same_hands(migrated_app):
        visits = _built(migrated_app, 0)
        untouched = _told(migrated_app, tmp_path, visits, lead_first=False)
        visited = _told(migrated_app, tmp_path, visits)
        visits = _built(migrated_app, 3)
        elsewhere = _told(migrated_app, tmp_path, visits)
        leaking = _told(migrated_app, tmp_path, visits, leak=LEAK)
        db.session.remove()
        empty()

    statuses = [status for who in WHO for status, _, _ in visited[who].values()]
    assert (_unlike(untouched, visited), _unlike(visited, elsewhere)) == ([], [])
    assert (len(statuses) > 200, statuses.count(200) > 60, [one for one in statuses if one >= 500]) == (True, True, [])
    assert b"77 Secret Lane" in b"".join(body for _, _, body in visited["lead"].values())
    assert [one.split("/")[1] for one in _unlike(elsewhere, leaking)] == [
        "shows"
    ]  # the stranger's: signed in as another
