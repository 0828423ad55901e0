"""Where the sun stands: over which point of the earth, and how high above a horizon.

The formulae are those of the United States Naval Observatory, "Computing Approximate Solar Coordinates" and "Computing
Approximate Sidereal Time" (as in The Astronomical Almanac, section C): good to about an arc minute between 1800 and
2200, which is a tenth of a map's pixel. static/maps/night.js has the same ones for the map that moves.
"""

import math
from datetime import UTC, datetime

NOON_2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)  # the epoch J2000.0; UTC is within a second of the time meant
DAY = 86_400  # seconds

Point = tuple[float, float]  # latitude, longitude, degrees


def subsolar(at: datetime) -> Point:
    """The point of the earth that has the sun in its zenith at the instant `at`; degrees, longitude in [-180, 180)."""
    days = (at - NOON_2000).total_seconds() / DAY
    anomaly = math.radians(357.529 + 0.98560028 * days)
    longitude = 280.459 + 0.98564736 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)
    ecliptic, tilt = math.radians(longitude), math.radians(23.439 - 0.00000036 * days)
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    ascension = math.degrees(math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic)))
    greenwich = 15 * (18.697374558 + 24.06570982441908 * days)  # sidereal time, in degrees
    return math.degrees(declination), (ascension - greenwich + 180) % 360 - 180


def altitude(sun: Point, place: Point) -> float:
    """How high the sun, over the point `sun`, stands at `place`: degrees above the horizon, without refraction."""
    (declination, under), (latitude, longitude) = sun, place
    d, p, hour = math.radians(declination), math.radians(latitude), math.radians(longitude - under)
    return math.degrees(math.asin(math.sin(p) * math.sin(d) + math.cos(p) * math.cos(d) * math.cos(hour)))


def darker(sun: Point, longitude: float, limit: float) -> tuple[float, float] | None:
    """Of a meridian the latitudes (south, north) between which the sun stands lower than `limit` degrees, at most 0.

    On a meridian sin(altitude) = R·sin(latitude + turn): lower than a limit below zero is one stretch of less than half
    a circle, and the part of it between the poles is one, too. None where there is none.
    """
    declination, hour = math.radians(sun[0]), math.radians(longitude - sun[1])
    size = math.hypot(math.sin(declination), math.cos(declination) * math.cos(hour))
    depth = -math.sin(math.radians(limit))
    if size <= depth:
        return None
    turn = math.degrees(math.atan2(math.cos(declination) * math.cos(hour), math.sin(declination)))
    half = math.degrees(math.acos(depth / size))
    middle = (-90 - turn + 180) % 360 - 180
    for centre in (middle, middle + 360, middle - 360):
        south, north = max(centre - half, -90.0), min(centre + half, 90.0)
        if south < north:
            return south, north
    return None
