"""What every test may ask for: a migrated, empty database of each kind, the application, a browser. No network."""

import os
import secrets
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy
import vobject
from flask import Flask
from flask.testing import FlaskClient

from coordinator import config
from coordinator.app import create_app
from coordinator.db import Base, db
from coordinator.gate import granted
from coordinator.guests import drawing, randomness
from tests.browsing import chromium
from tests.guests.draws import OUR_KEY, OURS
from tests.visitors import Visitor

__all__ = ["chromium"]  # a fixture for every test, from where it is written

IN_CI = bool(os.environ.get("CI"))
SERVER = os.environ.get("COORDINATOR_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1/postgres")
KEYS = "t1:" + b64encode(b"0123456789abcdef0123456789abcdef").decode()
INDEX_KEY = b64encode(b"fedcba9876543210fedcba9876543210").decode()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Measurements run by `make bench` only."""
    if "bench" in (config.option.markexpr or ""):
        return
    chosen = [item for item in items if item.get_closest_marker("bench") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test reached for {address[0]}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _zones_of_each_calendar_alone() -> Iterator[None]:
    """vobject takes the first definition of a zone that it reads for those of all later calendars, too. Ours define a
    zone for the time of their events."""
    known = vars(vobject.icalendar)["__tzidMap"]
    before = dict(known)
    yield
    known.clear()
    known.update(before)


@pytest.fixture(scope="session", autouse=True)
def _a_chain_of_our_own() -> Iterator[None]:
    """Let a chain decide whose rounds a test can sign: those of the year it plays in are still secret in the real one,
    which keeps its key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(randomness.KEYS, OURS, OUR_KEY)
        patch.setattr(drawing, "CHAIN", OURS)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of our own on the local PostgreSQL server, dropped at the end. Skips without one; fails in CI."""
    server = sqlalchemy.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    name = f"coordinator_test_{secrets.token_hex(4)}"
    try:
        with server.connect() as connection:
            connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    except sqlalchemy.exc.OperationalError:
        told = "no PostgreSQL answers: apt install postgresql, or set COORDINATOR_TEST_POSTGRES"
        (pytest.fail if IN_CI else pytest.skip)(told)
    yield sqlalchemy.make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def settings_for(url: str, folder: Path, **more: Any) -> config.Settings:
    """Settings of a test: fixed keys, letters into the folder's outbox."""
    return config.Settings(
        database_url=url,
        instance=str(folder),
        secret_key="test " * 8,
        seal_keys=KEYS,
        index_key=INDEX_KEY,
        public_url="http://localhost",
        **more,
    )


@pytest.fixture(scope="session")
def migrated_app(db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a migrated database. Tests take `app`, which empties it first."""
    app = create_app(settings_for(db_url, tmp_path_factory.mktemp("instance")))
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["TESTING"] = True
    app.test_client_class = Visitor
    with app.app_context():
        flask_migrate.upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application with every table empty, its context pushed."""
    with migrated_app.app_context():
        _empty()
        yield migrated_app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor whom nobody knows yet."""
    return app.test_client()


@pytest.fixture
def alike(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The nonce and the form token of all responses are the same, so that answers can be compared byte by byte."""
    monkeypatch.setattr("coordinator.web.secrets.token_urlsafe", lambda _size: "nonce")
    monkeypatch.setitem(app.jinja_env.globals, "csrf_token", lambda: "token")
    monkeypatch.setattr("flask_wtf.csrf.generate_csrf", lambda: "token")
    _load_macros_anew(app)
    yield
    _load_macros_anew(app)


def _load_macros_anew(app: Flask) -> None:
    """Imported macros keep the globals of the moment at which they were loaded."""
    if app.jinja_env.cache is not None:
        app.jinja_env.cache.clear()


def _empty() -> None:
    tables = [table.name for table in Base.metadata.sorted_tables]
    with db.engine.begin() as connection, granted("empty a test database"):
        if connection.dialect.name == "postgresql":
            connection.execute(sqlalchemy.text(f"TRUNCATE {', '.join(tables)} CASCADE"))
        else:
            for name in reversed(tables):
                connection.execute(sqlalchemy.text(f"DELETE FROM {name}"))
