"""Public randomness that nobody knew when a draw's list was published: a round of drand, or a lottery's drawing.

drand “quicknet” (unchained, a round every three seconds from its genesis): the randomness of a round is the SHA-256 of
its signature. A lottery is read as RFC 3797 (section 4.1) does: its numbers in ascending order, each followed by a
point, then a slash. Both are entered by a person where this server has no way out; whoever doubts them looks the round
or the drawing up by themselves.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from coordinator.errors import Invalid, Say

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS = datetime.fromtimestamp(1692803367, UTC)
PERIOD = 3  # seconds
_SIGNATURE = re.compile(r"[0-9a-f]{96}")  # a point of G1, compressed: 48 bytes


def round_at(at: datetime) -> int:
    """The round that is published at the instant `at`, or the last one before."""
    return int((at - GENESIS).total_seconds() // PERIOD) + 1


def instant_of(number: int) -> datetime:
    """The instant at which that round is published."""
    return GENESIS + timedelta(seconds=PERIOD * (number - 1))


def of_drand(signature: str) -> bytes:
    """The randomness (32 bytes) of the round with that signature (96 hex digits). Raises Invalid (`signature`)."""
    said = signature.strip().lower()
    if not _SIGNATURE.fullmatch(said):
        raise Invalid({"signature": [Say("The signature of a round has 96 hexadecimal digits.")]})
    return hashlib.sha256(bytes.fromhex(said)).digest()


def of_lottery(numbers: Sequence[int]) -> bytes:
    """The randomness (32 bytes) of the numbers of one drawing. Raises Invalid (`numbers`)."""
    if not numbers or any(number < 0 for number in numbers):
        raise Invalid({"numbers": [Say("Say the numbers that were drawn, each zero or more.")]})
    return hashlib.sha256(canonical(numbers).encode("ascii")).digest()


def canonical(numbers: Sequence[int]) -> str:
    """The numbers of one drawing as RFC 3797 writes them: `4.9.21./`."""
    return "".join(f"{number}." for number in sorted(numbers)) + "/"
