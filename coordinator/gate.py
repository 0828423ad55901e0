"""The gate before the sealed tables: no SQL may name a `sec_` table unless a grant is open.

Only `coordinator.disclosure` and the migrations open grants (import-linter holds them to it). The check is one regular
expression per statement (about 4 µs) and sees ORM, Core and raw text alike, joins, filters and sorting included.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

_SEALED = re.compile(r"\bsec_\w+", re.IGNORECASE)
_purpose: ContextVar[str | None] = ContextVar("grant", default=None)


class Sealed(RuntimeError):
    """A statement named a sealed table while no grant was open: a defect in the code, never a reader's fault."""


@contextmanager
def granted(purpose: str) -> Iterator[None]:
    """Let statements name sealed tables inside the block. `purpose` says what for, in a word or two."""
    token = _purpose.set(purpose)
    try:
        yield
    finally:
        _purpose.reset(token)


def guard(engine: Engine) -> None:
    """Refuse, on every connection of `engine`, statements that name a sealed table without a grant."""
    event.listen(engine, "before_cursor_execute", _refuse)


def _refuse(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if _purpose.get() is None and (named := _SEALED.search(statement)):
        raise Sealed(f"{named.group().lower()} is sealed: read and write it through coordinator.disclosure")
