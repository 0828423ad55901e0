"""Two come together, each by her own letter; then their entry is made void, and all whom that concerns read it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coordinator.clock import now
from coordinator.db import db
from coordinator.guests import entries
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.campaign.builders import Town
from tests.guests.entering import wishes
from tests.journeys.conftest import LiveSite, Open
from tests.journeys.test_from_entry_to_door import come_along
from tests.journeys.ways import EARLY, HOUR, Way, by_our_clock, hold_draw, way_of
from tests.people.builders import a_person

pytestmark = pytest.mark.browser
GUEST, FRIEND, LEAD, DEPUTY = "gul@example.org", "bea@example.org", "lea@example.org", "lou@example.org"
WORDS = "You wrote to us that you cannot come."


@pytest.fixture
def live_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveSite]:
    """A site with a show, two who lead, and a guest who has asked for two seats; its clock is ours."""
    with by_our_clock(Town(), tmp_path, monkeypatch) as site:
        yield site


def _people(way: Way) -> None:
    with way.site.app.app_context():
        show = db.session.get_one(Show, way.show_id)
        entries.enter(Reader(a_person(GUEST, name="Gül")), wishes(show, people=2), at=now())
        for email, name in ((LEAD, "Lea"), (DEPUTY, "Lou")):
            accounts.grant(Role.LEAD, a_person(email, name=name), city_id=show.city_id)
        db.session.commit()


def _line(page: Page) -> str:
    """The guest's line, from her own page."""
    page.get_by_text("Your line in the draw", exact=True).click()
    return page.locator("code.long").first.inner_text()


@pytest.mark.parametrize(("size", "scripts"), [("phone", True), ("desk", True), ("phone", False)])
def test_an_entry_of_two_is_made_void_and_each_reads_it_by_her_own_letter(
    opened: Open, live_site: LiveSite, size: str, scripts: bool
) -> None:
    way, open_ = way_of(live_site), partial(opened, size=size, java_script_enabled=scripts)
    way.wait(way.starts_at - EARLY)
    _people(way)
    guest = open_("/entries/", role=GUEST)
    friend = come_along(open_, way, guest.page, FRIEND, looks=scripts)
    way.wait(way.starts_at - timedelta(days=10))
    way.wait(hold_draw(way) + HOUR)
    guest.page.goto(f"{live_site.url}/entries/")
    guest.page.get_by_role("button", name="Yes, we come").click()
    line = _line(guest.page)

    lead = open_("/lead/berlin/voids", role=LEAD)
    lead.page.get_by_label("Id of the entry").fill(line)
    lead.page.get_by_label("Reason, for everybody to read").select_option("asked")
    lead.page.get_by_label("In your words, for its guest").fill(" ")
    lead.page.get_by_role("button", name="Make it void").click()
    expect(lead.page.get_by_text("Say why: the guest reads it.").first).to_be_visible()
    lead.page.get_by_label("In your words, for its guest").fill(WORDS)
    lead.page.get_by_role("button", name="Make it void").click()
    lead.page.get_by_text("It is void.").wait_for()
    live_site.deliver()

    way.follow(guest.page, GUEST, "does not count any more")
    expect(guest.page.get_by_text(WORDS)).to_be_visible()
    way.follow(friend.page, FRIEND, "has no seat any more")
    expect(friend.page.get_by_text(WORDS)).to_have_count(0)
    deputy = open_("", role=DEPUTY)
    way.follow(deputy.page, DEPUTY, "was made void")
    expect(deputy.page.get_by_text(WORDS)).to_be_visible()
    assert (deputy.page.get_by_text("Gül").count(), way.letters(lead.page, LEAD)) == (0, [])
    for one in (guest, friend, deputy):
        assert not scripts or one.faults() == []
    assert [said for one in (guest, friend, lead, deputy) for said in one.said if "422" not in said] == []
