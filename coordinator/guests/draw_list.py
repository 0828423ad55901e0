"""The list that is published before a draw, `hc-draw/1`: everything that decides, and nobody's name.

An ASCII file. Its first line is a JSON object (sorted keys, no spaces), each other line an entry: `id people pool
wishes`, sorted by id. The id is a hash of a token that only its guest is shown; wishes are ids of shows, the first wish
first, with commas. The SHA-256 of the whole file is its root: who has it can tell that nothing was changed afterwards.

The first line may also have `closed`, the instant at which the list was published, `access`, a hash of who needs an
access seat (`access_record`), and its beacon a `fallback`, a later round, or `at`, when a lottery is drawn. A list
without them is as good as ever; who does not know them refuses the list, and so is not misled.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from coordinator.errors import Invalid, Say
from coordinator.guests.randomness import instant_of

VERSION = "hc-draw/1"
MOST_WISHES = 5
MOST_PEOPLE = 2
FEW = 5  # entries; whether fewer ask for an access seat, or none, cannot be told from the list
SOURCES = ("drand", "lottery")
INSTANT = "%Y-%m-%dT%H:%M:%SZ"
A_DAY = timedelta(days=1)  # between the list and what decides, at least
_ENTRY = re.compile(r"[0-9a-f]{64} [12] [ag] [A-Za-z0-9_-]+(?:,[A-Za-z0-9_-]+)*")


class Pool(StrEnum):
    """Which seats an entry is drawn for: those kept for people with access needs first, or the others."""

    ACCESS = "a"
    GENERAL = "g"


_POOLS = {pool.value: pool for pool in Pool}


@dataclass(frozen=True, slots=True)
class Entry:
    """A party in the draw, as it is published. `id`: 64 hex digits; `wishes`: ids of shows, the dearest first."""

    id: str
    people: int
    pool: Pool
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a show: to be drawn (`access`, `general`), and given before (`own` guests and `neighbours` of the
    host, `kept` for access needs that are too few to be named)."""

    access: int
    general: int
    own: int = 0
    neighbours: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The public randomness that will decide: a drand round (`chain`, `round`), or a lottery's drawing (`name`, and
    `at`, the instant at which it takes place). Where the round cannot be had for a day the round `fallback` decides
    instead, if there is one (0: none)."""

    type: str  # "drand" or "lottery"
    chain: str = ""
    round: int = 0
    name: str = ""
    fallback: int = 0
    at: datetime | None = None

    @property
    def known_at(self) -> datetime | None:
        """From when on somebody can know what decides; None where a lottery does not say it."""
        return instant_of(self.round) if self.type == "drand" else self.at


@dataclass(frozen=True, slots=True)
class DrawList:
    """All of it: city and calendar day, show id → seats, the source, the entries by id, and since when it has been
    published (an instant in UTC to the second; None: not said)."""

    city: str
    date: date
    seats: Mapping[str, Seats]
    source: Source
    entries: tuple[Entry, ...]
    closed: datetime | None = None
    access: str = ""  # hash of who needs an access seat (`access_record`); empty: not said


def entry_id(token: bytes) -> str:
    """The public id of the entry whose guest has this token (16 random bytes)."""
    return hashlib.sha256(b"hc-draw/1|entry|" + token).hexdigest()


def merged(entries: Iterable[Entry], seats: Mapping[str, Seats]) -> tuple[tuple[Entry, ...], dict[str, Seats]]:
    """The entries and seats as they may be published: with only a few entries for access seats, or none, none is marked
    and those seats are kept out of the draw, for the few of them that win no other."""
    listed = tuple(sorted(entries, key=lambda entry: entry.id))
    if sum(entry.pool is Pool.ACCESS for entry in listed) >= FEW:
        return listed, dict(seats)
    hidden = tuple(Entry(entry.id, entry.people, Pool.GENERAL, entry.wishes) for entry in listed)
    return hidden, {
        show: Seats(0, each.general, each.own, each.neighbours, each.kept + each.access) for show, each in seats.items()
    }


def write(drawn: DrawList) -> bytes:
    """The file. Entries are put in order by id."""
    lines = [_header(drawn)]
    lines += map(line_of, sorted(drawn.entries, key=lambda entry: entry.id))
    return ("\n".join(lines) + "\n").encode("ascii")


def line_of(entry: Entry) -> str:
    """An entry as it is published, without the line's end."""
    return f"{entry.id} {entry.people} {entry.pool} {','.join(entry.wishes)}"


def root(file: bytes) -> str:
    """The hash that is published with the list (64 hex digits)."""
    return hashlib.sha256(file).hexdigest()


def read_head(file: bytes) -> DrawList:
    """What the first line says; the entries are left out. For pages: a list of 100,000 takes half a second to read."""
    return _read_header(file.partition(b"\n")[0].decode("ascii"), ())


def head_of(head: str) -> DrawList:
    """The same of that line as it is kept."""
    return _read_header(head, ())


def size(file: bytes) -> int:
    """How many entries there are."""
    return file.count(b"\n") - 1


def find(file: bytes, entry_id: str) -> Entry | None:
    """The entry with that id (64 hex digits)."""
    at = file.find(f"\n{entry_id} ".encode("ascii", "replace"))
    return None if at < 0 else _entry(file[at + 1 : file.index(b"\n", at + 1)].decode("ascii"))


def read(file: bytes) -> DrawList:
    """The list in a file. Raises Invalid that names the first line (from 1) that is not as `write` writes it."""
    try:
        head, *lines, end = file.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Invalid({"line 1": [Say("A list has only ASCII characters.")]}) from None
    except ValueError:
        raise Invalid({"line 1": [Say("A list ends with the end of a line.")]}) from None
    drawn = _read_header(head, tuple(_entries(lines)))
    if end or head != _header(drawn):
        raise Invalid({"line 1": [Say("This is not the form in which lists are published, byte by byte.")]})
    return drawn


def _entries(lines: Sequence[str]) -> Iterable[Entry]:
    before = ""
    for number, line in enumerate(lines, start=2):
        if not _ENTRY.fullmatch(line):
            raise Invalid({f"line {number}": [Say("An entry is: id, people, pool, wishes.")]})
        entry = _entry(line)
        if entry.id <= before:
            raise Invalid({f"line {number}": [Say("Entries stand in the order of their ids, each once.")]})
        if len(set(entry.wishes)) != len(entry.wishes) or len(entry.wishes) > MOST_WISHES:
            raise Invalid({f"line {number}": [Say("An entry has up to five different wishes.")]})
        before = entry.id
        yield entry


def _entry(line: str) -> Entry:
    key, people, pool, wishes = line.split(" ")
    return Entry(key, int(people), _POOLS[pool], tuple(wishes.split(",")))


def _header(drawn: DrawList) -> str:
    seats = {
        show: {"a": each.access, "g": each.general, "kept": each.kept, "neighbours": each.neighbours, "own": each.own}
        for show, each in drawn.seats.items()
    }
    source = drawn.source
    drand: dict[str, object] = {"chain": source.chain, "round": source.round, "type": "drand"}
    drand |= {"fallback": source.fallback} if source.fallback else {}
    lottery: dict[str, object] = {"name": source.name, "type": source.type}
    lottery |= {"at": f"{source.at:{INSTANT}}"} if source.at else {}
    beacon = drand if source.type == "drand" else lottery
    head = {"beacon": beacon, "city": drawn.city, "date": drawn.date.isoformat(), "seats": seats, "v": VERSION}
    head |= {"closed": f"{drawn.closed:{INSTANT}}"} if drawn.closed else {}
    head |= {"access": drawn.access} if drawn.access else {}
    return json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _read_header(line: str, entries: tuple[Entry, ...]) -> DrawList:
    try:
        head = json.loads(line)
        seats = {show: _seats(each) for show, each in head["seats"].items()}
        source, closed = _source(head["beacon"]), _instant(head.get("closed"))
        access = str(head.get("access", ""))
        drawn = DrawList(head["city"], date.fromisoformat(head["date"]), seats, source, entries, closed, access)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Invalid({"line 1": [Say("The first line is a JSON object: beacon, city, date, seats, v.")]}) from None
    if head["v"] != VERSION:
        raise Invalid({"line 1": [Say("This is a list of another version than %(v)s.", v=VERSION)]})
    decides = source.known_at
    if closed and decides and decides - closed < A_DAY:
        raise Invalid({"line 1": [Say("This list was published less than a day before what decides.")]})
    return drawn


def _source(said: Mapping[str, Any]) -> Source:
    source = Source(**{**said, "at": _instant(said.get("at"))})
    if source.type not in SOURCES:
        raise ValueError("a source is a round of drand or a lottery's drawing")
    for number in (source.round, source.fallback):
        if type(number) is not int or not 0 <= number < 1 << 64:
            raise ValueError("a round is a number of eight bytes")
    return source


def _instant(said: str | None) -> datetime | None:
    return datetime.strptime(said, INSTANT).replace(tzinfo=UTC) if said is not None else None


def _seats(said: Mapping[str, Any]) -> Seats:
    numbers = {name: said[name] for name in ("a", "g", "own", "neighbours", "kept")}
    if any(type(number) is not int or number < 0 for number in numbers.values()):
        raise ValueError("seats are whole numbers")
    return Seats(numbers.pop("a"), numbers.pop("g"), **numbers)
