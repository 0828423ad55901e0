"""Share cards: pictures of 1200 by 630 pixels that we draw ourselves, from public facts alone; and evenings for the
demonstration.

Nothing that was sent is decoded here (that is `pictures`). A card is a function of what stands on it: the same words
and lights give the same bytes, kept for the next who asks. Natural Earth projection: Šavrič, Patterson and Jenny, 2011.
"""

import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from threading import Lock

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from coordinator.maps.land import rings

WIDE, TALL, FINE = 1200, 630, 2  # pixels; drawn twice as large, so that edges are smooth
NIGHT, LAND, EDGE = (13, 19, 34), (28, 37, 64), (58, 74, 122)
GRID, GLOW, CORE = (21, 29, 51), (255, 180, 84), (255, 244, 224)
INK, SOFT = (243, 236, 222), (169, 180, 214)
AROUND = 4.0  # degrees of latitude from a city to the edge of its card
KEPT = 48  # cards, of some 200 KB each
_FONTS = files("coordinator") / "static" / "vendor"
_drawing = Lock()  # one at a time: a card takes a second and 20 MB

Spot = tuple[float, float]  # latitude, longitude
At = Callable[[float, float], tuple[float, float]]  # longitude, latitude → pixels of the fine picture
Ground = Image.Image
Colour = tuple[int, int, int]
AXES = {"fraunces": (40, 560), "inter": (400,)}  # of their variable fonts: optical size and weight; weight
PUNCTUATION = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac\u0131\u0152\u0153")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card: a title, lines below it, lights, and the city in whose surroundings they lie (None: the
    whole world)."""

    title: str
    lines: tuple[str, ...]
    lights: tuple[Spot, ...]
    near: Spot | None = None


def png(card: Card) -> bytes:
    """The card as a PNG."""
    with _drawing:
        return _png(card)


@lru_cache(maxsize=KEPT)
def _png(card: Card) -> bytes:
    at: At = _natural_earth if card.near is None else _around(card.near)
    ground, size = (_world().copy(), 2.0) if card.near is None else (_land(at), 9.0)
    picture = _shaded(_lit(ground, [at(longitude, latitude) for latitude, longitude in card.lights], size))
    _write(picture, card)
    body = io.BytesIO()
    picture.resize((WIDE, TALL), Image.Resampling.LANCZOS).save(body, "PNG", optimize=True)
    return body.getvalue()


def _natural_earth(longitude: float, latitude: float) -> tuple[float, float]:
    across, up = math.radians(longitude), math.radians(latitude)
    a, b = up * up, up**4
    x = across * (0.8707 - 0.131979 * a + b * (-0.013791 + b * (0.003971 * a - 0.001529 * b)))
    y = up * (1.007226 + a * (0.015085 + b * (-0.044475 + 0.028874 * a - 0.005916 * b)))
    return (WIDE / 2 + (x - 0.12) * 226) * FINE, (332 - y * 226) * FINE


def _around(centre: Spot) -> At:
    """Degrees around a city, each as long as on the ground there; the city stands right of the middle."""
    latitude, longitude = centre
    scale, narrow = TALL / (2 * AROUND), math.cos(math.radians(latitude))

    def at(east: float, north: float) -> tuple[float, float]:
        across = (east - longitude + 180) % 360 - 180
        return (WIDE * 0.68 + across * scale * narrow) * FINE, (TALL * 0.45 - (north - latitude) * scale) * FINE

    return at


@lru_cache(maxsize=1)
def _world() -> Ground:
    picture = Image.new("RGB", (WIDE * FINE, TALL * FINE), NIGHT)
    draw = ImageDraw.Draw(picture)
    for x in range(-180, 181, 30):
        draw.line([_natural_earth(x, y) for y in range(-60, 84, 4)], fill=GRID, width=FINE)
    for y in range(-60, 81, 20):
        draw.line([_natural_earth(x, y) for x in range(-180, 181, 6)], fill=GRID, width=FINE)
    return _land(_natural_earth, picture)


def _land(at: At, picture: Ground | None = None) -> Ground:
    picture = picture or Image.new("RGB", (WIDE * FINE, TALL * FINE), NIGHT)
    draw = ImageDraw.Draw(picture)
    for ring in rings():
        points = [at(*point) for point in ring]
        wide = max(x for x, _ in points) - min(x for x, _ in points)
        if len(points) > 3 and wide < WIDE * FINE * 6:  # not one that goes round the other side of the earth
            draw.polygon(points, fill=LAND, outline=EDGE)
    return picture


def _lit(picture: Ground, spots: Sequence[tuple[float, float]], size: float) -> Ground:
    small = Image.new("L", (WIDE, TALL))
    draw = ImageDraw.Draw(small)
    for x, y in spots:
        draw.ellipse(_round(x / FINE, y / FINE, size * 1.7), fill=190)
    for blur in (size * 2, size * 5.2):
        mask = small.filter(ImageFilter.GaussianBlur(blur)).resize(picture.size, Image.Resampling.BILINEAR)
        glow = Image.composite(Image.new("RGB", picture.size, GLOW), Image.new("RGB", picture.size), mask)
        picture = ImageChops.screen(picture, glow)
    draw = ImageDraw.Draw(picture)
    for x, y in spots:
        draw.ellipse(_round(x, y, size * 0.62 * FINE), fill=CORE)
    return picture


def _round(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _shaded(picture: Ground) -> Ground:
    """The picture with night rising from below, so that words can be read."""
    shade = Image.linear_gradient("L").resize((WIDE * FINE, 300 * FINE))
    picture.paste(Image.new("RGB", shade.size, NIGHT), (0, (TALL - 300) * FINE), shade)
    return picture


def _write(picture: Ground, card: Card) -> None:
    draw = ImageDraw.Draw(picture)
    top = TALL - 58 - 38 * len(card.lines)
    _say(draw, (56, top), card.title, "fraunces", _fitting(card.title), INK)
    for number, line in enumerate(card.lines, start=1):
        _say(draw, (58, top + 10 + 37 * number), line, "inter", 25, SOFT)


def _say(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, family: str, size: int, ink: Colour) -> None:
    """One line, its first sign at a place; signs that a cut of the font lacks come from the next one."""
    x, y = at[0] * FINE, at[1] * FINE
    for cut, run in _runs(text):
        font = _font(family, cut, size)
        draw.text((x, y), run, font=font, fill=ink, anchor="ls")
        x += round(font.getlength(run))


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in stretches, each with the cut of the font that has its signs: the Latin one has those of western
    Europe and punctuation, the extended one the others."""
    for cut, run in groupby(
        text, key=lambda sign: "latin" if ord(sign) < 0x100 or sign in PUNCTUATION else "latin-ext"
    ):
        yield cut, "".join(run)


def _length(text: str, family: str, size: int) -> float:
    return sum(_font(family, cut, size).getlength(run) for cut, run in _runs(text))


def _fitting(title: str) -> int:
    """The largest size at which a title stands on one line."""
    sizes = range(64, 20, -4)
    return next((size for size in sizes if _length(title, "fraunces", size) < (WIDE - 112) * FINE), 20)


@lru_cache(maxsize=64)
def _font(family: str, cut: str, size: int) -> ImageFont.FreeTypeFont:
    with (_FONTS / family / f"{family}-{cut}.woff2").open("rb") as file:
        font = ImageFont.truetype(io.BytesIO(file.read()), size * FINE)
    font.set_variation_by_axes(list(AXES[family]))
    return font


def evening(number: int) -> bytes:
    """An invented evening as a PNG: a room with a lamp, people from behind, one who plays; each number is another."""
    wide, tall = 1500, 1000
    room = Image.new("RGB", (wide, tall), (58, 38 + 6 * number, 44))
    draw = ImageDraw.Draw(room)
    draw.rectangle((0, 690, wide, tall), fill=(84, 56, 44))
    for shelf in range(3):
        draw.rectangle((90, 170 + 130 * shelf, 560, 184 + 130 * shelf), fill=(112, 76, 52))
        for book in range(13):
            ink = (90 + 53 * (book * 7 + shelf + number) % 140, 70 + 31 * book % 90, 80 + 47 * (book + shelf) % 100)
            top = 90 + 130 * shelf + 11 * ((book * 5 + shelf) % 4)
            draw.rectangle((104 + 34 * book, top, 130 + 34 * book, 170 + 130 * shelf), fill=ink)
    lamp = Image.new("RGB", (wide, tall))
    ImageDraw.Draw(lamp).ellipse((560, -160, 1420, 700), fill=(120, 82, 38))
    room = ImageChops.add(room, lamp.filter(ImageFilter.GaussianBlur(120)))
    draw = ImageDraw.Draw(room)
    draw.polygon([(930, 120), (1050, 120), (1110, 240), (870, 240)], fill=GLOW)
    for place in range(1 + number % 3):
        _player(draw, 820 + 210 * place, 430)
    for place in range(6):
        _player(draw, 90 + 270 * place, 730 + 40 * (place % 2), ink=(28, 20, 26))
    body = io.BytesIO()
    room.save(body, "PNG")
    return body.getvalue()


def _player(draw: ImageDraw.ImageDraw, x: int, y: int, ink: Colour = (40, 26, 32)) -> None:
    """Somebody without a face: a head and shoulders."""
    draw.ellipse((x - 48, y, x + 48, y + 110), fill=ink)
    draw.rounded_rectangle((x - 105, y + 100, x + 105, y + 420), radius=80, fill=ink)
