"""Where the sun stands, against what almanacs say, and where it is dark."""

import re
from datetime import UTC, datetime

import pytest

from coordinator.geo.sun import altitude, darker, subsolar
from coordinator.maps import sky

# Instants of equinoxes and solstices in UTC: U.S. Naval Observatory, "Earth's Seasons".
SEASONS = [
    (datetime(2026, 3, 20, 14, 46, tzinfo=UTC), 0.0),
    (datetime(2026, 6, 21, 8, 24, tzinfo=UTC), 23.44),
    (datetime(2026, 9, 23, 0, 5, tzinfo=UTC), 0.0),
    (datetime(2026, 12, 21, 20, 50, tzinfo=UTC), -23.44),
]


@pytest.mark.parametrize(("at", "declination"), SEASONS)
def test_the_sun_is_over_the_equator_and_the_tropics_when_almanacs_say_so(at: datetime, declination: float) -> None:
    assert subsolar(at)[0] == pytest.approx(declination, abs=0.02)


@pytest.mark.parametrize(
    ("at", "longitude"),
    [  # the equation of time: +16.4 minutes at the beginning of November, -14.2 in mid-February
        (datetime(2026, 11, 3, 12, tzinfo=UTC), -16.45 / 4),
        (datetime(2026, 2, 11, 12, tzinfo=UTC), 14.2 / 4),
        (datetime(2026, 4, 15, 12, tzinfo=UTC), 0.0),
    ],
)
def test_at_noon_it_is_as_far_from_greenwich_as_sundials_go_wrong(at: datetime, longitude: float) -> None:
    assert subsolar(at)[1] == pytest.approx(longitude, abs=0.1)


def test_it_sets_in_berlin_when_the_calendar_says() -> None:
    """Sunset is at 50 minutes of arc below the horizon, for the sun is a disc and air bends its light."""
    sunset = datetime(2026, 6, 21, 19, 33, tzinfo=UTC)

    assert altitude(subsolar(sunset), (52.52, 13.41)) == pytest.approx(-0.83, abs=0.15)


@pytest.mark.parametrize("at", [at for at, _ in SEASONS])
@pytest.mark.parametrize("limit", [0.0, -6.0, -18.0])
def test_of_every_meridian_exactly_what_is_dark_is_named_so(at: datetime, limit: float) -> None:
    sun, wrong = subsolar(at), []
    for longitude in range(-180, 180, 5):
        dark = darker(sun, longitude, limit)
        for latitude in range(-90, 91, 2):
            height = altitude(sun, (latitude, longitude))
            named = dark is not None and dark[0] <= latitude <= dark[1]
            if named != (height < limit) and abs(height - limit) > 0.01:
                wrong.append((latitude, longitude))

    assert wrong == []


def test_no_line_of_dusk_runs_along_the_rim_of_the_picture() -> None:
    picture = sky.sky_svg((0.0, 0.0), [])  # it is night at both rims

    (dusk,) = re.findall(r'<path d="([^"]+)" fill="none"', picture)
    meridians = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", dusk)]
    assert (min(meridians) < -180 - sky.DUSK / 2, max(meridians) > 180 + sky.DUSK / 2) == (True, True)
