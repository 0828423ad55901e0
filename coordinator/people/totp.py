"""Time-based one-time passwords as authenticator apps make them (RFC 6238 on RFC 4226: HMAC-SHA-1, 30 seconds)."""

import base64
import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DIGITS = 6
WINDOW = 1  # steps before and after the present one: clocks differ, and typing takes a while


def new_secret() -> str:
    """A fresh key: 160 random bits (RFC 4226, R6) in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_at(at: datetime) -> int:
    """The number of the time step that the instant `at` lies in."""
    return int(at.timestamp()) // PERIOD


def code(secret: str, step: int, *, digits: int = DIGITS) -> str:
    """The code of one time step (RFC 4226, 5.3)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1").digest()
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def steps_of(secret: str, said: str, *, at: datetime) -> Iterator[int]:
    """The time steps around the instant `at` whose code was said."""
    now = step_at(at)
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(code(secret, step).encode(), said.encode()):
            yield step


def address(secret: str, *, account: str, issuer: str) -> str:
    """What an app reads: `otpauth://totp/…`."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
