"""The database: declarative base, session, column types, and what differs between SQLite and PostgreSQL.

SQLite is opened in WAL mode with foreign keys on. Its transactions begin IMMEDIATE, so that two writers wait for each
other instead of losing an update, save in requests that only read (`reading`), which begin DEFERRED and never wait.
"""

import secrets
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from json import loads
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    cast,
    event,
    func,
    select,
    types,
)
from sqlalchemy.orm import DeclarativeBase

from coordinator.chance import draw
from coordinator.clock import is_stopped
from coordinator.gate import authorize, guard
from coordinator.rights import borrow

_reading: ContextVar[bool] = ContextVar("reading", default=False)

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(types.TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused rather than guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To the database: UTC, and naive on SQLite, which keeps no offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: constraint names that migrations can rely on, and column types by annotation."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String,
        datetime: Instant,
        list[str]: JSON,
        dict[str, float]: JSON,
        dict[str, Any]: JSON,
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def as_text(column: Any) -> ColumnElement[str]:
    """A column of words as the text that is kept, for `words`."""
    return cast(column, Text).label(None)


@lru_cache(maxsize=10_000)
def words(text: str) -> tuple[str, ...]:
    """The words of such a text. Remembered: thousands of rows say few different things."""
    return tuple(loads(text))


def random_id() -> str:
    """A new identifier: 128 random bits as 26 letters and digits. It says nothing, not even when it was made."""
    return id_of(draw(16))


def unguessable() -> str:
    """A word that opens something: 128 random bits as 26 letters and digits, in a rehearsal as well."""
    return id_of(secrets.token_bytes(16))


def id_of(random: bytes) -> str:
    """The identifier that 16 bytes nobody can guess make; more than those are left out."""
    return b32encode(random[:16]).decode().rstrip("=").lower()


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside the block only read (SQLite: BEGIN DEFERRED)."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def is_reading() -> bool:
    """Whether the present request said that it only reads."""
    return _reading.get()


def server_clock() -> datetime | None:
    """What the clock of the database's server shows now (UTC); None for SQLite, which has none of its own, and where
    the clock is stopped, whatever that of a server shows."""
    if db.engine.dialect.name == "sqlite" or is_stopped():
        return None
    return db.session.scalar(select(func.clock_timestamp(type_=Instant())))


@contextmanager
def hurried() -> Iterator[None]:
    """Inside the block SQLite does not wait for the disk when it commits: for a database that nobody would miss, such
    as that of a rehearsal, which commits some ten thousand times."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    event.listen(db.engine, "checkout", _hurry)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", _hurry)
        db.session.remove()
        db.engine.dispose()


def _hurry(connection: Any, _record: Any, _proxy: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def init(app: Flask, url: str, *, sealed_role: str = "") -> None:
    """Bind `db` to the application, with the gate on every connection. `sealed_role`: the one of PostgreSQL that alone
    may read sealed tables (`rights`)."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True, "pool_pre_ping": not url.startswith("sqlite")}
    db.init_app(app)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).touch(mode=0o600)  # SQLite gives its side files the same mode
    with app.app_context():
        guard(db.engine)
        if sealed_role:
            borrow(db.engine, sealed_role)
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)


def _tame_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin or commit by itself
    authorize(connection)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED" if is_reading() else "BEGIN IMMEDIATE")


def one_of(words: type[StrEnum]) -> Enum:
    """A column type for one of the words of an enumeration, kept as text."""
    return Enum(words, native_enum=False, length=20, values_callable=lambda enum: [str(word) for word in enum])
