"""What is to be seen and heard in an MP4 or MOV, and nothing else: one track of H.264, one of AAC.

ISO/IEC 14496-12 (boxes), 14496-15 (H.264), 14496-14 (AAC). Only what is named here is read. Whatever else a phone
writes, places, names, times, tracks of its sensors, is not looked at and so cannot come along.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from coordinator.clip_boxes import Odd, Part, inside, need, numbers, parts, tag
from coordinator.clip_samples import Chunks, Times, refuse_shared, scale_of, table_of, times_of


@dataclass(frozen=True, slots=True)
class Coding:
    """How a track is coded: of pictures sides, how it is held (a quarter turn each), H.264 parameters and the bytes of
    a length, colours and shape of a pixel as they stand; of sound channels, rate and the words of AAC."""

    is_video: bool
    width: int = 0
    height: int = 0
    turn: tuple[int, int, int, int] = (1, 0, 0, 1)
    sets: tuple[tuple[bytes, ...], tuple[bytes, ...]] = ((), ())
    length: int = 4
    looks: tuple[bytes, ...] = ()
    channels: int = 0
    rate: int = 0
    config: bytes = b""


@dataclass(frozen=True, slots=True)
class Track:
    """Something to be seen or heard: its coding, its times, and its chunks: (where, sizes of the samples in it)."""

    coding: Coding
    times: Times
    chunks: Chunks


def tracks(data: bytes) -> tuple[int, Sequence[Track]]:
    """Units a second of the movie; the first track of pictures, and the first of sound where there is one. Raises Odd,
    for a film in fragments, too."""
    top = list(parts(data, 0, len(data)))
    movies = [one for one in top if one.kind == b"moov"]
    if len(movies) != 1 or any(one.kind in {b"moof", b"sidx"} for one in top):
        raise Odd
    kept: dict[bytes, Track] = {}
    scale = 0
    films = [one for one in top if one.kind == b"mdat"]
    for one in parts(data, movies[0].begins, movies[0].ends):
        if one.kind in {b"mvex", b"cmov"}:
            raise Odd
        if one.kind == b"mvhd":
            scale = scale_of(data, one)
        kind = _kind(data, one) if one.kind == b"trak" else b""
        if kind in {b"vide", b"soun"} and kind not in kept:
            kept[kind] = _track(data, one, films, is_video=kind == b"vide")
    if b"vide" not in kept or not scale:
        raise Odd
    refuse_shared([track.chunks for track in kept.values()])
    return scale, [kept[kind] for kind in (b"vide", b"soun") if kind in kept]


def _kind(data: bytes, track: Part) -> bytes:
    """What a track is: pictures, sound, or what its sensors wrote."""
    handler = need(inside(data, need(inside(data, track), b"mdia")), b"hdlr")
    return data[handler.begins + 8 : handler.begins + 12]


def _track(data: bytes, track: Part, films: Sequence[Part], *, is_video: bool) -> Track:
    own = inside(data, track)
    media = inside(data, need(own, b"mdia"))
    table = inside(data, need(inside(data, need(media, b"minf")), b"stbl"))
    entry = _entry(data, need(table, b"stsd"))
    coding = _pictures(data, entry, _turn(data, need(own, b"tkhd"))) if is_video else _sound(data, entry)
    chunks = table_of(data, table, films)
    scale = scale_of(data, need(media, b"mdhd"))
    return Track(coding, times_of(data, table, own.get(b"edts"), scale, chunks), chunks)


def _entry(data: bytes, box: Part) -> Part:
    if numbers(data, box, ">II") != (0, 1):
        raise Odd
    return next(parts(data, box.begins + 8, box.ends))


def _turn(data: bytes, box: Part) -> tuple[int, int, int, int]:
    """How it was held, in quarter turns: of the matrix only which way is up."""
    at = 52 if numbers(data, box, ">B")[0] == 1 else 40
    a, b, _, c, d = numbers(data, box, ">5i", at)
    ways = tuple(round(one / 65536) for one in (a, b, c, d))
    if ways not in {(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)}:
        raise Odd
    return ways[0], ways[1], ways[2], ways[3]


def _pictures(data: bytes, entry: Part, turn: tuple[int, int, int, int]) -> Coding:
    if entry.kind != b"avc1":
        raise Odd(entry.kind.decode("latin-1"))
    width, height = numbers(data, entry, ">HH", 24)
    found = inside(data, entry, 78)
    config = need(found, b"avcC")
    version, _, _, _, length, count = numbers(data, config, ">6B")
    if version != 1 or length & 3 == 2:
        raise Odd
    first, at = _sets(data, config, 6, count & 31, 7)
    second, _ = _sets(data, config, at + 1, numbers(data, config, ">B", at)[0], 8)
    looks = (_plain(data, found.get(b"pasp"), 8), _colours(data, found.get(b"colr")))
    return Coding(True, width, height, turn, (first, second), (length & 3) + 1, tuple(one for one in looks if one))


def _sets(data: bytes, config: Part, at: int, count: int, kind: int) -> tuple[tuple[bytes, ...], int]:
    """Parameter sets of H.264, of one kind; and where they end."""
    found = []
    for _ in range(count):
        size = numbers(data, config, ">H", at)[0]
        begins = config.begins + at + 2
        if size < 2 or begins + size > config.ends or data[begins] & 31 != kind:
            raise Odd
        found.append(data[begins : begins + size])
        at += 2 + size
    if not found:
        raise Odd
    return tuple(found), at


def _plain(data: bytes, box: Part | None, size: int) -> bytes:
    """A box of numbers alone, whole; nothing of one that is longer."""
    if box is None or box.ends - box.begins != size:
        return b""
    return struct.pack(">I4s", size + 8, box.kind) + data[box.begins : box.ends]


def _colours(data: bytes, box: Part | None) -> bytes:
    named = data[box.begins : box.begins + 4] if box else b""
    return _plain(data, box, {b"nclx": 11, b"nclc": 10}.get(named, -1))


def _sound(data: bytes, entry: Part) -> Coding:
    if entry.kind != b"mp4a":
        raise Odd(entry.kind.decode("latin-1"))
    version = numbers(data, entry, ">H", 8)[0]
    channels = numbers(data, entry, ">H", 16)[0]
    rate = numbers(data, entry, ">I", 24)[0]
    if version > 1 or not 1 <= channels <= 8:
        raise Odd
    found = inside(data, entry, 44 if version == 1 else 28)
    if b"esds" not in found and b"wave" in found:
        found = inside(data, found[b"wave"])
    return Coding(False, channels=channels, rate=rate, config=_words(data, need(found, b"esds")))


def _words(data: bytes, box: Part) -> bytes:
    """The AudioSpecificConfig of AAC; of one with a table of channels, which may hold a comment, nothing is taken."""
    at, ends = box.begins + 4, box.ends
    at, _ = tag(data, at, ends, 3)
    flags = data[at + 2]
    at, _ = tag(data, at + 3 + (2 if flags & 128 else 0), ends, 4)
    if flags & 96 or data[at] != 64:
        raise Odd("mp4a")
    at, size = tag(data, at + 13, ends, 5)
    config = data[at : at + size]
    if not 2 <= size <= 16 or config[0] >> 3 not in {2, 5, 29} or not config[1] >> 3 & 15:
        raise Odd("mp4a")
    return config
