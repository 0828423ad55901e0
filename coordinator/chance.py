"""Chance: where ids come from. The system draws them so that nobody can guess one; only a rehearsal, whose clock
stands, lets a seed draw them, so that it can be played once more.

What names something, and what the course of a draw hangs on, is drawn here: in a rehearsal it can be foreseen. What
opens something (sessions, links in letters, codes of tickets, keys, nonces) is drawn by `secrets` where it is made: no
seed reaches it, not in a rehearsal either.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

from coordinator.clock import is_stopped

_lots: ContextVar[Random | None] = ContextVar("lots", default=None)
_key: ContextVar[bytes | None] = ContextVar("key", default=None)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let ids follow from `seed` wherever the clock of this context is stopped: a rehearsal. Other threads, requests
    and processes, and this context while its clock runs, have them from the system."""
    lots = _lots.set(Random(f"ids {seed}"))  # noqa: S311  # nosec B311 # names what is invented, opens nothing
    key = _key.set(hashlib.sha256(f"ids {seed}".encode()).digest())
    try:
        yield
    finally:
        _lots.reset(lots)
        _key.reset(key)


def draw(count: int) -> bytes:
    """So many bytes that nobody can guess, for an id."""
    lots = _lots.get()
    return secrets.token_bytes(count) if lots is None or not is_stopped() else lots.randbytes(count)


def key(usual: bytes) -> bytes:
    """The key under which an id is made of what was said: `usual`, which nobody has but this site."""
    made = _key.get()
    return usual if made is None or not is_stopped() else made
