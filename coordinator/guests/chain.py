"""What happens to seats after the draw, as a chain of hashes that is published beside its result. That somebody says
yes moves no seat, and is no link.

Each link is a JSON object (sorted keys, no spaces) on a line of its own: its `number` from 1, the instant `at`, what
happened (`what`), the public id of the `entry`, the `show`, how many `people`, and `after`, the SHA-256 of the link
before; the first comes after the SHA-256 of the result file. Nothing can be taken out or put between without changing
all that follows. A link about seats alone has “-” for its entry, one about an entry that waits “-” for its show. A void
entry says why, in a word, as `because`; no other link has that name.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from coordinator.errors import Invalid, Say

NOBODY = "-"  # in a link about seats rather than an entry, or about an entry that waits rather than a show
_NAMES = "after, at, entry, number, people, show, what, and because for what is void"


class What(StrEnum):
    """What happened to an entry's seat."""

    LAPSED = "lapsed"
    RELEASED = "released"
    UNASKED = "unasked"  # drawn for a show at which nobody could be asked by then, so that it waits
    PROMOTED = "promoted"  # from the waiting list
    ADMITTED = "admitted"  # from the waiting list, at the door: a place where nobody had come
    PARTED = "parted"  # nobody had said yes to be the second of a party in time: one seat of two goes on
    LEFT = "left"  # the waiting list, by the guest's own wish
    VOID = "void"
    RESTORED = "restored"  # no longer void, or not let in after all: on the waiting list again, at its old place
    LOST = "lost"  # its room turned out smaller: on the waiting list again, at its old place
    FEWER = "fewer"  # seats that a room does not have after all; of no entry
    OPENED = "opened"  # access seats that nobody took, for everybody; of no entry
    WELCOMED = "welcomed"  # seats that nobody waited for, for guests of another show that is in trouble; of no entry
    RETURNED = "returned"  # such seats are free again, for who waits; of no entry


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that happened. `at`: ISO 8601 in UTC with `Z`; `after`: 64 hex digits."""

    number: int
    at: str
    what: What
    entry: str
    show: str
    people: int
    after: str
    because: str = ""

    def line(self) -> str:
        """As it is published, without the line's end."""
        said = {name: value for name, value in asdict(self).items() if name != "because" or value}
        return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    def hash(self) -> str:
        """What the next link comes after."""
        return hash_of(self.line())


def hash_of(line: str) -> str:
    """The hash of a link as it is published, without the line's end (64 hex digits)."""
    return hashlib.sha256(line.encode("ascii")).hexdigest()


def link(
    number: int, after: str, *, at: datetime, what: What, entry: str, show: str, people: int, because: str = ""
) -> Link:
    """The next link. `at` is an instant in UTC; its fractions of a second are left out."""
    return Link(number, f"{at:%Y-%m-%dT%H:%M:%SZ}", what, entry, show, people, after, because)


def write(links: Iterable[Link]) -> bytes:
    """The file of a chain."""
    return "".join(f"{each.line()}\n" for each in links).encode("ascii")


def read(file: bytes, *, after: str) -> tuple[Link, ...]:
    """The links of a chain that begins after the hash `after`. Raises Invalid that names the first line that does not
    follow from those before."""
    links: list[Link] = []
    for number, line in enumerate(_lines(file), start=1):
        found = _read_link(line, number)
        if found.line() != line or found.number != number or found.after != after:
            raise Invalid({f"line {number}": [Say("This does not follow from what stands before it.")]})
        links.append(found)
        after = found.hash()
    return tuple(links)


def _lines(file: bytes) -> Sequence[str]:
    try:
        return file.decode("ascii").splitlines()
    except UnicodeDecodeError:
        raise Invalid({"line 1": [Say("A chain has only ASCII characters.")]}) from None


def _read_link(line: str, number: int) -> Link:
    try:
        said = json.loads(line)
        return Link(**{**said, "what": What(said["what"])})  # a name too many, or missing, is a TypeError
    except (ValueError, TypeError, KeyError):
        raise Invalid({f"line {number}": [Say("A link is a JSON object: %(names)s.", names=_NAMES)]}) from None
