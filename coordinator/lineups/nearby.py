"""Which places lie within reach of which homes, without looking at every pair.

Places are sorted by band of latitude and, in a band, by longitude. A home's reach covers a few bands and in each one
stretch of longitude (two where it crosses the antimeridian, all of it near a pole), so the candidates looked at are
the box around the circle and the work grows with the pairs kept.
"""

import numpy as np

from coordinator.geo.distance import MEAN_RADIUS_KM, RIM, Points, within_km
from coordinator.lineups.columns import Flags, Reals, Whole, runs

BAND = 0.5  # degrees of latitude
CIRCLE = 360.0
STRIDE = 1000.0  # between the keys of two bands; more than a circle
EQUATOR_KM, FLAT = 6378.137, 1 / 298.257223563  # WGS-84
LAMBERT_ERRS = 1e-4  # share of the distance; more than it does up to LAMBERT_HOLDS km
LAMBERT_HOLDS = 10_000.0
METRE = 1e-3


def within_reach(homes: Points, reach_km: Reals, places: Points) -> tuple[Whole, Whole]:
    """Rows of homes and of places at most `reach_km` (per home, geodesic, exact) apart, in no order. What the sphere
    settles is not measured: of a chord a few products are enough."""
    home, place = _boxed(homes, reach_km, places)
    chord = np.zeros(len(home))
    for mine, its in zip(on_the_globe(homes).T, on_the_globe(places).T, strict=True):
        chord += (mine[home] - its[place]) ** 2
    least, most = (_chord(reach_km * (1 + sign * RIM) + sign * METRE)[home] for sign in (-1, 1))
    inside = chord <= least
    rows = np.flatnonzero(~inside & (chord <= most))
    inside[rows] = _within(homes.take(home[rows]), places.take(place[rows]), reach_km[home[rows]])
    return home[inside], place[inside]


def _chord(km: Reals) -> Reals:
    """The square of the way through a globe of radius 1 between points so many km apart on it; −1 for less than 0."""
    half = np.clip(km / (2 * MEAN_RADIUS_KM), 0.0, np.pi / 2)
    return np.where(km < 0, -1.0, 4 * np.sin(half) ** 2)


def on_the_globe(at: Points) -> Reals:
    """Three coordinates for each place: near there is near here."""
    latitude, longitude = np.radians(at.latitude), np.radians(at.longitude)
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _within(homes: Points, places: Points, reach_km: Reals) -> Flags:
    """Whether each pair is within reach, exactly: only those that Lambert's formula leaves open are measured."""
    away = lambert_km(homes, places)
    open_ = (np.abs(away - reach_km) <= LAMBERT_ERRS * reach_km + METRE) | (reach_km > LAMBERT_HOLDS)
    inside = away <= reach_km
    rows = np.flatnonzero(open_)
    inside[rows] = within_km(homes.take(rows), places.take(rows), reach_km[rows])
    return np.asarray(inside)


def lambert_km(here: Points, there: Points) -> Reals:
    """Distances on the ellipsoid in km, point by point, some metres off for pairs that are not nearly antipodal.

    Lambert 1942, as in https://en.wikipedia.org/wiki/Geographical_distance#Lambert's_formula_for_long_lines.
    """
    one, other = (np.arctan((1 - FLAT) * np.tan(np.radians(at.latitude))) for at in (here, there))
    turn = np.radians(there.longitude - here.longitude)
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(turn / 2) ** 2
    half = np.clip(half, 1e-30, 1 - 1e-12)  # the square of the sine of half the angle
    angle = 2 * np.arcsin(np.sqrt(half))
    middle, apart = (one + other) / 2, (other - one) / 2
    x = (angle - np.sin(angle)) * (np.sin(middle) * np.cos(apart)) ** 2 / (1 - half)
    y = (angle + np.sin(angle)) * (np.cos(middle) * np.sin(apart)) ** 2 / half
    return np.asarray(EQUATOR_KM * (angle - FLAT / 2 * (x + y)))


def _boxed(homes: Points, reach_km: Reals, places: Points) -> tuple[Whole, Whole]:
    """Every pair that may be within reach, and some that are not."""
    key = _band(places.latitude) * STRIDE + places.longitude % CIRCLE
    order = np.argsort(key, kind="stable")
    degrees = np.degrees(reach_km * (1 + 2 * RIM) / MEAN_RADIUS_KM) + 1e-6
    home, band = _bands_of(homes, degrees)
    half = _half_width(homes.latitude, degrees)[home]
    middle = np.where(half >= CIRCLE / 2, CIRCLE / 2, homes.longitude[home] % CIRCLE)
    found = [
        _stretch(key[order], np.asarray(band * STRIDE, dtype=np.float64), (middle + turn, half))
        for turn in (-CIRCLE, 0.0, CIRCLE)
    ]
    return (
        np.concatenate([home[rows] for rows, _ in found]),
        np.concatenate([order[spots] for _, spots in found]).astype(np.int64),
    )


def _band(latitude: Reals) -> Whole:
    return np.asarray(np.floor((latitude + 90) / BAND), dtype=np.int64)


def _bands_of(homes: Points, degrees: Reals) -> tuple[Whole, Whole]:
    """One row per home and band of latitude its reach touches."""
    lowest = _band(np.maximum(homes.latitude - degrees, -90.0))
    counts = _band(np.minimum(homes.latitude + degrees, 90.0)) - lowest + 1
    return np.repeat(np.arange(len(homes)), counts), runs(lowest, counts)


def _half_width(latitude: Reals, degrees: Reals) -> Reals:
    """Half the degrees of longitude a circle of that angular radius spans; half the globe when a pole is inside."""
    holds_pole = np.abs(latitude) + degrees >= 90
    ratio = np.sin(np.radians(np.minimum(degrees, 90))) / np.maximum(np.cos(np.radians(latitude)), 1e-12)
    return np.where(holds_pole, CIRCLE / 2, np.degrees(np.arcsin(np.minimum(ratio, 1.0))) + 1e-6)


def _stretch(keys: Reals, base: Reals, around: tuple[Reals, Reals]) -> tuple[Whole, Whole]:
    """Rows and positions in the sorted `keys` that lie within `around` (middle, half width), cut to the circle."""
    middle, half = around
    low = np.maximum(middle - half, 0.0)
    high = np.minimum(middle + half, CIRCLE)
    first = np.searchsorted(keys, base + low, side="left")
    last = np.searchsorted(keys, base + high, side="right")
    counts = np.where(high > low, np.maximum(last - first, 0), 0)
    return np.repeat(np.arange(len(base)), counts), runs(first, counts)
