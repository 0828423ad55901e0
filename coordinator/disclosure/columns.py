"""Which columns hold cipher texts, and what each text is bound to."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import MappedColumn, mapped_column

from coordinator.db import Base


def ciphertext(row: str) -> MappedColumn[Any]:
    """A column of cipher texts. `row`, filled with the values of a row's key, is the row that a text is bound to."""
    return mapped_column(info={"row": row})


def ciphertexts() -> Iterator[Column[Any]]:
    """Every such column, tables in the order of their foreign keys."""
    for table in Base.metadata.sorted_tables:
        yield from filter(is_ciphertext, table.columns)


def is_ciphertext(column: Column[Any]) -> bool:
    """Whether a column is one."""
    return "row" in column.info


def place(column: Column[Any], key: Mapping[str, Any]) -> str:
    """What a text of `column` is bound to in the row of that key (column name → value): `table.column|row`."""
    return f"{column.table.name}.{column.name}|{column.info['row'].format_map(key)}"
