"""A city with things to review, and the people who do."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.artists.models import Application, ApplicationState
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import deposits
from coordinator.editions.models import Edition
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.reviews.applications import subject_of as wish_subject
from coordinator.reviews.judging import Subject
from coordinator.reviews.spaces import subject_of as space_subject
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_person, signed_in

AT = now()


@dataclass
class Desk:
    """Berlin: a submitted space with a show, a submitted act; two leads, somebody of the global team, Lagos' lead."""

    app: Flask
    edition: Edition
    city: City
    space: Space
    wish: Application
    ada: Reader
    bea: Reader
    globe: Reader
    other: Reader

    @property
    def subjects(self) -> tuple[Subject, Subject]:
        """What there is to judge."""
        return space_subject(self.space), wish_subject(self.wish)

    def browser(self, reader: Reader) -> FlaskClient:
        """A browser of one of them."""
        return signed_in(self.app.test_client(), str(reader.id))

    def addresses(self) -> tuple[str, str]:
        """The pages of what there is to judge."""
        return f"/lead/berlin/spaces/{self.space.id}", f"/lead/berlin/applications/{self.wish.id}"


def a_lead(email: str, city: City, *, name: str) -> Reader:
    """A lead of a city."""
    person = a_person(email, name=name)
    grant(Role.LEAD, person, city_id=city.id)
    return Reader(person, frozenset({(Role.LEAD, city.id)}))


def a_desk(app: Flask) -> Desk:
    """The desk as it is before anybody has looked."""
    edition = an_edition(day=(AT + timedelta(days=30)).date())
    city, lagos = a_city(), a_city(LAGOS)
    spaces_taken(edition, city, a_space("S1"), a_space("S2", space_name="The long table"))
    artists_taken(edition, city, an_artist("A1", members=("Ann-Marie Drum",)), an_artist("A2"))
    spaces, acts = deposits.space_ids(edition.id), deposits.artist_ids(edition.id)
    space = db.session.get_one(Space, spaces["S1"])
    wish = db.session.scalars(select(Application).where(Application.artist_id == acts["A1"])).one()
    space.state, wish.state = SpaceState.SUBMITTED, ApplicationState.SUBMITTED
    globe = a_person("globe@example.org", name="Glo")
    grant(Role.GLOBAL, globe)
    leads = a_lead("ada@example.org", city, name="Ada Lead"), a_lead("bea@example.org", city, name="Bea Lead")
    other = a_lead("other@example.org", lagos, name="Lola Lagos")
    db.session.commit()
    return Desk(app, edition, city, space, wish, *leads, Reader(globe, frozenset({(Role.GLOBAL, None)})), other)
