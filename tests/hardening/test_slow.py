"""Bodies that arrive slowly: what the servers of the README do with them, asked by a real client over a socket."""

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic

import pytest
from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all

from tests.conftest import INDEX_KEY, KEYS
from tests.hardening import reading

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
BEGINS = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"\r\nemail="
CUT = 5  # seconds, instead of the README's, so that the test does not wait for those
README_CUT = 30
Where = tuple[str, int]


@contextmanager
def gunicorn(serves: str, *, cut: int = CUT, **environment: str) -> Iterator[Where]:
    """As the README starts it, but for what it serves, and for how many seconds a worker is waited."""
    line = re.search(rf"^gunicorn (--workers 4 --timeout {README_CUT}) wsgi:app$", README, re.MULTILINE)
    assert line is not None
    told = shlex.split(line.group(1).replace(str(README_CUT), str(cut)))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        bound = ("--bind", f"fd://{listening.fileno()}", "--log-level", "critical", serves)
        running = subprocess.Popen(
            (sys.executable, "-m", "gunicorn", *told, *bound),
            cwd=ROOT,
            env=os.environ | environment | {"PYTHONPATH": str(ROOT)},
            pass_fds=(listening.fileno(),),
        )
        try:
            yield listening.getsockname()
        finally:
            running.terminate()
            running.wait(timeout=30)


def answered(where: Where) -> float:
    """The second at which a page that needs nothing is there."""
    line = HTTPConnection(*where, timeout=60)
    line.request("GET", "/healthz", headers={"Host": "localhost"})
    assert line.getresponse().status == 200
    line.close()
    return monotonic()


def dripping(where: Where, connected: Barrier) -> tuple[bytes, float]:
    """Send a byte now and then until the other side is through with it: what it said, at which second."""
    with socket.create_connection(where, timeout=0.2) as line:
        connected.wait()
        line.sendall(BEGINS)
        last = monotonic() + 120
        while monotonic() < last:
            try:
                line.sendall(b"x")
                return line.recv(1000), monotonic()
            except TimeoutError:
                continue
            except ConnectionError:
                return b"", monotonic()
    raise AssertionError("it was waited for to the end")


def at_once(where: Where, several: int) -> tuple[list[float], list[tuple[bytes, float]]]:
    """When three others are answered who come after so many slow bodies, and how those end. Who connects first is
    taken first."""
    connected, ended = Barrier(several + 1), list[tuple[bytes, float]]()
    slow = [Thread(target=lambda: ended.append(dripping(where, connected))) for _ in range(several)]
    for one in slow:
        one.start()
    connected.wait()
    others = [answered(where) for _ in range(3)]
    for one in slow:
        one.join()
    return others, ended


def test_gunicorn_cuts_slow_bodies_off_and_as_many_as_workers_hold_it_up_until_then() -> None:
    """Why it stands behind a proxy that reads whole requests first."""
    with gunicorn("tests.hardening.reading:app") as where:
        answered(where)
        beside_one, one = at_once(where, 1)
        beside_four, four = at_once(where, 4)

    assert (len(four), [said for said, _ in (*one, *four) if b"200" in said.split(b"\r\n")[0]]) == (4, [])
    assert max(beside_one) < one[0][1]  # a worker was free for them
    assert min(beside_four) > min(at for _, at in four)  # none was, until the first was cut off


def test_the_embedded_server_gives_a_slow_body_no_thread() -> None:
    """That of `coordinator run` and of `make run`: it has read a request before it hands it on."""
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as lines:
        server = create_server(reading.app, sockets=[listening], threads=1, ident=None)
        running = Thread(target=server.run)
        running.start()
        where = listening.getsockname()
        slow = [lines.enter_context(socket.create_connection(where)) for _ in range(20)]
        for one in slow:
            one.sendall(BEGINS)
        took = [answered(where) for _ in range(3)]
        slow[0].sendall(b"x" * 994)
        status = slow[0].recv(100).split(b"\r\n")[0]
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(partial(close_all, server._map))  # by its own thread, which may wait at those lines
        running.join()

    assert (len(took), status) == (3, b"HTTP/1.1 200 OK")


@pytest.mark.bench
def test_the_site_itself_with_the_time_of_the_readme(app: Flask, tmp_path: Path) -> None:
    """Thirty seconds; the machine must be quick enough to start four workers in them."""
    told = {"INSTANCE": str(tmp_path), "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"])}
    told |= {"SEAL_KEYS": KEYS, "INDEX_KEY": INDEX_KEY}
    site = {f"COORDINATOR_{name}": value for name, value in told.items()}
    with gunicorn("wsgi:app", cut=README_CUT, **site) as where:
        began = answered(where)
        said, at = dripping(where, Barrier(1))

    print(f"\na body that never ends is cut off after {at - began:.1f} s: {said[:40]!r}")  # noqa: T201
