"""When something goes wrong: pages without a database, no address in the log, no waiting for a writer."""

import logging
from collections.abc import Iterator
from typing import NoReturn

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient

from coordinator.db import db
from coordinator.gate import granted
from coordinator.people import accounts
from coordinator.people.readers import Customs, Reader
from coordinator.web import reader
from tests.people.builders import a_person, signed_in


@pytest.fixture
def without_editions(app: Flask) -> Iterator[None]:
    """A database that lacks the table every page asks first."""
    _rename("editions", "elsewhere")
    yield
    _rename("elsewhere", "editions")


def _rename(old: str, new: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection, granted("test"):
        connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))


@pytest.fixture
def _as_deployed(app: Flask) -> Iterator[None]:
    """Errors become pages, as they do outside tests."""
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = None


@pytest.mark.usefixtures("without_editions", "_as_deployed")
@pytest.mark.parametrize("path", ["/", "/nothing-here", "/cities/berlin", "/sign-in"])
def test_the_page_for_a_broken_database_needs_none(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)

    assert answer.status_code in {500, 503}
    assert "Go to the front page" in answer.text


@pytest.mark.usefixtures("without_editions", "_as_deployed")
@pytest.mark.parametrize(
    ("language", "said", "direction"), [("de", "Zur Startseite", "ltr"), ("ar", "إلى الصفحة الأولى", "rtl")]
)
def test_the_page_for_a_broken_database_is_in_the_language_of_the_browser(
    app: Flask, language: str, said: str, direction: str
) -> None:
    page = app.test_client().get("/", headers={"Accept-Language": language}).text

    assert (f'lang="{language}' in page, f'dir="{direction}"' in page, said in page) == (True, True, True)
    assert "Go to the front page" not in page


@pytest.mark.usefixtures("_as_deployed")
def test_whoever_was_known_before_it_broke_reads_so_in_her_own_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = a_person()
    accounts.set_customs(Reader(person), Customs("de_AT"))
    db.session.commit()
    client = signed_in(app.test_client(), person)

    def breaks(*_: object) -> NoReturn:
        raise ZeroDivisionError(reader().id)  # it is known by then who is signed in

    monkeypatch.setitem(app.view_functions, "people.account", breaks)

    answer = client.get("/account", headers={"Accept-Language": "en"})

    assert (answer.status_code, 'lang="de-AT"' in answer.text, "Zur Startseite" in answer.text) == (500, True, True)


@pytest.mark.usefixtures("without_editions", "_as_deployed")
def test_the_log_names_the_endpoint_and_never_the_address(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        app.test_client().get("/sign-in/secret-token-of-somebody")

    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "people.show_link" in told
    assert "secret-token" not in told


@pytest.mark.parametrize("path", ["/cities/a%00b", "/shows/%00", "/lead/%01/", "/cities/?q=%00", "/nothing%7f"])
def test_a_control_character_in_an_address_is_an_address_that_does_not_exist(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_refused_form_waits_for_no_writer(app: Flask, db_url: str) -> None:
    """On SQLite a request that only says no must not queue behind a long import."""
    if not db_url.startswith("sqlite"):
        pytest.skip("on PostgreSQL readers never wait for writers")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        with db.engine.begin():  # BEGIN IMMEDIATE: the writer's place is taken
            answer = app.test_client().post("/sign-out")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (answer.status_code, "This page is from before you signed in or out" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
)
def test_the_outbox_is_shut_behind_any_proxy(client: FlaskClient, header: str) -> None:
    near = client.get("/outbox").status_code

    assert (near, client.get("/outbox", headers={header: "8.8.8.8"}).status_code) == (200, 404)


def test_no_two_features_lend_templates_something_of_the_same_name(app: Flask) -> None:
    """The later one would take the place of the other, on pages that are not its own."""
    with app.test_request_context("/"):
        g.csp_nonce = ""
        lent = [(name, one) for give in app.template_context_processors[None] for name, one in dict(give()).items()]  # type: ignore[arg-type]  # none of ours is awaited
    lent += [(name, one) for name, one in app.jinja_env.globals.items() if name in dict(lent)]

    twice = {name for name, one in lent if any(name == other and one != its for other, its in lent)}
    assert (twice - {"g", "request", "session"}, len(lent) > 50) == (set(), True)
