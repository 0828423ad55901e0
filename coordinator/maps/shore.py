"""The fine shoreline: 10° tiles of Natural Earth's 1:10m land, and smaller cuts for a page that carries its own.

A sheet is `{"box": [west, south, east, north], "rings": [[x, y, dx, dy, …], …]}`: degrees, and thousandths of a degree
from the south-west corner, then from the point before. Land is what lies in an odd number of rings. Where there is no
tile there is no shore, and the world's own land is right. static/maps/world.js draws sheets.
"""

import json
import math
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TypedDict

SIDE = 10  # degrees: side of a shipped tile
FINE = 1000  # units in a degree: 111 m; the source has 180 m
NEAR = 0.7  # degrees of latitude around a city for which a page fetches tiles
CLOSE = 0.3  # degrees of latitude around a point for which a document carries cells of one degree

Point = tuple[float, float]  # longitude, latitude
Ring = list[Point]
Corner = tuple[int, int]  # west, south

_SHORE = files("coordinator") / "static" / "geo" / "shore"


class Sheet(TypedDict):
    """A rectangle of land and water."""

    box: list[int]
    rings: list[list[int]]


def clipped(ring: Ring, axis: int, limit: float, keep: int) -> Ring:
    """The part of a ring on one side of a line: a pass of Sutherland & Hodgman, Reentrant polygon clipping, 1974."""
    out: Ring = []
    before = ring[-1] if ring else (0.0, 0.0)
    for point in ring:
        a, b = (before[axis] - limit) * keep, (point[axis] - limit) * keep
        if (a >= 0) != (b >= 0):
            t = a / (a - b)
            out.append((before[0] + t * (point[0] - before[0]), before[1] + t * (point[1] - before[1])))
        if b >= 0:
            out.append(point)
        before = point
    return out


def packed(ring: Ring, west: int, south: int) -> list[int]:
    """One ring as [x, y, dx, dy, …], repeated points left out; empty when nothing is left of it."""
    fine = [(round((x - west) * FINE), round((y - south) * FINE)) for x, y in ring]
    kept = [p for p, before in zip(fine, [None, *fine], strict=False) if p != before]
    if len(kept) < 3:
        return []
    steps = [(x - u, y - v) for (x, y), (u, v) in zip(kept[1:], kept, strict=False)]
    return [n for pair in (kept[0], *steps) for n in pair]


def unpacked(row: list[int], west: int, south: int) -> Ring:
    """The ring `packed` made a row of."""
    x = y = 0
    ring: Ring = []
    for dx, dy in zip(row[::2], row[1::2], strict=True):
        x, y = x + dx, y + dy
        ring.append((west + x / FINE, south + y / FINE))
    return ring


def tiles_near(latitude: float, longitude: float) -> list[str]:
    """File names of the tiles that touch the surroundings of a point; inland there are none."""
    names = (f"{west}_{south}.json" for west, south in corners(latitude, longitude, NEAR, SIDE))
    return [name for name in names if name in _shipped()]


def cells_near(points: Iterable[Point]) -> list[Sheet]:
    """Sheets of one degree around points (latitude, longitude), each once; none where there is no shore."""
    cells = {cell for latitude, longitude in points for cell in corners(latitude, longitude, CLOSE, 1)}
    return [sheet for cell in sorted(cells) for sheet in _cut(cell)]


def corners(latitude: float, longitude: float, reach: float, side: int) -> list[Corner]:
    """South-west corners of the squares of a grid that a box of ±`reach` degrees of latitude touches."""
    wide = reach / max(math.cos(math.radians(latitude)), 0.1)
    wests = range(math.floor((longitude - wide) / side) * side, math.ceil(longitude + wide), side)
    souths = range(math.floor((latitude - reach) / side) * side, math.ceil(latitude + reach), side)
    return [((west + 180) % 360 - 180, south) for west in wests for south in souths]


def _cut(cell: Corner) -> Iterator[Sheet]:
    west, south = cell
    tile = (west // SIDE * SIDE, south // SIDE * SIDE)
    if f"{tile[0]}_{tile[1]}.json" not in _shipped():
        return
    rows = []
    for ring in _rings(tile):
        for axis, low in ((0, west), (1, south)):
            ring = clipped(clipped(ring, axis, low, 1), axis, low + 1, -1)  # noqa: PLW2901
        rows.append(packed(ring, west, south))
    yield {"box": [west, south, west + 1, south + 1], "rings": [row for row in rows if row]}


@cache
def _rings(tile: Corner) -> list[Ring]:
    sheet: Sheet = json.loads((_SHORE / f"{tile[0]}_{tile[1]}.json").read_text("utf-8"))
    return [unpacked(row, *tile) for row in sheet["rings"]]


@cache
def _shipped() -> frozenset[str]:
    return frozenset(item.name for item in _SHORE.iterdir())
