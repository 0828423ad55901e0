"""Pictures that people send: checked before they are decoded, and written anew from their pixels alone.

What comes out is a WebP in a few sizes, sRGB, upright, without anything else that was in the file: no place or time of
the camera, no comments, profiles, thumbnails, further frames, layers or bytes after the end.
"""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import IO

from PIL import Image, ImageCms, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from coordinator.errors import Conflict, Invalid, Say
from coordinator.picture_files import Refused, damaged, kind_of, refuse_two_in_one, webp_size

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
        except Refused as refused:
            faults.append(Say(refused.sentence, number=number, **refused.facts))
    if faults:
        raise Invalid({field: [*faults, Say("Nothing was kept. Choose your photos again without what is named here.")]})
    return tuple(made)


def _made(data: bytes) -> Picture:
    """One picture. Raises Refused."""
    if not data:
        raise Refused("Photo %(number)d is empty.")
    if len(data) > MOST_MB * 1024 * 1024:
        raise Refused("Photo %(number)d is larger than %(most)d MB. Send it in a smaller size.", most=MOST_MB)
    kind = kind_of(data)
    end = refuse_two_in_one(data, kind)
    if kind == "JPEG" and data.count(b"\xff\xda", 0, end) > MOST_SCANS:
        raise damaged()
    if kind == "WEBP":
        _refuse_size(*webp_size(data))  # its decoder makes room for all of it as soon as the file is opened
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


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        said = "Photo %(number)d has %(width)d × %(height)d pixels; we open %(most)d million at most. Make it smaller."
        raise Refused(said, width=width, height=height, most=MOST_PIXELS // 1_000_000)
    if min(width, height) < LEAST_SIDE:
        said = "Photo %(number)d has %(width)d × %(height)d pixels; each side needs at least %(least)d."
        raise Refused(said, width=width, height=height, least=LEAST_SIDE)
    if max(width, height) > MOST_TIMES_LONGER * min(width, height):
        said = "Photo %(number)d is too narrow: one side is more than %(most)d times the other."
        raise Refused(said, most=MOST_TIMES_LONGER)


def _decoded(data: bytes, kind: str) -> Image.Image:
    """Its first frame: RGB, sRGB, upright, no side longer than what is kept. Raises Refused."""
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
            _refuse_size(*opened.size)
            if kind == "JPEG" and isinstance(opened, ImageFile.ImageFile):
                opened.draft(opened.mode, (SIDES[-1], SIDES[-1]))  # decodes no more pixels than it must
            opened.load()
            profile, turned = opened.info.get("icc_profile"), _turned(opened)
            small = ImageOps.contain(_smaller(opened), _box(opened.size))
            return turned(_in_srgb(small, profile))
    except Refused:
        raise
    except Exception as fault:  # noqa: BLE001 - decoders raise whatever comes to hand when bytes are not what they say
        log.info("a picture (%s) cannot be decoded: %s", kind, type(fault).__name__)
        raise damaged() from None


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
