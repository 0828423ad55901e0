"""Distance over the ground in km: exact for one pair, quick for millions, exact where a limit decides.

The exact one is the geodesic on the WGS-84 ellipsoid (Karney 2013, by geopy). The quick one is the haversine on a
sphere of the mean radius; it errs by up to 0.56 %, so a limit within `RIM` of it is settled by the exact one.
Latitudes and longitudes are decimal degrees.
"""

from dataclasses import dataclass

import numpy as np
from geopy.distance import geodesic
from numpy.typing import NDArray

MEAN_RADIUS_KM = 6371.0088  # IUGG mean radius of the Earth
RIM = 0.01  # share of a limit; more than the sphere's worst error
MILLIMETRE = 1e-6  # km; more than the rounding of the formula, for limits near 0


def km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Geodesic distance in km between two points: the distance people are told."""
    return float(geodesic((a_lat, a_lon), (b_lat, b_lon)).km)


@dataclass(frozen=True, slots=True)
class Points:
    """Many points: two arrays of one length, in degrees."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> "Points":
        """The points in these rows, in that order; a row may come more than once."""
        return Points(self.latitude[rows], self.longitude[rows])

    def __len__(self) -> int:
        return len(self.latitude)


def haversine_km(here: Points, there: Points) -> NDArray[np.float64]:
    """Distances in km on the mean sphere, point by point; arrays of one length, or one of them of length 1."""
    lat_a, lat_b = np.radians(here.latitude), np.radians(there.latitude)
    turn = np.radians(there.longitude - here.longitude)
    square = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * MEAN_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(square))))


def within_km(here: Points, there: Points, limit_km: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each pair of points is at most its limit apart, exactly (geodesic). Arrays of one length."""
    rough = haversine_km(here, there)
    inside = rough <= limit_km
    for row in np.flatnonzero(np.abs(rough - limit_km) <= RIM * limit_km + MILLIMETRE).tolist():
        ends = here.latitude[row], here.longitude[row], there.latitude[row], there.longitude[row]
        inside[row] = km(*ends) <= limit_km[row]
    return np.asarray(inside)
