"""A band from its first visit on: it applies for three cities, at home and on two legs of a tour."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coordinator.clock import now
from coordinator.editions.calendar import find_current
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open
from tests.journeys.test_hosts import degrees, drag, tap
from tests.pictures.files import a_photo

pytestmark = pytest.mark.browser

PIN = "Pin. Arrow keys move it by 10 metres, with Shift by 100."
CIRCLE = "document.querySelector('path.reach').getBoundingClientRect().width"


def come_in(opened: Open, live_site: LiveSite, email: str, *, size: str, **options: Any) -> Watched:
    """A window in which somebody new has followed the link of her letter."""
    watched = opened("/artist/apply", size=size, **options)
    page = watched.page
    assert not options.get("java_script_enabled", True) or watched.faults() == []
    page.get_by_label("Your name").fill("Lea Lark")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/sign-in/sent")
    live_site.deliver()
    page.goto(f"{live_site.url}/outbox")
    page.locator(".letter a", has_text=email).first.click()
    page.locator(".letter-body a").click()
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/artist/apply")
    return watched


def apply(watched: Watched, live_site: LiveSite, *, scripted: bool, family: str = "Lark") -> None:
    """Answer every step, for two of a family; where it is `scripted`, axe finds nothing on any of them."""
    page = watched.page

    def go_on(name: str = "Save and go on") -> None:
        assert not scripted or watched.faults() == []
        page.get_by_role("button", name=name, exact=True).click()

    page.get_by_role("button", name="Apply to play").click()
    page.get_by_label("What are you called?").fill("The Larks")
    page.get_by_label("What do you play?").fill("folk, jazz")
    page.get_by_label("How many are on stage?").fill("2")
    page.get_by_label("Power").check()
    go_on()
    expect(page.get_by_label("Name (line 1)")).to_have_value("Lea Lark")
    page.get_by_label("Name (line 1)").fill(f"Lea {family}")
    page.get_by_label("Name (line 2)").fill(f"Noor {family}")
    page.get_by_label("Under 18 (line 2)").check()
    page.get_by_label("who answers, and their number (line 2)").fill("Mo Lark, +49 30 123")
    go_on()
    page.get_by_label("Town you live in").fill("Berlin, Germany")
    go_on()
    _reach(watched) if scripted else page.get_by_label("How many miles").fill("25")
    page.get_by_label("By bus and train").check()
    go_on()
    _legs(page, live_site)
    go_on()
    page.get_by_label("Free from").fill("17:00")
    page.get_by_label("Two shows").check()
    go_on()
    page.get_by_label("Where can we hear").fill("https://example.org/larks")
    page.get_by_label("About you").fill("# The Larks\n\nWe **sing**. <script>alert(1)</script>")
    page.get_by_label("No, please do not film us").check()
    go_on("Save and see how it looks")
    assert page.get_by_role("region", name="How it looks").locator("strong").inner_text() == "sing"
    go_on()
    page.get_by_label("Whom should you not be placed with?").fill("Hanna Host\nThe Wrens")
    go_on()
    page.get_by_label("I have read this").check()
    go_on()
    assert not scripted or watched.faults() == []
    page.get_by_role("button", name="Send it").click()


def _reach(watched: Watched) -> None:
    """Move the pin by keys and the circle by a number."""
    page = watched.page
    pin = page.get_by_role("button", name=PIN)
    before = float(page.get_by_label("Latitude").input_value())
    pin.focus()
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert float(page.get_by_label("Latitude").input_value()) == pytest.approx(before + 20 / 111200, abs=2e-5)
    page.get_by_label("How many miles").fill("1")
    small = watched.eventually(CIRCLE)
    page.get_by_label("How many miles").fill("25")
    wide = watched.eventually(CIRCLE)
    assert 100 < small < page.locator(".pin-map").bounding_box()["height"]  # type: ignore[index]
    assert 100 < wide < page.locator(".pin-map").bounding_box()["height"]  # type: ignore[index]


def _legs(page: Page, live_site: LiveSite) -> None:
    """Paris until the day before the concerts, Lagos from that day on."""
    with live_site.app.app_context():
        edition = find_current(now())
        assert edition is not None
        days = [edition.date + timedelta(days=apart) for apart in (-4, -1, 0, 3)]
    for line, town, (first, last) in ((1, "Paris, France", days[:2]), (2, "Lagos, Nigeria", days[2:])):
        page.get_by_label(f"Town (line {line})").fill(town)
        page.get_by_label(f"From (line {line})").fill(f"{first}T10:00")
        page.get_by_label(f"Until (line {line})").fill(f"{last}T10:00")


def test_a_band_applies_for_three_cities(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = come_in(opened, live_site, f"larks-{size}@example.org", size=size)

    apply(watched, live_site, scripted=True)

    page = watched.page
    expect(page.get_by_role("heading", name="What happens next")).to_be_visible()
    expect(page.locator(".tag", has_text="submitted")).to_be_visible()
    page.wait_for_load_state()
    said = page.get_by_role("main").inner_text()
    wanted = ("Berlin, Germany", "Paris, France", "Lagos, Nigeria", "Noor Lark (under 18)", "Hanna Host; The Wrens")
    assert [words for words in wanted if words not in said] == []
    assert watched.faults() == []
    page.get_by_role("link", name="Add a photo").click()
    photo = {"name": "us.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    page.get_by_label("Choose a photo").set_input_files(photo)  # type: ignore[arg-type]
    page.get_by_label("What is on it?").fill("Two cellos")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("img", name="Two cellos")).to_be_visible()
    assert watched.faults() == []
    page.get_by_role("link", name="Back to the act").click()
    page.get_by_role("link", name="Take it back").click()
    assert watched.faults() == []
    assert watched.said == []


@pytest.mark.parametrize(("size", "move"), [("desk", drag), ("phone", tap)])
def test_a_band_puts_its_pin_where_it_lives_by_mouse_and_by_touch(
    opened: Open, live_site: LiveSite, size: str, move: Callable[[Page, int, int], None]
) -> None:
    page = come_in(opened, live_site, f"nest-{size}@example.org", size=size).page
    page.get_by_role("button", name="Apply to play").click()
    page.get_by_label("What are you called?").fill("The Nest")
    page.get_by_label("What do you play?").fill("folk")
    page.get_by_label("How many are on stage?").fill("1")
    page.get_by_role("button", name="Save and go on", exact=True).click()
    page.get_by_role("button", name="Save and go on", exact=True).click()
    page.get_by_label("Town you live in").fill("Berlin, Germany")
    page.get_by_role("button", name="Save and go on", exact=True).click()
    page.get_by_role("button", name=PIN).scroll_into_view_if_needed()
    before = degrees(page)

    move(page, 50, -30)

    page.locator("#pin-says", has_text="The pin is at").wait_for()
    moved = degrees(page)
    assert (moved[0] > before[0], moved[1] > before[1]) == (True, True)
    page.get_by_label("How many miles").fill("25")
    page.get_by_label("By bus and train").check()
    page.get_by_role("button", name="Save and go on", exact=True).click()
    page.get_by_label("Town (line 1)").wait_for()
    page.get_by_role("link", name="Back", exact=True).click()
    assert degrees(page) == moved


def test_a_band_applies_without_javascript(opened: Open, live_site: LiveSite) -> None:
    watched = come_in(opened, live_site, "plain-larks@example.org", size="phone", java_script_enabled=False)

    apply(watched, live_site, scripted=False)

    expect(watched.page.get_by_role("heading", name="What happens next")).to_be_visible()
    assert watched.said == []


def test_the_lead_reads_what_the_band_sent(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = come_in(opened, live_site, f"read-{size}@example.org", size=size, java_script_enabled=False)
    apply(watched, live_site, scripted=False)
    desk = opened("/lead/berlin/applications", size=size, role="lead@example.org")

    desk.page.get_by_role("link", name="The Larks").first.click()

    said = desk.page.get_by_role("region", name="The act").inner_text()
    wanted = ("Noor Lark (under 18)", "Mo Lark, +49 30 123", "Paris, France", "Hanna Host; The Wrens", "We sing.")
    assert [words for words in wanted if words not in said] == []
    assert desk.faults() == []


def test_an_older_tab_shows_what_the_newer_one_saved_and_keeps_what_was_typed(
    opened: Open, live_site: LiveSite, size: str
) -> None:
    watched = come_in(opened, live_site, f"two-tabs-{size}@example.org", size=size)
    older = watched.page
    older.get_by_role("button", name="Apply to play").click()
    older.goto(older.url.replace("/steps/act", "/steps/people"))
    newer = older.context.new_page()
    newer.goto(older.url)
    newer.get_by_label("Name (line 2)").fill("Noor Lark")
    newer.get_by_label("E-mail (line 2)").fill("noor@example.org")
    newer.get_by_role("button", name="Save and go on").click()

    older.get_by_label("Phone number for the evening").fill("+49 30 1234567")
    older.get_by_role("button", name="Save and go on").click()

    expect(older.get_by_role("alert")).to_contain_text("Lea Lark, Noor Lark")
    expect(older.get_by_label("Phone number for the evening")).to_have_value("+49 30 1234567")
    assert watched.faults() == []
    older.get_by_role("link", name="Take what is saved instead").click()
    expect(older.get_by_label("Name (line 2)")).to_have_value("Noor Lark")


def test_of_several_lines_the_wrong_one_alone_is_marked(opened: Open, live_site: LiveSite) -> None:
    watched = come_in(opened, live_site, "marked-lark@example.org", size="phone")
    page = watched.page
    page.get_by_role("button", name="Apply to play").click()
    page.goto(page.url.replace("/steps/act", "/steps/people"))
    page.get_by_label("Name (line 2)").fill("Noor Lark")

    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("alert")).to_contain_text("Line 2 has no e-mail address")
    page.wait_for_load_state()  # with its styles
    lines = [page.get_by_label(f"E-mail (line {number})") for number in (1, 2)]
    right, wrong = (one.evaluate("(one) => getComputedStyle(one).borderInlineStartWidth") for one in lines)
    assert (right, wrong, watched.faults()) == ("1px", "2px", [])
