"""The whole site as it is served, with a small demonstration edition, and windows of both sizes to look at it."""

import atexit
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NoReturn

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import BaseWSGIServer, make_server

from coordinator import jobs
from coordinator.app import create_app
from coordinator.campaign import demonstration
from coordinator.campaign.commands import load_demonstration
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import find_person
from coordinator.people import sign_in
from coordinator.people.models import Purpose, Role
from tests.browsing import Watched
from tests.campaign.builders import LAGOS, Town
from tests.conftest import settings_for
from tests.slowness import slowed

SIZES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
}
Open = Callable[..., Watched]


@dataclass(frozen=True)
class LiveSite:
    """A running site; `url` is its address without a slash at the end."""

    app: Flask
    url: str

    def link(self, role: Role | str) -> str:
        """The address of a fresh one-time link of the demonstration's person with that role, or that mail address."""
        with self.app.app_context():
            person = find_person(demonstration.PEOPLE[role] if isinstance(role, Role) else role)
            assert person is not None
            token = sign_in.mint(person, Purpose.INVITE, at=now())
            db.session.commit()
        return f"{self.url}/sign-in/{token}"

    def deliver(self) -> None:
        """Do what waits for a worker: letters reach the outbox."""
        with self.app.app_context():
            jobs.work_off(self.app.extensions["coordinator.jobs"], at=now())
            db.session.commit()


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The site for journeys that leave others theirs."""
    with a_live_site(tmp_path_factory.mktemp("live")) as site:
        yield site


@cache
def _migrated() -> Path:
    """A folder with an empty site: made once, however many begin with a copy of it."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    with _application(folder).app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return folder


@cache
def _thirty_shows() -> Path:
    """A folder with a site that has 30 shows in 6 cities, Berlin and Lagos the lead's; made once, too."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    shutil.copytree(_migrated(), folder, dirs_exist_ok=True)
    with _application(folder).app_context():
        load_demonstration(shows=30, artists=110, cities=6, with_tonight=False)
        db.session.remove()
        db.engine.dispose()
    return folder


def _application(folder: Path, url: str = "http://localhost") -> Flask:
    settings = settings_for(f"sqlite:///{folder / 'live.sqlite3'}", folder)
    return create_app(replace(settings, public_url=url))


@contextmanager
def a_live_site(folder: Path, *, fill: Callable[[], object] | None = None) -> Iterator[LiveSite]:
    """A site on a port of its own, with what `fill` puts into it: without a word 30 shows in 6 cities, Berlin and Lagos
    the lead's. `/broken` fails."""
    shutil.copytree(_migrated() if fill else _thirty_shows(), folder, dirs_exist_ok=True)
    server = make_server("127.0.0.1", 0, Flask("waiting"), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    app = _application(folder, url)
    server.app = slowed(app)
    app.add_url_rule("/broken", "broken", _break)
    if fill:
        with app.app_context():
            fill()
    with _serving(server):
        yield LiveSite(app, url)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def _serving(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _break() -> NoReturn:
    raise ZeroDivisionError


@pytest.fixture(params=[Town(), LAGOS], ids=lambda town: town.name)
def town(request: pytest.FixtureRequest) -> Town:
    """A city whose clocks change, and one whose clocks never do, in turn."""
    found: Town = request.param
    return found


@pytest.fixture(params=sorted(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """A desk and a phone in turn."""
    return str(request.param)


@pytest.fixture
def opened(chromium: Browser, live_site: LiveSite) -> Iterator[Open]:
    """Opens windows of the site."""
    with windows(chromium, live_site) as open_:
        yield open_


@contextmanager
def windows(browser: Browser, site: LiveSite) -> Iterator[Open]:
    """Opens a window of a size on a path of the site, for somebody nobody knows yet or with a fresh link: of the person
    with a role, or with a mail address."""
    contexts = []

    def open_(path: str, *, size: str = "desk", role: Role | str | None = None, **options: Any) -> Watched:
        context = browser.new_context(**SIZES[size], **options)
        contexts.append(context)
        watched = Watched(context.new_page())
        if role is not None:
            watched.page.goto(site.link(role))
            watched.page.get_by_role("main").get_by_role("button").click()  # whatever it is called in her language
            watched.page.wait_for_url(lambda url: "/sign-in" not in url)
        if path or role is None:
            watched.page.goto(site.url + path)
        return watched

    yield open_
    for context in contexts:
        context.close()
