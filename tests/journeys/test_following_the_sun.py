"""The public map follows the sun: by hand, by itself, by keyboard, without motion, and without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from coordinator.db import db
from coordinator.editions.calendar import first_instant
from coordinator.editions.models import Edition
from coordinator.geo.sun import subsolar
from tests.journeys.conftest import LiveSite, Open
from tests.journeys.hands import Keyboard

pytestmark = pytest.mark.browser
PLAYING = "Number(document.querySelector('.sums [data-sum=playing]').textContent)"
FOCUS_SEEN = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
PLACED = "[...document.querySelectorAll('.sums [data-sum]')].reduce((sum, one) => sum + Number(one.textContent), 0)"


def _berlin_plays(site: LiveSite) -> int:
    """The minute of the day at which its evening in Berlin, that of its first city, has begun."""
    with site.app.app_context():
        day = db.session.scalars(select(Edition.date).where(Edition.slug.startswith("open-doors-2"))).one()
    return int((datetime(day.year, day.month, day.day, 19, tzinfo=UTC) - first_instant(day)) / timedelta(minutes=1))


def test_a_stranger_moves_the_time_and_the_page_says_where_it_is_evening(
    opened: Open, live_site: LiveSite, size: str
) -> None:
    watched = opened("/map", size=size)
    page, clock = watched.page, watched.page.get_by_label("Instant of the day")
    shows = page.request.get(f"{live_site.url}/map/day.json").json()["cities"]
    watched.eventually(PLACED)

    clock.fill(str(_berlin_plays(live_site) // 5 * 5))

    assert watched.eventually(PLAYING) > 0
    expect(page.locator("#when")).to_contain_text("7:00 PM UTC", use_inner_text=True)
    expect(page.locator("#playing-list li")).not_to_have_count(0)
    assert watched.page.evaluate(PLACED) == sum(len(row[6]) for row in shows)
    assert watched.faults() == []
    assert watched.said == []


@pytest.mark.parametrize("place", [(-33.93, 18.42), (64.14, -21.94)], ids=["Cape Town", "Reykjavík"])
def test_cities_of_the_far_south_and_north_lie_above_the_clock(opened: Open, place: tuple[float, float]) -> None:
    watched = opened("/map", size="desk")
    watched.eventually(PLACED)

    above, below = watched.page.evaluate(
        "((place) => { const map = L.house.maps.map_day, y = map.latLngToContainerPoint(place).y;"
        " const top = map.getContainer().getBoundingClientRect().top;"
        " return [y, document.getElementById('sunbar').getBoundingClientRect().top - top - y]; })",
        list(place),
    )

    assert (above > 20, below > 20) == (True, True)


def test_it_plays_by_itself_and_stops_and_keys_move_it(opened: Open) -> None:
    watched = opened("/map", size="desk")
    page, clock = watched.page, watched.page.get_by_label("Instant of the day")
    watched.eventually(PLACED)
    clock.fill("0")

    page.get_by_role("button", name="Play the day").press("Enter")

    assert watched.eventually("Number(document.getElementById('clock').value) > 60")
    page.get_by_role("button", name="Pause").press("Enter")
    stood = int(clock.input_value())
    clock.press("ArrowRight")
    expect(clock).to_have_value(str(stood + 5))
    expect(page.locator("#when")).to_have_text(clock.get_attribute("aria-valuetext") or "", use_inner_text=True)
    assert watched.said == []


def test_by_keyboard_alone_the_day_plays_and_each_light_is_a_link(opened: Open, live_site: LiveSite) -> None:
    watched = opened("/map", size="desk")
    page, hand = watched.page, Keyboard(watched)
    play, clock = page.locator("#play"), page.locator("#clock")
    watched.eventually(PLACED)

    hand.tab_to(clock)
    assert page.evaluate(FOCUS_SEEN)
    page.keyboard.press("Home")
    hand.tab_to(play)
    assert page.evaluate(FOCUS_SEEN)
    page.keyboard.press("Enter")
    assert watched.eventually("Number(document.getElementById('clock').value) > 60")
    page.keyboard.press("Space")
    expect(play).to_have_attribute("aria-pressed", "false")
    hand.tab_to(clock)
    clock.fill(str(_berlin_plays(live_site) // 5 * 5))
    light = page.locator("#playing-list a").first
    expect(light).to_be_visible()
    hand.tab_to(light)
    assert page.evaluate(FOCUS_SEEN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cities/*")
    assert watched.said == []


def test_for_who_wants_no_motion_nothing_moves_by_itself(opened: Open) -> None:
    watched = opened("/map", size="desk", reduced_motion="reduce")
    watched.eventually(PLACED)

    moved = watched.page.evaluate(
        "new Promise((done) => { const seen = new Set(), look = ({ detail }) => seen.add(detail.minute);"
        " document.addEventListener('day:time', look);"
        " setTimeout(() => done([seen.size, document.getAnimations().length]), 1500); })"
    )

    assert moved[0] <= 1, "the clock of the wall at most"
    assert moved[1] == 0
    expect(watched.page.locator("#play")).to_have_attribute("aria-pressed", "false")


def test_who_wants_no_motion_sees_one_still_picture_after_the_other(opened: Open) -> None:
    watched = opened("/map", size="desk")
    watched.page.emulate_media(reduced_motion="reduce")
    watched.eventually(PLACED)
    watched.page.get_by_label("Instant of the day").fill("300")

    watched.page.get_by_role("button", name="Play the day").click()

    assert watched.eventually("Number(document.getElementById('clock').value) >= 330")
    seen = watched.page.evaluate(
        "new Promise((done) => { const seen = new Set(), look = ({ detail }) => seen.add(detail.minute);"
        " document.addEventListener('day:time', look); setTimeout(() => done([...seen]), 2000); })"
    )
    assert {minute % 30 for minute in seen} == {0}


def test_the_browser_and_the_server_see_the_sun_over_one_point(opened: Open) -> None:
    watched = opened("/map", size="desk")
    instants = [datetime(2026, month, 7, 3 * month % 24, 11, tzinfo=UTC) for month in range(1, 13)]

    for at in instants:
        latitude, longitude = watched.page.evaluate(f"L.house.subsolar({at.timestamp() * 1000})")
        assert (latitude, longitude) == pytest.approx(subsolar(at), abs=1e-6)


def test_without_javascript_the_same_day_stands_in_a_picture_and_a_list(chromium: Browser, live_site: LiveSite) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{live_site.url}/map")
    before = page.locator("#instant").inner_text()

    page.get_by_label("Another instant of the day").select_option(index=33)
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#instant")).not_to_have_text(before)
    page.wait_for_load_state()
    assert page.locator("img.sky").evaluate("image => image.naturalWidth") == 1080
    expect(page.locator("#playing-list li")).not_to_have_count(0)
    expect(page.locator("#sunbar")).to_be_hidden()
    expect(page.locator("#playing-list li small").first).to_have_text(re.compile(r"\d there$"))
    listed = page.locator(".countries a").evaluate_all("links => links.map((one) => one.pathname)")
    cities = page.request.get(f"{live_site.url}/map/day.json").json()["cities"]
    assert sorted(listed) == sorted(row[5] for row in cities)
    context.close()
