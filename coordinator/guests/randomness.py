"""Public randomness that nobody knew when a draw's list was published: a round of drand, or a lottery's drawing.

drand “quicknet” (unchained, a round every three seconds from its genesis): the randomness of a round is the SHA-256 of
its signature, and only who holds the chain's key can have signed that round (scheme `bls-unchained-g1-rfc9380`). A
lottery is read as RFC 3797 (section 4.1) does: its numbers in ascending order, each followed by a point, then a slash.
Both are entered by a person where this server has no way out. A signature is checked under the chain's public key,
whoever brings it; numbers cannot be: whoever doubts them looks the drawing up.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from py_arkworks_bls12381 import GT, G1Point, G2Point

from coordinator.errors import Invalid, Say

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS = datetime.fromtimestamp(1692803367, UTC)
PERIOD = 3  # seconds
KEYS = {
    QUICKNET: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
}
"""The chains that may decide → their public keys, points of G2 (compressed, hex), as their operators publish them."""
TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"  # what drand hashes to the curve with (RFC 9380, section 8.8.1)
_SIGNATURE = re.compile(r"[0-9a-f]{96}")  # a point of G1, compressed: 48 bytes


def round_at(at: datetime) -> int:
    """The round that is published at the instant `at`, or the last one before."""
    return int((at - GENESIS).total_seconds() // PERIOD) + 1


def instant_of(number: int) -> datetime:
    """The instant at which that round is published."""
    return GENESIS + timedelta(seconds=PERIOD * (number - 1))


def of_drand(chain: str, number: int, signature: str) -> bytes:
    """The randomness (32 bytes) of a round of a chain, by its signature (96 hex digits). Raises Invalid (`signature`)
    unless the key of that chain signed that round."""
    said = signature.strip().lower()
    if chain not in KEYS:
        raise Invalid({"signature": [Say("No public key is known here for chain %(chain)s.", chain=chain)]})
    if not _SIGNATURE.fullmatch(said):
        raise Invalid({"signature": [Say("The signature of a round has 96 hexadecimal digits.")]})
    signed = bytes.fromhex(said)
    _refuse_forged(KEYS[chain], number, signed)
    return hashlib.sha256(signed).digest()


def message(number: int) -> G1Point:
    """The point that a round's signature is a multiple of: that of the SHA-256 of its number (8 bytes, big-endian)."""
    return G1Point.hash_to_curve(hashlib.sha256(number.to_bytes(8, "big")).digest(), TAG)


def _refuse_forged(key: str, number: int, signed: bytes) -> None:
    """Raise Invalid (`signature`) unless e(signature, generator) = e(message, key). A point has one way to be written:
    with another there would be a second randomness to choose from."""
    try:
        point = G1Point.from_compressed_bytes(signed)  # on the curve and in its subgroup
    except ValueError:
        fault = "Nobody signs with these digits. Copy all 96 as drand shows them."
        raise Invalid({"signature": [Say(fault)]}) from None
    held = [G2Point(), G2Point.from_compressed_bytes(bytes.fromhex(key))]
    is_of_key = GT.pairing_check([point, -message(number)], held)
    if not is_of_key or bytes(point.to_compressed_bytes()) != signed:
        fault = "This is not drand's signature of round %(round)s. Copy it from that very round."
        raise Invalid({"signature": [Say(fault, round=str(number))]})


def of_lottery(numbers: Sequence[int]) -> bytes:
    """The randomness (32 bytes) of the numbers of one drawing. Raises Invalid (`numbers`)."""
    if not numbers or any(number < 0 for number in numbers):
        raise Invalid({"numbers": [Say("Say the numbers that were drawn, each zero or more.")]})
    return hashlib.sha256(canonical(numbers).encode("ascii")).digest()


def canonical(numbers: Sequence[int]) -> str:
    """The numbers of one drawing as RFC 3797 writes them: `4.9.21./`."""
    return "".join(f"{number}." for number in sorted(numbers)) + "/"
