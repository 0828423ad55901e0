"""What kind of picture a file is and where that ends, by its bytes alone, before anything is decoded."""

import re
import struct
from collections.abc import Callable, Mapping, Sequence

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
TWO_IN_ONE = re.compile(rb"<script|<html|<!doctype|<svg[\s>]|<\?php|%pdf-", re.IGNORECASE)
_ARCHIVES = re.compile(rb"PK\x03\x04|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")  # where one begins
_OTHERS = re.compile(rb"\s*(?:GIF8|\x89PNG\r|RIFF....WEBP|<\?xml)|" + _ARCHIVES.pattern, re.DOTALL)  # right behind
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


def refuse_two_in_one(data: bytes, kind: str) -> int:
    """Where the picture ends. Raises Refused where other programs would take the file for something else besides: a
    page, a script or a document by what stands at the beginning, right behind the picture or in a part of it that is
    words, an archive by what begins in such a part or ends the file, another picture by what stands behind it.

    What a phone appends, such as a short film or a second JPEG, is no such thing, and is left out.
    """
    end, said = _PARTS[kind](data)
    behind = data[end : end + _LOOKED_AT]
    spoken = (data[:_LOOKED_AT], behind, *said)
    if any(TWO_IN_ONE.search(part) for part in spoken) or any(_ARCHIVES.search(part) for part in said):
        raise _two_in_one()
    if _OTHERS.match(behind) or b"PK\x05\x06" in data[-_ARCHIVE_END:]:
        raise _two_in_one()
    if kind == "HEIF" and behind.startswith(b"\xff\xd8\xff"):
        raise _two_in_one()
    return end


def _two_in_one() -> Refused:
    return Refused("Photo %(number)d is a photo and something else in one file. Take a new one, or save it anew.")


Parts = tuple[int, Sequence[bytes]]
"""Where a picture ends, and those of its parts that are no pixels: comments, notes of the camera, profiles."""


def _parts_of_jpeg(data: bytes) -> Parts:
    """To the end of its first image, or of the file where that does not end. ITU-T T.81, annex B."""
    at = 2
    said: list[bytes] = []
    while (found := _MARKER.search(data, at)) is not None:
        begins = at = found.end()
        if found[1] == b"\xd9":
            return at, said
        at += int.from_bytes(data[at : at + 2], "big")  # of its segment; what a scan holds has no marker
        if found[1] == b"\xfe" or b"\xe0" <= found[1] <= b"\xef":
            said.append(data[begins + 2 : at])
    return len(data), said


def _parts_of_png(data: bytes) -> Parts:
    """To the end of its last chunk. PNG (third edition), section 5.3."""
    at, kind, said = 8, b"", []
    while at < len(data) and kind != b"IEND":
        kind, begins = data[at + 4 : at + 8], at + 8
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        if kind not in _PIXELS_OF_PNG:
            said.append(data[begins : at - 4])
    return at, said


def _parts_of_webp(data: bytes) -> Parts:
    """To the end that its header says. RFC 9649, section 2.3."""
    end, at, said = 8 + int.from_bytes(data[4:8], "little"), 12, []
    while at + 8 <= min(end, len(data)):
        kind, begins = data[at : at + 4], at + 8
        at = begins + int.from_bytes(data[at + 4 : begins], "little")
        if kind not in _PIXELS_OF_WEBP:
            said.append(data[begins:at])
        at += at % 2
    return end, said


def _parts_of_heif(data: bytes) -> Parts:
    """To the end of its last box. ISO/IEC 14496-12, section 4.2."""
    at, said = 0, []
    while (box := _BOX.match(data, at)) is not None:
        size, begins = int.from_bytes(box[1], "big"), box.end()
        if size == 1:
            size, begins = int.from_bytes(data[begins : begins + 8], "big"), begins + 8
        ends = at + size if size else len(data)
        if ends < begins or ends > len(data):
            break
        if box[2] != b"mdat":
            said.append(data[begins:ends])
        at = ends
    return at or len(data), said


_PIXELS_OF_PNG = frozenset({b"IDAT", b"fdAT", b"IEND"})
_PIXELS_OF_WEBP = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})
_BOX = re.compile(rb"(.{4})([a-zA-Z][a-zA-Z0-9 ]{3})", re.DOTALL)  # size and type
_PARTS: Mapping[str, Callable[[bytes], Parts]] = {
    "JPEG": _parts_of_jpeg,
    "PNG": _parts_of_png,
    "WEBP": _parts_of_webp,
    "HEIF": _parts_of_heif,
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
