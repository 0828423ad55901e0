"""What every test may ask for: a migrated, empty database of each kind, the application, a browser. No network."""

import os
import socket
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy
import vobject
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache

from coordinator import config
from coordinator.app import create_app
from coordinator.db import Base, db
from coordinator.disclosure import audit_chain
from coordinator.gate import granted
from coordinator.guests import drawing, randomness
from coordinator.paper import fonts, pages
from tests.browsing import chromium
from tests.chance import COURSE, repeatable
from tests.guests.draws import OUR_KEY, OURS
from tests.visitors import Visitor

__all__ = ["chromium"]  # a fixture for every test, from where it is written

IN_CI = bool(os.environ.get("CI"))
SERVER = os.environ.get("COORDINATOR_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1/postgres")
KEYS = "t1:" + b64encode(b"0123456789abcdef0123456789abcdef").decode()
LEDGERS = (
    *("disclosures", "letter_actions", "sec_hour_lines"),
    *("sec_handovers", "sec_troubles", "sec_trouble_steps"),
)
ADDED_TO = "SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {name})" for name in LEDGERS)
INDEX_KEY = b64encode(b"fedcba9876543210fedcba9876543210").decode()

hypothesis_settings.register_profile(  # no test asserts a time of the clock, or depends on luck
    "coordinator", deadline=None, derandomize=not COURSE, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("coordinator")


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
def _no_luck(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test has a course of its own, the same every time."""
    with repeatable(request.node.nodeid):
        yield


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
def _done_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What takes long and comes out the same each time: templates of all applications are compiled once, and fonts
    are cut once for the same signs."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    cuts: dict[tuple[str, frozenset[str]], bytes] = {}

    def cut(font: str, texts: Iterable[str], *, folder: Path) -> Path:
        said = "".join(texts)
        key, file = (font, frozenset(said)), folder / f"{font}.ttf"
        if key not in cuts:
            cuts[key] = fonts.cut(font, [said], folder=folder).read_bytes()
        file.write_bytes(cuts[key])
        return file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": compiled})
        patch.setattr(pages, "cut", cut)
        yield


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
    name = f"coordinator_test_{os.urandom(4).hex()}"  # runs side by side have one each
    try:
        with server.connect() as connection:
            connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
            no_disk = f"ALTER DATABASE {name} SET synchronous_commit = off"  # is waited for
            connection.execute(sqlalchemy.text(no_disk))
    except sqlalchemy.exc.OperationalError:
        told = "no PostgreSQL answers: apt install postgresql, or set COORDINATOR_TEST_POSTGRES"
        (pytest.fail if IN_CI else pytest.skip)(told)
    yield sqlalchemy.make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of our own in a file."""
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.sqlite3'}"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest) -> str:
    """The address of a database of each kind in turn."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
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
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """Makes the application on a database, migrated once: a process that runs some files of tests goes to and fro
    between the engines."""
    apps: dict[str, Flask] = {}

    def migrated(url: str) -> Flask:
        if url not in apps:
            apps[url] = app = create_app(settings_for(url, tmp_path_factory.mktemp("instance")))
            app.config |= {"WTF_CSRF_ENABLED": False, "TESTING": True}
            app.test_client_class = Visitor
            with app.app_context():
                flask_migrate.upgrade()
        return apps[url]

    yield migrated
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def migrated_app(db_url: str, _migrated: Callable[[str], Flask]) -> Flask:
    """The application on a migrated database. Tests take `app`, which empties it first."""
    return _migrated(db_url)


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application with every table empty, its context pushed."""
    with migrated_app.app_context():
        empty()
        yield migrated_app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor whom nobody knows yet."""
    return app.test_client()


@pytest.fixture
def alike(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The nonce and the tokens of forms are the same in all responses, so that answers can be compared byte by byte."""
    monkeypatch.setattr("coordinator.web.secrets.token_urlsafe", lambda _size: "nonce")
    monkeypatch.setitem(app.jinja_env.globals, "csrf_token", lambda: "token")
    monkeypatch.setattr("flask_wtf.csrf.generate_csrf", lambda: "token")
    _load_macros_anew(app)
    yield
    _load_macros_anew(app)


@pytest.fixture
def unlinked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit writes its lines and leaves out their chain: statements are counted that are a page's own, as many on
    one engine as on the other."""
    monkeypatch.setattr(audit_chain, "link", lambda _connection, _ids: None)


def _load_macros_anew(app: Flask) -> None:
    """Imported macros keep the globals of the moment at which they were loaded."""
    if app.jinja_env.cache is not None:
        app.jinja_env.cache.clear()


def empty() -> None:
    """Delete what the last test left. PostgreSQL takes as long to truncate an empty table as a full one, and there are
    many: only those that hold something are touched, with triggers and foreign keys asleep for as long."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    with db.engine.begin() as connection, granted("empty a test database"), ExitStack() as stack:
        if connection.dialect.name == "postgresql":
            stack.enter_context(changeable(connection))
            names = list(connection.scalars(sqlalchemy.text(filled)))
        elif connection.scalar(sqlalchemy.text(ADDED_TO)):
            stack.enter_context(changeable(connection))
        for name in names:
            connection.execute(sqlalchemy.text(f"DELETE FROM {name}"))


@contextmanager
def changeable(connection: sqlalchemy.Connection) -> Iterator[None]:
    """The database without the triggers that keep the audit as it is; PostgreSQL's foreign keys sleep as well."""
    if connection.dialect.name == "postgresql":
        off = ["SET LOCAL session_replication_role = replica"]
        on = ["SET LOCAL session_replication_role = DEFAULT"]
    else:
        kept = connection.execute(sqlalchemy.text("SELECT name, sql FROM sqlite_master WHERE name LIKE 'only_added_%'"))
        on = [sql for _, sql in kept]
        off = [f"DROP TRIGGER {sql.split()[2]}" for sql in on]
    _each(connection, off)
    yield
    _each(connection, on)


def _each(connection: sqlalchemy.Connection, statements: Sequence[str]) -> None:
    with granted("triggers of a test database"):  # those of sealed tables name them
        for statement in statements:
            connection.execute(sqlalchemy.text(statement))
