"""MP4 and MOV files as boxes: ISO/IEC 14496-12, QuickTime File Format. Read strictly: what does not end within what it
stands in is refused."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_BOXES = 500  # beside each other


class Odd(Exception):
    """This is no clip that is understood to its end; `what` names the coding where that is why."""

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Part:
    """A box: its kind, and where what is in it begins and ends."""

    kind: bytes
    begins: int
    ends: int


def parts(data: bytes, begins: int, ends: int) -> Iterator[Part]:
    """The boxes that stand there beside each other. Raises Odd where one does not end within."""
    at = begins
    for _ in range(MOST_BOXES):
        if at == ends or (ends - at == 4 and data[at:ends] == b"\x00" * 4):  # QuickTime ends some lists with a zero
            return
        if ends - at < 8:
            raise Odd
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and ends - at >= 16:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or ends - at
        if size < head or size > ends - at:
            raise Odd
        yield Part(kind, at + head, at + size)
        at += size
    raise Odd


def inside(data: bytes, box: Part, skip: int = 0) -> Mapping[bytes, Part]:
    """The boxes in a box, the first of each kind."""
    found: dict[bytes, Part] = {}
    for one in parts(data, box.begins + skip, box.ends):
        found.setdefault(one.kind, one)
    return found


def need(found: Mapping[bytes, Part], kind: bytes) -> Part:
    """A box that has to be there. Raises Odd."""
    if kind not in found:
        raise Odd
    return found[kind]


def numbers(data: bytes, box: Part, form: str, at: int = 0) -> tuple[int, ...]:
    """Numbers as they stand in a box. Raises Odd where it is too short."""
    if box.begins + at + struct.calcsize(form) > box.ends:
        raise Odd
    return struct.unpack_from(form, data, box.begins + at)


def tag(data: bytes, at: int, ends: int, wanted: int) -> tuple[int, int]:
    """Where what a descriptor says begins, and its size."""
    if at + 2 > ends or data[at] != wanted:
        raise Odd
    size = 0
    for step in range(1, 5):
        if at + step >= ends:
            raise Odd
        size = size << 7 | data[at + step] & 127
        if data[at + step] < 128:
            if at + step + 1 + size > ends:
                raise Odd
            return at + step + 1, size
    raise Odd
