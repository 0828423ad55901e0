#!/usr/bin/env python3
"""Cut the finest Natural Earth land (1:10m, public domain) into the 10° tiles the city maps draw their shoreline from.

    .venv/bin/python .ci/vendor/cut_shore.py

It fetches world-atlas 2.0.2 (ISC) with npm and writes coordinator/static/geo/shore/<west>_<south>.json in the form that
coordinator/maps/shore.py describes. Tiles without a shore are not written.
"""

import importlib.util
import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from coordinator.maps.shore import SIDE, Ring, clipped, packed

HERE = Path(__file__).resolve().parent
SHORE = HERE.parents[1] / "coordinator" / "static" / "geo" / "shore"


def land() -> dict[str, object]:
    """The land topology as published."""
    spec = importlib.util.spec_from_file_location("vendored", HERE / "vendored.py")
    assert spec is not None and spec.loader is not None  # noqa: PT018, S101
    vendored = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(vendored)
    files = dict(vendored.unpacked("world-atlas", "2.0.2"))
    return json.loads(files["land-10m.json"])  # type: ignore[no-any-return]


def arcs(topology: dict[str, object]) -> list[Ring]:
    """The arcs in degrees (TopoJSON 1.0, section 2.1.3: delta-encoded, scaled and translated)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]  # type: ignore[index]
    drawn = []
    for arc in topology["arcs"]:  # type: ignore[attr-defined]
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        drawn.append(line)
    return drawn


def rings(topology: dict[str, object]) -> Iterator[Ring]:
    """Every ring of every land polygon; holes are rings too, the page fills by the even-odd rule."""
    drawn = arcs(topology)
    for shape in topology["objects"]["land"]["geometries"]:  # type: ignore[index]
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for ring in (ring for polygon in polygons for ring in polygon):
            points: Ring = []
            for arc in ring:
                points += (drawn[arc] if arc >= 0 else drawn[~arc][::-1])[1 if points else 0 :]
            yield points


def unwrapped(ring: Ring) -> Ring:
    """The ring without jumps: the source stitches polygons across the antimeridian."""
    out, offset = [ring[0]], 0
    for (before, _), (x, y) in pairwise(ring):
        offset += -360 if x - before > 180 else 360 if x - before < -180 else 0
        out.append((x + offset, y))
    return out


def bands(ring: Ring, axis: int) -> Iterator[tuple[int, Ring]]:
    """The ring cut into bands of SIDE degrees along one axis, each with its lower edge."""
    low, high = min(p[axis] for p in ring), max(p[axis] for p in ring)
    for edge in range(int(low // SIDE) * SIDE, int(high // SIDE) * SIDE + SIDE, SIDE):
        part = clipped(clipped(ring, axis, edge, 1), axis, edge + SIDE, -1)
        if len(part) > 2:
            yield edge, part


def tiles(all_rings: Iterable[Ring]) -> dict[tuple[int, int], list[list[int]]]:
    """Packed rings by the south-west corner of their tile."""
    cut: dict[tuple[int, int], list[list[int]]] = {}
    for ring in map(unwrapped, all_rings):
        if abs(ring[0][0] - ring[-1][0]) > 1:  # it encloses a pole: Antarctica, where nobody lives
            continue
        for west, band in bands(ring, 0):
            for south, part in bands(band, 1):
                if row := packed(part, west, south):
                    cut.setdefault(((west + 180) % 360 - 180, south), []).append(row)
    return cut


def main() -> None:
    """Write the tiles that have a shore."""
    SHORE.mkdir(parents=True, exist_ok=True)
    for (west, south), drawn in sorted(tiles(rings(land())).items()):
        if len(drawn) > 1 or len(drawn[0]) > 10:  # five points: land from edge to edge
            body = {"box": [west, south, west + SIDE, south + SIDE], "rings": drawn}
            (SHORE / f"{west}_{south}.json").write_text(json.dumps(body, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
