"""A picture from its sender to everybody and away again: asked of two people, told after the embargo, taken back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import current_app
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import album_standing
from coordinator.disclosure.people import identity
from coordinator.editions.models import Edition
from coordinator.shows.models import Show
from tests.album.builders import NOOR, an_evening
from tests.browsing import Watched
from tests.journeys.conftest import LiveSite, Open, a_live_site, windows
from tests.pictures.files import a_photo
from tests.pictures.films import a_film
from tests.spaces.hosted import HOST

pytestmark = pytest.mark.browser
ALT = "Three people play in front of a bookshelf"
WALL = "/cities/berlin/album?edition=doors"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    """An evening that is over since yesterday, with its host, a lead and three acts."""
    with a_live_site(tmp_path, fill=_fill) as made:
        yield made


@pytest.fixture
def walk(chromium: Browser, site: LiveSite) -> Iterator[Open]:
    """Opens windows of it."""
    with windows(chromium, site) as open_:
        yield open_


def _fill() -> None:
    an_evening(current_app._get_current_object()).hosted.lead()  # type: ignore[attr-defined]


def _contact(site: LiveSite) -> str:
    """The mailbox of who speaks for the second act."""
    with site.app.app_context():
        speaks = album_standing.contacts(db.session.scalars(select(Show)).one())
        return identity(speaks[2]).email.lower()


def _links(site: LiveSite) -> dict[str, str]:
    """Mailbox → the link in the letter that it got."""
    site.deliver()
    folder = site.app.extensions["coordinator.settings"].folder / "outbox"
    found = {}
    for letter in folder.glob("*.eml"):
        text = letter.read_text(encoding="utf-8").replace("=\n", "")
        if link := re.search(r"/album/answers/\w+", text):
            found[re.findall(r"^To: .*?([\w.-]+@[\w.-]+)", text, re.MULTILINE)[0].lower()] = link[0]
    return found


def _send(watched: Watched, name: str, kind: str, body: bytes) -> None:
    """Choose a file, say what is on it and who, and send it."""
    page = watched.page
    page.get_by_label("Photo or clip").set_input_files({"name": name, "mimeType": kind, "buffer": body})
    page.get_by_label("What is on it?").fill(ALT)
    page.get_by_label("Act 2").check()
    page.get_by_label("Person 1: what you call her").fill("Noor")
    page.get_by_label("Person 1: e-mail").fill(NOOR)
    assert watched.faults() == []
    page.get_by_role("button", name="Send, and ask everyone").click()
    expect(page.get_by_text("Everyone who is named has a letter")).to_be_visible()


def _say(page: Page, *, yes: bool) -> None:
    """Answer, for this site."""
    page.get_by_label("this site: the album of the city").set_checked(yes)
    page.get_by_role("button", name="Save my answer").click()
    expect(page.get_by_text("You have said yes to" if yes else "You have said no to every use")).to_be_visible()


def _end_the_embargo(site: LiveSite) -> None:
    with site.app.app_context():
        db.session.scalars(select(Edition)).one().embargo_ends_at = now()
        db.session.commit()


def test_a_picture_is_asked_about_told_after_the_embargo_and_taken_back(walk: Open, site: LiveSite, size: str) -> None:
    host = walk("/host/", size=size, role=HOST)
    with site.app.app_context():
        show = db.session.scalars(select(Show)).one()
        after, evening = f"/host/{show.space_id}/evening/{show.id}/after", f"/album/shows/{show.id}"
    host.page.goto(site.url + after)
    host.page.get_by_role("link", name="Pictures of this evening").click()
    expect(host.page).to_have_url(site.url + evening)
    _send(host, "GPS.jpg", "image/jpeg", a_photo((900, 600)))
    expect(host.page.get_by_text("2 answers are still out.")).to_be_visible()
    assert host.faults() == []
    links = _links(site)
    assert set(links) == {NOOR, _contact(site)}

    noor, act = (walk(links[mailbox], size=size) for mailbox in (NOOR, _contact(site)))
    expect(noor.page.get_by_alt_text(ALT)).to_be_visible()
    assert (noor.faults(), act.faults()) == ([], [])
    _say(noor.page, yes=True)
    _say(act.page, yes=True)

    anybody = walk(WALL, size=size)
    expect(anybody.page.get_by_role("heading", name="Not before the day is over")).to_be_visible()
    expect(anybody.page.locator("main img")).to_have_count(0)
    assert anybody.faults() == []
    _end_the_embargo(site)
    anybody.page.reload()
    expect(anybody.page.get_by_alt_text(ALT)).to_be_visible()
    assert anybody.eventually("document.querySelector('main img').naturalWidth > 0")
    assert anybody.faults() == []
    lead = walk("/lead/berlin/album", size=size, role="lead@example.org")
    expect(lead.page.get_by_alt_text(ALT)).to_be_visible()
    assert lead.faults() == []

    _say(noor.page, yes=False)
    anybody.page.reload()
    expect(anybody.page.get_by_role("heading", name="No pictures yet")).to_be_visible()
    act.page.get_by_role("button", name="Take it down").click()
    expect(act.page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    noor.page.reload()
    expect(noor.page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    host.page.reload()
    expect(host.page.get_by_alt_text(ALT)).to_have_count(0)
    assert [one.said for one in (host, anybody, lead)] == [[], [], []]


def test_a_clip_plays_for_who_is_asked(walk: Open, site: LiveSite) -> None:
    host = walk("/album/", size="phone", role=HOST)
    expect(host.page.get_by_role("heading", name="Evenings at which you were")).to_be_visible()
    assert host.faults() == []
    host.page.get_by_role("link", name="Send a picture, or see yours.").click()
    _send(host, "IMG.MOV", "video/quicktime", a_film(count=12, quicktime=True))

    noor = walk(_links(site)[NOOR], size="phone")

    assert noor.eventually("document.querySelector('video').readyState >= 2")
    assert noor.page.evaluate("document.querySelector('video').videoWidth") == 160
    assert noor.faults() == []
    assert noor.said == []
