"""Sealing at rest: AES-256-GCM bound to table, column and row, padded, with rotating keys; HMAC for look-ups.

A sealed value is `key id : base64(nonce ‖ ciphertext)`. The text is padded to whole blocks of 64 bytes first, so its
length says little. The associated data is `table.column|row`: a value copied to another row does not open there.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coordinator import chance
from coordinator.db import id_of

BLOCK = 64  # bytes
_ring: list["Cipher"] = []


class CannotOpen(RuntimeError):
    """A sealed value does not open: its key is missing, or it was moved or altered."""


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals with the first key, opens with any. `keys`: key id → 32 bytes. `index_key` makes fingerprints and never
    rotates, for they could not be made anew; it opens nothing."""

    keys: Mapping[str, bytes]
    index_key: bytes

    def seal(self, text: str, bound_to: str) -> str:
        """`text` sealed for the place `bound_to` (`table.column|row`)."""
        name, _, raw = self.seal_bytes(text.encode(), bound_to).partition(b":")
        return f"{name.decode()}:{base64.b64encode(raw).decode()}"

    def open(self, sealed: str, bound_to: str) -> str:
        """The text again. Raises CannotOpen."""
        name, _, body = sealed.partition(":")
        return self._opened(name, base64.b64decode(body), bound_to).decode()

    def seal_bytes(self, content: bytes, bound_to: str) -> bytes:
        """The same for what is no text, as bytes: `key id : nonce ‖ ciphertext`."""
        name, key = next(iter(self.keys.items()))
        nonce = os.urandom(12)
        return name.encode() + b":" + nonce + _aead(key).encrypt(nonce, _pad(content), bound_to.encode())

    def open_bytes(self, sealed: bytes, bound_to: str) -> bytes:
        """The content again. Raises CannotOpen."""
        name, _, raw = sealed.partition(b":")
        return self._opened(name.decode(), raw, bound_to)

    def _opened(self, name: str, raw: bytes, bound_to: str) -> bytes:
        try:
            return _unpad(_aead(self.keys[name]).decrypt(raw[:12], raw[12:], bound_to.encode()))
        except (KeyError, InvalidTag):
            raise CannotOpen(
                f"{bound_to.partition('|')[0]}: key “{name}” is missing or the value was altered"
            ) from None

    def index(self, text: str, purpose: str) -> str:
        """A keyed fingerprint for equality look-ups (HMAC-SHA-256, hex)."""
        return _fingerprint(self.index_key, text, purpose).hex()

    def id_of_said(self, text: str, purpose: str) -> str:
        """An id that the same text gets each time; nobody without the key can tell which."""
        return id_of(_fingerprint(chance.key(self.index_key), text, purpose))


def _fingerprint(key: bytes, text: str, purpose: str) -> bytes:
    return hmac.new(key, f"{purpose}|{text}".encode(), hashlib.sha256).digest()


@lru_cache(maxsize=16)
def _aead(key: bytes) -> AESGCM:
    """A key made ready; that takes as long as opening a short text."""
    return AESGCM(key)


def configure(keys: Mapping[str, bytes], index_key: bytes) -> None:
    """Set the keys of this process (it has one set, like it has one environment)."""
    _ring[:] = [Cipher(dict(keys), index_key)]


def current() -> Cipher:
    """The cipher with this process's keys."""
    return _ring[0]


def _pad(text: bytes) -> bytes:
    return text + b"\x80" + b"\x00" * (-(len(text) + 1) % BLOCK)


def _unpad(padded: bytes) -> bytes:
    return padded.rstrip(b"\x00")[:-1]


def point(text: str) -> tuple[float, float]:
    """Latitude and longitude (degrees) from the text that is sealed for them."""
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)
