"""People for tests."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import enrol
from coordinator.people import accounts, passwords, sessions, sign_in
from coordinator.people.models import OpenSession, Person, Purpose, Role
from coordinator.people.readers import Reader


def a_person(email: str = "mia@example.org", *, name: str = "Mia", password: str | None = None) -> str:
    """Somebody with an account; the id."""
    person_id = enrol(email, name=name)
    if password is not None:
        hashed = passwords.hashed(password)
        db.session.execute(update(Person).where(Person.id == person_id).values(password_hash=hashed))
    db.session.commit()
    return person_id


def of_the_team(email: str) -> Reader:
    """Somebody of the global team, named as her mailbox."""
    person = a_person(email, name=email.partition("@")[0].title())
    accounts.grant(Role.GLOBAL, person)
    return Reader(person, frozenset({(Role.GLOBAL, None)}))


def a_city(slug: str = "krakow", *, name: str = "Kraków", place_id: int = 1) -> str:
    """A city; the id."""
    point: dict[str, Any] = {"latitude": 50.06, "longitude": 19.94, "population": 755_000, "zone": "Europe/Warsaw"}
    city = City(place_id=place_id, slug=slug, name=name, country="PL", **point)
    db.session.add(city)
    db.session.commit()
    return city.id


def a_link(person_id: str, purpose: Purpose = Purpose.SIGN_IN) -> str:
    """The path of a fresh one-time link of that person."""
    token = sign_in.mint(person_id, purpose, at=now())
    db.session.commit()
    return f"/sign-in/{token}"


def signed_in(client: FlaskClient, person_id: str) -> FlaskClient:
    """The same client with a session of that person, which proves and chooses nothing more for her."""
    chosen = accounts.customs_of(person_id).locale
    assert client.post(a_link(person_id)).status_code == 302
    db.session.execute(update(Person).where(Person.id == person_id).values(locale=chosen))
    db.session.execute(update(OpenSession).where(OpenSession.person_id == person_id).values(by_link=False))
    db.session.commit()
    return client


def a_session(person_id: str) -> str:
    """The token of a fresh session of that person."""
    token = sessions.begin(person_id, at=now())
    db.session.commit()
    return token
