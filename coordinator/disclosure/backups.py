"""Everything the database holds, out of it and into another one. What is sealed stays sealed."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, func, insert, select, update

from coordinator.db import Base, db, reading
from coordinator.gate import granted

AT_ONCE = 500  # rows in one statement
# Sessions, tokens and links that sign in: what was ended since would live again.
OF_THE_MOMENT = {"open_sessions", "sign_in_links", "sign_in_attempts", "api_tokens", "api_requests"}


def tables() -> list[Table]:
    """What a backup holds, each after those it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in OF_THE_MOMENT]


def as_it_stands() -> Iterator[Iterator[Row[Any]]]:
    """The rows of each table, in the order of its columns, all as at one moment; others may write meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        for table in tables():
            wanted = select(table).order_by(*table.primary_key)
            with granted("back everything up"), reading():
                found = connection.execute(wanted, execution_options={"yield_per": AT_ONCE})
            yield iter(found)


def is_empty() -> bool:
    """Whether no table holds anything."""
    with granted("look whether anything is there"):
        return not any(
            db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.tables.values()
        )


class Filling:
    """Puts rows into empty tables, all or nothing."""

    def __init__(self, connection: Connection) -> None:
        self._to = connection
        self._later: list[tuple[Column[Any], dict[str, Any]]] = []

    def put(self, table: Table, rows: Iterable[dict[str, Any]]) -> int:
        """Insert these rows (column name → value); how many there were. Tables come in the order of `tables`."""
        number, rest = 0, iter(rows)
        with granted("restore everything"):
            while some := list(islice(rest, AT_ONCE)):
                self._to.execute(insert(table), [self._without_itself(table, row) for row in some])
                number += len(some)
        return number

    def end(self) -> None:
        """Say now which rows refer to others of their own table; those may have come after them."""
        with granted("restore everything"):
            for column, row in self._later:
                this = (one == row[one.name] for one in column.table.primary_key)
                self._to.execute(update(column.table).where(*this).values({column.name: row[column.name]}))

    def _without_itself(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        own = [
            key.parent for key in table.foreign_keys if key.column.table is table and row[key.parent.name] is not None
        ]
        self._later += [(column, row) for column in own]
        return row | {column.name: None for column in own}
