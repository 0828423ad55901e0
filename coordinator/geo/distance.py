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
NEAR_KM, ARCTIC = 50.0, 75.0  # nearer, and below that latitude (degrees), a plane that touches the ellipsoid will do
EQUATOR_KM, ECCENTRICITY = 6378.137, 6.69437999014e-3  # of WGS 84; the latter squared


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


def all_km(here: Points, there: Points) -> NDArray[np.float64]:
    """As `km`, for many pairs at once; near ones to a metre (Gauss's mid-latitude formula). Arrays of one length."""
    middle = np.radians((here.latitude + there.latitude) / 2)
    turn = (there.longitude - here.longitude + 180) % 360 - 180
    square = 1 - ECCENTRICITY * np.sin(middle) ** 2
    north = EQUATOR_KM * (1 - ECCENTRICITY) / square**1.5 * np.radians(there.latitude - here.latitude)
    east = EQUATOR_KM / np.sqrt(square) * np.cos(middle) * np.radians(turn)
    found = np.hypot(north, east)
    for row in np.flatnonzero((found > NEAR_KM) | (np.abs(np.degrees(middle)) > ARCTIC)).tolist():
        found[row] = km(here.latitude[row], here.longitude[row], there.latitude[row], there.longitude[row])
    return np.asarray(found)
