"""What a party says that it needs: whether an access seat, what helps it, and its own words, in one cipher text.

The first sign says which seats it is drawn for. What helps stands before the words, parted by a sign that nobody types.
"""

from collections.abc import Iterable

from coordinator.disclosure import cipher
from coordinator.guests.models import Help

NEEDS, _NONE = "a", "g"  # as the draw calls the seats
_ENDS = "\x1f"

Access = tuple[bool, str, tuple[Help, ...]]
"""Whether a party needs an access seat, what it says of it, and what helps it."""


def seal(entry_id: str, *, needs: bool, words: str, helps: Iterable[Help]) -> str:
    """The cipher text of an entry."""
    said = "".join(f"{one}{_ENDS}" for one in in_order(helps))
    text = f"{NEEDS if needs else _NONE}{said}{words}"
    return cipher.current().seal(text, _place(entry_id))


def opened(entry_id: str, sealed: str) -> Access:
    """What it says."""
    text = cipher.current().open(sealed, _place(entry_id))
    *helps, words = text[1:].split(_ENDS)
    return text[0] == NEEDS, words, tuple(map(Help, helps))


def needs_seat(entry_id: str, sealed: str) -> bool:
    """Whether it needs an access seat."""
    return opened(entry_id, sealed)[0]


def in_order(helps: Iterable[Help]) -> tuple[Help, ...]:
    """Each once, in the order in which pages name them."""
    wanted = set(helps)
    return tuple(one for one in Help if one in wanted)


def _place(entry_id: str) -> str:
    return f"sec_entries.access|{entry_id}"
