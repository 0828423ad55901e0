"""A whole way, from an entry three weeks before to the door and who played, as the clock goes by: in a city whose
clocks change between the reveal and the show, and in one whose clocks never do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doorkeepers, slots
from coordinator.door.models import DoorRole
from coordinator.editions.models import Edition
from coordinator.guests import drawing, entries
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show, ShowState
from tests.browsing import Watched
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.guests.entering import outcome_of, says_yes, wishes
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.journeys.test_guests import ask
from tests.people.builders import a_person

pytestmark = pytest.mark.browser
BERLIN = Town()
DAY = date(2027, 3, 29)  # a Monday; clocks in Berlin go forward on the Sunday before
BEFORE = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND, HOUR, EARLY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=20)
ADDRESSES = {"Berlin": "7 Sleepless Street", "Lagos": "9 Evergreen Close"}
REVEALED = {"Berlin": "Fri, Mar 26, 6:30 PM", "Lagos": "Fri, Mar 26, 7:30 PM"}  # 72 hours, whatever clocks show
ACTS = ("The First", "The Second", "The Third")


class Clock(datetime):
    """What the site takes for the time."""

    at: ClassVar[datetime] = BEFORE

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.at.astimezone(tz)


@pytest.fixture(params=[BERLIN, LAGOS], ids=lambda town: town.name)
def town(request: pytest.FixtureRequest) -> Town:
    """Each city in turn."""
    found: Town = request.param
    return found


@pytest.fixture
def live_site(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveSite]:
    """A site with a show in that city, whose clock is ours."""
    monkeypatch.setattr(Clock, "at", BEFORE)
    monkeypatch.setattr("coordinator.clock.datetime", Clock)
    with a_live_site(tmp_path, fill=partial(_one_show, town)) as site:
        yield site


def _one_show(town: Town) -> None:
    edition, city = an_edition(day=DAY), a_city(town)
    (show,) = spaces_taken(edition, city, a_space(address=ADDRESSES[town.name]))
    rows = (an_artist(f"A{number}", act_name=name) for number, name in enumerate(ACTS))
    for position, act in enumerate(artists_taken(edition, city, *rows), start=1):
        slots.put(show, position, act)
    entries.open_city(CONSOLE, edition, city.id, at=now())
    db.session.commit()


@dataclass(frozen=True)
class Way:
    """A show, and its site."""

    site: LiveSite
    show_id: str
    starts_at: datetime
    ends_at: datetime

    def wait(self, at: datetime) -> None:
        """Time goes by: what is due happens, letters leave."""
        Clock.at = at
        with self.site.app.app_context():
            for walk in self.site.app.extensions["coordinator.rounds"]:
                walk(now())
            db.session.commit()
        self.site.deliver()

    def letters(self, page: Page, email: str) -> list[str]:
        """The subjects of what has been written to somebody."""
        page.goto(f"{self.site.url}/outbox")
        return [str(line) for line in page.locator(".letter a", has_text=email).all_inner_texts()]

    def follow(self, page: Page, email: str, subject: str) -> None:
        """Press the link of a letter."""
        page.goto(f"{self.site.url}/outbox")
        page.locator(".letter a", has_text=email).filter(has_text=subject).first.click()
        page.locator(".letter-body a").click()


def _way(site: LiveSite) -> Way:
    with site.app.app_context():
        show = db.session.scalars(select(Show)).one()
        return Way(site, show.id, show.starts_at, show.ends_at)


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


def _draw(way: Way) -> datetime:
    """Hold the draw as soon as that may be done; when that was."""
    with way.site.app.app_context():
        show = db.session.get_one(Show, way.show_id)
        edition = db.session.get_one(Edition, show.edition_id)
        found = drawing.find_draw(edition, show.city_id)
        assert found is not None
        drawing.hold(CONSOLE, edition, show.city_id, outcome_of(found), at=found.draw.due_at)
        db.session.commit()
        assert db.session.get_one(Show, way.show_id).state is ShowState.DRAWN
        return found.draw.due_at


def _where(page: Page) -> str:
    return page.locator("section[aria-labelledby=where-head]").inner_text().replace("\u202f", " ")


def _come_along(opened: Open, way: Way, guest: Page, email: str, *, looks: bool = True) -> Watched:
    """The guest names a friend, who says yes."""
    guest.get_by_role("link", name="Name them").click()
    guest.get_by_label("Their name").fill("Bea")
    guest.get_by_label("Their own e-mail").fill(email)
    guest.get_by_role("button", name="Ask them").click()
    assert guest.get_by_text("We have written to Bea and wait for a yes.").is_visible()
    way.site.deliver()
    friend = opened("/outbox", size="phone")
    way.follow(friend.page, email, "asks whether you come along")
    assert not looks or friend.faults() == []
    friend.page.get_by_role("button", name="Yes, I come along").click()
    assert friend.page.get_by_text("You are in the draw together.").is_visible()
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
    assert door.page.locator("[data-words]").inner_text() == words
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
    way, mail, friends = _way(live_site), "gul@example.org", "bea@example.org"
    address, reveal = ADDRESSES[town.name], REVEALED[town.name]

    way.wait(way.starts_at - EARLY)
    _others_enter(way)
    guest = opened(f"/shows/{way.show_id}", size="phone")
    ask(guest, live_site, mail, looks=False)
    friend = _come_along(opened, way, guest.page, friends)

    way.wait(way.starts_at - timedelta(days=10))
    way.wait(_draw(way) + HOUR)
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
    played = [name for name in ACTS if friend.page.get_by_text(name).first.is_visible()]
    way.wait(way.ends_at + timedelta(hours=12))
    guest.page.goto(evening)

    assert played == list(ACTS)
    assert address not in guest.page.content()
    assert [one.said for one in (guest, friend)] == [[], []]
