"""Inserts whose second run has no effect, on SQLite and PostgreSQL alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from coordinator.db import Base, db

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def inserting(table: type[Base]) -> Any:
    """An insert into `table` of the engine's own kind, which can say what follows where a row is there already."""
    return _INSERT[db.engine.dialect.name](table)


def insert_once(table: type[Base], *, provided: ColumnElement[bool] | None = None, **values: Any) -> None:
    """Insert a row into `table` unless a unique constraint is taken, and only if `provided` holds.

    One statement in the caller's transaction, the same work either way. SQLite takes two nulls in a unique column for
    different ones: where that matters, `provided` says that there is no such row yet.
    """
    columns = table.__table__.columns
    row = [literal(value, columns[name].type).label(name) for name, value in values.items()]
    chosen = select(*row).where(true() if provided is None else provided)
    insert = inserting(table).from_select(list(values), chosen, include_defaults=False)
    db.session.execute(insert.on_conflict_do_nothing())


def insert_if_new(table: type[Base], **values: Any) -> bool:
    """The same as `insert_once` for what nothing else has to hold; whether it was new. Of two at once one is."""
    insert = inserting(table).values(values).on_conflict_do_nothing()
    return db.session.execute(insert.returning(literal(1))).first() is not None


def insert_all_once(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows into `table`, those left out for which a unique constraint is taken."""
    if rows:
        insert = _INSERT[db.engine.dialect.name](table.__table__)
        db.session.connection().execute(insert.on_conflict_do_nothing(), [dict(row) for row in rows])
