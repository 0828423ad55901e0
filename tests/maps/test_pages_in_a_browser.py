"""The maps as a reader meets them, under the policy the site sends."""

from collections.abc import Sequence
from itertools import combinations
from math import dist
from typing import Any

import pytest
from flask import Flask, Response, jsonify, render_template_string, url_for
from flask.typing import ResponseReturnValue

from coordinator import maps

pytestmark = pytest.mark.browser

HERO = """{% extends "base.html" %}{% block main %}
<section class="hero evening"><div class="map">{{ fmap.html }}</div></section>
<ol class="picks"><li><a class="pick" href="#" data-show="s1">Rooftop</a></li></ol>{% endblock %}"""
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}"


def static(path: str) -> str:
    """The URL of a static file."""
    return url_for("static", filename=path)


def serve(app: Flask, path: str, answer: Any) -> None:
    """Answer JSON, or what a function gives, at a path."""

    def view() -> ResponseReturnValue:
        answered: Response = jsonify(answer)
        return answered

    app.add_url_rule(path, path, answer if callable(answer) else view)


def point_of(watched: Any, chart: str, latitude: float, longitude: float) -> tuple[float, float]:
    """Where on the screen a place of the map is."""
    x, y = watched.page.evaluate(
        f"(() => {{ const m = L.house.maps.{chart}, p = m.latLngToContainerPoint([{latitude}, {longitude}]),"
        " c = m.getContainer().getBoundingClientRect(); return [p.x + c.x, p.y + c.y]; })()"
    )
    return x, y


def count_of(event: str) -> str:
    """A script that waits for an event of the map and answers its detail."""
    return f"document.addEventListener('{event}', (e) => {{ window.seen = e.detail; }})"


def test_a_light_says_its_name_as_text_and_opens_its_city(bare_app: Flask, site: str, watched: Any) -> None:
    cities = [["berlin", HOSTILE, 52.52, 13.41, 7, "/cities/berlin"]]
    serve(bare_app, "/favicon.ico", {})  # a page that is mere data names no icon, and the browser looks for one
    serve(bare_app, "/lights.json", {"cities": cities})
    serve(bare_app, "/cities/berlin", {"here": True})
    serve(
        bare_app,
        "/",
        lambda: render_template_string(HERO, fmap=maps.world_map(lights_url="/lights.json", static=static)),
    )
    watched.page.add_init_script(count_of("lights:ready"))

    watched.page.goto(site)
    assert watched.eventually("window.seen") == {"cities": 1}
    where = point_of(watched, "map_world", 52.52, 13.41)
    watched.page.mouse.move(*where)
    assert watched.page.locator(".map-tip strong").inner_text() == HOSTILE
    watched.page.mouse.click(*where)
    watched.page.wait_for_url("**/cities/berlin")

    assert watched.said == []


def test_a_city_draws_its_areas_and_takes_no_tab_stop_for_them(bare_app: Flask, site: str, watched: Any) -> None:
    shows = [{"id": "s1", "time": "19:30", "url": "/shows/s1"}]
    area = {"id": "a", "name": HOSTILE, "latitude": 41.01, "longitude": 28.95, "radius_m": 900, "shows": shows}
    serve(bare_app, "/discs.json", {"areas": [area]})
    serve(bare_app, "/places.json", {"places": [[41.01, 28.95, "İstanbul", 15000000], [41.03, 28.85, HOSTILE, 90000]]})
    serve(
        bare_app,
        "/",
        lambda: render_template_string(
            HERO,
            fmap=maps.city_map(
                center=(41.01, 28.95), discs_url="/discs.json", places_url="/places.json", static=static
            ),
        ),
    )
    watched.page.add_init_script(count_of("discs:ready"))

    watched.page.goto(site)
    assert watched.eventually("window.seen") == {"areas": 1}
    assert watched.eventually("document.querySelectorAll('.place').length") == 1
    assert watched.page.locator(".disc-time").all_inner_texts() == ["19:30"]

    stops = watched.page.locator(".map [tabindex], .map a[href], .map button").all()
    assert [stop.get_attribute("aria-label") or stop.inner_text() for stop in stops] == [
        "Zoom in", "Zoom out", "Full screen", "GeoNames"
    ]  # fmt: skip
    assert watched.said == []


def test_choosing_a_show_is_told_to_the_page_and_marked_in_its_list(bare_app: Flask, site: str, watched: Any) -> None:
    show = {"id": "s1", "label": HOSTILE, "latitude": 52.5, "longitude": 13.4, "filled": 2, "locked": False}
    serve(bare_app, "/shows.json", {"shows": [show]})
    serve(bare_app, "/places.json", {"places": []})
    serve(
        bare_app,
        "/",
        lambda: render_template_string(
            HERO,
            fmap=maps.lead_map(
                center=(52.52, 13.41), shows_url="/shows.json", places_url="/places.json", static=static
            ),
        ),
    )
    watched.page.add_init_script(count_of("shows:ready"))

    watched.page.goto(site)
    assert watched.eventually("window.seen") == {"shows": 1}
    watched.page.evaluate(count_of("show:open"))
    watched.page.mouse.click(*point_of(watched, "map_lead", 52.5, 13.4))

    assert watched.eventually("window.seen.id") == "s1"
    assert watched.page.locator(".pick").get_attribute("aria-current") == "true"
    assert watched.page.locator(".map-tip").inner_text().split("\n")[-1] == "2 of 3 acts"
    assert watched.said == []


def a_show(number: int, latitude: float, longitude: float, filled: int = 0) -> dict[str, Any]:
    """A show as the map is told of it."""
    place = {"latitude": latitude, "longitude": longitude}
    return {"id": f"s{number}", "label": "Room", **place, "filled": filled, "locked": False}


TWO = (a_show(1, 52.5, 13.4), a_show(2, 52.54, 13.46, filled=2))


def a_lead_map(bare_app: Flask, site: str, watched: Any, *, shows: Sequence[dict[str, Any]] = TWO) -> None:
    """A city with its shows, an act that travels 5 km, another city; opened, and drawn."""
    acts, cities = [["a1", HOSTILE, 52.53, 13.42, 5]], [["Potsdam", 52.4, 13.06, 3]]
    serve(bare_app, "/shows.json", {"shows": [*shows], "acts": acts, "cities": cities})
    serve(bare_app, "/places.json", {"places": []})
    chart: dict[str, Any] = {
        "center": (52.52, 13.41),
        "shows_url": "/shows.json",
        "places_url": "/places.json",
        "static": static,
    }
    serve(bare_app, "/", lambda: render_template_string(HERO, fmap=maps.lead_map(**chart)))
    watched.page.add_init_script(count_of("shows:ready"))
    watched.page.goto(site)
    assert watched.eventually("window.seen") == {"shows": len(shows)}


def layers(kind: str, value: str) -> str:
    """A script: the values of the layers of that kind on a lead's map."""
    return f"Object.values(L.house.maps.map_lead._layers).filter((l) => {kind}).map((l) => {value})"


def tell(watched: Any, event: str, detail: str) -> None:
    """What the page says to the map."""
    watched.page.evaluate(f"document.dispatchEvent(new CustomEvent('{event}', {{ detail: {detail} }}))")


def test_who_is_pointed_at_shows_its_home_and_how_far_it_travels(bare_app: Flask, site: str, watched: Any) -> None:
    a_lead_map(bare_app, site, watched)
    drawn = layers("l instanceof L.Circle && l.options.pane === 'reach'", "l.getRadius()")
    tell(watched, "show:select", "{ id: 's1' }")

    tell(watched, "act:reach", "{ id: 'a1' }")
    told, radius = watched.page.locator(".place.home").all_inner_texts(), watched.page.evaluate(drawn)
    tell(watched, "act:reach", "{ id: null }")

    assert (told, radius) == ([HOSTILE], [5000])
    assert watched.page.locator(".place.home").count() == 0
    tell(watched, "act:reach", "{ id: 'of another city' }")
    assert watched.page.locator(".place.home").count() == 0
    assert watched.page.locator(".place.around").all_text_contents() == ["Potsdam · 3 shows"]
    assert watched.said == []


def test_what_is_let_go_near_a_ring_is_told_to_the_page(bare_app: Flask, site: str, watched: Any) -> None:
    a_lead_map(bare_app, site, watched)
    watched.page.evaluate("window.seen = null; document.body.classList.add('dragging')")
    watched.page.evaluate(count_of("show:drop"))
    x, y = point_of(watched, "map_lead", 52.54, 13.46)
    drag = (
        "(at) => document.elementFromPoint(...at).dispatchEvent("
        "new DragEvent('%s', { clientX: at[0], clientY: at[1], bubbles: true, cancelable: true }))"
    )

    takes = [not watched.page.evaluate(drag % "dragover", [x + beside, y]) for beside in (60, 10)]
    watched.page.evaluate(drag % "drop", [x + 10, y])

    assert (takes, watched.page.evaluate("window.seen")) == ([False, True], {"id": "s2"})
    assert watched.said == []


RINGS = """() => {
  const map = L.house.maps.map_lead, rings = Object.values(map._layers).filter((l) => l instanceof L.house.Ring);
  const at = (ring, place) => { const { x, y } = map.latLngToLayerPoint(place); return [x, y]; };
  return rings.map((ring) => [ring.getRadius(), at(ring, ring.getLatLng()), at(ring, ring.options.home)]);
}"""
Ring = tuple[float, tuple[float, float], tuple[float, float]]


def closest(rings: Sequence[Ring]) -> float:
    """Pixels between the two rings that are nearest to each other."""
    return min(dist(one[1], other[1]) for one, other in combinations(rings, 2))


def test_no_ring_of_270_stands_behind_another(bare_app: Flask, site: str, watched: Any) -> None:
    corners = [(52.44 + north * 0.05, 13.25 + east * 0.1) for north in range(3) for east in range(3)]
    quarters = [
        a_show(100 * quarter + n, north + n % 5 * 0.002, east + n // 5 * 0.003)
        for quarter, (north, east) in enumerate(corners)
        for n in range(29)
    ]
    one_house = [a_show(1000 + n, 52.47, 13.52) for n in range(9)]
    a_lead_map(bare_app, site, watched, shows=(*quarters, *one_house))

    rings = watched.page.evaluate(RINGS)

    assert closest([(1, home, home) for _, _, home in rings]) < 1  # on their own spots they would hide each other
    assert closest(rings) > 9 / 2  # so close only where a whole quarter has the room of a stamp
    assert {radius for radius, _, _ in rings} == {9}
    assert max(dist(at, home) for _, at, home in rings) <= 7 * 9 + 1
    assert watched.said == []


def test_rings_with_room_stand_where_they_belong(bare_app: Flask, site: str, watched: Any) -> None:
    a_lead_map(bare_app, site, watched)

    assert [(radius, at == home) for radius, at, home in watched.page.evaluate(RINGS)] == [(15, True), (15, True)]
    assert watched.said == []


def test_a_show_that_is_gone_leaves_the_map_and_one_that_is_new_is_asked_for(
    bare_app: Flask, site: str, watched: Any
) -> None:
    a_lead_map(bare_app, site, watched)
    rings = (
        "Object.values(L.house.maps.map_lead._layers).filter((l) => l instanceof L.house.Ring).map((l) => l.show.id)"
    )

    tell(watched, "show:gone", "{ id: 's1' }")
    left = watched.page.evaluate(rings)
    tell(watched, "show:changed", "{ id: 's3', filled: 0, locked: false }")

    assert left == ["s2"]
    assert watched.eventually(f"({rings}).length === 2") is True
    assert watched.said == []


def test_tiles_that_fail_step_aside(bare_app: Flask, site: str, watched: Any) -> None:
    tiles = maps.Tiles(url="/no-such-tiles/{z}/{x}/{y}.png", attribution="Nobody", origin="")
    serve(bare_app, "/shows.json", {"shows": []})
    serve(
        bare_app,
        "/",
        lambda: render_template_string(
            HERO,
            fmap=maps.lead_map(
                center=(52.5, 13.4), shows_url="/shows.json", places_url="/none.json", static=static, tiles=tiles
            ),
        ),
    )

    watched.page.goto(site)

    assert watched.eventually("L.house.maps.map_lead.tiled === false") is True
    assert watched.page.evaluate("document.querySelectorAll('.leaflet-tile').length") == 0


def test_a_bare_wheel_scrolls_the_page_and_not_the_map(bare_app: Flask, site: str, watched: Any) -> None:
    serve(bare_app, "/lights.json", {"cities": []})
    serve(
        bare_app,
        "/",
        lambda: render_template_string(HERO, fmap=maps.world_map(lights_url="/lights.json", static=static)),
    )
    watched.page.add_init_script(count_of("lights:ready"))
    watched.page.goto(site)
    watched.eventually("window.seen")
    before = watched.page.evaluate("L.house.maps.map_world.getZoom()")

    watched.page.mouse.move(600, 300)
    watched.page.mouse.wheel(0, 200)

    assert watched.eventually("window.scrollY") > 0
    assert watched.page.evaluate("L.house.maps.map_world.getZoom()") == before
