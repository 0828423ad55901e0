"""Maps need a page to stand on and a browser to look at it: both local, the browser optional outside CI."""

import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from flask import Flask, Response, g
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.browsing import Watched

ROOT = Path(__file__).resolve().parents[2]


class Nobody:
    """A reader who has not signed in."""

    is_authenticated = False
    name = ""


@pytest.fixture
def watched(chromium: Browser) -> Iterator[Watched]:
    """An empty page of 1280 by 800 pixels."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    yield Watched(page)
    page.close()


@pytest.fixture
def bare_app() -> Flask:
    """Flask with our templates, static files and policy, and nothing else of the house."""
    static, templates = ROOT / "coordinator" / "static", ROOT / "templates"
    app = Flask("maps", static_folder=str(static), template_folder=str(templates))
    app.secret_key = "test"
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals |= {"csrf_token": lambda: "token", "came_from": lambda: "/"}
    app.before_request(_nonce)
    app.after_request(_policy)
    app.context_processor(_frame)
    return app


@pytest.fixture
def site(bare_app: Flask) -> Iterator[str]:
    """The address at which `bare_app` is served; add routes before asking for it."""
    server = make_server("127.0.0.1", 0, bare_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _nonce() -> None:
    g.nonce = secrets.token_urlsafe(12)


def _frame() -> dict[str, Any]:
    return {
        "locale": "en",
        "text_direction": "ltr",
        "current_user": Nobody,
        "csp_nonce": g.nonce,
        "edition": None,
    }


def _policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{g.nonce}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; media-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; manifest-src 'self'"
    )
    return response
