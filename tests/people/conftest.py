"""What tests of accounts share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.visitors import Visitor


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application, whose clients are visitors."""
    app.test_client_class = Visitor
    return app


@pytest.fixture
def _alike(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The nonce and the form token of all responses are the same, so that answers can be compared byte by byte."""
    monkeypatch.setattr("coordinator.web.secrets.token_urlsafe", lambda _size: "nonce")
    monkeypatch.setitem(app.jinja_env.globals, "csrf_token", lambda: "token")
    _load_macros_anew(app)
    yield
    _load_macros_anew(app)


def _load_macros_anew(app: Flask) -> None:
    """Imported macros keep the globals of the moment at which they were loaded."""
    if app.jinja_env.cache is not None:
        app.jinja_env.cache.clear()
