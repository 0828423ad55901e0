"""How many statements something takes."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from coordinator.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent to the database inside the block, but for those that begin a transaction."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.extend([] if statement.startswith("BEGIN") else [statement])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
