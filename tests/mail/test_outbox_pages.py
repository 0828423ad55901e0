"""The outbox's pages: handy on one's own machine, not there for anybody else."""

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import config
from coordinator.app import create_app
from coordinator.clock import now
from coordinator.mail.letters import Envelope, Recipient, compose
from coordinator.mail.sending import send
from coordinator.mail.views import folder


@pytest.fixture(autouse=True)
def _no_letters(app: Flask) -> None:
    for old in folder().glob("*"):
        old.unlink()


def a_kept_letter(name: str = "row1", *, to: str = "Mia", age: int = 0) -> None:
    """A letter in the outbox, put there `age` seconds ago."""
    envelope = Envelope("House <us@example.org>", Recipient(to, "mia@example.org"), name, now())
    facts = {"link": f"http://localhost/sign-in/{name}", "minutes": 15}
    send(compose("sign_in", envelope, facts), mail_url="outbox:", outbox=folder())
    moment = 1_800_000_000 - age
    os.utime(folder() / f"{name}.eml", (moment, moment))


def test_letters_stand_there_newest_first(client: FlaskClient) -> None:
    for name, age in (("old", 60), ("new", 0), ("older", 90)):
        a_kept_letter(name, age=age)

    page = client.get("/outbox").text

    assert sorted(("new", "old", "older"), key=lambda name: page.index(f'"/outbox/{name}"')) == ["new", "old", "older"]
    assert page.count("Your link to sign in") == 3


def test_an_empty_outbox_says_what_to_do(client: FlaskClient) -> None:
    response = client.get("/outbox")

    assert (response.status_code, "No letters yet" in response.text) == (200, True)


def test_the_link_of_a_letter_can_be_followed(client: FlaskClient) -> None:
    a_kept_letter("row1")

    page = client.get("/outbox/row1").text

    assert '<a href="http://localhost/sign-in/row1"' in page


def test_what_a_letter_says_is_text(client: FlaskClient) -> None:
    a_kept_letter(to="<script>alert(1)</script>")

    pages = client.get("/outbox").text + client.get("/outbox/row1").text

    assert "&lt;script&gt;alert(1)" in pages
    assert "<script>alert(1)" not in pages


@pytest.mark.parametrize("path", ["/outbox", "/outbox/row1"])
@pytest.mark.parametrize(
    ("near", "far"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, {"REMOTE_ADDR": "192.0.2.7"}),
        ({"REMOTE_ADDR": "::1"}, {"REMOTE_ADDR": "10.0.0.1"}),
        ({"HTTP_HOST": "localhost:5000"}, {"HTTP_HOST": "rebound.example:5000"}),
        ({"HTTP_HOST": "[::1]:5000"}, {"HTTP_HOST": "localhost.example"}),
    ],
)
def test_only_this_machine_sees_letters(client: FlaskClient, path: str, near: Any, far: Any) -> None:
    a_kept_letter("row1")

    here = client.get(path, environ_overrides=near)
    there = client.get(path, environ_overrides={"HTTP_X_FORWARDED_FOR": "127.0.0.1", **far})

    assert (here.status_code, there.status_code) == (200, 404)


def test_a_name_leads_to_no_other_file(client: FlaskClient) -> None:
    a_kept_letter("row1")
    (folder().parent / "outside.eml").write_bytes((folder() / "row1.eml").read_bytes())
    assert client.get("/outbox/row1").status_code == 200

    paths = ["../outside", "..%2foutside", "%2e%2e%2foutside", "ROW1", "row1.eml", "row1%00", ".row1", "row2"]
    found = [client.get(f"/outbox/{path}").status_code for path in paths]

    assert found == [404] * len(paths)


def test_there_are_no_such_pages_where_letters_are_sent(tmp_path: Path, app: Flask) -> None:
    settings: config.Settings = app.extensions["coordinator.settings"]
    sending = create_app(
        config.Settings(
            instance=str(tmp_path),
            database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}",
            secret_key=settings.secret_key,
            seal_keys=settings.seal_keys,
            index_key=settings.index_key,
            mail_url="smtp://127.0.0.1:2525",
        )
    )

    rules = {
        made: [rule.rule for rule in made.url_map.iter_rules() if "outbox" in rule.rule] for made in (app, sending)
    }

    assert list(rules.values()) == [["/outbox", "/outbox/<name>"], []]
