"""Runs migrations inside the application: one transaction, the gate open, SQLite's foreign keys off while tables are
rebuilt (a rebuilt table would else delete, by cascade, every row that refers to it) and checked before the commit."""

import logging

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from coordinator import db as house
from coordinator.gate import granted

logging.getLogger("alembic").setLevel(logging.WARNING)


def run() -> None:
    """Migrate the database of the current application."""
    with house.db.engine.connect() as connection, granted("migration"):
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, "OFF")
        try:
            _migrate(connection)
        finally:
            connection.rollback()  # whatever was read after the last commit; a pragma is deaf inside a transaction
            if sqlite:
                _foreign_keys(connection, "ON")


def _migrate(connection: Connection) -> None:
    arguments = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=house.Base.metadata,
        include_object=_ours,
        render_item=_render,
        **arguments,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite" and (lost := connection.execute(text("PRAGMA foreign_key_check")).all()):
            raise RuntimeError(f"rows would refer to nothing: {sorted({row[0] for row in lost})}")


def _foreign_keys(connection: Connection, state: str) -> None:
    """Outside any transaction, where alone SQLite heeds this pragma."""
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={state}")  # type: ignore[union-attr]


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Column types of our own by their short name, which the template of a migration imports."""
    return "Instant()" if kind == "type" and isinstance(item, house.Instant) else False


def _ours(_item: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


run()
