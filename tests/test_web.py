"""When something goes wrong: pages without a database, no address in the log, no waiting for a writer."""

import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator.db import db
from coordinator.gate import granted


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

    assert (answer.status_code, "The form was open too long" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
)
def test_the_outbox_is_shut_behind_any_proxy(client: FlaskClient, header: str) -> None:
    near = client.get("/outbox").status_code

    assert (near, client.get("/outbox", headers={header: "8.8.8.8"}).status_code) == (200, 404)
