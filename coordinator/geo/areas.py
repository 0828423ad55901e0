"""Areas: the public stand-in for a home's place. Pure: a point and a city in, the same few bytes out for all its like.

An area is a cell of the H3 grid, whose size follows from the city's population alone, or the whole city. Nothing about
it is computed from the home beyond “which cell”, so there is nothing to average, intersect or invert.

How many households a cell is sure to hold. Hosts' homes are few, so their number says nothing; the model is:

- Density rises with population: `EDGE_DENSITY × (inhabitants / 50,000) ** (1/6)`. 1,500 inhabitants per km² is where an
  urban centre of 50,000 ends in the Degree of Urbanisation (UN Statistical Commission, 2020), so the edge of one holds
  no less. Built-up land grows with the 5/6th power of population (Bettencourt, “The Origins of Scaling in Cities”,
  Science 340, 2013), so density with the 1/6th.
- Half of any cell may be water, park, rails or works (`LIVED_IN`), and a household has 2.5 members (`MEMBERS`; in most
  cities of the world it is 2 to 4; where households are larger, densities are far above the edge's).
- H3 cells differ in size: none is smaller than half of the average of its resolution (a pentagon).

A cell in a field would give its only house away, so cells count only where the city is surely built up: the whole cell
lies in a circle round the centre (`core_km`) in which the population would live at 4,000 per km², raised likewise.
Central densities of cities are mostly well above that, so the circle lies inside the real town. All other homes of the
city, the one 40 km out included, share one area: the whole city. The ring round the cells that is left to it holds
the households of several cells (`fits`), so being outside all cells is no distinction either.

What the model cannot see: a shore cell of which far more than half is sea. Places below 2,500 inhabitants have less
than `HOUSEHOLDS` in all; there the whole town is the most that can be offered.
"""

from dataclasses import dataclass
from math import ceil, cos, pi, radians, sin, sqrt
from typing import Protocol

import h3

HOUSEHOLDS = 1_000  # the least that share an area
MEMBERS = 2.5  # of a household
EDGE_DENSITY = 1_500.0  # inhabitants per km² at the edge of a city of 50,000
CORE_DENSITY = 4_000.0  # and as the mean of its core
LIVED_IN = 0.5  # of a cell's surface, at least
SMALLEST = 0.5  # of the average surface of a resolution's cells (measured: 0.505, a pentagon)
LONGEST = 1.11  # circumscribed radius over average edge (measured: up to 1.102)
CORE_KM = 20.0  # no core is taken to be wider: populations above are those of whole provinces
CITY_KM = (2.0, 40.0)  # a whole city's radius lies between these
SUBURBS_KM = 10.0  # beyond that circle a home still counts as in the city
RESOLUTIONS = range(9, 4, -1)  # the finest first
SLACK_KM = 0.25  # a pin that moves by less is the same home: its area stays
BEARINGS = 16  # less than SLACK_KM / 2 apart
KM_PER_DEGREE = 111.2


class City(Protocol):
    """What must be known of a city: its own id, its centre (degrees) and its inhabitants."""

    @property
    def id(self) -> str: ...
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def population(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Area:
    """A public area: H3 cell, or the city's id where the whole city is meant; centre in degrees (WGS 84) and the
    radius in metres of a circle that holds every area of this kind.
    """

    id: str
    latitude: float
    longitude: float
    radius_m: int

    @property
    def is_whole_city(self) -> bool:
        """Whether the area is a city and no cell."""
        return not h3.is_valid_cell(self.id)


def area_of(latitude: float, longitude: float, *, city: City) -> Area:
    """The area of a home (degrees) in a city. Every home of one cell gets an equal value."""
    level = resolution(city.population)
    if level is not None:
        cell = h3.latlng_to_cell(latitude, longitude, level)
        if is_built_up(cell, city=city):
            centre = h3.cell_to_latlng(cell)
            return Area(cell, round(centre[0], 4), round(centre[1], 4), radius_m(level))
    return whole(city)


def around(latitude: float, longitude: float, *, city: City) -> frozenset[str]:
    """The ids of the areas that a home has, or would have were its pin moved by up to `SLACK_KM`: it is judged at the
    point (degrees) and in a circle round it."""
    turns = (2 * pi * turn / BEARINGS for turn in range(BEARINGS))
    east = SLACK_KM / (KM_PER_DEGREE * max(cos(radians(latitude)), 0.01))
    points = [(latitude + SLACK_KM / KM_PER_DEGREE * sin(turn), longitude + east * cos(turn)) for turn in turns]
    return frozenset(area_of(*point, city=city).id for point in ((latitude, longitude), *points))


def whole(city: City) -> Area:
    """The area that is the whole city."""
    return Area(str(city.id), round(city.latitude, 4), round(city.longitude, 4), ceil(city_km(city.population)) * 1000)


def lies_in(latitude: float, longitude: float, *, city: City) -> bool:
    """Whether a point (degrees) lies within the city's usual bounds: its circle and `SUBURBS_KM` around it.

    A home beyond is still given the whole city as its area; its host should be asked for a nearer city.
    """
    return _km(latitude, longitude, city) <= city_km(city.population) + SUBURBS_KM


def resolution(city_population: int) -> int | None:
    """The finest H3 resolution that is safe in a city of that size; None: the whole city is the area."""
    return next((level for level in RESOLUTIONS if fits(level, city_population)), None)


def fits(level: int, city_population: int) -> bool:
    """Whether a cell of that resolution holds `HOUSEHOLDS`, and the core three cells from centre to edge, so that
    the ring between the cells and the edge holds several times as many.
    """
    enough = households_per_km2(city_population) * smallest_km2(level) >= HOUSEHOLDS
    return enough and core_km(city_population) >= 3 * radius_m(level) / 1000


def is_built_up(cell: str, *, city: City) -> bool:
    """Whether the whole cell lies in the circle where the city is surely built up. Depends on the cell alone."""
    latitude, longitude = h3.cell_to_latlng(cell)
    reach = _km(latitude, longitude, city) + radius_m(h3.get_resolution(cell)) / 1000
    return reach <= core_km(city.population)


def core_km(city_population: int) -> float:
    """Radius in km of the circle round the centre where the city is surely built up."""
    return min(CORE_KM, _circle_km(city_population, CORE_DENSITY))


def city_km(city_population: int) -> float:
    """Radius in km of the whole city: everybody at the density of its edge."""
    least, most = CITY_KM
    return min(most, max(least, _circle_km(city_population, EDGE_DENSITY)))


def households_per_km2(city_population: int) -> float:
    """Households on a km² of the core, at least."""
    return EDGE_DENSITY * _growth(city_population) * LIVED_IN / MEMBERS


def smallest_km2(level: int) -> float:
    """Surface in km² that no cell of the resolution is below."""
    return float(h3.average_hexagon_area(level, unit="km^2")) * SMALLEST


def radius_m(level: int) -> int:
    """Radius in metres of a circle that holds any cell of the resolution, rounded up to 50 m."""
    edge = float(h3.average_hexagon_edge_length(level, unit="m"))
    return ceil(edge * LONGEST / 50) * 50


def _growth(city_population: int) -> float:
    return float((max(city_population, 1) / 50_000) ** (1 / 6))


def _circle_km(city_population: int, density: float) -> float:
    return sqrt(max(city_population, 1) / (density * _growth(city_population)) / pi)


def _km(latitude: float, longitude: float, city: City) -> float:
    return float(h3.great_circle_distance((latitude, longitude), (city.latitude, city.longitude), unit="km"))
