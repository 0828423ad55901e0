"""Two applications that look like one act, and those who have to do with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.artists.models import Application, ApplicationState
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.doubles import Double
from coordinator.doubles import asking
from coordinator.doubles.bringing import Choice
from coordinator.doubles.views import town_at
from coordinator.editions.models import Edition
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.artists.acts import sent
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.people.builders import a_person, signed_in
from tests.reviews.desk import a_lead

PHONE = "+49 171 5566778"
APART: dict[str, str | list[str]] = {
    "links": "https://own.example/b",
    "name": ["Bo Else"],
    "email": ["bo@example.org"],
    "guardian": [""],
}


@dataclass
class Pairs:
    """Berlin, led by Ada; Lea and Noor, who want to play; two rooms at other hours."""

    app: Flask
    edition: Edition
    city: City
    ada: Reader
    lea: FlaskClient
    noor: FlaskClient
    shows: list[Show]

    def found(self, reader: Reader | None = None) -> Sequence[Double]:
        """What a lead sees."""
        return asking.of_city(reader or self.ada, edition_id=self.edition.id, city_id=self.city.id, at=now())

    def pair(self) -> Double:
        """The only one."""
        (double,) = self.found()
        return double

    def merge(self, kept: str, *, seen: int = 0, takes: Sequence[Choice] = ()) -> str:
        """What Ada does; what it is then."""
        state = asking.merge(self.ada, self.pair(), kept, town_at, seen=seen, takes=takes, at=now())
        db.session.commit()
        return str(state)

    def browser(self, reader: Reader | None = None) -> FlaskClient:
        """A browser of a lead."""
        return signed_in(self.app.test_client(), str((reader or self.ada).id))


def some_pairs(app: Flask) -> Pairs:
    """Nobody has applied yet."""
    edition, city = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    a_city(LAGOS)
    shows = spaces_taken(
        edition, city, a_space("S1", start=time(14), minutes=60), a_space("S2", start=time(20), minutes=60)
    )
    ada = a_lead("ada@example.org", city, name="Ada Lead")
    db.session.commit()
    lea, noor = (
        signed_in(app.test_client(), a_person(f"{name}@example.org", name=name.title())) for name in ("lea", "noor")
    )
    return Pairs(app, edition, city, ada, lea, noor, shows)


def wish_of(artist_id: str) -> Application:
    """An act's application, read anew."""
    wanted = select(Application).where(Application.artist_id == artist_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def accepted(*artist_ids: str) -> None:
    """They may play."""
    for artist_id in artist_ids:
        wish_of(artist_id).state = ApplicationState.ACCEPTED
    db.session.commit()


def two_of_lea(pairs: Pairs, **other: Any) -> tuple[str, str]:
    """Two applications of one person that share a link."""
    return sent(pairs.lea), sent(pairs.lea, **{"act_name": "Larks"} | other)


def one_each(pairs: Pairs, **other: Any) -> tuple[str, str]:
    """An application of Lea's and one of Noor's with the same people."""
    return sent(pairs.lea), sent(pairs.noor, **{"act_name": "Larks"} | other)
