"""One's own account: a second step set up, used and taken away, on a desk and on a phone."""

import re

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


def test_a_token_is_made_for_a_program_shown_once_and_taken_back(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened("/account", size=size, role=Role.HOST if size == "desk" else Role.ARTIST)
    page = watched.page
    page.get_by_role("link", name="Tokens for programs").click()
    page.get_by_role("heading", name="Make a token").wait_for()
    found = watched.faults()
    page.get_by_label("Name").fill("Her script")
    page.get_by_label("It works for").select_option(label="30 days")
    page.keyboard.press("Enter")
    token = page.get_by_role("textbox", name="Token")
    expect(token).to_have_value(re.compile("^coordinator_"))
    bearing = {"Authorization": f"Bearer {token.input_value()}"}
    found += watched.faults()
    asked = f"{live_site.url}/api/v1/entries/none"

    seen = page.request.get(asked, headers=bearing).status
    page.get_by_role("link", name="Back to my tokens").click()
    expect(page.get_by_text("Last used on")).to_be_visible()
    found += watched.faults()
    page.get_by_role("button", name="Take back: Her script").click()
    expect(page.get_by_role("heading", name="Her script")).to_have_count(0)

    assert (seen, page.request.get(asked, headers=bearing).status) == (404, 401)
    assert (found, watched.said) == ([], [])
