"""An evening that browsers go all the way to, as the clock goes by: a site with one show in a city whose clocks change
between the reveal and the show, or in one whose clocks never do, and a clock that is ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.editions.models import Edition
from coordinator.guests import drawing, entries
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import Town, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.guests.entering import outcome_of
from tests.journeys.conftest import LiveSite, a_live_site

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


def _no_more(_show: Show) -> None:
    pass


@contextmanager
def by_our_clock(
    town: Town,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    also: Callable[[Show], None] = _no_more,
    **room: Any,
) -> Iterator[LiveSite]:
    """A site with a show in that city, whose clock is ours; `also`: what else is done about the show."""
    monkeypatch.setattr(Clock, "at", BEFORE)
    monkeypatch.setattr("coordinator.clock.datetime", Clock)
    with a_live_site(folder, fill=partial(_fill, town, also, room)) as site:
        yield site


def _fill(town: Town, also: Callable[[Show], None], room: dict[str, Any]) -> None:
    edition, city = an_edition(day=DAY), a_city(town)
    (show,) = spaces_taken(edition, city, a_space(address=ADDRESSES[town.name], **room))
    rows = (an_artist(f"A{number}", act_name=name) for number, name in enumerate(ACTS))
    for position, act in enumerate(artists_taken(edition, city, *rows), start=1):
        slots.put(show, position, act)
    entries.open_city(CONSOLE, edition, city.id, at=now())
    also(show)
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


def way_of(site: LiveSite) -> Way:
    """The way to the one show of a site."""
    with site.app.app_context():
        show = db.session.scalars(select(Show)).one()
        return Way(site, show.id, show.starts_at, show.ends_at)


def hold_draw(way: Way) -> datetime:
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
