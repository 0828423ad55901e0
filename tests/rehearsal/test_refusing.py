"""Where nobody rehearses: a rehearsal invents people, and writes to them."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.rehearsal.commands import rehearse
from tests.people.builders import a_person


def set_up(app: Flask, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    kept = app.extensions["coordinator.settings"]
    monkeypatch.setitem(app.extensions, "coordinator.settings", replace(kept, **settings))


def test_nobody_rehearses_where_somebody_is_already(app: Flask) -> None:
    a_person("mia@example.org")
    db.session.commit()

    told = app.test_cli_runner().invoke(rehearse, ["--shows", "9"])

    assert told.exit_code == 1
    assert "There is somebody in this database" in told.output
    assert "COORDINATOR_INSTANCE=rehearsal" in told.output
    assert db.session.scalar(select(func.count()).select_from(Edition)) == 0


def test_nobody_rehearses_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(app, monkeypatch, environment="production")

    told = app.test_cli_runner().invoke(rehearse, ["--shows", "9"])

    assert (told.exit_code, "in production" in told.output) == (1, True)


def test_nobody_rehearses_where_letters_leave(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(app, monkeypatch, mail_url="smtp://mail.example.org")

    told = app.test_cli_runner().invoke(rehearse, ["--shows", "9"])

    assert (told.exit_code, "Letters would leave" in told.output) == (1, True)
    assert db.session.scalar(select(func.count()).select_from(Edition)) == 0
