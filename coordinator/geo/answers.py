"""Kept answers of geocoding, and pins placed by hand: a small SQLite file that says nothing to who finds it.

Addresses and points of homes are secrets. The key is a keyed fingerprint of the address, the answer is sealed and
bound to it. That a row is a pin is plain, because the database must keep pins from being overwritten.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coordinator.geo.names import fold

_TABLE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, sealed TEXT NOT NULL, pin INTEGER NOT NULL)"
_KEEP = """INSERT INTO answers VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE
SET sealed = excluded.sealed, pin = excluded.pin WHERE excluded.pin OR NOT answers.pin"""


class Seal(Protocol):
    """What seals and fingerprints (`disclosure.cipher.Cipher` does)."""

    def seal(self, text: str, bound_to: str) -> str:
        """`text` sealed for one place."""

    def open(self, sealed: str, bound_to: str) -> str:
        """The text again; raises when it was sealed for another place."""

    def index(self, text: str, purpose: str) -> str:
        """A keyed fingerprint."""


class Answers(Protocol):
    """Where answers are kept; texts in and out."""

    def find(self, address: str) -> str | None:
        """The kept answer, or None."""

    def keep(self, address: str, answer: str, *, pin: bool = False) -> None:
        """Keeps an answer; what is no pin never replaces a pin."""

    def forget(self, address: str) -> None:
        """Drops the answer or the pin."""


@dataclass(frozen=True, slots=True)
class SealedAnswers:
    """Answers in a file at `path`. Opens it for each call, so threads and processes may share it."""

    path: Path
    seal: Seal

    def find(self, address: str) -> str | None:
        """The kept answer, or None. Raises what `seal.open` raises when the key is gone or the file was altered."""
        key = self._key(address)
        with self._open() as file:
            row = file.execute("SELECT sealed FROM answers WHERE key = ?", (key,)).fetchone()
        return self.seal.open(row[0], _bound(key)) if row else None

    def keep(self, address: str, answer: str, *, pin: bool = False) -> None:
        """Keeps an answer; what is no pin never replaces a pin."""
        key = self._key(address)
        with self._open() as file:
            file.execute(_KEEP, (key, self.seal.seal(answer, _bound(key)), pin))

    def reseal(self) -> int:
        """Seals every answer anew; how many there are. Raises what `seal.open` raises; then nothing is changed."""
        with self._open() as file:
            file.execute("BEGIN IMMEDIATE")
            rows = file.execute("SELECT key, sealed FROM answers").fetchall()
            anew = [(self.seal.seal(self.seal.open(sealed, _bound(key)), _bound(key)), key) for key, sealed in rows]
            file.executemany("UPDATE answers SET sealed = ? WHERE key = ?", anew)
        return len(rows)

    def forget(self, address: str) -> None:
        """Drops the answer or the pin, as when a host leaves."""
        with self._open() as file:
            file.execute("DELETE FROM answers WHERE key = ?", (self._key(address),))

    def _key(self, address: str) -> str:
        return self.seal.index(fold(address), "geocoding")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.touch(mode=0o600)
        with closing(sqlite3.connect(self.path, timeout=30)) as file, file:
            file.execute("PRAGMA secure_delete = ON")
            file.execute(_TABLE)
            yield file


def _bound(key: str) -> str:
    return f"geocoding.answer|{key}"
