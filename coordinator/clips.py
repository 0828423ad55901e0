"""Short films that people send: taken apart, and written anew from their pictures and sound alone.

They cannot be coded anew here, that takes a program of its own; so the box around them is: a new MP4 with one track of
H.264 and at most one of AAC, all its dates zero. No place, no name, no track of a sensor, no further word that a camera
puts between the pictures (H.264, annex D) comes along; what is not understood to its end is refused.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import IO

from coordinator.clip_boxes import Odd
from coordinator.clip_samples import Runs
from coordinator.clip_tracks import Coding, Track, tracks
from coordinator.errors import Invalid, Say

KINDS = "video/mp4,video/quicktime"  # of what is sent
MOST_MB = 20
MOST_SECONDS = 60
LEAST_SIDE, MOST_SIDE = 100, 4096
SEEN = frozenset({1, 5, 7, 8})  # kinds of units of H.264 that hold pictures or how they are to be read
_UPRIGHT = {(1, 0, 0, 1): 0, (0, 1, -1, 0): 1, (-1, 0, 0, -1): 0, (0, -1, 1, 0): 1}  # 1: lies on its side
_HEAD = struct.pack(">I4s4sI8s", 24, b"ftyp", b"isom", 512, b"isomavc1")


@dataclass(frozen=True, slots=True)
class Clip:
    """A film as it is kept: sides in pixels as it is shown, seconds, rounded up, and the MP4."""

    width: int
    height: int
    seconds: int
    body: bytes = field(repr=False)


def is_clip(head: bytes) -> bool:
    """Whether a file that begins so is an MP4 or MOV, or says that it is."""
    return (head[4:8] == b"ftyp" and head[8:12] not in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}) or (
        head[4:8] in {b"moov", b"mdat", b"wide"}
    )


def take(file: IO[bytes], *, field: str) -> Clip:
    """That film anew. Raises Invalid (`field`)."""
    data = file.read(MOST_MB * 1024 * 1024 + 1)
    if len(data) > MOST_MB * 1024 * 1024:
        raise Invalid(
            {field: [Say("The clip is larger than %(most)d MB. Send a shorter or smaller one.", most=MOST_MB)]}
        )
    try:
        return rewritten(data)
    except Odd as odd:
        raise Invalid({field: [_why(odd.what)]}) from None
    except (struct.error, IndexError, OverflowError):
        raise Invalid({field: [_why("")]}) from None


def rewritten(data: bytes) -> Clip:
    """A film anew. Raises Odd, and Invalid-to-be facts in it: `long`, `large`."""
    scale, found = tracks(data)
    seconds = max(Fraction(track.times.units, track.times.scale) for track in found)
    video = found[0].coding
    if seconds > MOST_SECONDS:
        raise Odd("long")
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (video.width, video.height)):
        raise Odd("large")
    sides = (video.width, video.height)
    width, height = reversed(sides) if _UPRIGHT[video.turn] else sides
    return Clip(width, height, ceil(seconds), _file(data, scale, found))


def _why(what: str) -> Say:
    if what == "long":
        return Say("The clip is longer than %(most)d seconds. Cut it, and send it again.", most=MOST_SECONDS)
    if what == "large":
        return Say("Each side of a clip needs from %(least)d to %(most)d pixels.", least=LEAST_SIDE, most=MOST_SIDE)
    if what:
        return Say("The clip is coded in a way that not every browser shows. Save it as MP4 with H.264 and AAC.")
    return Say("The clip cannot be read to its end. Send an MP4 or MOV as your phone or camera made it.")


def _file(data: bytes, scale: int, found: Sequence[Track]) -> bytes:
    """The new file: what it is, its tables, and its film, in the order in which it lay."""
    sizes: list[list[int]] = [[] for _ in found]
    places: list[list[int]] = [[] for _ in found]
    film: list[bytes] = []
    at = 0
    order = sorted((place, number, own) for number, one in enumerate(found) for place, own in one.chunks)
    for place, number, own in order:
        places[number].append(at)
        for begins, size in zip(accumulate(own, initial=place), own, strict=False):
            kept = _seen(data[begins : begins + size], found[number].coding)
            sizes[number].append(len(kept))
            film.append(kept)
            at += len(kept)
    head = len(_HEAD) + len(_movie(scale, found, sizes, places, 0)) + 8
    movie = _movie(scale, found, sizes, places, head)
    return _HEAD + movie + struct.pack(">I4s", 8 + at, b"mdat") + b"".join(film)


def _seen(sample: bytes, coding: Coding) -> bytes:
    """A sample without what is neither pictures nor how to read them. Raises Odd where nothing is left."""
    if not coding.is_video:
        return sample
    at, kept = 0, []
    while at < len(sample):
        size = int.from_bytes(sample[at : at + coding.length], "big")
        ends = at + coding.length + size
        if not size or ends > len(sample):
            raise Odd
        if sample[at + coding.length] & 31 in SEEN:
            kept.append(sample[at:ends])
        at = ends
    if not kept:
        raise Odd
    return b"".join(kept)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _rows(kind: bytes, form: str, rows: Sequence[tuple[int, ...]], version: int = 0) -> bytes:
    packed = b"".join(struct.pack(form, *row) for row in rows)
    return _box(kind, struct.pack(">II", version << 24, len(rows)), packed)


def _matrix(turn: tuple[int, int, int, int]) -> bytes:
    a, b, c, d = (one << 16 if one >= 0 else -65536 for one in turn)
    return struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)


def _movie(
    scale: int, found: Sequence[Track], sizes: Sequence[Sequence[int]], places: Sequence[Sequence[int]], head: int
) -> bytes:
    """All tables; its film begins at the byte `head`."""
    lengths = [ceil(Fraction(one.times.units, one.times.scale) * scale) for one in found]
    fixed = struct.pack(">IHH8x", 1 << 16, 256, 0)
    begins = struct.pack(">5I", 0, 0, 0, scale, max(lengths)) + fixed
    made = _box(b"mvhd", begins, _matrix((1, 0, 0, 1)), struct.pack(">24xI", len(found) + 1))
    moved = [[head + at for at in there] for there in places]
    every = zip(found, lengths, sizes, moved, strict=True)
    rows = (_track(number, *one) for number, one in enumerate(every, 1))
    return _box(b"moov", made, *rows)


def _track(number: int, one: Track, length: int, sizes: Sequence[int], places: Sequence[int]) -> bytes:
    coding, times = one.coding, one.times
    is_video = coding.is_video
    volume = 0 if is_video else 256
    shown = struct.pack(">6I8xHHHH", 3, 0, 0, number, 0, length, 0, 0, volume, 0)
    head = _box(b"tkhd", shown, _matrix(coding.turn), struct.pack(">II", coding.width << 16, coding.height << 16))
    edits = [(lasts, begins, 65536) for lasts, begins in times.edits]
    ours = [_box(b"edts", _rows(b"elst", ">Iii", edits))] if edits else []
    language = 0x55C4  # “und”: in none
    media = _box(b"mdhd", struct.pack(">5IHH", 0, 0, 0, times.scale, times.units, language, 0))
    handler = _box(b"hdlr", struct.pack(">II4s12xB", 0, 0, b"vide" if is_video else b"soun", 0))
    seen = _box(b"vmhd", struct.pack(">I8x", 1)) if is_video else _box(b"smhd", struct.pack(">I4x", 0))
    here = _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 1))))
    table = _table(one, sizes, places)
    return _box(b"trak", head, *ours, _box(b"mdia", media, handler, _box(b"minf", seen, here, table)))


def _table(one: Track, sizes: Sequence[int], places: Sequence[int]) -> bytes:
    times = one.times
    each = [(number, len(own), 1) for number, (_, own) in enumerate(one.chunks, 1)]
    entry = _pictures(one.coding) if one.coding.is_video else _sound(one.coding)
    return _box(
        b"stbl",
        _box(b"stsd", struct.pack(">II", 0, 1), entry),
        _rows(b"stts", ">II", times.lasting),
        *([_later(times.later)] if times.later else []),
        *([_rows(b"stss", ">I", [(number,) for number in times.alone])] if times.alone is not None else []),
        _rows(b"stsc", ">III", each),
        _box(b"stsz", struct.pack(f">III{len(sizes)}I", 0, 0, len(sizes), *sizes)),
        _rows(b"stco", ">I", [(at,) for at in places]),
    )


def _later(runs: Runs) -> bytes:
    return _rows(b"ctts", ">Ii", runs, version=1)


def _pictures(coding: Coding) -> bytes:
    first, second = coding.sets
    said = [struct.pack(">6B", 1, first[0][1], first[0][2], first[0][3], 252 | coding.length - 1, 224 | len(first))]
    said += [struct.pack(">H", len(one)) + one for one in first]
    said += [struct.pack(">B", len(second)), *(struct.pack(">H", len(one)) + one for one in second)]
    head = struct.pack(">6xH16xHHIIIH32xHh", 1, coding.width, coding.height, 72 << 16, 72 << 16, 0, 1, 24, -1)
    return _box(b"avc1", head, _box(b"avcC", *said), *coding.looks)


def _sound(coding: Coding) -> bytes:
    words = _said(5, coding.config)
    coded = _said(4, struct.pack(">BB3xII", 64, 21, 0, 0) + words)
    whole = _said(3, struct.pack(">HB", 0, 0) + coded + _said(6, b"\x02"))
    head = struct.pack(">6xH8xHHHHI", 1, coding.channels, 16, 0, 0, coding.rate)
    return _box(b"mp4a", head, _box(b"esds", struct.pack(">I", 0), whole))


def _said(tag: int, body: bytes) -> bytes:
    return struct.pack(">BB", tag, len(body)) + body
