"""Tables of an MP4 that say where its samples lie and when they are shown. Nothing outside its film data is a sample,
and no byte is one twice. ISO/IEC 14496-12, sections 8.6 and 8.7."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coordinator.clip_boxes import Odd, Part, inside, need, numbers

MOST_SAMPLES = 30_000  # of a track: a minute at 240 pictures a second, and then some
MOST_EDITS = 4
Runs = tuple[tuple[int, int], ...]  # (how many samples, what holds for each)
Chunks = tuple[tuple[int, tuple[int, ...]], ...]  # (where, sizes of the samples in it)


@dataclass(frozen=True, slots=True)
class Times:
    """When samples are shown: units a second, how long each lasts, by how much it is shown later, which stand alone
    (numbers from 1; None: all), and edits: (length in the movie's units, where it begins, -1: nothing is shown)."""

    scale: int
    lasting: Runs
    later: Runs
    alone: tuple[int, ...] | None
    edits: tuple[tuple[int, int], ...]

    @property
    def units(self) -> int:
        """Its length."""
        return sum(count * each for count, each in self.lasting)


def scale_of(data: bytes, box: Part) -> int:
    """Units a second of a movie or a track. Raises Odd."""
    version = numbers(data, box, ">B")[0]
    scale = numbers(data, box, ">I", 20 if version == 1 else 12)[0]
    if version > 1 or not 1 <= scale <= 10_000_000:
        raise Odd
    return int(scale)


def times_of(data: bytes, table: Mapping[bytes, Part], edits: Part | None, scale: int, chunks: Chunks) -> Times:
    """When the samples of a track are shown. Raises Odd."""
    count = sum(len(sizes) for _, sizes in chunks)
    lasting = _runs(data, need(table, b"stts"), count)
    later = _runs(data, table[b"ctts"], count) if b"ctts" in table else ()
    alone = tuple(one for (one,) in _list(data, table[b"stss"], ">I")) if b"stss" in table else None
    if alone is not None and not all(1 <= one <= count for one in alone):
        raise Odd
    return Times(scale, lasting, later, alone, _edits(data, edits))


def table_of(data: bytes, table: Mapping[bytes, Part], films: Sequence[Part]) -> Chunks:
    """Where the samples of a track lie. Raises Odd for one outside the film data."""
    sizes = _sizes(data, need(table, b"stsz"))
    is_long = b"co64" in table
    places = _list(data, table[b"co64"], ">Q") if is_long else _list(data, need(table, b"stco"), ">I")
    spans = _list(data, need(table, b"stsc"), ">III")
    firsts = [first for first, _, _ in spans]
    if not spans or firsts[0] != 1 or any(before >= after for before, after in pairwise(firsts)):
        raise Odd
    chunks: list[tuple[int, tuple[int, ...]]] = []
    taken = 0
    for (first, each, described), after in zip(spans, [*firsts[1:], len(places) + 1], strict=True):
        if described != 1 or not each or after > len(places) + 1:
            raise Odd
        for (place,) in places[first - 1 : after - 1]:
            own = sizes[taken : taken + each]
            _refuse_outside(place, own, films)
            chunks.append((place, own))
            taken += each
    if taken != len(sizes):
        raise Odd
    return tuple(chunks)


def refuse_shared(tracks: Sequence[Chunks]) -> None:
    """Raise Odd where a byte is part of two samples: a few could be a whole film otherwise."""
    spans = sorted((place, place + sum(sizes)) for chunks in tracks for place, sizes in chunks)
    if any(ends > begins for (_, ends), (begins, _) in pairwise(spans)):
        raise Odd


def _refuse_outside(place: int, sizes: Sequence[int], films: Sequence[Part]) -> None:
    ends = place + sum(sizes)
    if not sizes or not any(film.begins <= place and ends <= film.ends for film in films):
        raise Odd


def _sizes(data: bytes, box: Part) -> tuple[int, ...]:
    same, count = numbers(data, box, ">II", 4)
    if not 1 <= count <= MOST_SAMPLES:
        raise Odd
    return (same,) * count if same else numbers(data, box, f">{count}I", 12)


def _list(data: bytes, box: Part, form: str) -> list[tuple[int, ...]]:
    """The rows of a table of numbers."""
    count, each = numbers(data, box, ">I", 4)[0], struct.calcsize(form)
    if count > MOST_SAMPLES or box.begins + 8 + count * each > box.ends:
        raise Odd
    return list(struct.iter_unpack(form, data[box.begins + 8 : box.begins + 8 + count * each]))


def _runs(data: bytes, box: Part, samples: int) -> Runs:
    form = ">Ii" if box.kind == b"ctts" else ">II"
    runs = tuple((count, each) for count, each in _list(data, box, form))
    if sum(count for count, _ in runs) != samples:
        raise Odd
    return runs


def _edits(data: bytes, box: Part | None) -> tuple[tuple[int, int], ...]:
    """At most a few, at the usual speed; none where they are otherwise."""
    found = inside(data, box).get(b"elst") if box else None
    if found is None:
        return ()
    is_long = numbers(data, found, ">B")[0] == 1
    rows = _list(data, found, ">Qqi" if is_long else ">Iii")
    if len(rows) > MOST_EDITS or any(rate != 65536 or begins < -1 for _, begins, rate in rows):
        return ()
    return tuple((lasts, begins) for lasts, begins, _ in rows)
