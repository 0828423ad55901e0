"""What an area is called, as the use-cases of hosts ask for it: looked up in the gazetteer."""

from coordinator.geo.area_names import area_name
from coordinator.geo.areas import Area
from coordinator.geo.gazetteer import gazetteer


def name_area(area: Area, city: str) -> str:
    """The name of an area of that city."""
    return area_name(area, gazetteer(), city=city)
