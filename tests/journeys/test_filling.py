"""A lead fills, locks and opens a show on a phone without JavaScript; and reads who does not fit, and why."""

import pytest
from playwright.sync_api import Page, expect

from coordinator.people.models import Role
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser


def _to_an_open_show(page: Page) -> None:
    page.locator(".pick[data-locked='0']").first.click()
    page.wait_for_url("**/lead/*/shows/*")


def test_a_proposal_is_taken_over_locked_and_opened_again_without_javascript(opened: Open) -> None:
    watched = opened("", size="phone", role=Role.LEAD, java_script_enabled=False)
    page = watched.page
    _to_an_open_show(page)

    page.get_by_role("button", name="Take the proposal").click()
    expect(page.get_by_text("The proposal is taken over.")).to_be_visible()
    page.get_by_role("button", name="Lock the lineup").click()
    expect(page.get_by_text("The lineup is locked.").first).to_be_visible()
    expect(page.locator(".candidate form")).to_have_count(0)
    page.get_by_text("Open for changes").click()
    page.get_by_label("Why do you open it?").fill("another third act")
    page.get_by_role("button", name="Open the lineup").click()

    expect(page.get_by_text("open for changes again")).to_be_visible()


def test_who_does_not_fit_says_why_and_a_search_finds_them(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page = watched.page
    _to_an_open_show(page)

    page.get_by_text("who do not fit, and why").click()
    reasons = page.locator("details .tag").all_inner_texts()

    assert len(reasons) >= page.locator("details > ol > .candidate").count() > 0
    assert watched.faults() == []
    page.get_by_label("Find an act or a genre").fill("zzzz")
    page.keyboard.press("Enter")
    page.get_by_text("Nobody who could come here is called so, plays that or needs it.").wait_for()
    page.get_by_role("link", name="Show all acts").click()
    page.locator(".candidate").first.wait_for()
    assert watched.said == []
