"""Two of the global team at the leak desk, at a desk and on a telephone: one asks, the other reads what follows beside
her button; what was dropped is not done any more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from coordinator.clock import now
from coordinator.db import db
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.journeys.conftest import LiveSite, a_live_site, windows
from tests.people.builders import of_the_team

pytestmark = pytest.mark.browser
ADA, BEN = "ada@example.org", "ben@example.org"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    """Two shows in Berlin that have told their address."""
    with a_live_site(tmp_path, fill=_fill) as made:
        yield made


def _fill() -> None:
    starts_at = now() + timedelta(hours=60)
    for show in spaces_taken(an_edition(day=starts_at.date()), a_city(), a_space("S1"), a_space("S2")):
        show.starts_at, show.ends_at = starts_at, starts_at + timedelta(hours=2)
    of_the_team(ADA)
    of_the_team(BEN)
    db.session.commit()


def test_a_step_is_read_by_a_second_person_and_dropped_by_who_asked(
    chromium: Browser, site: LiveSite, size: str
) -> None:
    with windows(chromium, site) as open_:
        asking = open_("/global/leaks/later?city=berlin&hours=24", size=size, role=ADA)
        expect(asking.page.get_by_text("Where nobody does, it lapses after a day.")).to_be_visible()
        asking.page.get_by_role("button", name="Ask for it").click()
        expect(asking.page.get_by_text("waits for somebody else of the team")).to_be_visible()
        reading = open_("/global/leaks", size=size, role=BEN)

        expect(reading.page.get_by_text("2 of them have told it already and close it again at once")).to_be_visible()
        expect(reading.page.get_by_text("It lapses if nobody agrees until")).to_be_visible()
        assert (asking.faults(), reading.faults()) == ([], [])
        asking.page.get_by_role("button", name="Drop it").click()
        expect(asking.page.get_by_text("Dropped. Nothing was done.")).to_be_visible()
        reading.page.get_by_role("button", name="I agree, do it").click()

        expect(reading.page.get_by_text("It has been dropped; nothing is done.")).to_be_visible()
        expect(reading.page.get_by_text("Dropped by")).to_be_visible()
        expect(reading.page.get_by_role("button", name="I agree, do it")).to_have_count(0)
        assert (asking.said, reading.said, reading.faults()) == ([], [], [])
