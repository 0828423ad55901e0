"""What kind of picture a file is and where that ends, by its bytes alone, before anything is decoded."""

import re
import struct
from collections.abc import Callable, Mapping

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


class Refused(Exception):
    """This file cannot be taken; `sentence` has a place for its number."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


def damaged() -> Refused:
    return Refused("Photo %(number)d is damaged or not whole. Open it on your device, and choose it once more.")


def kind_of(data: bytes) -> str:
    """The format, from its first bytes. Raises Refused."""
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
        raise Refused(
            "Photo %(number)d is a file of another kind (%(kind)s). Send it as JPEG, PNG, WebP or HEIC.", kind=known
        )
    raise Refused("Photo %(number)d is no photo that we can open. Send it as JPEG, PNG, WebP or HEIC.")


def refuse_two_in_one(data: bytes, end: int) -> None:
    """Raises Refused where other programs would take the file for something else besides: a page or a document by what
    stands at the beginning or right behind the picture, an archive by what stands at the end of the file.

    What a phone appends, such as a short film, is no such thing, and is left out.
    """
    seen = (data[:_LOOKED_AT] + data[end : end + _LOOKED_AT]).lower()
    if any(sign in seen for sign in TWO_IN_ONE) or b"PK\x05\x06" in data[-_ARCHIVE_END:]:
        raise Refused("Photo %(number)d is a photo and something else in one file. Take a new one, or save it anew.")


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


END: Mapping[str, Callable[[bytes], int]] = {
    "JPEG": _end_of_jpeg,
    "PNG": _end_of_png,
    "WEBP": _end_of_webp,
    "HEIF": len,
}


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as the header says. Container: RFC 9649, sections 2.5 to 2.7."""
    first, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise damaged()
    if first == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if first == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if first == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise damaged()
