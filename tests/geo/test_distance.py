"""Distances of many pairs at once are those of one pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats

from coordinator.geo.distance import Points, all_km, km

LATITUDES, LONGITUDES, WAYS = floats(-90, 90), floats(-180, 180), floats(-0.5, 0.5)


@given(latitude=LATITUDES, longitude=LONGITUDES, north=WAYS, east=WAYS)
def test_near_distances_of_many_pairs_are_exact_to_a_metre(
    latitude: float, longitude: float, north: float, east: float
) -> None:
    other = (min(max(latitude + north, -90), 90), (longitude + east + 180) % 360 - 180)

    (found,) = all_km(_points((latitude, longitude)), _points(other)).tolist()

    assert found == pytest.approx(km(latitude, longitude, *other), abs=0.001)


def test_far_and_arctic_pairs_stand_beside_near_ones_and_across_the_date_line() -> None:
    here = _points((52.52, 13.405), (0.0, 179.9), (78.22, 15.65), (0.0, 0.0))
    there = _points((6.5244, 3.3792), (0.0, -179.9), (78.23, 15.6), (0.0, 0.0))

    found = all_km(here, there).tolist()

    ends = zip(here.latitude, here.longitude, there.latitude, there.longitude, strict=True)
    assert found == pytest.approx([km(*pair) for pair in ends], abs=0.001)


def _points(*places: tuple[float, float]) -> Points:
    return Points(*(np.array(side, dtype=np.float64) for side in zip(*places, strict=True)))
