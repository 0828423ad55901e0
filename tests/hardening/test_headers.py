"""What every answer says to browsers and to whoever stands between; what only production says; who may be asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import config
from coordinator.app import create_app
from coordinator.db import db
from coordinator.disclosure import audit
from coordinator.people import accounts
from coordinator.people.models import Role
from tests.conftest import settings_for
from tests.people.builders import a_city, a_link, a_person, signed_in

SAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = ("/", "/cities/", "/sign-in", "/nothing-here", "/account", "/lead/krakow/", "/healthz", "/outbox", "/sign-in/x")


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Flask]:
    """The site as it is deployed, on a database of its own."""
    more: dict[str, Any] = {"environment": "production", "mail_url": "smtp://localhost:1", "second_step": "optional"}
    settings = settings_for(f"sqlite:///{tmp_path / 'site.sqlite3'}", tmp_path, **more)
    made = create_app(config.Settings(**{**_told(settings), "public_url": "https://concerts.example.org"}))
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        flask_migrate.upgrade()
        yield made
        db.session.remove()
        db.engine.dispose()


def _told(settings: config.Settings) -> dict[str, Any]:
    return {item: getattr(settings, item) for item in settings.__slots__}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_keeps_itself_to_itself(app: Flask, path: str) -> None:
    lead = a_person()
    accounts.grant(Role.LEAD, lead, city_id=a_city())

    for client in (app.test_client(), signed_in(app.test_client(), lead)):
        headers = client.get(path).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))

        assert {name: headers[name] for name in SAYS} == SAYS
        assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'",) * 3
        assert (policy["form-action"], policy["script-src"].split()[0]) == ("'self'", "'self'")
        assert [word for word in ("unsafe", "http:", "*", "strict-dynamic") if word in policy["script-src"]] == []
        assert "unsafe" not in policy["style-src"]
        assert "camera" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_what_is_answered_to_somebody_signed_in_is_kept_nowhere(app: Flask, path: str) -> None:
    headers = signed_in(app.test_client(), a_person()).get(path).headers

    assert "no-store" in headers["Cache-Control"]
    assert {"ETag", "Last-Modified"} & set(headers.keys()) == set()


def test_what_was_unsealed_for_a_stranger_is_kept_nowhere_either(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = app.test_client().get("/cities/").headers["Cache-Control"]

    monkeypatch.setattr(audit, "has_unsealed", lambda: True)

    assert (plain, app.test_client().get("/cities/").headers["Cache-Control"]) == ("no-cache", "no-store")


def test_a_grant_is_noticed_until_the_next_request_begins(app: Flask) -> None:
    audit.watch()
    before = audit.has_unsealed()
    a_person()
    after = audit.has_unsealed()
    audit.watch()

    assert (before, after, audit.has_unsealed()) == (False, True, False)


def test_the_session_of_a_deployed_site_is_bound_to_its_host_and_to_https(production: Flask) -> None:
    link = a_link(a_person())

    answer = production.test_client().post(link, base_url="https://concerts.example.org")

    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "session=" in one)
    parts = {part.strip().partition("=")[0].lower() for part in cookie.split(";")}
    assert cookie.startswith("__Host-session=")
    assert ({"secure", "httponly", "path", "samesite"} - parts, "domain" in parts) == (set(), False)
    assert "SameSite=Lax" in cookie


def test_only_a_deployed_site_asks_for_https_for_good(production: Flask, client: FlaskClient) -> None:
    told = production.test_client().get("/", base_url="https://concerts.example.org").headers

    assert told["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize(
    "host", ["evil.example", "concerts.example.org.evil.example", "concerts.example.org@evil.example"]
)
def test_a_deployed_site_answers_to_its_own_name_only(production: Flask, host: str) -> None:
    client = production.test_client()
    good = client.get("/sign-in", base_url="https://concerts.example.org").status_code

    bad = client.get("/sign-in", base_url="https://concerts.example.org", headers={"Host": host})

    assert (good, bad.status_code >= 400, "evil" in bad.headers.get("Location", "")) == (200, True, False)


def test_nobody_says_by_a_header_which_site_it_is_where_no_proxy_is_trusted(production: Flask) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "9.9.9.9", "Forwarded": "host=evil.example"}

    answer = production.test_client().get("/account", base_url="https://concerts.example.org", headers=forged)

    assert (answer.status_code, "evil" in answer.headers["Location"]) == (302, False)


EVIL = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/%0d%0aX: y",
    "javascript:alert(1)",
    "\t//evil.example",
]


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.parametrize("path", ["/sign-in", "/account", "/lead/krakow/undo", "/cities/", "/door/"])
def test_no_answer_leads_to_another_site(app: Flask, path: str, target: str) -> None:
    asked = {
        "query_string": {"next": target},
        "headers": {"Referer": target if "://" in target else "https://evil.example/x"},
    }

    for answer in (app.test_client().get(path, **asked), app.test_client().post(path, data={"next": target}, **asked)):
        where = answer.headers.get("Location", "/")
        assert where.startswith("/")
        assert not where.startswith(("//", "/\\"))
        assert 'href="https://evil' not in answer.text


def test_a_page_of_a_refusal_leads_back_on_this_site_only(app: Flask) -> None:
    mia, big = signed_in(app.test_client(), a_person()), {"locale": "x" * 3_000_000}

    near = mia.post("/account/reading", data=big, headers={"Referer": "http://localhost/account?x=1"})
    far = mia.post("/account/reading", data=big, headers={"Referer": "http://evil.example/account"})

    assert ('href="/account?x=1"' in near.text, "evil.example" in far.text) == (True, False)


def test_whom_to_tell_of_a_hole_stands_where_it_is_looked_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = app.test_client().get("/.well-known/security.txt").status_code
    told = config.Settings(
        **{**_told(app.extensions["coordinator.settings"]), "security_contact": "mailto:a@example.org"}
    )
    monkeypatch.setitem(app.extensions, "coordinator.settings", told)

    answer = app.test_client().get("/.well-known/security.txt")

    assert (nobody, answer.status_code, answer.mimetype) == (404, 200, "text/plain")
    assert answer.text.startswith("Contact: mailto:a@example.org\nExpires: ")
