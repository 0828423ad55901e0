"""A guest asks for a seat, answers her letter, thinks again, and reads what the draw gave her."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from coordinator.db import db
from coordinator.guests import drawing, entries
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show, ShowState
from tests.browsing import Watched
from tests.guests.entering import edition_of, outcome_of
from tests.journeys.conftest import LiveSite, Open, a_live_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of these journeys' own: the last one holds its draws."""
    with a_live_site(tmp_path_factory.mktemp("guests")) as site:
        yield site


def an_open_show(live_site: LiveSite) -> str:
    """The id of a show in the city with most of them that is open to guests."""
    with live_site.app.app_context():
        count = func.count()
        of_city = select(Show.city_id).where(Show.state == ShowState.OPEN).group_by(Show.city_id).order_by(count.desc())
        city_id = db.session.scalars(of_city).first()
        shows = select(Show.id).where(Show.city_id == city_id, Show.state == ShowState.OPEN)
        return db.session.scalars(shows.order_by(Show.starts_at)).first() or ""


def ask(watched: Watched, live_site: LiveSite, email: str, *, looks: bool) -> None:
    """Ask for a seat as a stranger, and follow the link of the letter."""
    page = watched.page
    page.get_by_role("link", name="Ask for a seat").click()
    assert not looks or watched.faults() == []
    page.get_by_label("Your name").fill("Gül")
    page.get_by_label("We are two").check()
    page.get_by_label("Anything that those at the door").fill("A chair <b>with</b> arms")
    page.get_by_label("E-mail").fill("gul@example" if looks else email)  # a browser takes that for an address
    page.get_by_role("button", name="Ask for a seat").click()
    if looks:
        expect(page.get_by_label("Anything that those at the door")).to_have_value("A chair <b>with</b> arms")
        assert page.get_by_label("We are two").is_checked()
        assert watched.faults() == []
        page.get_by_label("E-mail").fill(email)
        page.get_by_role("button", name="Ask for a seat").click()
    page.wait_for_url("**/enter/sent")
    assert not looks or watched.faults() == []
    live_site.deliver()
    page.goto(f"{live_site.url}/outbox")
    page.locator(".letter a", has_text=email).first.click()
    page.locator(".letter-body a").click()
    assert not looks or watched.faults() == []
    page.get_by_role("button", name="Yes, that is me").click()
    page.wait_for_url("**/entries/")


def drawn(opened: Open, live_site: LiveSite, email: str, *, size: str) -> Watched:
    """The page of a guest who has asked for two seats, once the draw is held."""
    show_id = an_open_show(live_site)
    watched = opened(f"/shows/{show_id}", size=size)
    ask(watched, live_site, email, looks=True)
    with live_site.app.app_context():
        show = db.session.get_one(Show, show_id)
        closes = entries.close_at(edition_of(show), show.city_id)
        assert closes is not None
        drawing.close_due(closes)
        found = drawing.find_draw(edition_of(show), show.city_id)
        assert found is not None
        due = found.draw.due_at
        drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(found), at=due)
        db.session.commit()
    watched.page.reload()
    return watched


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_guest_asks_changes_and_takes_back(opened: Open, live_site: LiveSite, size: str) -> None:
    watched = opened(f"/shows/{an_open_show(live_site)}", size=size)
    page = watched.page

    ask(watched, live_site, f"gul-{size}@example.org", looks=True)
    assert watched.faults() == []
    page.get_by_role("link", name="Change").click()
    assert watched.faults() == []
    page.get_by_label("I come alone").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("For one", exact=True)).to_be_visible()
    page.get_by_role("link", name="Take it back").click()
    assert watched.faults() == []
    page.get_by_role("button", name="Take it back").click()

    expect(page.get_by_role("heading", name="You are in no draw")).to_be_visible()
    assert [line for line in watched.said if "422" not in line] == []


def test_a_guest_enters_without_javascript(opened: Open, live_site: LiveSite) -> None:
    watched = opened(f"/shows/{an_open_show(live_site)}", size="phone", java_script_enabled=False)

    ask(watched, live_site, "plain@example.org", looks=False)

    expect(watched.page.get_by_text("For two", exact=True)).to_be_visible()
    watched.page.get_by_role("link", name="Take it back").click()
    watched.page.get_by_role("button", name="Take it back").click()
    expect(watched.page.get_by_role("heading", name="You are in no draw")).to_be_visible()


def test_a_lead_lets_guests_enter(opened: Open, live_site: LiveSite) -> None:
    watched = opened("/lead/berlin/plan", size="phone", role=Role.LEAD)
    page = watched.page
    assert watched.faults() == []
    page.get_by_role("button", name="Let guests enter").click()

    expect(page.get_by_text("open to guests.").first).to_be_visible()
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Let guests enter")).to_have_count(0)
    assert watched.said == []


def test_a_guest_reads_what_the_draw_gave_her_and_gives_it_back(opened: Open, live_site: LiveSite) -> None:
    watched = drawn(opened, live_site, "drawn@example.org", size="phone")
    page = watched.page

    assert watched.faults() == []
    page.get_by_role("button", name="Yes, we come").click()
    expect(page.get_by_text("You have confirmed it.")).to_be_visible()
    page.get_by_role("button", name="and your line in it").click()
    expect(page.get_by_text("Drawn as number 1")).to_be_visible()
    assert watched.faults() == []
    page.go_back()
    page.get_by_role("button", name="Give it back").click()

    expect(page.get_by_text("You gave your seat back.")).to_be_visible()
    assert [line for line in watched.said if "422" not in line] == []
