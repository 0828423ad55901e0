"""A city joins, in a browser: asked for, confirmed, accepted; its lead reads her notes and enters her hours."""

from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from coordinator.people.models import Role
from tests.joining.asking import path_in
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser
CITIES = {"desk": "Gdynia", "phone": "Lublin"}


def last_letter(site: LiveSite, email: str) -> str:
    """The path in the last letter to that address."""
    site.deliver()
    folder = site.app.extensions["coordinator.settings"].folder / "outbox"
    for file in sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        if email in str(letter["To"]):
            return path_in(letter.get_body(("plain",)).get_content().replace(site.url, "http://localhost"))  # type: ignore[union-attr]
    raise LookupError(email)


def test_from_asking_to_join_to_the_first_hours(opened: Open, live_site: LiveSite, size: str) -> None:
    city, email = CITIES[size], f"nora-{size}@example.org"
    watched = opened("/cities/", size=size)
    page = watched.page
    page.get_by_role("link", name="Join with your city").click()
    found = watched.faults()
    page.get_by_label("City", exact=True).fill(city)
    page.get_by_label("Your name").fill("Nora New")
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Languages you speak").fill("Polish")
    page.get_by_label("Why your city, and why you").fill("Forty friends with sofas.")
    page.get_by_label("Rooms you think of").fill("4")
    page.get_by_label("Acts you think of").fill("9")
    page.get_by_label("I have read this, and will keep to it.").check()
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    found += watched.faults()

    page.goto(live_site.url + last_letter(live_site, email))
    page.get_by_role("button", name="Yes, that is me").click()
    expect(page.get_by_text("waits for the team")).to_be_visible()
    found += watched.faults()

    team = opened("/global/joining", size=size, role=Role.GLOBAL)
    found += team.faults()
    team.page.get_by_role("link", name=f"{city}, Poland").click()
    found += team.faults()
    team.page.get_by_role("button", name="Accept, and invite her").click()
    expect(team.page.get_by_role("status")).to_contain_text(f"{city} joins.")

    page.goto(live_site.url + last_letter(live_site, email))
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", name=f"Notes for {city}")).to_be_visible()
    found += watched.faults()
    for done in range(1, 9):
        page.get_by_role("button", name="I have read this").first.click()
        expect(page.get_by_text(f"{done} of 8 read")).to_be_visible()

    page.goto(f"{live_site.url}/hours")
    found += watched.faults()
    page.get_by_label("Hours", exact=True).first.fill("2")
    page.get_by_label("and minutes").first.select_option("15")
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.get_by_text("2.25 h so far.")).to_be_visible()

    assert found == []
    assert [*watched.said, *team.said] == []
