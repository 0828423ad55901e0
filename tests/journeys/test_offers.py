"""A no; the lead reads of it, takes the replacement, and the new act is asked."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own: locks and replacements take acts away that other journeys count on."""
    with a_live_site(tmp_path_factory.mktemp("offers")) as site:
        yield site


def _letter(page: Page, url: str, subject: str) -> str:
    """The newest letter of the outbox with that subject, opened; its text."""
    page.goto(f"{url}/outbox")
    page.get_by_role("link", name=re.compile(subject)).first.click()
    page.wait_for_url("**/outbox/*")
    return page.locator(".letter-body").inner_text()


def test_an_act_says_no_and_the_lead_takes_the_replacement_from_the_letter(opened: Open, live_site: LiveSite) -> None:
    artist = opened("/artist/", size="phone", role=Role.ARTIST, java_script_enabled=False)
    act = artist.page.locator("article .eyebrow").first.inner_text()
    decline = artist.page.get_by_role("button", name=re.compile(f"^Decline {re.escape(act)}"))
    expect(decline).to_be_hidden()  # beside “Confirm”, on a phone, one touch would give the slot away for good
    artist.page.get_by_text("I cannot play").first.click()
    decline.click()
    artist.page.get_by_text("Declined. Thank you").wait_for()
    live_site.deliver()

    lead = opened("", role=Role.LEAD)
    page = lead.page
    _letter(page, live_site.url, "a slot in .+ is empty again")
    page.locator(".letter-body a").click()
    page.get_by_role("heading", name=f"instead of {act}?").wait_for()
    page.get_by_text("an act declined its offer").wait_for()
    assert lead.faults() == []
    page.get_by_role("button", name=re.compile("^Take, lock and ask")).first.click()
    page.get_by_text("the new act is asked by letter").wait_for()

    expect(page.locator(".opening")).to_have_count(1)
    page.get_by_role("link", name="Version 2").click()
    page.get_by_text("went").wait_for()
    expect(page.locator(".changes .tag")).to_have_text(["came", "went"], use_inner_text=True)
    assert lead.faults() == []
    assert lead.said == []


def test_the_pages_of_offers_are_clean_and_fit_on_both_sizes(opened: Open, size: str) -> None:
    found = []

    for role, path in ((Role.ARTIST, "/artist/"), (Role.LEAD, "/lead/berlin/standby"), (Role.GLOBAL, "/global/")):
        watched = opened(path, size=size, role=role)
        found += [path, *watched.faults(), *watched.said]

    assert found == ["/artist/", "/lead/berlin/standby", "/global/"]


def test_opening_a_final_lineup_needs_a_reason_and_it_can_be_locked_again(opened: Open) -> None:
    watched = opened("", role=Role.LEAD)
    page = watched.page
    page.locator(".pick[data-locked='1']").first.click()

    page.get_by_text("Open for changes").click()
    page.get_by_label("Why do you open it?").fill("the piano is out of tune")
    page.get_by_role("button", name="Open the lineup").click()
    page.get_by_text("The lineup is open for changes again.").wait_for()
    page.get_by_text("the piano is out of tune").wait_for()
    page.get_by_role("button", name="Lock the lineup").click()

    page.get_by_text("The lineup is locked as version").wait_for()
    assert watched.said == []
