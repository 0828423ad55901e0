"""The draw itself, `hc-draw/1`: who gets a seat follows from the published list and public randomness, and from nothing
else. No database, no clock, no random numbers of our own: whoever has both files recomputes it.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

from coordinator.guests.draw_list import DrawList, Entry, Pool


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry after the draw. `rank`: 64 hex digits, the smallest is drawn first; `show` None: on the waiting list,
    or passed over, as it had been made void before (`is_void`)."""

    entry: Entry
    rank: str
    show: str | None
    pool: Pool | None = None  # of the seats it got
    is_void: bool = False


def seed_of(root: str, randomness: bytes) -> bytes:
    """What everything follows from: 32 bytes. `root`: that of the list, 64 hex digits."""
    return hashlib.sha256(b"hc-draw/1|seed|" + bytes.fromhex(root) + randomness).digest()


def rank_of(seed: bytes, entry_id: str) -> str:
    """Where an entry stands (64 hex digits, ascending)."""
    return hashlib.sha256(b"hc-draw/1|rank|" + seed + bytes.fromhex(entry_id)).hexdigest()


def draw(drawn: DrawList, seed: bytes, void: Collection[str] = ()) -> tuple[Drawn, ...]:
    """All entries in the order in which they are drawn, each with the show it goes to.

    Each takes the first of its wishes that has seats for all of its party: nobody is parted, and no show is
    overbooked. Who asked for an access seat takes one of those where there are any, and a general one otherwise; what
    remains of them is released to the waiting list 48 hours before the show, not here. A show that is not in the list
    has no seats. An entry whose id is among `void` has its rank and is passed over.
    """
    general = {show: seats.general for show, seats in drawn.seats.items()}
    access = {show: seats.access for show, seats in drawn.seats.items()}
    pools = {Pool.ACCESS: ((access, Pool.ACCESS), (general, Pool.GENERAL)), Pool.GENERAL: ((general, Pool.GENERAL),)}
    ranked = sorted([(rank_of(seed, entry.id), entry) for entry in drawn.entries], key=itemgetter(0))
    return tuple(
        [
            Drawn(entry, rank, None, is_void=True) if entry.id in void else first_wish(entry, rank, pools[entry.pool])
            for rank, entry in ranked
        ]
    )


def first_wish(entry: Entry, rank: str, open_to: Sequence[tuple[dict[str, int], Pool]]) -> Drawn:
    """Give an entry seats at the dearest show that has some for it, of the first of these pools, and take them away
    there."""
    for show in entry.wishes:
        for left, pool in open_to:
            if left.get(show, 0) >= entry.people:
                left[show] -= entry.people
                return Drawn(entry, rank, show, pool)
    return Drawn(entry, rank, None)
