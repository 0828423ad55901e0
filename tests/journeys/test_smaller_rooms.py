"""A host finds that fewer people fit than were drawn; her lead reads what follows, and decides."""

from collections.abc import Iterator

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from coordinator.db import db
from coordinator.shows.models import Show
from coordinator.spaces.models import Space
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.spaces.smaller_rooms import a_drawn_rooftop
from tests.visitors import Visitor

pytestmark = pytest.mark.browser
HOST, LEAD = "ade@example.org", "lead@example.org"


@pytest.fixture
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site with a rooftop of 25 seats, drawn for twenty people."""
    with a_live_site(tmp_path_factory.mktemp("smaller"), fill=_a_drawn_rooftop) as site:
        yield site


def _a_drawn_rooftop() -> None:
    """As somebody types it; forms without a token are taken meanwhile."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    app.config["WTF_CSRF_ENABLED"], app.test_client_class = False, Visitor
    a_drawn_rooftop(app, confirmed=5)
    app.config["WTF_CSRF_ENABLED"] = True


def _rooftop(site: LiveSite) -> str:
    with site.app.app_context():
        return db.session.scalars(select(Space.id)).one()


def _seats(site: LiveSite) -> int:
    with site.app.app_context():
        return db.session.scalars(select(Show.capacity)).one()


def _fewer(host: Watched, site: LiveSite, seats: str) -> None:
    """The host says that so many fit, reads what follows, and sends it to her lead."""
    host.page.goto(f"{site.url}/host/{_rooftop(site)}/steps/guests")
    host.page.get_by_label("How many guests fit").fill(seats)
    host.page.get_by_role("button", name="Save").click()
    host.page.get_by_text("planned for 25 guests").wait_for()
    host.page.get_by_role("button", name="Send it to my lead").first.click()
    host.page.get_by_text("Your lead has it.").wait_for()


def test_the_lead_keeps_the_number_then_lowers_it(opened: Open, live_site: LiveSite, size: str) -> None:
    host, lead = opened("", size=size, role=HOST), opened("", size=size, role=LEAD)
    _fewer(host, live_site, "17")
    lead.page.goto(f"{live_site.url}/lead/lagos/spaces/{_rooftop(live_site)}/changes")
    lead.page.locator("summary").filter(has_text="that would lose").click()
    found = lead.faults()

    lead.page.get_by_label("What you write to the host").fill("Please try a few more chairs.")
    lead.page.get_by_role("button", name="Keep it, and tell the host").click()
    lead.page.get_by_text("Left as it was").first.wait_for()
    host.page.goto(f"{live_site.url}/host/{_rooftop(live_site)}")
    host.page.get_by_text("Please try a few more chairs.").wait_for()
    found += host.faults()
    _fewer(host, live_site, "16")
    lead.page.reload()
    lead.page.get_by_role("button", name="Lower it").click()
    lead.page.get_by_text("wait again at their old places").first.wait_for()
    found += lead.faults()

    asked = [line for line in host.said if "409" not in line]  # the page that asks her once more
    assert (_seats(live_site), found, asked, lead.said) == (16, [], [], [])


def test_all_of_it_works_without_javascript(opened: Open, live_site: LiveSite) -> None:
    host = opened("", size="phone", role=HOST, java_script_enabled=False)
    lead = opened("", size="phone", role=LEAD, java_script_enabled=False)
    _fewer(host, live_site, "17")

    lead.page.goto(f"{live_site.url}/lead/lagos/spaces/{_rooftop(live_site)}/changes")
    lead.page.get_by_role("button", name="Lower it").click()
    lead.page.get_by_text("wait again at their old places").first.wait_for()

    assert _seats(live_site) == 17
