"""The embargo's end, looked at: one moment opens every lineup, on the page, on the map, and for those who played."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from coordinator.day import opened_views
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.people.models import Role
from tests.journeys.conftest import LiveSite, Open

pytestmark = pytest.mark.browser


def _ends(site: LiveSite) -> datetime:
    with site.app.app_context():
        ends = db.session.scalars(select(Edition.embargo_ends_at).where(Edition.slug.startswith("open-doors-2"))).one()
    assert ends is not None
    return ends


def test_one_moment_opens_every_lineup(
    opened: Open, live_site: LiveSite, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = _ends(live_site)
    monkeypatch.setattr(opened_views, "moment", lambda: ends - timedelta(seconds=1))
    watched = opened("/map", size=size)
    page = watched.page
    page.get_by_role("link", name="When is that?").click()
    expect(page.locator(".acts-played")).to_have_count(0)
    assert watched.faults() == []

    monkeypatch.setattr(opened_views, "moment", lambda: ends)
    page.reload()

    expect(page.locator(".acts-played")).not_to_have_count(0)
    expect(page.locator("h2")).to_have_count(6)
    assert watched.faults() == []
    page.get_by_role("link", name="To the map").click()
    page.get_by_role("link", name="Who played where").click()
    expect(page.locator(".acts-played").first).to_be_visible()
    assert watched.said == []


def test_a_map_that_stays_open_opens_with_all_others(
    opened: Open, live_site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = _ends(live_site)
    monkeypatch.setattr(opened_views, "moment", lambda: ends - timedelta(seconds=1))
    watched = opened("/cities/")
    page = watched.page
    page.clock.install(time=ends - timedelta(minutes=1))
    page.goto(f"{live_site.url}/map")
    told = page.get_by_role("link", name="Who played where")
    expect(page.get_by_text("Who plays stays secret until")).to_be_visible()
    expect(told).to_be_hidden()
    page.clock.fast_forward("02:00")  # in this browser; the clock that counts is the other one
    expect(told).to_be_hidden()

    monkeypatch.setattr(opened_views, "moment", lambda: ends)
    page.clock.fast_forward("01:00")

    expect(told).to_be_visible()
    expect(page.get_by_text("Who plays stays secret until")).to_be_hidden()
    assert watched.faults() == []
    assert watched.said == []


def test_an_artist_reads_from_when_on_she_may_post(
    opened: Open, live_site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened("/artist/", role=Role.ARTIST).page
    if page.get_by_role("button", name="Confirm").count():
        page.get_by_role("button", name="Confirm").first.click()
    expect(page.get_by_text("Do not post before").first).to_be_visible()

    monkeypatch.setattr(opened_views, "moment", lambda: _ends(live_site))
    page.reload()

    expect(page.get_by_text("You may say now that you played").first).to_be_visible()
