"""Lists in pages: each names the next one by the last row that it holds, so that rows which come or go meanwhile are
neither told twice nor passed over."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from coordinator.errors import Invalid, Say

T = TypeVar("T")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the page after it; None: it is the last one."""

    rows: Sequence[T]
    cursor: str | None


def page(rows: Sequence[T], key: Callable[[T], Key], *, after: str, most: int) -> Page[T]:
    """The first `most` of the rows, in the order of their keys, whose key is after that of the cursor. Raises Invalid
    (`cursor`)."""
    seen = read(after)
    return cut(sorted((row for row in rows if seen is None or key(row) > seen), key=key), key, most=most)


def cut(rows: Sequence[T], key: Callable[[T], Key], *, most: int) -> Page[T]:
    """The first `most` of rows that are in order; one more tells that there is another page."""
    return Page(rows[:most], _write(key(rows[most - 1])) if len(rows) > most else None)


def read(cursor: str) -> Key | None:
    """The key of the last row that was told; None at the beginning. Raises Invalid (`cursor`)."""
    if not cursor:
        return None
    try:
        said = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise no_cursor() from None
    if not isinstance(said, list) or not all(isinstance(part, str) for part in said):
        raise no_cursor()
    return tuple(said)


def no_cursor() -> Invalid:
    """The fault of a cursor that is none of a list's."""
    return Invalid({"cursor": [Say("Take the cursor from the “next” of the page before.")]})


def _write(key: Key) -> str:
    return urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
