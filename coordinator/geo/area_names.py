"""What an area is called: after the district at its centre, so that the name says no more than the area does."""

from coordinator.geo.areas import Area
from coordinator.geo.distance import km
from coordinator.geo.gazetteer import Gazetteer

DISTRICT = 1_000  # inhabitants; smaller names are streets and estates


def area_name(area: Area, gazetteer: Gazetteer, *, city: str) -> str:
    """The nearest district to the area's centre, or the city's name where none lies within its circle.

    Computed from the centre and the radius alone; `city` is the name to use for the whole city. GeoNames' spelling.
    """
    district = gazetteer.nearest(area.latitude, area.longitude, minimum=DISTRICT)
    away_m = 1000 * km(area.latitude, area.longitude, district.latitude, district.longitude)
    return city if area.is_whole_city or away_m > area.radius_m else district.name
