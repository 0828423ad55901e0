"""The three maps of the site, as composed: what stands in them is what was passed."""

import re

from coordinator.maps import Parts, Tiles, city_map, lead_map, world_map


def below_static(path: str) -> str:
    return "/static/" + path


def calls(parts: Parts) -> list[str]:
    """What the script asks the house to draw, white space left out."""
    return re.findall(r"L\.house\.(\w+\(\{.*?\}\))\.addTo", re.sub(r"\s+", "", parts.script))


def test_the_world_has_land_and_lights() -> None:
    parts = world_map(lights_url="/map/lights.json", static=below_static)

    assert calls(parts) == [
        'world({"url":"/static/geo/world.topo.json","frame":true,})',
        'lights({"url":"/map/lights.json",})',
    ]
    assert parts.html.strip() == '<div class="folium-map" id="map_world"></div>'


def test_a_city_shows_areas_with_its_own_shore_and_rings() -> None:
    parts = city_map(
        center=(41.01, 28.98), discs_url="/d.json", places_url="/p.json", basemap_url="/w.json", static=below_static
    )

    assert calls(parts) == [
        'world({"url":"/w.json","shore":["/static/geo/shore/20_40.json",],})',
        'places({"url":"/p.json","center":[41.01,28.98],})',
        'rings({"center":[41.01,28.98],"miles":false,})',
        'discs({"url":"/d.json",})',
    ]


def test_a_lead_sees_shows_and_miles_where_people_count_in_them() -> None:
    parts = lead_map(center=(39.7, -105.0), shows_url="/s.json", places_url="/p.json", static=below_static, miles=True)

    assert calls(parts)[2:] == [
        'rings({"center":[39.7,-105.0],"miles":true,})',
        *(f'{layer}({{"url":"/s.json",}})' for layer in ("shows", "homes", "around")),
    ]


def test_tiles_lie_over_the_map_only_where_an_operator_has_set_them() -> None:
    tiles = Tiles(url="https://tiles.example/{z}/{x}/{y}.png", attribution="© <b>T</b>", origin="https://tiles.example")
    without = world_map(lights_url="/l", static=below_static)
    with_tiles = world_map(lights_url="/l", static=below_static, tiles=tiles)

    assert "L.tileLayer" not in without.script
    assert 'L.tileLayer("https://tiles.example/{z}/{x}/{y}.png"' in with_tiles.script
    assert "<b>" not in with_tiles.script
    assert (
        '"zoomSnap": 1'
        in city_map(center=(0, 0), discs_url="/d", places_url="/p", static=below_static, tiles=tiles).script
    )
