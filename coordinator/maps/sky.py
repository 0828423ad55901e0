"""The world at an instant as one still picture (SVG): land, night with its soft edge, a light for each city.

For browsers without JavaScript, where no map moves. It is drawn from numbers alone, so no text can break out of it.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from coordinator.geo.sun import Point, darker
from coordinator.maps.land import coarse

NORTH, SOUTH = 84, -60  # the inhabited world
SHADES = (0.0, -6.0, -12.0, -18.0)  # the sun's altitude at sunset and at the ends of the three twilights, degrees
STEP = 3  # degrees of longitude between two points of an edge
DUSK = 5  # degrees that the line of dusk is wide
LOOKS = {  # how a light is drawn: radius for one show in degrees, colour
    "ahead": (0.5, "#8aa0d8"),
    "evening": (0.7, "#ffb454"),
    "playing": (1.0, "#fff3dc"),
    "played": (0.5, "#c2674a"),
}

Dot = tuple[float, float, str, int]  # latitude, longitude, a key of LOOKS, shows


def sky_svg(sun: Point, dots: Iterable[Dot]) -> str:
    """The picture with the sun over the point `sun`."""
    night = "".join(f'<path d="{_shade(sun, limit)}" fill="#05070f" fill-opacity=".2"/>' for limit in SHADES)
    lit = "".join(_dot(*dot) for dot in sorted(dots, key=lambda dot: list(LOOKS).index(dot[2]) % 3))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 {-NORTH} 360 {NORTH - SOUTH}" width="1080"'
        f' height="{3 * (NORTH - SOUTH)}"><path d="M-180 {-NORTH}h360V{-SOUTH}h-360Z" fill="#16203c"/>'
        f'<path d="{_land()}" fill="#2b3a66" stroke="#46568a" stroke-width=".2"/>'
        f'<path d="{_shade(sun, 0.0)}" fill="none" stroke="#ff9a5a" stroke-width="{DUSK}" stroke-opacity=".16"/>'
        f"{night}{lit}</svg>"
    )


def _dot(latitude: float, longitude: float, look: str, shows: int) -> str:
    radius, colour = LOOKS[look]
    size = radius * min(shows, 9) ** 0.5
    at = f'cx="{longitude:.2f}" cy="{-latitude:.2f}"'
    glow = f'<circle {at} r="{size * 2.6:.2f}" fill="{colour}" fill-opacity=".22"/>' if look != "ahead" else ""
    return f'{glow}<circle {at} r="{size:.2f}" fill="{colour}"/>'


@cache
def _land() -> str:
    return "".join(_path(ring) for ring in coarse(0.5))


def _path(points: Iterable[Point]) -> str:
    """A closed path through points of longitude and latitude."""
    return "M" + "L".join(f"{x:.1f} {-y:.1f}" for x, y in points) + "Z"


def _shade(sun: Point, limit: float) -> str:
    """Where the sun stands lower than `limit` degrees, as closed paths: one for each stretch of meridians."""
    return "".join(_path(_edge(stretch)) for stretch in _stretches(sun, limit))


def _edge(stretch: Sequence[tuple[float, float, float]]) -> list[Point]:
    return [(x, north) for x, _, north in stretch] + [(x, south) for x, south, _ in reversed(stretch)]


def _stretches(sun: Point, limit: float) -> Iterable[Sequence[tuple[float, float, float]]]:
    """Runs of neighbouring meridians that are dark somewhere: longitude, south, north. They end beyond the picture, so
    that no line of dusk runs along its rim."""
    run: list[tuple[float, float, float]] = []
    for longitude in range(-180 - STEP, 181 + STEP, STEP):
        dark = darker(sun, longitude, limit)
        if dark is not None:
            run.append((longitude, *dark))
        elif run:
            yield run
            run = []
    if run:
        yield run
