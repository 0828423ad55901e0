"""A host from her first visit on: she offers a rooftop in Lagos from her phone."""

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser

PIN = "Pin. Arrow keys move it by 10 metres, with Shift by 100."


def come_in(opened: Open, live_site: LiveSite, email: str, *, size: str = "phone", **options: Any) -> Watched:
    """A window in which somebody new has followed the link of her letter, on her first page."""
    watched = opened("/host/", size=size, **options)
    page = watched.page
    assert not options.get("java_script_enabled", True) or watched.faults() == []
    page.get_by_label("Your name").fill("Ade Adeyemi")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/sign-in/sent")
    assert page.get_by_role("link", name="Try another address").get_attribute("href") == "/host/"
    live_site.deliver()
    page.goto(f"{live_site.url}/outbox")
    page.locator(".letter a", has_text=email).first.click()
    page.locator(".letter-body a").click()
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/host/")
    return watched


def offer(watched: Watched, *, arrows: bool) -> None:
    """Answer every step; with `arrows` there is JavaScript, and axe finds nothing on any of them."""
    page = watched.page
    button = page.get_by_role("button", name="Save and go on")

    def go_on() -> None:
        assert not arrows or watched.faults() == []
        button.click()

    page.get_by_role("button", name="Offer a space").click()
    page.get_by_label("Rooftop").check()
    page.get_by_label("What do you call it?").fill("Above the market")
    go_on()
    page.get_by_label("Street and number").fill("7 Rooftop Road")
    page.get_by_label("City").fill("Lagos, Nigeria")
    go_on()
    if arrows:
        pin = page.get_by_role("button", name=PIN)
        before = float(page.get_by_label("Latitude").input_value())
        pin.focus()
        for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight"):
            page.keyboard.press(key)
        assert float(page.get_by_label("Latitude").input_value()) == pytest.approx(
            float(before) + 20 / 111200, abs=2e-5
        )
        assert re.match(r"The pin is at 6\.4", page.locator("#pin-says").inner_text())
    else:
        page.get_by_label("Latitude").fill("6.45502")
        page.get_by_label("Longitude").fill("3.39519")
    expect(page.get_by_text("We know where Lagos, Nigeria is, but not where 7 Rooftop Road is.")).to_be_visible()
    go_on()
    page.get_by_label("How many guests").fill("25")
    page.get_by_role("group", name="Is there a toilet").get_by_label("Yes", exact=True).check()
    page.get_by_label("Outside only").check()
    page.get_by_label("Stay on").check()
    go_on()
    page.get_by_label("Amplified sound").check()
    page.get_by_label("They know and agree").check()
    go_on()
    page.get_by_label("The landlord has agreed").check()
    page.get_by_label("A second adult").check()
    go_on()
    page.get_by_label("From (line 1)").fill("19:00")
    page.get_by_label("Until (line 1)").fill("22:30")
    go_on()
    read_what_others_would_see(watched, arrows=arrows)
    page.get_by_role("button", name="Send it").click()


def read_what_others_would_see(watched: Watched, *, arrows: bool) -> None:
    """Of a draft, before it is sent, and back; with `arrows` axe finds nothing."""
    page = watched.page
    assert not arrows or watched.faults() == []
    page.get_by_role("link", name="What others see of your home").click()
    page.wait_for_url("**/seen")
    expect(page.get_by_text("Nobody sees any of this yet")).to_be_visible()
    stranger = page.get_by_role("region", name="A stranger, at any time").inner_text()
    guest = page.get_by_role("region", name="once the address is told").first.inner_text()
    assert ["Rooftop Road" in text for text in (stranger, guest)] == [False, True]
    assert not arrows or watched.faults() == []
    page.get_by_role("navigation", name="You are here").get_by_role("link", name="Above the market").click()


def read_and_close(watched: Watched, *, scripts: bool) -> None:
    """Read what others see of the home, and close its door; with `scripts` axe finds nothing on the way."""
    page = watched.page

    def faultless() -> None:
        assert not scripts or watched.faults() == []

    expect(page.get_by_role("heading", name="What happens next")).to_be_visible()
    expect(page.locator(".tag", has_text="submitted")).to_be_visible()
    faultless()
    page.get_by_role("link", name="What others see of your home").click()
    page.wait_for_url("**/seen")
    stranger = page.get_by_role("region", name="A stranger, at any time").inner_text()
    assert ("Nothing but what everybody sees." in stranger, "Rooftop Road" in stranger) == (True, False)
    expect(page.get_by_role("region", name="once the address is told").first).to_contain_text(
        "7 Rooftop Road", use_inner_text=True
    )
    faultless()
    page.get_by_role("link", name="Above the market").click()
    page.get_by_role("button", name="Close my door").click()
    expect(page.get_by_role("heading", name="Your door is closed")).to_be_visible()
    expect(page.get_by_role("button", name="Open my door again")).to_be_visible()
    faultless()
    page.get_by_role("link", name="What others see of your home").click()
    expect(page.get_by_text("Your door is closed. That is why it says so little here")).to_be_visible()
    arriving = page.get_by_role("region", name="once the address is told").first.inner_text()
    assert "Rooftop Road" not in arriving


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_host_offers_a_rooftop_reads_what_others_see_and_closes_her_door(
    opened: Open, live_site: LiveSite, size: str
) -> None:
    watched = come_in(opened, live_site, f"rooftop-{size}@example.org", size=size)

    offer(watched, arrows=True)

    read_and_close(watched, scripts=True)
    assert watched.said == []


def test_a_host_does_the_same_without_javascript(opened: Open, live_site: LiveSite) -> None:
    watched = come_in(opened, live_site, "plain@example.org", java_script_enabled=False)

    offer(watched, arrows=False)

    read_and_close(watched, scripts=False)
    assert watched.said == []


def degrees(page: Page) -> tuple[float, float]:
    """What stands in the fields of the pin."""
    latitude, longitude = (page.get_by_label(name).input_value() for name in ("Latitude", "Longitude"))
    return float(latitude), float(longitude)


def where_on_screen(page: Page) -> tuple[float, float]:
    """The tip of the pin, in the window."""
    box = page.get_by_role("button", name=PIN).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] - 1


def drag(page: Page, right: int, down: int) -> None:
    """Move the pin with the mouse."""
    x, y = where_on_screen(page)
    page.mouse.move(x, y - 20)
    page.mouse.down()
    page.mouse.move(x + right / 2, y - 20 + down / 2, steps=4)
    page.mouse.move(x + right, y - 20 + down, steps=4)
    page.mouse.up()


def tap(page: Page, right: int, down: int) -> None:
    """Touch the map beside the pin."""
    x, y = where_on_screen(page)
    page.touchscreen.tap(x + right, y + down)


@pytest.mark.parametrize(("size", "move"), [("desk", drag), ("phone", tap)])
def test_a_pin_goes_where_it_is_dragged_or_the_map_is_tapped(
    opened: Open, live_site: LiveSite, size: str, move: Callable[[Page, int, int], None]
) -> None:
    watched = come_in(opened, live_site, f"pin-{size}@example.org", size=size)
    page = watched.page
    page.get_by_role("button", name="Offer a space").click()
    page.get_by_label("Rooftop").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Street and number").fill("7 Rooftop Road")
    page.get_by_label("City").fill("Lagos, Nigeria")
    page.get_by_role("button", name="Save and go on").click()
    pin = page.get_by_role("button", name=PIN)
    pin.scroll_into_view_if_needed()
    (north, east), here = degrees(page), where_on_screen(page)

    move(page, 60, -40)

    page.locator("#pin-says", has_text="The pin is at").wait_for()
    moved = degrees(page)
    metre = 1 / 111200
    across = 156543.03392 * math.cos(math.radians(north)) / 2**14  # metres a pixel where the map begins
    assert moved == pytest.approx((north + 40 * across * metre, east + 60 * across * metre), abs=6 * across * metre)
    assert where_on_screen(page) == pytest.approx((here[0] + 60, here[1] - 40), abs=4)
    expect(page.locator("#pin-says")).to_have_text(
        f"The pin is at {moved[0]:.5f}, {moved[1]:.5f}.", use_inner_text=True
    )
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("How many guests").wait_for()
    page.get_by_role("link", name="Back").click()
    assert degrees(page) == moved
    assert watched.faults() + watched.said == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_what_is_missing_has_the_focus_and_leads_to_its_field(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = come_in(opened, live_site, f"missing-{size}@example.org", size=size)
    page = watched.page
    page.get_by_role("button", name="Offer a space").click()

    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("alert")).to_be_focused()
    found = watched.faults()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="What kind of place is it? This is needed; fill it in.")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Living room")).to_be_focused()
    assert found == []  # the console notes the 422 of the form
