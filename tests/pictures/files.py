"""Pictures as people send them, and as nobody should: made here, with words planted that must not stay."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

from coordinator import pictures

PLANTED = b"PLANTED-52.5200N"
WORD = PLANTED.decode()


def a_room(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue, with a green stripe at the top."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, *size))
    image.paste((30, 200, 30), (0, 0, size[0], size[1] // 10))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def a_photo(size: tuple[int, int] = (640, 480)) -> bytes:
    """An ordinary JPEG."""
    return saved(a_room(size), "JPEG")


def exif(orientation: int = 1) -> bytes:
    """A camera's own words: where, with what, how it was held."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010E] = WORD
    told.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0), 29: WORD})
    return told.tobytes()


def profile() -> bytes:
    """An sRGB profile with a text in it."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made + b"\x00" * (-len(made) % 4) + PLANTED


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A few kilobytes that say they are 2,500 million pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", head) + _png_chunk(b"IDAT", rows) + _png_chunk(b"IEND", b"")


def a_webp_bomb() -> bytes:
    """A frame of few bytes on a canvas of 16,384 pixels on each side."""
    plain = saved(a_room(), "WEBP", exif=exif())
    side = (16_383).to_bytes(3, "little")
    return plain[:24] + side + side + plain[30:]


def a_jpeg_bomb(width: int = 65_000, height: int = 65_000) -> bytes:
    """A small JPEG whose header says something else."""
    plain = a_photo()
    frame = plain.index(b"\xff\xc0") + 5
    return plain[:frame] + struct.pack(">HH", height, width) + plain[frame + 4 :]


def a_png_with_a_text_bomb() -> bytes:
    """A comment of 100 MB, packed."""
    plain = saved(a_room(), "PNG")
    text = _png_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"\x00" * 100_000_000))
    return plain[:33] + text + plain[33:]


def scans_without_end() -> bytes:
    """A progressive JPEG that has its last scan a thousand times."""
    plain = saved(a_room(), "JPEG", progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:-2] + plain[last:-2] * 1000 + plain[-2:]


def _png_texts() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", WORD)
    texts.add_itxt("Location", WORD, lang="de")
    texts.add_text("Packed", WORD * 40, zip=True)
    return saved(a_room(), "PNG", pnginfo=texts, exif=exif())


def _heic() -> bytes:
    pillow_heif.register_heif_opener()
    return saved(a_room(), "HEIF", exif=exif(), xmp=b"<x>" + PLANTED + b"</x>", quality=80)


def _animated() -> bytes:
    frames = [a_room(), Image.new("RGB", (640, 480), (0, 0, 0))]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100, xmp=PLANTED)


def _with_segment(marker: int, body: bytes) -> bytes:
    plain = a_photo()
    return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + plain[2:]


def _with_chunk(body: bytes) -> bytes:
    plain = saved(a_room(), "PNG")
    return plain[:33] + _png_chunk(b"prVt", body) + plain[33:]


def _after_a_long_note(body: bytes) -> bytes:
    plain = _with_segment(0xFE, body)
    note = b"Exif\x00\x00" + bytes(4000)
    return plain[:2] + struct.pack(">BBH", 0xFF, 0xE1, len(note) + 2) + note + plain[2:]


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def _a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", PLANTED)
    return out.getvalue()


def _thumbnail() -> bytes:
    inner = saved(a_room((160, 120)), "JPEG", comment=PLANTED)
    return _with_segment(0xE0, b"JFXX\x00\x10" + inner)


TELLING: Mapping[str, Callable[[], bytes]] = {
    "JPEG with a place": lambda: saved(a_room(), "JPEG", exif=exif()),
    "JPEG with a comment": lambda: saved(a_room(), "JPEG", comment=PLANTED),
    "JPEG with a profile": lambda: saved(a_room(), "JPEG", icc_profile=profile()),
    "JPEG with XMP": lambda: _with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLANTED),
    "JPEG with IPTC": lambda: _with_segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10" + PLANTED),
    "JPEG with a thumbnail": _thumbnail,
    "JPEG with a film behind it": lambda: a_photo() + b"\x00\x00\x00\x18ftypmp42" + PLANTED + b"\xff\xda" * 500,
    "JPEG with another behind it": lambda: a_photo() + saved(a_room(), "JPEG", comment=PLANTED),
    "JPEG that is a script": lambda: _with_segment(0xFE, b"*/=alert(1);/*" + PLANTED),
    "PNG with texts": _png_texts,
    "PNG with a profile": lambda: saved(a_room(), "PNG", icc_profile=profile()),
    "WebP with XMP": lambda: saved(a_room(), "WEBP", xmp=PLANTED, exif=exif(), icc_profile=profile()),
    "HEIC with a place": _heic,
    "HEIC with a film behind it": lambda: _heic() + _box(b"mpvd", b"\x00\x00\x00\x18ftypmp42" + PLANTED),
    "HEIC with bytes behind it": lambda: _heic() + b"\x00\x00\x00\x01samsung " + PLANTED,
    "WebP with frames": _animated,
}
"""What tells more than its pixels."""

TWO_IN_ONE: Mapping[str, Callable[[], bytes]] = {
    "JPEG with a zip behind it": lambda: a_photo() + _a_zip(),
    "WebP with a zip behind it": lambda: saved(a_room(), "WEBP") + _a_zip(),
    "PNG with a page behind it": lambda: saved(a_room(), "PNG") + b"\n<SCRIPT>alert(1)</SCRIPT>",
    "JPEG with a page behind it": lambda: a_photo() + b"<!doctype html><p>" + PLANTED,
    "JPEG with a page in a comment": lambda: _with_segment(0xFE, b"<html><body>" + PLANTED),
    "PNG with a document in a chunk": lambda: _with_chunk(b"%PDF-1.4\n1 0 obj"),
    "PNG with a page far inside": lambda: _with_chunk(bytes(5000) + b"<Script>alert(1)</script>"),
    "JPEG with a script in a later comment": lambda: _after_a_long_note(b"<script>alert(1)</script>"),
    "JPEG with PHP in a later comment": lambda: _after_a_long_note(b"<?php system($_GET['c']);"),
    "JPEG with a document in a later comment": lambda: _after_a_long_note(b"%PDF-1.7\n"),
    "JPEG with the beginning of a zip in a comment": lambda: _with_segment(0xFE, _a_zip()[:60]),
    "JPEG with an archive behind it": lambda: a_photo() + b"Rar!\x1a\x07\x01\x00" + PLANTED,
    "JPEG with a picture of another kind behind it": lambda: a_photo() + saved(a_room(), "PNG"),
    "WebP with a page in its notes": lambda: saved(a_room(), "WEBP", xmp=b"<html><body>" + PLANTED),
    "HEIC with a zip behind it": lambda: _heic() + _a_zip(),
    "HEIC with a page behind it": lambda: _heic() + b"\n<!DOCTYPE html><p>" + PLANTED,
    "HEIC with a photo behind it": lambda: _heic() + a_photo(),
    "HEIC with a document in a box": lambda: _heic() + _box(b"free", b"%PDF-1.4\n1 0 obj"),
    "HEIC with a script in a box": lambda: _heic() + _box(b"uuid", bytes(3000) + b"<script>alert(1)</script>"),
    "HEIC with an archive in a box": lambda: _heic() + _box(b"skip", _a_zip()[:60]),
}
"""What is a picture and something else."""

ODD: Mapping[str, Callable[[], bytes]] = {
    "CMYK": lambda: saved(a_room(mode="CMYK"), "JPEG"),
    "grey": lambda: saved(a_room(mode="L"), "JPEG"),
    "black and white": lambda: saved(a_room(mode="1"), "PNG"),
    "palette": lambda: saved(a_room(mode="P"), "PNG"),
    "transparent": lambda: saved(a_room(mode="RGBA"), "PNG"),
    "16 bits": lambda: saved(Image.new("I;16", (640, 480), 40_000), "PNG"),
    "panorama": lambda: saved(a_room((4000, 400)), "JPEG"),
    "words of the camera that cannot be read": lambda: _with_segment(0xE1, b"Exif\x00\x00nonsense"),
    "progressive": lambda: saved(a_room(), "JPEG", progressive=True),
}
"""What is seldom, and fine."""


def taken(*contents: bytes) -> tuple[pictures.Picture, ...]:
    """What is kept of these files."""
    return pictures.take([io.BytesIO(content) for content in contents], field="photos")
