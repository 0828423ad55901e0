"""Cities that want to join, for tests: asked for through the pages."""

import re
from email import message_from_bytes, policy
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from coordinator import jobs
from coordinator.cities.whereabouts import Place, as_json
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import city_requests
from coordinator.disclosure.city_requests import Asked
from coordinator.disclosure.sealed_joining import SealedCityRequest
from coordinator.gate import granted

WISH = {
    "languages": "Polish, German",
    "why": "Forty friends with sofas, and a choir.",
    "rooms": "4",
    "acts": "9",
    "agreed": "yes",
}
GDYNIA = Place(3099424, "Gdynia", "PL", 54.51889, 18.53188, 253_730, "Europe/Warsaw")
NORA = {"name": "Nora New", "email": "nora@example.org"}


def a_request(edition_id: str, person_id: str) -> str:
    """One of Gdynia that waits for the team, of that person; the id. A second time there is none."""
    asked = Asked(
        **NORA, languages="Polish", town=as_json(GDYNIA), label="Gdynia, Poland", why="A choir.", rooms=4, acts=9
    )
    made = city_requests.put_once(asked, edition_id, person_id=person_id, form="test", at=now())
    assert made is not None
    return made


def asks(client: FlaskClient, city: str = "Gdynia", **said: Any) -> Any:
    """The answer to a stranger who asks for that city."""
    return client.post("/cities/join", data={"city": city, **WISH, **NORA, **said})


def letters(app: Flask) -> list[tuple[str, str, str]]:
    """(To, subject, text) of every letter that has left by now, in their order."""
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    folder = app.extensions["coordinator.settings"].folder / "outbox"
    files = sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)
    read = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]
    return [(str(one["To"]), str(one["Subject"]), one.get_body(("plain",)).get_content()) for one in read]  # type: ignore[union-attr]


def path_in(text: str) -> str:
    """The path of the only link of a letter."""
    (link,) = re.findall(r"http://localhost(/\S+)", text)
    return str(link)


def asked_and_confirmed(app: Flask, city: str = "Gdynia", **said: Any) -> FlaskClient:
    """The browser of somebody who has asked for a city and confirmed her address."""
    before = len(letters(app))
    client = app.test_client()
    assert asks(client, city, **said).status_code == 303
    (letter,) = [text for to, _, text in letters(app)[before:] if said.get("email", NORA["email"]) in to]
    assert client.post(path_in(letter)).status_code == 303
    return client


def states() -> list[str]:
    """The states of all requests."""
    with granted("look into a test database"):
        return sorted(str(one) for one in db.session.scalars(db.select(SealedCityRequest.state)))


def only_id() -> str:
    """The id of the only request."""
    with granted("look into a test database"):
        found: str = db.session.scalars(db.select(SealedCityRequest.id)).one()
    return found
