"""A whole way, from an entry three weeks before to the door and who played, as the clock goes by: in a city whose
clocks change between the reveal and the show, and in one whose clocks never do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.door.models import DoorRole
from coordinator.guests import entries
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.browsing import Watched
from tests.campaign.builders import Town
from tests.guests.entering import says_yes, wishes
from tests.journeys.conftest import LiveSite, Open
from tests.journeys.test_guests import ask
from tests.journeys.ways import (
    ACTS,
    ADDRESSES,
    EARLY,
    HOUR,
    REVEALED,
    SECOND,
    Clock,
    Way,
    by_our_clock,
    hold_draw,
    way_of,
)
from tests.people.builders import a_person

pytestmark = pytest.mark.browser


@pytest.fixture
def live_site(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveSite]:
    """A site with a show in that city, whose clock is ours."""
    with by_our_clock(town, tmp_path, monkeypatch) as site:
        yield site


def _others_enter(way: Way) -> None:
    with way.site.app.app_context():
        show = db.session.get_one(Show, way.show_id)
        for name in ("Noa", "Tom"):
            guest = Reader(a_person(f"{name}@example.org", name=f"{name} Lastname"))
            entries.enter(guest, wishes(show), at=now())
        db.session.commit()


def _others_say_yes(way: Way) -> None:
    with way.site.app.app_context():
        for name in ("Noa", "Tom"):
            guest = Reader(a_person(f"{name}@example.org"))
            says_yes(guest, at=now())
        db.session.commit()


def _where(page: Page) -> str:
    return page.locator("section[aria-labelledby=where-head]").inner_text().replace("\u202f", " ")


def come_along(opened: Open, way: Way, guest: Page, email: str, *, looks: bool = True) -> Watched:
    """The guest names a friend, who says yes."""
    guest.get_by_role("link", name="Name them").click()
    guest.get_by_label("Their name").fill("Bea")
    guest.get_by_label("Their own e-mail").fill(email)
    guest.get_by_role("button", name="Ask them").click()
    expect(guest.get_by_text("We have written to Bea and wait for a yes.")).to_be_visible()
    way.site.deliver()
    friend = opened("/outbox", size="phone")
    way.follow(friend.page, email, "asks whether you come along")
    assert not looks or friend.faults() == []
    friend.page.get_by_role("button", name="Yes, I come along").click()
    expect(friend.page.get_by_text("You are in the draw together.")).to_be_visible()
    return friend


def _let_in(opened: Open, way: Way, code: str, words: str) -> None:
    """A steward lets in the party by its code, and one other by name."""
    with way.site.app.app_context():
        show = db.session.get_one(Show, way.show_id)
        tim = a_person("tim@example.org", name="Tim")
        doorkeepers.put(show, tim, DoorRole.STEWARD, "Tim", at=now())
        db.session.commit()
    door = opened("/door/", size="phone", role="tim@example.org")
    door.page.clock.set_fixed_time(Clock.at)  # what the phone shows
    door.page.goto(f"{way.site.url}/door/{way.show_id}")
    assert door.eventually("document.querySelector('#door').dataset.ready") == "kept", door.said
    expect(door.page.locator("[data-words]")).to_have_text(words, use_inner_text=True)
    door.page.get_by_label("First name or code").fill(code)
    door.page.keyboard.press("Enter")
    assert str(door.eventually("document.querySelector('#answer').textContent")).endswith(", 2 people")
    door.page.get_by_role("button", name="All 2 in").click()
    door.page.get_by_label("First name or code").fill("noa")
    door.page.locator(".party", has=door.page.get_by_text("Noa", exact=True)).get_by_role("button", name="1 in").click()
    assert door.eventually("document.querySelector('[data-count=inside]').textContent === '3'")
    assert door.faults() == []
    assert door.said == []


def test_a_party_goes_all_the_way_from_its_entry_to_its_door(opened: Open, live_site: LiveSite, town: Town) -> None:
    way, mail, friends = way_of(live_site), "gul@example.org", "bea@example.org"
    address, reveal = ADDRESSES[town.name], REVEALED[town.name]

    way.wait(way.starts_at - EARLY)
    _others_enter(way)
    guest = opened(f"/shows/{way.show_id}", size="phone")
    ask(guest, live_site, mail, looks=False)
    friend = come_along(opened, way, guest.page, friends)

    way.wait(way.starts_at - timedelta(days=10))
    way.wait(hold_draw(way) + HOUR)
    guest.page.goto(f"{live_site.url}/entries/")
    guest.page.get_by_role("button", name="Yes, we come").click()
    _others_say_yes(way)

    way.wait(way.starts_at - timedelta(hours=72) - SECOND)
    guest.page.goto(f"{live_site.url}/entries/")
    guest.page.get_by_role("link", name="Where it is").click()
    early, evening = _where(guest.page), guest.page.url
    assert (address in early, reveal in early) == (False, True)
    assert [line for line in way.letters(guest.page, mail) if "address" in line] == []

    way.wait(way.starts_at - timedelta(hours=72))
    friend = opened("/outbox", size="phone", role=friends)  # she was not here for two weeks, and signs in again
    for one, email in ((guest, mail), (friend, friends)):
        way.follow(one.page, email, "address is ready")
        assert address in _where(one.page)
        assert one.faults() == []
    stranger = opened("", size="phone")
    stranger.page.goto(evening)
    assert address not in stranger.page.content()

    way.wait(way.starts_at - HOUR / 2)
    guest.page.goto(f"{live_site.url}/entries/")
    guest.page.get_by_role("link", name="Your ticket").click()
    code = guest.page.locator(".ticket .code").inner_text()
    _let_in(opened, way, code, guest.page.locator(".words strong").inner_text())

    way.wait(way.ends_at)
    friend.page.goto(f"{live_site.url}/entries/")
    friend.page.get_by_role("link", name="See who played").click()
    for name in ACTS:
        expect(friend.page.get_by_text(name).first).to_be_visible()
    way.wait(way.ends_at + timedelta(hours=12))
    guest.page.goto(evening)

    assert address not in guest.page.content()
    assert [one.said for one in (guest, friend)] == [[], []]
