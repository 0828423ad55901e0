"""Inserts whose second run has no effect, on SQLite and PostgreSQL alike."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from coordinator.db import Base, db

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_once(table: type[Base], **values: Any) -> bool:
    """Insert a row into `table` unless a unique constraint is already taken; whether it was inserted.

    Runs in the caller's transaction. SQLite takes two nulls in a unique column for different ones: check those before.
    """
    statement = _INSERT[db.engine.dialect.name](table).values(**values).on_conflict_do_nothing()
    return bool(db.session.execute(statement.returning(*table.__table__.primary_key)).first())
