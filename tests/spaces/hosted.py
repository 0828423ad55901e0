"""A show in somebody's living room: for tests of a host's evening and of what stays of it."""

from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces, slots
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.lineups import locking
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.builders import a_person, signed_in

HOST = "host-S1@example.org"


@dataclass
class Hosted:
    """A show in a host's approved space, with three acts in it."""

    app: Flask
    edition: Edition
    show: Show
    acts: list[str]
    reader: Reader

    @property
    def form(self) -> OwnForm:
        """The space as its host has it now."""
        return own_spaces.own_form(self.reader, self.show.space_id)

    @property
    def space(self) -> Space:
        """Its public row."""
        return db.session.scalars(select(Space).where(Space.id == self.show.space_id)).one()

    @property
    def url(self) -> str:
        """Where its host's pages begin."""
        return f"/host/{self.show.space_id}"

    def browser(self) -> FlaskClient:
        """The host's."""
        return signed_in(self.app.test_client(), str(self.reader.id))

    def lead(self, *, name: str = "Lea Lead") -> str:
        """A lead of the city; the id."""
        person = a_person("lead@example.org", name=name)
        accounts.grant(Role.LEAD, person, city_id=self.show.city_id)
        db.session.commit()
        return person


def move_to_another_home(hosted: Hosted) -> Hosted:
    """The show moves into the room of another host of the city; hers now."""
    (elsewhere,) = spaces_taken(hosted.edition, a_city(), a_space("S9", start=time(8), address="9 Reserve Street"))
    other = find_person("host-S9@example.org")
    assert other is not None
    accounts.grant(Role.HOST, other)
    hosted.show.space_id = elsewhere.space_id
    db.session.commit()
    return replace(hosted, reader=Reader(other, frozenset({(Role.HOST, None)})))


def a_hosted_show(app: Flask, *, days: int = 40, locked: bool = True, **said: Any) -> Hosted:
    """A show so many days from today on (negative: it has been)."""
    edition, berlin = an_edition(day=(now() + timedelta(days=days)).date()), a_city()
    (show,) = spaces_taken(edition, berlin, a_space("S1", address="77 Secret Lane", space_name="Hidden attic", **said))
    acts = artists_taken(
        edition,
        berlin,
        an_artist("A1", act_name="Unheard Thunder", needs=("piano",), people=2),
        an_artist("A2", act_name="Quiet Rain"),
        an_artist("A3", act_name="Loud Moss", needs=("drums", "amplified"), people=4, set_minutes=30),
    )
    for position, act in enumerate(acts, start=1):
        slots.put(show, position, act)
    if locked:
        locking.lock(CONSOLE, show.id, at=show.starts_at - timedelta(days=30))
    space = db.session.get_one(Space, show.space_id)
    space.state = SpaceState.APPROVED
    host = find_person(HOST)
    assert host is not None
    accounts.grant(Role.HOST, host)
    db.session.commit()
    return Hosted(app, edition, show, acts, Reader(host, frozenset({(Role.HOST, None)})))
