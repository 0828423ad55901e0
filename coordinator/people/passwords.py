"""Passwords: Argon2id, at most two at a time, and the same work for an account that has none.

Parameters: 19 MiB, two passes, one lane (the OWASP Password Storage Cheat Sheet's recommendation). Hashing takes about
50 ms and must not happen while a transaction is open: on SQLite every other writer would wait for it.
"""

import functools
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)  # a crowd at the sign-in page takes turns, not all the memory


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_composed(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether `password` is the one behind `kept`. Without a kept hash: the same work, and no."""
    against = kept or _nobodys()
    with _AT_ONCE:
        try:
            _HASHER.verify(against, _composed(password))
        except VerifyMismatchError:
            return False
    return kept is not None


@functools.cache
def _nobodys() -> str:
    return hashed("nobody's")


def _composed(password: str) -> str:
    """The same text however a keyboard composes its accents (NFKC, as NIST SP 800-63B advises)."""
    return unicodedata.normalize("NFKC", password)
