"""Maps: values in, HTML and JavaScript out. Folium is known only here; no web framework, no database."""

from coordinator.maps.house import Parts, Static, Tiles
from coordinator.maps.pages import city_map, day_map, lead_map, pin_map, world_map
from coordinator.maps.plan import PlanAct, PlanShow, plan_map
from coordinator.maps.sky import sky_svg

__all__ = [
    "Parts",
    "PlanAct",
    "PlanShow",
    "Static",
    "Tiles",
    "city_map",
    "day_map",
    "lead_map",
    "pin_map",
    "plan_map",
    "sky_svg",
    "world_map",
]
