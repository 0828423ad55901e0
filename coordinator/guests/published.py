"""The files of draws in memory. What was published under a hash stays the same for ever, so each is fetched once."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from coordinator.guests.models import Draw

MOST = 64 << 20  # bytes; a list of 100,000 entries has nine million


class Shelf:
    """Files by their SHA-256 (64 hex digits), up to `most` bytes together; what nobody asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, root: str, fetch: Callable[[], str | None]) -> bytes:
        """The file with that hash. Raises ValueError where what is fetched has another one."""
        with self._lock:
            if root in self._files:
                self._files.move_to_end(root)
                return self._files[root]
        file = (fetch() or "").encode("ascii")
        if hashlib.sha256(file).hexdigest() != root:
            raise ValueError(f"the file of a draw does not have the hash {root}")
        with self._lock:
            self._files[root] = file
            while len(self._files) > 1 and sum(map(len, self._files.values())) > self._most:
                self._files.popitem(last=False)
        return file


_SHELF = Shelf(MOST)


def listed(draw: Draw) -> bytes:
    """The list of a draw."""
    return _SHELF.get(draw.root, lambda: draw.listed)


def result(draw: Draw) -> bytes:
    """Its result; empty before it was held."""
    return _SHELF.get(draw.result_root, lambda: draw.result) if draw.result_root else b""
