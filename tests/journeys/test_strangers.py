"""Somebody who has heard of the evening and wants to know more."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser

BERLIN = (52.52437, 13.41053)
LIGHT = """(() => { const map = L.house.maps.map_world, p = map.latLngToContainerPoint([%s, %s]),
  box = map.getContainer().getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; })()"""
HEAR = "document.addEventListener('%s', (event) => { window.seen = event.detail; })"


def press_light(watched: Any, size: str) -> None:
    """Choose Berlin on the map: a click, or a tap and then the name that it shows."""
    x, y = watched.page.evaluate(LIGHT % BERLIN)
    if size == "desk":
        watched.page.mouse.click(x, y)
    else:
        watched.page.touchscreen.tap(x, y)
        watched.page.locator(".map-door").click()


def test_a_light_leads_to_a_city_and_on_to_a_show_and_back(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened("/sign-in", size=size)
    page = watched.page
    page.add_init_script(HEAR % "lights:ready")
    page.goto(live_site.url)
    assert watched.eventually("window.seen") == {"cities": 6}
    assert watched.faults() == []

    press_light(watched, size)
    page.wait_for_url("**/cities/berlin")
    expect(page.locator("h1")).to_have_text("Berlin", use_inner_text=True)
    assert page.locator(".show").first.inner_text().endswith("three acts, kept secret")
    assert watched.faults() == []

    page.locator(".show a").first.click()
    page.wait_for_url("**/shows/*")
    expect(page.locator("main").get_by_text("three acts, kept secret")).to_be_visible()
    expect(page.locator(".slots")).to_have_count(0)
    assert watched.faults() == []

    page.locator(".crumbs").get_by_role("link", name="Berlin").click()
    page.wait_for_url("**/cities/berlin")
    assert watched.said == []


def test_an_area_of_the_map_leads_to_its_shows(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened("/map", size=size)
    watched.page.add_init_script(HEAR % "discs:ready")
    areas = watched.page.request.get(f"{live_site.url}/cities/berlin/areas.json").json()["areas"]
    watched.page.goto(f"{live_site.url}/cities/berlin")
    assert watched.eventually("window.seen") == {"areas": len(areas)}

    where = LIGHT.replace("map_world", "map_city") % (areas[0]["latitude"], areas[0]["longitude"])
    watched.page.mouse.click(*watched.page.evaluate(where))

    watched.eventually("location.hash")
    hit = watched.page.evaluate("location.hash.slice(1)")
    assert hit in {f"area-{area['id']}" for area in areas}
    expect(watched.page.locator(f"#{hit}")).to_be_visible()
    assert watched.said == []


@pytest.mark.parametrize("typed", ["Berlin", "베를린", "ベルリン", "берлин"])
def test_a_city_is_found_in_every_script(opened: Open, typed: str) -> None:
    watched = opened("/cities/", size="phone")

    watched.page.get_by_role("searchbox").fill(typed)
    watched.page.get_by_role("button", name="Find").click()

    watched.page.wait_for_url("**/cities/berlin")
    assert watched.said == []


def test_a_city_without_a_show_is_said_so_with_a_way_on(opened: Open, size: str) -> None:
    watched = opened("/cities/?q=Atlantis", size=size)

    expect(watched.page.get_by_role("heading", name="No show there this time")).to_be_visible()
    assert watched.faults() == []
    watched.page.get_by_role("main").get_by_role("link", name="See all cities").click()
    watched.page.wait_for_url("**/cities/")
    assert watched.faults() == []
    assert watched.said == []


def test_without_javascript_the_lists_say_it_all(opened: Open, size: str) -> None:
    page = opened("/", size=size, java_script_enabled=False).page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator(".map")).to_be_hidden()

    page.locator(".places").get_by_role("link", name="Berlin").click()
    expect(page.get_by_role("heading", level=1, name="Berlin")).to_be_visible()
    expect(page.locator(".map")).to_be_hidden()

    page.locator(".show a").first.click()
    expect(page.locator("main").get_by_text("three acts, kept secret")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Map").click()
    expect(page.locator("noscript .sky")).to_be_visible()
    expect(page.locator(".countries a")).to_have_count(6)


@pytest.mark.parametrize(("path", "title", "status"), [
    ("/nowhere", "No door here", "404 (NOT FOUND)"),
    ("/broken", "Something broke on our side", "500 (INTERNAL SERVER ERROR)"),
    ("/sign-in/aaaaaaaaaaaaaaaaaaaaaaaaaa", "This link no longer works", "410 (GONE)"),
])  # fmt: skip
def test_what_went_wrong_is_said_with_a_way_on(opened: Open, size: str, path: str, title: str, status: str) -> None:
    watched = opened(path, size=size)

    expect(watched.page.locator("h1")).to_have_text(title, use_inner_text=True)
    expect(watched.page.locator("main a.button").first).to_be_visible()
    assert watched.faults() == []
    assert watched.said == [f"Failed to load resource: the server responded with a status of {status}"]


DOTS = """[...document.querySelectorAll('main .dotted')].flatMap((line) => [...line.children].slice(1).map((word) => {
  const before = getComputedStyle(word, '::before');
  const at = word.getBoundingClientRect(), edge = line.getBoundingClientRect();
  const turn = getComputedStyle(line).direction === 'rtl' ? -1 : 1, start = turn > 0 ? 'left' : 'right';
  const begins = at.top >= word.previousElementSibling.getBoundingClientRect().bottom - 1;
  const from = (at[start] - edge[start]) * turn - parseFloat(before.width) / 2;
  return [begins, getComputedStyle(line).overflowX === 'clip' && from < 2, before.content];
}))"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_dot_between_words_stands_at_no_end_of_a_line(opened: Open, language: str) -> None:
    """It hangs before its word, and is clipped where a line begins with that."""
    page = opened("/cities/berlin", size="phone", locale=language).page

    dots = page.evaluate(DOTS)

    assert {begins for begins, _, _ in dots} == {True, False}
    assert [clipped for _, clipped, _ in dots] == [begins for begins, _, _ in dots]
    assert {content for _, _, content in dots} == {'"·"'}
