"""A lead reviews what waits for her, blind first; looks at how ready her city is; names a deputy and releases her."""

import re

import pytest
from playwright.sync_api import Page, expect

from coordinator.people.models import Role
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser


def _first_open(page: Page, tab: str) -> None:
    """Onto the page of the first that waits for a score."""
    page.get_by_role("navigation", name="Pages of Berlin").get_by_role("link", name=tab).click()
    page.get_by_role("link", name="Show only those").click()
    page.locator(".show > a").first.click()


def _score(page: Page, points: str, words: str) -> None:
    page.get_by_label(points, exact=True).check()
    page.get_by_label("In your words").fill(words)
    page.get_by_role("button", name="Give my score").click()
    page.get_by_text("Your score is kept.").wait_for()


@pytest.mark.parametrize(("tab", "verb"), [("Spaces", "Approve"), ("Acts", "Accept")])
def test_a_lead_scores_then_sees_the_others_then_decides(opened: Open, size: str, tab: str, verb: str) -> None:
    if size == "phone":
        tab, verb = {"Spaces": ("Spaces", "Suspend"), "Acts": ("Acts", "Decline")}[tab]
    watched = opened("/lead/berlin/readiness", size=size, role=Role.LEAD)
    page = watched.page
    _first_open(page, tab)
    blind = page.get_by_role("heading", name="Scores").count()
    found = watched.faults()

    _score(page, "4", "Yes, please.")
    found += watched.faults()
    page.get_by_label(verb).check()
    page.get_by_label("Why", exact=True).fill("We both think so.")
    if page.get_by_label("Why you decide alone").count():
        page.get_by_label("Why you decide alone").fill("Time is short.")
    page.get_by_role("button", name="Decide").click()

    page.get_by_text("Decided:").wait_for()
    expect(page.get_by_role("region", name="Review")).to_contain_text("We both think so.", use_inner_text=True)
    assert (blind, found, watched.said) == (0, [], [])


def test_how_ready_a_city_is_and_who_steps_in(opened: Open, size: str) -> None:
    watched = opened("/lead/berlin/readiness", size=size, role=Role.LEAD)
    page = watched.page
    found = watched.faults()
    steps = page.get_by_role("list").filter(has=page.get_by_role("link", name=re.compile("^Fill")))

    assert steps.get_by_role("link").count() >= 3
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Team").click()
    page.get_by_label("E-mail").fill("fresh@example.org")
    page.keyboard.press("Enter")
    page.get_by_text("Named. A letter").wait_for()
    found += watched.faults()
    page.get_by_role("button", name="Release fresh@example.org").click()
    page.get_by_text("Released.").wait_for()

    expect(page.get_by_text("fresh@example.org")).to_have_count(0)
    assert (found, watched.said) == ([], [])


def test_the_global_team_goes_from_every_city_to_one(opened: Open, size: str) -> None:
    watched = opened("/global/", size=size, role=Role.GLOBAL)
    page = watched.page
    found = watched.faults()

    page.locator("details.opening > summary", has_text=re.compile("cit(y|ies)")).click()
    found += watched.faults()
    page.get_by_role("link", name="Lagos", exact=True).click()

    page.get_by_role("heading", name="How ready Lagos is").wait_for()
    assert (found, watched.said) == ([], [])
