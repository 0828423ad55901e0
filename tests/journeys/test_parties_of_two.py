"""A guest names who comes along, reads the answer, and why her entry is void."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.journeys.test_guests import drawn

pytestmark = pytest.mark.browser


@pytest.fixture
def live_site(tmp_path: Path) -> Iterator[LiveSite]:
    """A site for each: a draw is held in it."""
    with a_live_site(tmp_path) as site:
        yield site


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_guest_names_somebody_who_declines_and_reads_why_her_entry_is_void(
    opened: Open, live_site: LiveSite, size: str
) -> None:
    watched = drawn(opened, live_site, f"pair-{size}@example.org", size=size)
    page = watched.page
    page.get_by_role("link", name="Name them").click()
    assert watched.faults() == []
    page.get_by_label("Their name").fill("Bea")
    page.get_by_label("Their own e-mail").fill(f"bea-{size}@example.org")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("wait for a yes")).to_be_visible()
    live_site.deliver()
    page.goto(f"{live_site.url}/outbox")
    page.locator(".letter a", has_text=f"bea-{size}@example.org").first.click()
    page.locator(".letter-body a").click()
    assert watched.faults() == []
    page.get_by_role("button", name="No, thank you").click()
    expect(page.get_by_role("heading", name="You do not come along")).to_be_visible()
    assert watched.faults() == []
    page.goto(f"{live_site.url}/entries/")
    expect(page.get_by_text("Bea does not come along.")).to_be_visible()
    page.get_by_text("Your line in the draw", exact=True).click()
    line = page.locator("code.long").first.inner_text()
    draw = page.locator("form[action$='/line']").get_attribute("action") or ""

    team = opened(f"/lead/{draw.split('/')[-2]}/voids", size=size, role=Role.GLOBAL)
    assert team.faults() == []
    team.page.get_by_label("Id of the entry").fill(line)
    team.page.get_by_label("In your words, for its guest").fill("You asked for it by letter.")
    team.page.get_by_label("Reason, for everybody to read").select_option("twice")
    team.page.get_by_role("button", name="Make it void").click()
    expect(team.page.get_by_text("It is void.")).to_be_visible()
    assert team.faults() == []
    page.reload()

    expect(page.get_by_text("You asked for it by letter.")).to_be_visible()
    assert watched.faults() == []
    assert [said for said in (*watched.said, *team.said) if "422" not in said] == []
