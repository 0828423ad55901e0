"""Reach is exact everywhere on Earth, and found without looking at every pair."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.geo.distance import Points, haversine_km, km, within_km
from coordinator.lineups.nearby import within_reach

Place = tuple[float, float]

SPOTS: tuple[Place, ...] = (
    (0.0, 0.0), (0.0, 180.0), (0.0, -180.0), (0.2, 179.95), (0.1, -179.9), (89.9, 10.0), (89.9, -170.0), (90.0, 0.0),
    (-90.0, 77.0), (-89.95, -100.0), (52.52, 13.405), (52.52, 13.45), (-16.8, 179.99), (-16.8, -179.99), (66.0, 0.0),
)  # fmt: skip


def points(places: tuple[Place, ...]) -> Points:
    return Points(np.array([place[0] for place in places]), np.array([place[1] for place in places]))


def found(homes: tuple[Place, ...], reach: tuple[float, ...], places: tuple[Place, ...]) -> list[tuple[int, int]]:
    home, place = within_reach(points(homes), np.array(reach), points(places))
    return sorted(zip(home.tolist(), place.tolist(), strict=True), key=lambda pair: pair[::-1])


@pytest.mark.parametrize("reach", [0.0, 3.0, 50.0, 1_000.0, 12_000.0, 21_000.0])
def test_the_antimeridian_and_the_poles_are_places_like_any_other(reach: float) -> None:
    expected = [
        (home, place)
        for place, home in product(range(len(SPOTS)), repeat=2)
        if km(*SPOTS[home], *SPOTS[place]) <= reach
    ]

    assert found(SPOTS, (reach,) * len(SPOTS), SPOTS) == expected


latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
spots = st.tuples(latitudes, longitudes)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(spots, st.floats(0, 3_000)), min_size=1, max_size=12), st.lists(spots, min_size=1, max_size=12)
)
def test_the_pairs_found_are_those_within_reach(homes: list[tuple[Place, float]], places: list[Place]) -> None:
    expected = [
        (home, place)
        for place, home in product(range(len(places)), range(len(homes)))
        if km(*homes[home][0], *places[place]) <= homes[home][1]
    ]

    assert found(tuple(home for home, _ in homes), tuple(reach for _, reach in homes), tuple(places)) == expected


def test_where_the_sphere_and_the_ellipsoid_disagree_the_ellipsoid_decides() -> None:
    north, south = points(((52.0, 13.0),)), points(((52.4, 13.0),))
    exact, rough = km(52.0, 13.0, 52.4, 13.0), float(haversine_km(north, south)[0])
    between = np.array([(exact + rough) / 2])

    assert rough < between[0] < exact
    assert within_km(north, south, between).tolist() == [False]
    assert within_km(north, south, np.array([exact])).tolist() == [True]


def test_no_homes_and_no_places_are_no_pairs() -> None:
    assert found((), (), SPOTS) == []
    assert found(SPOTS, (50.0,) * len(SPOTS), ()) == []
