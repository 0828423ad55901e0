"""A lead fills a show: by dragging, by keyboard, on a phone without JavaScript; then locks it and opens it again."""

import re

import pytest
from playwright.sync_api import Page

from coordinator.people.models import Role
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser


def _to_an_open_show(page: Page) -> None:
    page.locator(".pick[data-locked='0']").first.click()
    page.wait_for_url("**/lead/*/shows/*")


def _slot(page: Page, position: int) -> str:
    return page.locator(f"[data-slot='{position}'] .who").inner_text()


def test_an_act_is_dragged_into_slot_two(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    _to_an_open_show(page)
    act = page.locator(".candidate strong").first.inner_text()

    page.locator(".candidate").first.drag_to(page.locator("[data-slot='2']"))
    page.get_by_text("Placed in slot 2.").wait_for()

    assert act in _slot(page, 2)
    assert watched.faults() == []
    assert watched.said == []


def test_the_same_by_keyboard_alone(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    _to_an_open_show(page)
    act = page.locator(".candidate strong").first.inner_text()

    page.get_by_role("group", name=f"Place {act}").get_by_role("button").nth(2).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Placed in slot 3.").wait_for()

    assert act in _slot(page, 3)
    page.get_by_role("button", name=f"Clear {act}").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Slot 3 is empty.").wait_for()
    assert _slot(page, 3).startswith("Nobody yet")
    assert watched.said == []


def test_a_proposal_is_taken_over_locked_and_opened_again_without_javascript(opened: Open) -> None:
    watched = opened("", size="phone", role=Role.LEAD, java_script_enabled=False)
    page = watched.page
    _to_an_open_show(page)

    page.get_by_role("button", name="Take the proposal").click()
    assert page.get_by_text("The proposal is taken over.").is_visible()
    page.get_by_role("button", name="Lock the lineup").click()
    assert page.get_by_text("The lineup is locked.").first.is_visible()
    assert page.locator(".candidate form").count() == 0
    page.get_by_text("Open for changes").click()
    page.get_by_label("Why do you open it?").fill("another third act")
    page.get_by_role("button", name="Open the lineup").click()

    assert page.get_by_text("open for changes again").is_visible()


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
    page.get_by_text("Nobody who is free fits this room.").wait_for()
    assert watched.said == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_two_acts_swap_and_the_last_steps_are_undone_and_redone(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page = watched.page
    _to_an_open_show(page)
    act = page.locator(".candidate strong").first.inner_text()
    page.get_by_role("group", name=f"Place {act}").get_by_role("button").nth(0).click()
    page.get_by_text("Placed in slot 1.").wait_for()

    page.locator("summary", has_text=f"Move {act}").click()
    page.locator("#move-1-2").click()
    page.get_by_text(re.compile("^(Moved to|Swapped with the act of) slot 2.$")).wait_for()
    moved = _slot(page, 2)
    page.keyboard.press("Control+z")
    page.get_by_text("Your last step is taken back.").wait_for()
    undone = _slot(page, 1)
    page.keyboard.press("Control+Shift+Z")
    page.get_by_text("The step is done again.").wait_for()

    assert all(act in slot for slot in (moved, undone, _slot(page, 2)))
    assert watched.faults() == []
    assert watched.said == []


def test_a_rule_is_set_aside_with_a_reason_that_stands_beside_the_act(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    links = page.locator(".pick[data-locked='0']").all()
    for address in [str(link.get_attribute("href")) for link in links]:
        page.goto(page.url.split("/lead/")[0] + address)
        if page.locator("details.insist").count():
            break
    clears = page.get_by_role("button", name=re.compile("^Clear"))
    if clears.count() == 3:
        clears.first.click()
        page.get_by_text("is empty.").wait_for()
    page.get_by_text("who do not fit, and why").click()
    insist = page.locator("details.insist").first

    insist.locator("summary").click()
    insist.get_by_label("Why?").fill("The host asked for them.")
    assert watched.faults() == []
    insist.locator(".into:not(.taken)").first.click()
    page.get_by_text("Placed in slot").wait_for()

    assert page.get_by_text("The host asked for them.").count() == 1
    assert watched.said == []
