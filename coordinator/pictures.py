"""Pictures that people send: checked before they are decoded, and written anew from their pixels alone.

What comes out is a WebP in a few sizes, sRGB, upright, without anything else that was in the file: no place or time of
the camera, no comments, profiles, thumbnails, further frames, layers or bytes after the end.
"""

import io
import logging
import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import IO

from PIL import Image, ImageCms, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from coordinator.errors import Conflict, Invalid, Say

KIND = "image/webp"  # of what is kept
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif"  # of what is sent
SIDES = (480, 960, 1920)  # longest sides of what is kept, in pixels
MOST_AT_ONCE = 6
MOST_MB = 20  # of one file
MOST_REQUEST = (MOST_AT_ONCE * MOST_MB + 1) * 1024 * 1024  # bytes of all that are sent at once
MOST_PIXELS = 50_000_000  # some 200 MB while it is decoded, since no second copy of that size is made
LEAST_SIDE = 200
MOST_TIMES_LONGER = 12  # one side than the other: a wide panorama
MOST_SCANS = 64  # of a progressive JPEG and what it carries along; ten are usual, thousands keep a machine busy
MOST_PROFILE = 4 * 1024 * 1024
PATIENCE = 20.0  # seconds to wait for somebody else's picture
WHITE = (255, 255, 255)
FOREIGN = {
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"<svg": "SVG",
    b"<?xml": "SVG",
    b"<!doctype html": "HTML",
    b"<html": "HTML",
}
TWO_IN_ONE = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"%pdf-")
_LOOKED_AT = 1024  # bytes in which other programs look for such a beginning
_ARCHIVE_END = 65_557  # bytes at the end in which a ZIP has its directory's end: 22, and a comment
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")  # of a segment, or the end
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

Image.MAX_IMAGE_PIXELS = None  # our own limit is lower, and refuses with a sentence instead of a warning
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
_decoding = Lock()  # one at a time, whatever its size: memory for one is what a process needs
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Size:
    """A picture in one size: pixels, and the WebP."""

    width: int
    height: int
    body: bytes

    @property
    def side(self) -> int:
        """The longer of its sides."""
        return max(self.width, self.height)


Picture = tuple[Size, ...]  # the smallest first


class _Refused(Exception):
    """This file cannot be taken; `sentence` has a place for its number."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


def take(files: Sequence[IO[bytes]], *, field: str) -> tuple[Picture, ...]:
    """All of these pictures made anew, in their order.

    Raises Invalid (`field`), which names each that cannot be taken by its place, never by its name, and Conflict
    (`pictures_wait`) while others are being made.
    """
    if not files:
        raise Invalid({field: [Say("Choose at least one photo.")]})
    if len(files) > MOST_AT_ONCE:
        said = Say("These are %(count)d photos; send at most %(most)d at once.", count=len(files), most=MOST_AT_ONCE)
        raise Invalid({field: [said]})
    made: list[Picture] = []
    faults: list[Say] = []
    for number, file in enumerate(files, start=1):
        try:
            made.append(_made(file.read(MOST_MB * 1024 * 1024 + 1)))
        except _Refused as refused:
            faults.append(Say(refused.sentence, number=number, **refused.facts))
    if faults:
        raise Invalid({field: [*faults, Say("Nothing was kept. Choose your photos again without what is named here.")]})
    return tuple(made)


def _made(data: bytes) -> Picture:
    """One picture. Raises _Refused."""
    if not data:
        raise _Refused("Photo %(number)d is empty.")
    if len(data) > MOST_MB * 1024 * 1024:
        raise _Refused("Photo %(number)d is larger than %(most)d MB. Send it in a smaller size.", most=MOST_MB)
    kind = _kind(data)
    end = _END[kind](data)
    _refuse_two_in_one(data, end)
    if kind == "JPEG" and data.count(b"\xff\xda", 0, end) > MOST_SCANS:
        raise _damaged()
    if kind == "WEBP":
        _refuse_size(*_webp_size(data))  # its decoder makes room for all of it as soon as the file is opened
    with _alone():
        return _sizes(_decoded(data[:end], kind))


@contextmanager
def _alone() -> Iterator[None]:
    if not _decoding.acquire(timeout=PATIENCE):
        raise Conflict("pictures_wait")
    try:
        yield
    finally:
        _decoding.release()


def _kind(data: bytes) -> str:
    """The format, from its first bytes. Raises _Refused."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return "HEIF"
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = next((name for sign, name in FOREIGN.items() if start.startswith(sign.lower())), None)
    if known:
        raise _Refused(
            "Photo %(number)d is a file of another kind (%(kind)s). Send it as JPEG, PNG, WebP or HEIC.", kind=known
        )
    raise _Refused("Photo %(number)d is no photo that we can open. Send it as JPEG, PNG, WebP or HEIC.")


def _refuse_two_in_one(data: bytes, end: int) -> None:
    """Raises _Refused where other programs would take the file for something else besides: a page or a document by what
    stands at the beginning or right behind the picture, an archive by what stands at the end of the file.

    What a phone appends, such as a short film, is no such thing, and is left out.
    """
    seen = (data[:_LOOKED_AT] + data[end : end + _LOOKED_AT]).lower()
    if any(sign in seen for sign in TWO_IN_ONE) or b"PK\x05\x06" in data[-_ARCHIVE_END:]:
        raise _Refused("Photo %(number)d is a photo and something else in one file. Take a new one, or save it anew.")


def _end_of_jpeg(data: bytes) -> int:
    """Where its first image ends; the end of the file for one that does not end. ITU-T T.81, annex B."""
    at = 2
    while (found := _MARKER.search(data, at)) is not None:
        at = found.end()
        if found[1] == b"\xd9":
            return at
        at += int.from_bytes(data[at : at + 2], "big")  # of its segment; what a scan holds has no marker
    return len(data)


def _end_of_png(data: bytes) -> int:
    """Where its last chunk ends. PNG (third edition), section 5.3."""
    at, kind = 8, b""
    while at < len(data) and kind != b"IEND":
        kind = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return at


def _end_of_webp(data: bytes) -> int:
    return 8 + int.from_bytes(data[4:8], "little")


_END: Mapping[str, Callable[[bytes], int]] = {
    "JPEG": _end_of_jpeg,
    "PNG": _end_of_png,
    "WEBP": _end_of_webp,
    "HEIF": len,
}


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as the header says. Container: RFC 9649, sections 2.5 to 2.7."""
    first, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise _damaged()
    if first == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if first == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if first == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise _damaged()


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        said = "Photo %(number)d has %(width)d × %(height)d pixels; we open %(most)d million at most. Make it smaller."
        raise _Refused(said, width=width, height=height, most=MOST_PIXELS // 1_000_000)
    if min(width, height) < LEAST_SIDE:
        said = "Photo %(number)d has %(width)d × %(height)d pixels; each side needs at least %(least)d."
        raise _Refused(said, width=width, height=height, least=LEAST_SIDE)
    if max(width, height) > MOST_TIMES_LONGER * min(width, height):
        said = "Photo %(number)d is too narrow: one side is more than %(most)d times the other."
        raise _Refused(said, most=MOST_TIMES_LONGER)


def _damaged() -> _Refused:
    return _Refused("Photo %(number)d is damaged or not whole. Open it on your device, and choose it once more.")


def _decoded(data: bytes, kind: str) -> Image.Image:
    """Its first frame: RGB, sRGB, upright, no side longer than what is kept. Raises _Refused."""
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
            _refuse_size(*opened.size)
            if kind == "JPEG" and isinstance(opened, ImageFile.ImageFile):
                opened.draft(opened.mode, (SIDES[-1], SIDES[-1]))  # decodes no more pixels than it must
            opened.load()
            profile, turned = opened.info.get("icc_profile"), _turned(opened)
            small = ImageOps.contain(_smaller(opened), _box(opened.size))
            return turned(_in_srgb(small, profile))
    except _Refused:
        raise
    except Exception as fault:  # noqa: BLE001 - decoders raise whatever comes to hand when bytes are not what they say
        log.info("a picture (%s) cannot be decoded: %s", kind, type(fault).__name__)
        raise _damaged() from None


def _box(size: tuple[int, int], side: int = SIDES[-1]) -> tuple[int, int]:
    """Width and height of the square into which it is fitted; nothing is made larger than it is."""
    longest = min(side, max(size))
    return longest, longest


def _turned(opened: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What makes it upright, as the camera says that it was held."""
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    way = ways.get(opened.getexif().get(0x0112, 1))
    return (lambda image: image.transpose(way)) if way is not None else (lambda image: image)


def _smaller(image: Image.Image) -> Image.Image:
    """About as large as what is kept, and plain; a few rows at a time, for a whole copy would double the memory."""
    by = max(image.size) // SIDES[-1]
    if by < 2:
        return _plain(image)
    rows = by * 64
    tops = range(0, image.height, rows)
    bands = [_plain(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(by) for top in tops]
    small = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for number, band in enumerate(bands):
        small.paste(band, (0, number * 64))
    return small


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a channel, on white where it was transparent: RGB, L or CMYK."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        flat = Image.new("RGB", image.size, WHITE)
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= MOST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a profile of other colours, or none at all: the numbers as they are
            turned = None
        if turned is not None:
            return turned
    return image.convert("RGB")


def _sizes(image: Image.Image) -> Picture:
    """The picture in each size up to its own."""
    boxes = dict.fromkeys(_box(image.size, side) for side in SIDES)
    return tuple(_written(ImageOps.contain(image, box)) for box in boxes)


def _written(image: Image.Image) -> Size:
    """A WebP of the pixels; a fresh image has nothing else to write."""
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)
    out = io.BytesIO()
    fresh.save(out, "WEBP", quality=82, method=4)
    return Size(*fresh.size, out.getvalue())
