"""Nothing that a user writes is fetched; ids cannot be guessed; forms take what they have and nothing else."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from coordinator.db import random_id
from coordinator.disclosure import people
from coordinator.people import accounts
from coordinator.people.models import Role
from tests.people.builders import a_person, signed_in

ROOT = Path(__file__).parent.parent.parent / "coordinator"
REACH = {
    "urllib.request",
    "http.client",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "smtplib",
    "ftplib",
    "geopy.geocoders",
}
OURS = {"geo/online.py", "guests/relay.py", "mail/sending.py"}
"""Those that speak to a service whose address the operator has set: a geocoder, a relay of drand, a mail server."""


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_only_modules_for_services_of_the_operator_can_reach_out() -> None:
    reaching = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if _imports(path) & REACH}

    assert reaching == OURS


def test_ids_and_tokens_have_128_random_bits() -> None:
    made = {random_id() for _ in range(2000)}

    assert (len(made), {len(one) for one in made}) == (2000, {26})
    assert all(len({one[place] for one in made}) > 20 for place in range(25))  # 5 bits each; the last one holds 3


def test_a_field_that_a_form_does_not_have_is_refused(app: Flask) -> None:
    mia = a_person()
    client = signed_in(app.test_client(), mia)
    fine = client.post("/account/reading", data={"locale": "", "zone": "", "units": ""}).status_code

    more = client.post("/account/reading", data={"locale": "", "zone": "", "units": "", "role": "global"}).status_code

    assert (fine, more) == (303, 422)
    assert [held.role for held in accounts.roles_of(mia)] == []


@pytest.mark.parametrize("field", ["person_id", "id", "role", "is_admin", "second_step_at", "password_hash"])
def test_no_form_of_an_account_sets_what_it_does_not_show(app: Flask, field: str) -> None:
    mia = a_person(password="a long enough password")
    client, before = signed_in(app.test_client(), mia), people.identity(mia)

    for path in ("/account/reading", "/account/letters", "/account/password"):
        client.post(path, data={field: "1", "locale": "de_DE"})

    assert (people.identity(mia), accounts.roles_of(mia)) == (before, [])
    assert Role.GLOBAL not in {held.role for held in accounts.roles_of(mia)}
