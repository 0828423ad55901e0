"""The application on a database of its own without any table."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from flask import Flask

from coordinator.app import create_app
from coordinator.db import db
from tests.conftest import settings_for


@contextmanager
def a_bare_app(url: str, folder: Path) -> Iterator[Flask]:
    """Beside the database at `url`, of the same kind; dropped at the end. Its context is not pushed."""
    beside = sqlalchemy.make_url(url)
    name = f"bare_{secrets.token_hex(4)}"
    if beside.get_backend_name() == "sqlite":
        yield from _app(f"sqlite:///{folder / name}.sqlite3", folder)
        return
    server = sqlalchemy.create_engine(beside, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    yield from _app(beside.set(database=name).render_as_string(hide_password=False), folder)
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def _app(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(settings_for(url, folder))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
