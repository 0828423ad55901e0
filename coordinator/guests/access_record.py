"""Who of a draw needs an access seat, fixed when the list is published, though the list does not say it.

An ASCII file that is kept for the global team alone. Its first line is `hc-draw/1|access|` and 32 random bytes (hex),
each other line the public id of an entry, in their order. Its SHA-256 stands in the first line of the list as `access`:
nobody can tell from it how many they are, and nobody can say later that others had asked. Who is given a kept seat then
follows from list, result and this file.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from coordinator.guests.draw import Drawn
from coordinator.guests.draw_list import DrawList

_HEAD = "hc-draw/1|access|"


def write(ids: Collection[str], salt: bytes) -> str:
    """The file. `salt`: 32 random bytes."""
    return "".join(f"{line}\n" for line in (f"{_HEAD}{salt.hex()}", *sorted(ids)))


def commitment(file: str) -> str:
    """Its hash, as it is published (64 hex digits)."""
    return hashlib.sha256(file.encode("ascii")).hexdigest()


def ids_in(file: str) -> frozenset[str]:
    """The public ids in it."""
    return frozenset(file.splitlines()[1:])


def given(drawn: DrawList, order: Sequence[Drawn], needs: Collection[str], shows: Collection[str]) -> Mapping[str, str]:
    """Public id → show, for those that get a seat kept for them: who won no other, in the order of the draw, at the
    dearest wish among `shows` that has one."""
    kept = {show: each.kept for show, each in drawn.seats.items() if each.kept and show in shows}
    found = {}
    for one in order:
        fits = (show for show in one.entry.wishes if kept.get(show, 0) >= one.entry.people)
        show = next(fits, None) if one.show is None and one.entry.id in needs else None
        if show is not None:
            kept[show] -= one.entry.people
            found[one.entry.id] = show
    return found
