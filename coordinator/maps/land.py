"""The land of the offline world as rings of points: for pictures that are drawn here, without a browser.

static/geo/world.topo.json is TopoJSON (its format as in the specification of version 1.0): arcs of steps on a grid,
which countries share. Neighbours are drawn one over the other, so that nothing has to be merged.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

Point = tuple[float, float]  # longitude, latitude
Ring = tuple[Point, ...]

_WORLD = files("coordinator") / "static" / "geo" / "world.topo.json"


@cache
def rings() -> tuple[Ring, ...]:
    """The outer shores and borders of every country; degrees."""
    world = json.loads(_WORLD.read_text("utf-8"))
    arcs = [tuple(_arc(arc, world["transform"])) for arc in world["arcs"]]
    return tuple(
        _joined(polygon[0], arcs)
        for country in world["objects"]["countries"]["geometries"]
        for polygon in _polygons(country)
    )


@cache
def coarse(step: float) -> tuple[Ring, ...]:
    """The same with only every point that is `step` degrees from the one before, and no island smaller than that."""
    thinned = (tuple(_thinned(ring, step)) for ring in rings())
    return tuple(ring for ring in thinned if len(ring) > 3)


def _polygons(country: dict[str, Any]) -> Sequence[Any]:
    if country["type"] == "Polygon":
        return [country["arcs"]]
    return country["arcs"] if country["type"] == "MultiPolygon" else []


def _arc(steps: Sequence[Sequence[int]], transform: dict[str, Sequence[float]]) -> Iterator[Point]:
    (wide, tall), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    for dx, dy, *_ in steps:
        x, y = x + dx, y + dy
        yield west + x * wide, south + y * tall


def _joined(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """The arcs of a ring one after the other; ~n is arc n from its end."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def _thinned(ring: Ring, step: float) -> Iterator[Point]:
    last: Point | None = None
    for point in ring:
        if last is None or abs(point[0] - last[0]) + abs(point[1] - last[1]) >= step:
            yield point
            last = point
