"""Who of a draw needs an access seat, fixed when the list is published, though the list does not say it.

An ASCII file that is kept for the global team alone. Its first line is `hc-draw/1|access|` and 32 random bytes (hex),
each other line the public id of an entry, in their order. Its SHA-256 stands in the first line of the list as `access`:
nobody can tell from it how many they are, and nobody can say later that others had asked. Who is given a kept seat then
follows from list, result and this file.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

from coordinator.errors import Invalid, Say
from coordinator.guests.draw import Drawn
from coordinator.guests.draw_list import FEW, DrawList, Pool

_HEAD = "hc-draw/1|access|"
_FIRST = re.compile(re.escape(_HEAD) + "[0-9a-f]{64}")


def write(ids: Collection[str], salt: bytes) -> str:
    """The file. `salt`: 32 random bytes."""
    return "".join(f"{line}\n" for line in (f"{_HEAD}{salt.hex()}", *sorted(ids)))


def commitment(file: str) -> str:
    """Its hash, as it is published (64 hex digits)."""
    return hashlib.sha256(file.encode("ascii")).hexdigest()


def ids_in(file: str) -> frozenset[str]:
    """The public ids in it."""
    return frozenset(file.splitlines()[1:])


def read(file: bytes, drawn: DrawList) -> frozenset[str]:
    """The ids in a record that somebody holds, of that list. Raises Invalid that names the first line (from 1) that
    cannot be, and `hash` where the list was published with another record."""
    try:
        first, *ids = file.decode("ascii").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise Invalid({"line 1": [Say("A record has only ASCII characters.")]}) from None
    if not _FIRST.fullmatch(first):
        raise Invalid({"line 1": [Say("A record begins with %(head)s and 64 hexadecimal digits.", head=_HEAD)]})
    if hashlib.sha256(file).hexdigest() != drawn.access:
        raise Invalid({"hash": [Say("The list was published with another record, or with none.")]})
    marked = {entry.id: entry.pool is Pool.ACCESS for entry in drawn.entries}
    for number, key in enumerate(ids, start=2):
        if key not in marked or (number > 2 and key <= ids[number - 3]):
            raise Invalid({f"line {number}": [Say("This is no entry of the list, or not in its place.")]})
    if any(marked.values()) and {key for key, is_marked in marked.items() if is_marked} != set(ids):
        raise Invalid({"entries": [Say("The list marks others than the record has.")]})
    if not any(marked.values()) and len(ids) >= FEW:
        raise Invalid({"entries": [Say("They are not few: the list should mark them.")]})
    return frozenset(ids)


def given(drawn: DrawList, order: Sequence[Drawn], needs: Collection[str], shows: Collection[str]) -> Mapping[str, str]:
    """Public id → show, for those that get a seat kept for them: who won no other and are not void, in the order of the
    draw, at the dearest wish among `shows` that has one."""
    kept = {show: each.kept for show, each in drawn.seats.items() if each.kept and show in shows}
    found = {}
    for one in order:
        fits = (show for show in one.entry.wishes if kept.get(show, 0) >= one.entry.people)
        is_without = one.show is None and not one.is_void
        show = next(fits, None) if is_without and one.entry.id in needs else None
        if show is not None:
            kept[show] -= one.entry.people
            found[one.entry.id] = show
    return found
