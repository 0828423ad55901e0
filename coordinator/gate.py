"""The gate before the sealed tables: no SQL may name a `sec_` table unless a grant is open.

Only `coordinator.disclosure` and the migrations open grants (import-linter holds them to it). The check is one regular
expression per statement (about 4 µs) and sees ORM, Core and raw text alike, joins, filters and sorting included. What
does not go through SQLAlchemy, such as a cursor of the driver, or goes by another name, such as a view, SQLite itself
refuses (`authorize`); for PostgreSQL there are roles (`rights`).
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

_SEALED = re.compile(r"\bsec_\w+", re.IGNORECASE)
_READS = re.compile(r"\s*(?:SELECT|WITH|VALUES|EXPLAIN)\b", re.IGNORECASE)
_RULES = ("act_plays_elsewhere_", "only_added_to_")  # triggers of the migrations: they refuse, and tell nothing
_purpose: ContextVar[str | None] = ContextVar("grant", default=None)
_changes: ContextVar[bool] = ContextVar("changes", default=False)  # a looked-at statement: SQLite follows foreign keys
_opened: ContextVar[bool] = ContextVar("opened", default=False)


class Sealed(RuntimeError):
    """A statement named a sealed table while no grant was open: a defect in the code, never a reader's fault."""


@contextmanager
def granted(purpose: str) -> Iterator[None]:
    """Let statements name sealed tables inside the block. `purpose` says what for, in a word or two."""
    token = _purpose.set(purpose)
    _opened.set(True)
    try:
        yield
    finally:
        _purpose.reset(token)


def watch() -> None:
    """From here on note whether a grant is opened, for `has_opened`."""
    _opened.set(False)


def has_opened() -> bool:
    """Whether a grant was opened since `watch`: what is answered then is kept nowhere on its way."""
    return _opened.get()


def guard(engine: Engine) -> None:
    """Refuse, on every connection of `engine`, statements that name a sealed table without a grant."""
    event.listen(engine, "before_cursor_execute", _refuse)
    event.listen(engine, "after_cursor_execute", _over)
    event.listen(engine, "handle_error", _over)


def authorize(connection: sqlite3.Connection) -> None:
    """Have a connection to SQLite refuse to compile what reads or changes a sealed table without a grant, however it is
    named."""
    connection.set_authorizer(_allows)


def _allows(_action: int, table: str | None, _column: str | None, _base: str | None, through: str | None) -> int:
    """`through`: the view or trigger by which a statement comes to that table; foreign keys go through none."""
    is_sealed = table is not None and table.startswith("sec_") and _purpose.get() is None
    is_rule = _changes.get() and (through is None or through.startswith(_RULES))
    return sqlite3.SQLITE_DENY if is_sealed and not is_rule else sqlite3.SQLITE_OK


def names_sealed(statement: str) -> bool:
    """Whether a statement names a sealed table."""
    return _SEALED.search(statement) is not None


def _refuse(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if _purpose.get() is None and (named := _SEALED.search(statement)):
        raise Sealed(f"{named.group().lower()} is sealed: read and write it through coordinator.disclosure")
    _changes.set(not _READS.match(statement))


def _over(*_any: Any) -> None:
    _changes.set(False)
