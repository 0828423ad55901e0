"""A partner's page, on another origin, shows the map of a city in a frame where the settings name it, and nothing else
of the site anywhere."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, expect
from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from tests.journeys.conftest import SIZES, LiveSite

pytestmark = pytest.mark.browser
REFUSED = "chrome-error:"  # where a frame stands that may not show its page


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a word of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[str]:
    """The origin of a partner, whose folder the test fills."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def _framed(chromium: Browser, partner: str, folder: Path, shown: str, size: str = "desk") -> Iterator[Frame]:
    """What a partner's page has in its frame of an address."""
    words = "<!doctype html><html lang=en><title>Partner</title><h1>Partner</h1>"
    frame = f'<iframe src="{shown}" title="Shows" width="340" height="600"></iframe>'
    (folder / "index.html").write_text(words + frame, encoding="utf-8")
    context = chromium.new_context(**SIZES[size])
    try:
        page = context.new_page()
        page.goto(f"{partner}/index.html")
        yield page.frames[1]
    finally:
        context.close()


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "another"])
def test_a_frame_of_a_city_opens_for_a_partner_who_is_listed(
    chromium: Browser,
    live_site: LiveSite,
    partner: str,
    tmp_path: Path,
    size: str,
    listed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = live_site.app.extensions["coordinator.settings"]
    named = f"https://other.example,{partner if listed else partner[:-1]}"
    monkeypatch.setitem(live_site.app.extensions, "coordinator.settings", replace(kept, framed_by=named))
    with live_site.app.app_context():
        slug, name = db.session.execute(select(City.slug, City.name).where(City.name == "Berlin")).one()

    with _framed(chromium, partner, tmp_path, f"{live_site.url}/embed/cities/{slug}", size) as frame:
        if not listed:
            frame.wait_for_url(lambda url: url.startswith(REFUSED), wait_until="commit")
            return
        expect(frame.locator(".leaflet-container canvas").first).to_be_visible()
        expect(frame.get_by_role("heading", level=1)).to_have_text(f"Shows in {name}")
        frame.get_by_role("link", name=name, exact=True).click()
        expect(frame.page).to_have_url(f"{live_site.url}/cities/{slug}")


def test_no_other_page_is_framed_by_a_partner_who_is_listed(
    chromium: Browser, live_site: LiveSite, partner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = live_site.app.extensions["coordinator.settings"]
    monkeypatch.setitem(live_site.app.extensions, "coordinator.settings", replace(kept, framed_by=partner))

    for path in ("/map", "/cities/berlin", "/sign-in"):
        with _framed(chromium, partner, tmp_path, f"{live_site.url}{path}") as frame:
            frame.wait_for_url(lambda url: url.startswith(REFUSED), wait_until="commit")
