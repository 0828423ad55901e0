"""Folium compiles text as a template; nothing of ours may reach it."""

import folium
import pytest

from coordinator import maps
from coordinator.maps.house import HouseLayer, HouseMap, Raw
from coordinator.maps.pages import Lights


def below_static(path: str) -> str:
    return "/static/" + path


def test_branca_runs_a_name_that_folium_is_given_and_ours_does_not() -> None:
    careless = folium.Map()
    folium.Marker([0, 0], tooltip="{{ 7 * 7 }}").add_to(careless)

    assert "49" in careless.get_root().render()
    assert Raw("{{ 7 * 7 }}").render() == "{{ 7 * 7 }}"


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "${7*7}", "</script>", "{% raw %}", "Kreuzberg", "javascript:alert(1)", '/a"b', "/{{7*7}}"]
)
def test_a_layer_refuses_text(text: str) -> None:
    assert Lights(url="/lights.json").options == {"url": "/lights.json"}

    with pytest.raises(ValueError, match="url: a layer takes URLs, numbers and flags"):
        Lights(url=text)
    with pytest.raises(ValueError, match="url: a layer takes URLs"):
        Lights(url=["/fine", text])


def test_a_layer_needs_a_house_map() -> None:
    stock = folium.Map()
    Lights(url="/lights.json").add_to(stock)

    with pytest.raises(TypeError, match="is not on a HouseMap"):
        stock.get_root().render()


def test_the_same_map_is_composed_to_the_same_bytes() -> None:
    first, second = (maps.world_map(lights_url="/lights.json", static=below_static) for _ in range(2))

    assert first == second


def test_no_part_asks_another_site() -> None:
    parts = maps.city_map(center=(38.7, -9.1), discs_url="/d", places_url="/p", static=below_static)

    assert "://" not in parts.links + parts.html + parts.script
    assert {line.split('"')[-2].split("/")[1] for line in parts.links.splitlines()} == {"static"}


def test_zoom_limits_reach_the_map() -> None:
    chart = HouseMap("test", static=below_static, location=[0, 0], min_zoom=3, max_zoom=9)

    assert (chart.options["min_zoom"], chart.options["max_zoom"]) == (3, 9)


def test_an_asset_address_cannot_leave_its_attribute() -> None:
    parts = maps.world_map(lights_url="/l", basemap_url="/w", static=lambda path: '/s/"><script>/' + path)

    assert "<script>" not in parts.links


def test_every_layer_says_which_script_draws_it() -> None:
    drawn = [layer for layer in HouseLayer.__subclasses__() if layer.__module__.startswith("coordinator.")]

    assert len(drawn) == 12
    assert all(layer.scripts for layer in drawn)
