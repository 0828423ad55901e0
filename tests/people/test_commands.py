"""Inviting people and working the outbox off, from the console."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from coordinator.db import db
from coordinator.disclosure.people import find_person, identity
from coordinator.errors import Invalid
from coordinator.jobs import Outbox
from coordinator.mail.views import folder
from coordinator.people.accounts import Held, roles_of
from coordinator.people.commands import invite, work, worker_loop
from coordinator.people.models import Person, Role
from tests.conftest import INDEX_KEY, KEYS
from tests.people.builders import a_city, a_person

WORKS = """
from flask.cli import ScriptInfo
from coordinator.app import create_app
from coordinator.people.commands import work
work.main([], obj=ScriptInfo(create_app=create_app))
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(invite, arguments)


def test_an_invited_lead_signs_in_with_the_printed_link(app: Flask) -> None:
    a_city("krakow", name="Kraków")

    result = run("lead", "mia@example.org", "--city", "kraków", "--name", "Mia")

    address = result.stdout.strip()
    assert (result.exit_code, address.startswith("http://localhost/sign-in/")) == (0, True)
    person = find_person("mia@example.org") or ""
    assert (identity(person).name, roles_of(person)) == ("Mia", [Held(Role.LEAD, "krakow", "Kraków")])
    assert app.test_client().post(address.removeprefix("http://localhost")).location == "/lead/krakow/"


def test_who_is_invited_twice_is_one_person_with_both_roles(app: Flask) -> None:
    links = {run(role, "mia@example.org").stdout for role in ("host", "artist", "artist")}

    assert len(links) == 3
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert roles_of(find_person("mia@example.org") or "") == [Held(Role.HOST), Held(Role.ARTIST)]


def test_an_invitation_that_cannot_be_is_refused_with_what_would_do(app: Flask) -> None:
    a_city("cambridge-gb", name="Cambridge", place_id=1)
    a_city("cambridge-us", name="Cambridge", place_id=2)
    refused = {
        ("lead", "mia@example.org"): "A lead is one of a city",
        ("lead", "mia@example.org", "--city", "Atlantis"): "No city “Atlantis” joins in",
        ("lead", "mia@example.org", "--city", "Cambridge"): "cambridge-gb, cambridge-us",
        ("host", "mia@example.org", "--city", "cambridge-us"): "Only a lead belongs to a city",
        ("host", "mia"): "no e-mail address",
    }

    for arguments, sentence in refused.items():
        db.session.rollback()
        result = run(*arguments)

        assert (result.exit_code, type(result.exception)) == (1, Invalid)
        assert sentence in str(result.exception)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_the_letter_that_was_asked_for_brings_a_link_that_works(app: Flask) -> None:
    a_person()
    client = app.test_client()
    client.post("/sign-in", data={"email": "mia@example.org"})
    for old in folder().glob("*"):
        old.unlink()

    result = CliRunner().invoke(work, ["--once"])

    assert result.exit_code == 0, result.exception
    letter = next(folder().glob("*.eml")).read_text()
    link = next(line for line in letter.splitlines() if line.startswith("http://localhost/sign-in/"))
    assert client.post(link.removeprefix("http://localhost")).status_code == 302


def test_neither_token_nor_address_nor_person_lies_in_a_row_of_the_outbox(app: Flask) -> None:
    a_person()
    app.test_client().post("/sign-in", data={"email": "mia@example.org"})

    row = db.session.scalars(select(Outbox)).one()

    assert (row.kind, row.person_id, row.dedupe_key) == ("sign_in", None, f"sign_in|{row.subject}")
    assert re.fullmatch("[0-9a-f]{64}", row.subject)


def test_a_worker_in_the_background_does_what_comes_in_and_stops_when_told(app: Flask) -> None:
    a_person()
    stop = Event()
    worker = Thread(target=worker_loop, args=[app, stop])
    worker.start()

    app.test_client().post("/sign-in", data={"email": "mia@example.org"})
    done = wait_for_the_job()
    stop.set()
    worker.join(timeout=60)

    assert (done, worker.is_alive()) == (True, False)


def test_a_worker_ends_cleanly_when_it_is_terminated(app: Flask, db_url: str, tmp_path: Path) -> None:
    a_person()
    app.test_client().post("/sign-in", data={"email": "mia@example.org"})
    settings = {"DATABASE_URL": db_url, "INSTANCE": str(tmp_path), "SEAL_KEYS": KEYS, "INDEX_KEY": INDEX_KEY}
    environment = {**os.environ, **{f"COORDINATOR_{name}": value for name, value in settings.items()}}
    with subprocess.Popen([sys.executable, "-c", WORKS], env=environment, stderr=subprocess.PIPE) as worker:
        done = wait_for_the_job()

        worker.send_signal(signal.SIGTERM)

        assert (done, worker.wait(60), worker.stderr and worker.stderr.read()) == (True, 0, b"")
    assert [file.stem for file in (tmp_path / "outbox").iterdir()] == list(db.session.scalars(select(Outbox.id)))


def wait_for_the_job() -> bool:
    """Whether a worker did the job that waits, within a minute."""
    for _ in range(600):
        db.session.rollback()
        done = db.session.scalar(select(func.count()).where(Outbox.done_at.is_not(None)))
        db.session.rollback()
        if done:
            return True
        time.sleep(0.1)
    return False
