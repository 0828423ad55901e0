"""What is too large, too slow or malformed is refused with a page, before anything is done with it."""

import pytest
from flask import Flask

from coordinator.people import accounts
from coordinator.people.models import Role
from tests.people.builders import a_city, a_person, signed_in

MEGABYTE = 1024 * 1024


@pytest.fixture
def _as_deployed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors become pages, as they do outside tests."""
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.mark.usefixtures("_as_deployed")
@pytest.mark.parametrize(
    "path", ["/sign-in", "/account/reading", "/lead/krakow/undo", "/lead/nowhere/undo", "/sign-out"]
)
def test_a_form_beyond_the_limit_is_refused_with_a_page(app: Flask, path: str) -> None:
    """Also where another refusal comes first and its page would copy what was typed."""
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=a_city())

    answer = signed_in(app.test_client(), lead).post(path, data={"email": "x" * 3 * MEGABYTE})

    assert (answer.status_code, "a lot at once" in answer.text) == (413, True)


@pytest.mark.usefixtures("_as_deployed")
def test_more_fields_than_any_form_has_are_refused(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={f"field-{number}": "x" for number in range(5000)})

    assert answer.status_code in {413, 422}


@pytest.mark.usefixtures("_as_deployed")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{" * 5000),
        ("application/json", b"\xff\xfe"),
        ("multipart/form-data; boundary=x", b"--x\r\nnothing"),
        ("multipart/form-data", b""),
        ("application/x-www-form-urlencoded", b"%zz=%ff&\x00=\x00"),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/door/nobody/steps", "/account/reading"])
def test_a_body_that_is_no_form_breaks_nothing(app: Flask, path: str, kind: str, body: bytes) -> None:
    mia = signed_in(app.test_client(), a_person())

    assert mia.post(path, data=body, content_type=kind).status_code < 500
