"""Every word that a database holds, cipher texts opened."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, select

from coordinator.db import Base, db
from coordinator.disclosure import cipher
from coordinator.disclosure.own_data import PARTS
from coordinator.gate import granted

Place = Callable[[Mapping[str, Any]], str]
NOBODY_IS_TOLD: dict[tuple[str, str], Place] = {
    ("sec_second_steps", "secret"): lambda row: f"sec_second_steps.secret|{row['person_id']}",
    ("sec_entries", "asked_by"): lambda row: f"sec_entries.asked_by|{row['id']}",
    ("sec_envelopes", "content"): lambda row: f"sec_envelopes.content|{row['show_id']} {row['number']}",
    ("sec_addressees", "said"): lambda row: f"sec_addressees.said|{row['id']}",
}


def every_word() -> dict[str, str]:
    """“table.column” → all that stands in it, opened. Raises AssertionError for a cipher text that nobody can open."""
    return {
        f"{table.name}.{column.name}": "\n".join(_shown(table, column.name, row) for row in _rows(table))
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    with granted("test"):
        return [row._asdict() for row in db.session.execute(select(*table.columns))]


def _shown(table: Table, column: str, row: dict[str, Any]) -> str:
    value = row[column]
    if isinstance(value, bytes):
        place = _place(table.name, column, row)
        return cipher.current().open_bytes(value, place).decode(errors="replace")
    if isinstance(value, str) and value.startswith("t1:"):
        return cipher.current().open(value, _place(table.name, column, row))
    return str(value)


def _place(table: str, column: str, row: dict[str, Any]) -> str:
    known = {(part.table.__tablename__, name): place for part in PARTS for name, place in part.sealed.items()}
    found = (known | NOBODY_IS_TOLD).get((table, column))
    assert found is not None, f"nobody knows how {table}.{column} is sealed: say it in disclosure/kept_*.py"
    return found(row)
