"""One's own account: a second step set up, used and taken away, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from coordinator.clock import now
from coordinator.people import totp
from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser


def test_a_second_step_is_set_up_used_and_taken_away(opened: Open, live_site: LiveSite, size: str) -> None:
    role = Role.CAMPAIGN if size == "desk" else Role.GUEST
    watched = opened("/account", size=size, role=role)
    page = watched.page
    assert watched.faults() == []
    page.get_by_role("link", name="Set up a second step").click()
    assert watched.faults() == []
    page.get_by_role("button", name="Set it up").click()
    key = "".join(page.locator("pre").inner_text().split())
    assert watched.faults() == []
    while now().second % totp.PERIOD > totp.PERIOD - 8:
        page.wait_for_timeout(500)  # it would be too old when it arrives
    before = totp.step_at(now()) - 1  # each code is taken once, in order, and the present one is needed later on
    page.get_by_role("textbox", name="Code").fill(totp.code(key, before))
    page.get_by_role("button", name="Confirm").click()
    codes = page.locator("pre").inner_text().split()
    assert (len(codes), watched.faults()) == (8, [])
    page.get_by_role("link", name="go on").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.get_by_role("banner").get_by_role("link", name="Sign in").wait_for()  # what waits of doors is sent first

    page.goto(live_site.link(role))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/code")
    assert watched.faults() == []
    page.get_by_role("textbox", name="Code").fill(totp.code(key, totp.step_at(now())))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    page.goto(f"{live_site.url}/account")
    page.locator("section", has=page.get_by_role("heading", name="Second step")).last.get_by_role("link").click()
    page.wait_for_url("**/account/second-step")
    assert watched.faults() == []
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.get_by_role("button", name="Take the second step away").click()
    expect(page.get_by_text("is taken away")).to_be_visible()
    assert watched.said == []
