"""Maps: values in, HTML and JavaScript out. Folium is known only here; no web framework, no database."""

from coordinator.maps.house import Parts, Static, Tiles
from coordinator.maps.pages import city_map, lead_map, world_map

__all__ = ["Parts", "Static", "Tiles", "city_map", "lead_map", "world_map"]
