"""Lists to draw from, and a second verifier that shares no code with the first."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import date

from py_arkworks_bls12381 import G2Point, Scalar

from coordinator.guests.draw_list import DrawList, Entry, Pool, Seats, Source, entry_id
from coordinator.guests.randomness import QUICKNET, message

# Round 1000 of drand quicknet, as its operators publish it.
ROUND = 1000
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"

# A chain of the tests' own, whose rounds of any year can be signed: its key is no secret.
OURS = "0123456789abcdef" * 4
_SECRET = Scalar(20170920)
OUR_KEY = bytes((G2Point() * _SECRET).to_compressed_bytes()).hex()


def signed(number: int) -> str:
    """The signature of a round of our chain."""
    return bytes((message(number) * _SECRET).to_compressed_bytes()).hex()


def an_entry(number: int, *wishes: str, people: int = 1, pool: Pool = Pool.GENERAL) -> Entry:
    """An entry whose token is its number."""
    return Entry(entry_id(number.to_bytes(16, "big")), people, pool, wishes or ("s1",))


def a_list(entries: Sequence[Entry], **seats: Seats) -> DrawList:
    """A list of those entries, by default for one show of three seats."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.id))
    source = Source("drand", chain=QUICKNET, round=ROUND)
    return DrawList("berlin", date(2027, 1, 2), seats or {"s1": Seats(0, 3)}, source, ordered)


def drawn_by_hand(file: bytes, randomness: bytes, void: Collection[str] = ()) -> list[str]:
    """The lines of a result after the first, from the bytes of a list; written from the specification alone."""
    head, *rows = file.decode().splitlines()
    sha = hashlib.sha256
    seed = sha(b"hc-draw/1|seed|" + sha(file).digest() + randomness).digest()
    left = {(show, pool): seats[pool] for show, seats in json.loads(head)["seats"].items() for pool in "ag"}
    lines = []
    for rank, row in sorted(
        (sha(b"hc-draw/1|rank|" + seed + bytes.fromhex(row[:64])).hexdigest(), row) for row in rows
    ):
        key, people, pool, wishes = row.split()
        got = "void" if key in void else "-"
        for show in () if key in void else wishes.split(","):
            open_to = [p for p in ("ag" if pool == "a" else "g") if left.get((show, p), 0) >= int(people)]
            if open_to:
                left[show, open_to[0]] -= int(people)
                got = show
                break
        lines.append(f"{rank} {key} {got}")
    return lines
