"""The result that is published after a draw, and whether it follows from the list.

An ASCII file. Its first line is a JSON object (sorted keys, no spaces) with the list's root, the public randomness and
the seed; each other line, in the order in which they were drawn, an entry: `rank id show`, where `-` is the waiting
list. Where the round that decides instead brought it, the first line names that `round`. Where entries were made void
between list and draw it has their record as `before` (`between`), and the show of an entry passed over is `void`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from coordinator.errors import Invalid, Say
from coordinator.guests import between, randomness
from coordinator.guests.draw import Drawn, draw, seed_of
from coordinator.guests.draw_list import VERSION, DrawList, Entry, Source, find, read, root
from coordinator.memory import uncollected

NOWHERE, VOID = "-", "void"
MOST_FAULTS = 20  # lines that are named


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the source of a draw brought: a round's `signature`, or the `numbers` of a drawing."""

    signature: str = ""
    numbers: tuple[int, ...] = ()

    def randomness(self, source: Source) -> bytes:
        """32 bytes. Raises Invalid (`signature`, `numbers`): a signature must be that of the very round, or of the one
        that decides where that cannot be had."""
        if source.type == "drand":
            return randomness.of_drand(source.chain, self.round(source), self.signature)
        return randomness.of_lottery(self.numbers)

    def round(self, source: Source) -> int:
        """Which of the rounds of a source this is the signature of; the first where it is of neither."""
        for number in filter(None, (source.round, source.fallback)):
            with suppress(Invalid):
                randomness.of_drand(source.chain, number, self.signature)
                return number
        return source.round


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the list, the order that follows from it, what in the result is not so (line → why), the
    `round` of drand that decided, and the record of what was made void `before` the draw, as it was published then."""

    drawn: DrawList
    order: tuple[Drawn, ...]
    faults: Mapping[str, Sequence[Say]] = field(default_factory=dict)
    round: int = 0  # 0: of a lottery, or of a source that did not bring it
    before: bytes = b""


@dataclass(frozen=True, slots=True)
class Result:
    """A draw that was held: its list, the order in which entries were drawn, and the file that is published."""

    drawn: DrawList
    order: tuple[Drawn, ...]
    file: bytes


@uncollected()
def hold(file: bytes, outcome: Outcome, before: bytes = b"") -> Result:
    """Draw from the list in `file`; `before`: the record of what was made void since. Raises Invalid."""
    drawn = read(file)
    said = outcome.randomness(drawn.source)
    seed = seed_of(root(file), said)
    order = draw(drawn, seed, between.void(before, root(file), drawn))
    lines = [_header(root(file), outcome, said, seed, drawn.source, before), *map(_line, order)]
    return Result(drawn, order, ("\n".join(lines) + "\n").encode("ascii"))


def write(file: bytes, outcome: Outcome, before: bytes = b"") -> bytes:
    """The result of the list in `file`. Raises Invalid."""
    return hold(file, outcome, before).file


@uncollected()
def check(file: bytes, result: bytes) -> Checked:
    """Draw again from the list, and compare; of a source that did not bring what the result says, nothing follows.
    Raises Invalid for a list or a result that cannot be read."""
    drawn = read(file)
    head, *lines = _text(result).removesuffix("\n").split("\n")
    outcome, before = _outcome(head), _before(head)
    try:
        said = outcome.randomness(drawn.source)
        void = between.void(before, root(file), drawn)
    except Invalid as refused:
        return Checked(drawn, (), {"line 1": [say for says in refused.faults.values() for say in says]})
    seed = seed_of(root(file), said)
    order = draw(drawn, seed, void)
    faults: dict[str, list[Say]] = {}
    if head != _header(root(file), outcome, said, seed, drawn.source, before):
        faults["line 1"] = [Say("The root, randomness or seed is not that of this list and source.")]
    faults |= _differences(lines, [_line(one) for one in order])
    return Checked(drawn, order, faults, outcome.round(drawn.source) if outcome.signature else 0, before)


@dataclass(frozen=True, slots=True)
class Came:
    """What the first line of a published result says that the source brought: the `round` that decided (0: a lottery
    did) and its signature, or the numbers of a drawing; and what was made of them, in hexadecimal digits."""

    round: int
    outcome: str
    randomness: str
    seed: str


def read_head(result: bytes, source: Source) -> Came:
    """What the first line of a result says."""
    head: dict[str, Any] = json.loads(result.partition(b"\n")[0])
    made = head["randomness"], head["seed"]
    if source.type != "drand":
        return Came(0, randomness.canonical(head["numbers"]), *made)
    return Came(head.get("round", source.round), head["signature"], *made)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in list and result: its `place` in the order of the draw counts from 1; 0 before it was held. `show` is
    the one it goes to, “-” the waiting list, “void” nowhere."""

    entry: Entry
    place: int = 0
    show: str = ""


def find_line(file: bytes, result: bytes, entry_id: str) -> Line | None:
    """The line of an entry in a list and its result. The result may be empty: then it was not held yet."""
    entry = find(file, entry_id)
    at = result.find(f" {entry_id} ".encode("ascii", "replace"))
    if entry is None:
        return None
    if at < 0:
        return Line(entry)
    show = result[at + len(entry_id) + 2 : result.index(b"\n", at)].decode("ascii")
    return Line(entry, result.count(b"\n", 0, at), show)


def winners(result: bytes) -> int:
    """How many entries have a show."""
    without = sum(result.count(f" {word}\n".encode("ascii")) for word in (NOWHERE, VOID))
    return max(result.count(b"\n") - 1, 0) - without


def fingerprint(result: bytes) -> str:
    """The hash with which the chain of later promotions begins (64 hex digits)."""
    return hashlib.sha256(result).hexdigest()


def _differences(lines: Sequence[str], right: Sequence[str]) -> dict[str, list[Say]]:
    found: dict[str, list[Say]] = {}
    if len(lines) != len(right):
        fault = "The result has %(said)d entries, the list %(right)d."
        found["entries"] = [Say(fault, said=len(lines), right=len(right))]
    for number, (said, due) in enumerate(zip(lines, right, strict=False), start=2):
        if said != due and len(found) < MOST_FAULTS:
            found[f"line {number}"] = [Say("This should be: %(due)s", due=due)]
    return found


def _line(one: Drawn) -> str:
    return f"{one.rank} {one.entry.id} {VOID if one.is_void else one.show or NOWHERE}"


def _header(of: str, outcome: Outcome, said: bytes, seed: bytes, source: Source, before: bytes) -> str:
    came: dict[str, object] = {"numbers": sorted(outcome.numbers)}
    if outcome.signature:
        came = {"signature": outcome.signature.strip().lower()}
    if outcome.signature and outcome.round(source) != source.round:
        came["round"] = outcome.round(source)
    if before:
        came["before"] = [json.loads(line) for line in before.splitlines()]
    head = {**came, "randomness": said.hex(), "root": of, "seed": seed.hex(), "v": VERSION}
    return json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _outcome(line: str) -> Outcome:
    try:
        head: dict[str, Any] = json.loads(line)
        outcome = Outcome(str(head.get("signature", "")), tuple(int(number) for number in head.get("numbers", ())))
    except (ValueError, TypeError, AttributeError):
        raise Invalid({"line 1": [Say("The first line is a JSON object: randomness, root, seed, v.")]}) from None
    return outcome


def _before(head: str) -> bytes:
    """The record that a first line holds, as it was published before; what is none is refused when it is read."""
    links = json.loads(head).get("before", [])
    if not isinstance(links, list):
        raise Invalid({"line 1": [Say("What was made void before the draw is a list of links.")]})
    said = (json.dumps(link, sort_keys=True, separators=(",", ":"), ensure_ascii=True) for link in links)
    return "".join(f"{line}\n" for line in said).encode("ascii")


def _text(result: bytes) -> str:
    try:
        return result.decode("ascii")
    except UnicodeDecodeError:
        raise Invalid({"line 1": [Say("A result has only ASCII characters.")]}) from None
