"""A show in trouble, at a desk and on a telephone: each way out is two presses, and what follows stands before the
second."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import reserves
from coordinator.editions.models import Edition
from coordinator.lineups import assignment, locking, standby
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.browsing import Watched
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.guests.entering import guests, held, open_shows
from tests.journeys.conftest import LiveSite, a_live_site, windows
from tests.people.builders import of_the_team

pytestmark = pytest.mark.browser
ADA = "ada@example.org"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    """In Berlin a show whose lineup is locked, an act that stands by and a room that stands ready; in Lagos a guest
    with a seat at one of two shows."""
    with a_live_site(tmp_path, fill=_fill) as made:
        yield made


def _fill() -> None:
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    spare = a_space("S2", start=time(12), minutes=60, capacity=24, drums=False)
    show, other = spaces_taken(edition, berlin, a_space("S1", capacity=30), spare)
    drummer = an_artist("A0", needs=("drums",))
    acts = artists_taken(edition, berlin, drummer, *(an_artist(f"A{number}") for number in range(1, 5)))
    for position in (1, 2, 3):
        assignment.assign(CONSOLE, show.id, position, acts[position - 1], at=now())
    locking.lock(CONSOLE, show.id, at=now())
    standby.place(CONSOLE, 1, acts[4], edition_id=edition.id, city_id=berlin.id)
    reserves.pair(show.id, other.space_id)
    here, there = open_shows(2, town=LAGOS, edition=edition)
    there.starts_at -= timedelta(minutes=30)
    guests(here, people=2)
    held(here)
    of_the_team(ADA)
    db.session.commit()


def _shows(site: LiveSite, zone: str) -> list[str]:
    """The ids of the shows of a zone, the later ones first."""
    with site.app.app_context():
        edition = db.session.query(Edition).one()
        found = db.session.query(Show).filter_by(zone=zone, edition_id=edition.id).order_by(Show.starts_at.desc())
        return [one.id for one in found]


class Trouble:
    """Somebody of the team before a show: she opens one way, reads what follows, and presses."""

    def __init__(self, watched: Watched, site: LiveSite) -> None:
        self.watched, self.site, self.page = watched, site, watched.page

    def help(self, show_id: str, way: str, link: str, *, follows: str, press: str, said: str, why: str = "") -> None:
        """Two presses from the page of a show, and what stands there after each; `why`: what she is asked between."""
        self.page.goto(f"{self.site.url}/global/shows/{show_id}")
        self.page.get_by_role("region", name=way, exact=True).get_by_role("link", name=link, exact=True).click()
        told = self.page.get_by_role("region", name="What follows")
        button = self.page.get_by_role("button", name=press)
        expect(told).to_contain_text(follows, use_inner_text=True)
        expect(button).to_be_visible()
        assert told.evaluate("(told, button) => !!(told.compareDocumentPosition(button) & 4)", button.element_handle())
        assert self.watched.faults() == []
        if why:
            self.page.get_by_label("Why").fill(why)
        button.click()
        expect(self.page.get_by_text(said)).to_be_visible()


def test_each_way_out_is_two_presses_and_what_follows_stands_before_the_second(
    chromium: Browser, site: LiveSite, size: str
) -> None:
    evening, noon = _shows(site, "Europe/Berlin")
    seated, _ = _shows(site, LAGOS.zone)
    with windows(chromium, site) as open_:
        watched = open_("/global/", size=size, role=ADA)
        trouble = Trouble(watched, site)

        trouble.help(
            evening,
            "Call an act that stands by",
            "Slot 2",
            follows="Act A1 loses slot 2 and is told by letter.",
            press="Call it in now",
            said="The lineup is locked again and the new act is asked by letter.",
        )
        trouble.help(
            evening,
            "Move it to its reserve",
            "See what follows",
            follows="Act A0 (slot 1) cannot play there and loses its slot",
            press="Move it now",
            said="It takes place in its reserve now. 1 slot was cleared.",
        )
        trouble.help(
            evening,
            "Split it into two rooms",
            "See what follows",
            follows="A second host and somebody at a second door are needed.",
            press="Split it now",
            said="The three acts play in two rooms now, in rotated order.",
        )
        trouble.help(
            seated,
            "Offer its guests seats elsewhere",
            "See where there is room",
            follows="Each decides for herself.",
            press="Offer it to 1 guest",
            said="Offered. Each guest with a seat gets a letter and decides for herself.",
        )
        trouble.help(
            noon,
            "Call it off, with care",
            "See what follows",
            follows="It cannot be taken back; only a new show can be planned.",
            press="Call it off now",
            why="A burst pipe",
            said="The show is called off. Everybody whom it concerns is told.",
        )
        expect(watched.page.get_by_text("there is nothing left to do for it")).to_be_visible()
        assert watched.said == []
