"""Shoreline sheets: where they are, what they hold, how they are cut smaller."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordinator.maps.shore import cells_near, corners, packed, tiles_near, unpacked

SHORE = files("coordinator") / "static" / "geo" / "shore"
ISTANBUL, NICE, ULAANBAATAR, FIJI = (41.01, 28.98), (43.7, 7.27), (47.91, 106.88), (-16.8, 179.98)


def inside(point: tuple[float, float], sheet: dict[str, list[list[int]]]) -> bool:
    """Whether (latitude, longitude) is land: in an odd number of rings."""
    latitude, longitude = point
    west, south = sheet["box"][:2]
    odd = False
    for row in sheet["rings"]:
        ring = unpacked(row, west, south)  # type: ignore[arg-type]
        for (x, y), (u, v) in zip(ring, [ring[-1], *ring], strict=False):
            odd ^= (y > latitude) != (v > latitude) and longitude < (u - x) * (latitude - y) / (v - y) + x
    return odd


def test_a_harbour_has_its_tiles_and_an_inland_city_none() -> None:
    assert tiles_near(*ISTANBUL) == ["20_40.json"]
    assert tiles_near(*NICE) == ["0_40.json"]
    assert tiles_near(*ULAANBAATAR) == []


def test_the_antimeridian_is_no_edge_of_the_world() -> None:
    assert set(tiles_near(*FIJI)) == {"170_-20.json", "-180_-20.json"}


@pytest.mark.parametrize(
    ("point", "land"),
    [
        ((41.03, 28.85), True),
        ((41.05, 29.15), True),
        ((40.90, 28.95), False),
        ((38.0, 23.9), True),
        ((37.5, 23.8), False),
    ],
)
def test_a_tile_knows_land_from_water(point: tuple[float, float], land: bool) -> None:
    name = tiles_near(*point)[0]

    assert inside(point, json.loads((SHORE / name).read_text("utf-8"))) is land


def test_a_cell_agrees_with_its_tile() -> None:
    cells = {tuple(cell["box"][:2]): cell for cell in cells_near([ISTANBUL])}

    assert set(cells) == {(28, 40), (28, 41), (29, 40), (29, 41)}
    assert inside((41.03, 28.85), cells[28, 41])  # type: ignore[arg-type]
    assert not inside((40.90, 28.95), cells[28, 40])  # type: ignore[arg-type]


def test_points_in_one_place_share_their_cells() -> None:
    assert cells_near([ISTANBUL, ISTANBUL, (41.02, 28.97)]) == cells_near([ISTANBUL])


@given(st.floats(-80, 80), st.floats(-180, 180), st.sampled_from([1, 10]))
def test_corners_cover_the_point_itself(latitude: float, longitude: float, side: int) -> None:
    found = corners(latitude, longitude, 0.3, side)

    wrapped = (longitude + 180) % 360 - 180
    assert any(w <= wrapped <= w + side and s <= latitude <= s + side for w, s in found)


def test_packing_loses_less_than_a_thousandth_of_a_degree() -> None:
    ring = [(20.12345, 40.5), (20.9, 40.98765), (20.5, 40.1)]

    back = unpacked(packed(ring, 20, 40), 20, 40)

    assert all(abs(a - b) <= 0.0005 + 1e-9 for p, q in zip(ring, back, strict=True) for a, b in zip(p, q, strict=True))
    assert packed([(20.0, 40.0), (20.0001, 40.0), (20.0, 40.0001)], 20, 40) == []
