"""What a database is asked, for tests that compare it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from coordinator.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are executed inside the block, without their values, and where transactions end."""
    said: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, _values: Any, _context: Any, many: bool) -> None:
        said.append(f"{statement}{' (many)' if many else ''}")

    def end(_conn: Any) -> None:
        said.append("COMMIT")

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.engine, "commit", end)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)
    event.remove(db.engine, "commit", end)
