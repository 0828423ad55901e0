"""A lead asks for a proposal, looks at what it would change, and takes over what she ticks; on a phone as well."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own: what is taken over here is none of other journeys' business."""
    with a_live_site(tmp_path_factory.mktemp("proposals")) as site:
        yield site


def _emptied(page: Page, city: str) -> str:
    """Clear the first slot that can be of the city; the address of its show."""
    page.goto(re.sub(r"(https?://[^/]+).*", rf"\1/lead/{city}/", page.url))
    page.locator(".pick[data-locked='0']").first.click()
    page.wait_for_url("**/lead/*/shows/*")
    clear = page.get_by_role("button", name=re.compile("^Clear "))
    if clear.count():
        clear.first.click()
        page.get_by_text(re.compile(r"Slot \d is empty\.")).first.wait_for()
    return page.url


def _proposals(page: Page, city: str) -> None:
    page.goto(re.sub(r"(https?://[^/]+).*", rf"\1/lead/{city}/proposals", page.url))


def test_a_proposal_is_looked_at_and_taken_over(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page = watched.page
    _emptied(page, "berlin")
    _proposals(page, "berlin")
    overview = watched.faults()

    page.get_by_role("button", name="Propose for all of Berlin").click()
    page.get_by_role("heading", name=re.compile("would change")).wait_for()
    preview = watched.faults()
    rooms = page.locator(".diff input[name=show]:checked").count()
    page.get_by_role("button", name="Take over what is ticked").click()
    page.get_by_text(re.compile(r"\d+ lineups? (is|are) taken over\.")).wait_for()

    assert (overview, preview, watched.faults()) == ([], [], [])
    assert rooms > 0
    expect(page.get_by_text("Every lineup stands as it is proposed")).to_be_visible()
    assert watched.said == []


def test_one_show_alone_by_keyboard_and_without_javascript(opened: Open) -> None:
    watched = opened("", size="phone", role=Role.LEAD, java_script_enabled=False)
    page = watched.page
    show = _emptied(page, "lagos").rsplit("/", 1)[1]
    _proposals(page, "lagos")

    page.locator(f"input[name=show][value='{show}']").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Propose for the ticked shows").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Proposed for 1 show").wait_for()
    page.get_by_role("button", name="Take over what is ticked").click()
    page.get_by_text("1 lineup is taken over.").wait_for()

    expect(page.get_by_text("Every lineup stands as it is proposed")).to_be_visible()


def test_why_not_this_act_has_an_answer(opened: Open, size: str) -> None:
    watched = opened("", size=size, role=Role.LEAD)
    page = watched.page
    show = _emptied(page, "berlin")
    act = page.locator("[data-artist]").first.get_attribute("data-artist")

    page.goto(f"{show}/acts/{act}")

    assert page.locator("#cost").inner_text() != ""
    assert watched.faults() == []
    assert watched.said == []
