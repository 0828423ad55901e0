"""Every word that a database holds, cipher texts opened."""

from typing import Any

from sqlalchemy import Column, Table, select

from coordinator.db import Base, db
from coordinator.disclosure import cipher
from coordinator.disclosure.columns import is_ciphertext, place
from coordinator.gate import granted


def every_word() -> dict[str, str]:
    """“table.column” → all that stands in it, opened. Raises AssertionError for a cipher text that nobody can open."""
    return {
        f"{table.name}.{column.name}": "\n".join(_shown(column, row) for row in _rows(table))
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    with granted("test"):
        return [row._asdict() for row in db.session.execute(select(*table.columns))]


def _shown(column: Column[Any], row: dict[str, Any]) -> str:
    value = row[column.name]
    if isinstance(value, bytes):
        return cipher.current().open_bytes(value, place(column, row)).decode(errors="replace")
    if isinstance(value, str) and value.partition(":")[0] in cipher.current().keys:
        assert is_ciphertext(column), f"{column} holds cipher texts: say so where it is declared, with `ciphertext`"
        return cipher.current().open(value, place(column, row))
    return str(value)
