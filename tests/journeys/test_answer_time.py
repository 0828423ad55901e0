"""Answer Time in a browser: somebody asks, the team reads it, others vote, the act answers, everybody reads it."""

import pytest
from playwright.sync_api import expect

from coordinator.campaign.questioning import SCENES
from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser
COMING, NOW = SCENES[0].act, SCENES[1].act


def test_from_a_question_to_an_answer(opened: Open, live_site: LiveSite, size: str) -> None:
    words = f"Which song do you sing at home, on a {size}?"
    guest = opened("/answers/", size=size)
    page = guest.page
    expect(page.get_by_role("heading", name="Answer Time")).to_be_visible()
    assert guest.faults() == []
    page.get_by_role("link", name=NOW).click()
    page.get_by_label("Your question").fill(words)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Somebody reads it first").first).to_be_visible()
    expect(page.locator("#own-head ~ ul .words", has_text=words)).to_be_visible()
    assert guest.faults() == []

    team = opened("/global/answers", size=size, role=Role.GLOBAL)
    assert team.faults() == []
    team.page.get_by_role("link", name=NOW).click()
    item = team.page.locator("li", has=team.page.get_by_text(words, exact=True))
    assert team.faults() == []
    item.get_by_role("button", name="Let it through").click()
    expect(team.page.get_by_text("Done. It can be taken back below.")).to_be_visible()

    other = opened(page.url.removeprefix(live_site.url).partition("#")[0], size=size)
    mine = other.page.locator("li", has=other.page.get_by_text(words, exact=True))
    mine.get_by_role("button", name="Me too").click()
    expect(mine.locator(".wanted strong")).to_have_text("1")
    assert other.faults() == []
    for watched in (guest, team, other):
        assert watched.said == []


def test_an_act_answers_what_it_is_asked(opened: Open, size: str) -> None:
    act = opened("/artist/answers", size=size, role=Role.ARTIST)
    page = act.page
    expect(page.get_by_role("heading", name=COMING)).to_be_visible()
    assert act.faults() == []
    page.get_by_role("link", name="Questions", exact=True).click()
    assert act.faults() == []
    item = page.locator(".questions > li").nth(0 if size == "desk" else 1)
    words = item.locator(".words").first.inner_text()
    item.get_by_label("Your answer").fill("Twenty-one, and my sister tunes them.")
    item.get_by_role("button", name="Have it read").click()
    expect(page.get_by_text("Kept. Somebody of the global team reads it")).to_be_visible()
    assert act.faults() == []

    team = opened("/global/answers", size=size, role=Role.GLOBAL)
    team.page.get_by_role("link", name=COMING).click()
    waits = team.page.locator("section", has=team.page.locator("#answers-head")).locator("li", has_text=words)
    waits.get_by_role("button", name="Let it through").click()
    expect(team.page.get_by_text("Done. It can be taken back below.")).to_be_visible()
    page.reload()
    expect(page.locator(".questions > li", has_text=words).get_by_text("let through")).to_be_visible()
    page.locator(".questions > li", has_text=words).get_by_role("button", name="Take it down").click()
    expect(page.get_by_text("Taken down. Nobody sees it any more.")).to_be_visible()
    page.locator(".questions > li", has_text=words).get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your answer is public again.")).to_be_visible()
    assert (act.said, team.said) == ([], [])
