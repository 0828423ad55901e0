"""A guest with a seat: her ticket on the phone and on paper, the evening in her calendar, and afterwards who played."""

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module

import pytest
import vobject
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import String, column, func, select, table

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import slots, tickets
from coordinator.disclosure.entries import Wanted
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.guests import drawing, entries
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows import envelopes
from coordinator.shows.models import Show, ShowState
from tests.browsing import Watched
from tests.guests.entering import edition_of, outcome_of, says_yes
from tests.journeys.conftest import LiveSite, Open, a_live_site
from tests.paper.test_paper import squares_on, text_on
from tests.people.builders import a_person

pytestmark = pytest.mark.browser
PAGES_WITH_A_CLOCK = (
    "guests.views",
    "guests.after_views",
    "guests.ticket_views",
    "shows.views",
    "shows.envelope_views",
)
GUEST = "evening@example.org"


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of these journeys' own: its draws are held."""
    with a_live_site(tmp_path_factory.mktemp("tickets")) as site:
        yield site


@pytest.fixture(scope="module")
def evening(live_site: LiveSite) -> tuple[str, str]:
    """The ids of a show with three acts, and of the entry of a guest who has confirmed a seat there for two."""
    with live_site.app.app_context():
        of_city = select(Show.city_id).where(Show.state == ShowState.OPEN).group_by(Show.city_id)
        city_id = db.session.scalars(of_city.order_by(func.count().desc())).first()
        open_there = (Show.city_id == city_id, Show.state == ShowState.OPEN)
        show = db.session.scalars(select(Show).where(*open_there).order_by(Show.starts_at)).first()
        assert show is not None
        _settle(show)
        guest = Reader(a_person(GUEST, name="Gül 王小明 🎉"))
        entries.enter(guest, Wanted(2, (show.id,)), at=show.starts_at - timedelta(days=20))
        closes = entries.close_at(edition_of(show), show.city_id)
        assert closes is not None
        drawing.close_due(closes)
        found = drawing.find_draw(edition_of(show), show.city_id)
        assert found is not None
        drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(found), at=found.draw.due_at)
        entry = own.own_entries(guest)[0]
        says_yes(guest, at=found.draw.due_at)
        for at in envelopes.instants(show, edition_of(show)):
            envelopes.seal_due(at)
        db.session.commit()
        return show.id, entry.id


def _settle(show: Show) -> None:
    """Three acts that play nowhere else."""
    playing = select(column("artist_id", String)).select_from(table("sec_slots"))
    with granted("acts that are free"):
        free = db.session.scalars(select(Artist.id).where(Artist.id.not_in(playing)).order_by(Artist.id)).all()
    for position, act in zip((1, 2, 3), free, strict=False):
        slots.clear(show.id, position)
        slots.put(show, position, act)
    db.session.flush()


def let_it_be(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let all pages of guests tell that instant, by whichever clock they go."""
    for page in PAGES_WITH_A_CLOCK:
        module = import_module(f"coordinator.{page}")
        clocks = [name for name in ("now", "moment") if hasattr(module, name)]
        assert clocks, page
        for name in clocks:
            monkeypatch.setattr(module, name, lambda: at)


def instants(live_site: LiveSite, show_id: str) -> tuple[datetime, datetime, datetime]:
    """When the show begins, when it ends, and when everybody may know who played."""
    with live_site.app.app_context():
        show = db.session.get_one(Show, show_id)
        embargo = db.session.get_one(Edition, show.edition_id).embargo_ends_at
        assert embargo is not None
        return show.starts_at, show.ends_at, max(embargo, show.ends_at)


def saved(watched: Watched, name: str) -> bytes:
    """The file behind a link."""
    with watched.page.expect_download() as download:
        watched.page.get_by_role("link", name=name).click()
    return download.value.path().read_bytes()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_guest_carries_her_ticket_and_others_can_read_it(
    opened: Open, live_site: LiveSite, evening: tuple[str, str], size: str
) -> None:
    show_id, entry_id = evening
    watched = opened("/entries/", size=size, role=GUEST)
    page = watched.page
    assert watched.faults() == []
    page.get_by_role("link", name="Your ticket").click()
    assert watched.faults() == []
    with live_site.app.app_context():
        code = tickets.own_ticket(Reader(a_person(GUEST)), entry_id).code

    with Image.open(io.BytesIO(page.locator(".ticket").screenshot())) as shown:
        read = [found.text for found in zxingcpp.read_barcodes(shown)]
    pdf = saved(watched, "To print (PDF)")
    calendar = vobject.readOne(saved(watched, "Into my calendar").decode()).vevent

    assert read == [code]
    expect(page.get_by_text(code)).to_be_visible()
    assert squares_on(pdf) == [code]
    assert "Gül 王小明" in re.sub(r"\s+", " ", text_on(pdf))
    assert calendar.dtstart.value == instants(live_site, show_id)[0]
    page.get_by_text("Lost your phone").click()
    page.get_by_role("button", name="Make a new code").click()
    expect(page.get_by_text("This is your new code.")).to_be_visible()
    expect(page.get_by_text(code)).to_have_count(0)
    assert watched.said == []


def test_after_the_last_set_she_learns_who_played_and_says_how_it_was(
    opened: Open, live_site: LiveSite, evening: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    show_id, _ = evening
    _, ends_at, over = instants(live_site, show_id)
    watched = opened("/entries/", size="phone", role=GUEST)
    page = watched.page
    let_it_be(monkeypatch, ends_at - timedelta(minutes=1))
    page.reload()
    assert page.get_by_role("link", name="See who played").count() == 0

    let_it_be(monkeypatch, ends_at)
    page.reload()
    assert watched.faults() == []
    page.get_by_role("link", name="See who played").click()
    assert watched.faults() == []
    expect(page.locator(".slot")).to_have_count(3)
    page.get_by_label("A few lines").fill("We sang along <3")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("A few lines")).to_have_value("We sang along <3")

    page.goto(f"{live_site.url}/shows/{show_id}")
    expect(page.get_by_text("three acts, kept secret").first).to_be_visible()
    let_it_be(monkeypatch, over)
    page.reload()
    expect(page.locator(".slot")).to_have_count(3)
    assert watched.faults() == []
    page.get_by_role("link", name="Sealed envelopes").click()
    expect(page.get_by_text("What was in it")).to_have_count(8)
    assert watched.faults() == []
    assert watched.said == []
