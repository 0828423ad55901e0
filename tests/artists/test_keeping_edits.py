"""What a listed act has changed itself stays, however often the list comes again, and the report says so."""

from datetime import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.artists.applying import Step
from coordinator.artists.importing import import_artists
from coordinator.artists.models import Application, Artist
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.editions.models import Edition
from coordinator.intake import Outcome
from tests.artists.acts import a_player, answered
from tests.campaign.builders import a_city, an_artist, an_edition, artists_taken, sited
from tests.people.builders import a_person, signed_in

LISTED = an_artist("A1", act_name="Larks", email="lea@example.org", members=("Ana One",), free_until=time(23))


class Listed:
    """An act that a list brought, and who speaks for it."""

    def __init__(self, app: Flask) -> None:
        self.edition: Edition = an_edition()
        self.city: City = a_city()
        (self.act,) = artists_taken(self.edition, self.city, LISTED)
        db.session.commit()
        self.lea: FlaskClient = signed_in(app.test_client(), a_person("lea@example.org"))

    def again(self) -> Outcome:
        """The same list."""
        outcome = import_artists(self.edition, sited([LISTED], self.city))
        db.session.commit()
        return outcome

    def said(self) -> dict[str, object]:
        """What stands of it."""
        db.session.expire_all()
        return dict(own_acts.own_act(a_player(a_person("lea@example.org")), self.act).said)


@pytest.fixture
def listed(app: Flask) -> Listed:
    return Listed(app)


def test_without_edits_the_list_speaks_and_warns_of_nothing(listed: Listed) -> None:
    act = db.session.get_one(Artist, listed.act)
    act.act_name = "Typed wrongly"
    db.session.commit()

    outcome = listed.again()

    assert (db.session.get_one(Artist, listed.act).act_name, outcome.warnings) == ("Larks", ())
    assert outcome.changed == {"A1"}


@pytest.mark.parametrize(
    ("step", "columns"),
    [
        (Step.ACT, {"act_name", "genres", "people", "languages", "set_minutes", "needs"}),
        (Step.PEOPLE, {"members", "people"}),
        (Step.EVENING, {"from", "until", "max_shows"}),
        (Step.HEAR, {"links"}),
        (Step.LEGS, {"legs"}),
    ],
)
def test_what_the_act_changed_stays_and_each_row_says_so(listed: Listed, step: Step, columns: set[str]) -> None:
    answered(listed.lea, listed.act, step)
    before = listed.said()

    outcome = listed.again()

    assert listed.said() == before
    assert {note.column for note in outcome.warnings} == columns
    assert {note.reference for note in outcome.warnings} == {"A1"}
    assert not outcome.changed
    assert outcome.unchanged == {"A1"}


def test_a_home_that_was_moved_stays_where_it_is(listed: Listed) -> None:
    answered(listed.lea, listed.act, Step.HOME, Step.REACH)
    before = listed.said()

    outcome = listed.again()

    assert (before["latitude"], before["longitude"]) == (52.5012, 13.4512)
    assert listed.said() == before
    assert {"latitude", "travel_km", "mode"} == {note.column for note in outcome.warnings}


def test_what_it_left_alone_is_the_lists_still(listed: Listed) -> None:
    answered(listed.lea, listed.act, Step.HEAR)
    db.session.get_one(Artist, listed.act).act_name = "Typed wrongly"
    db.session.commit()

    listed.again()

    assert listed.said()["act_name"] == "Larks"


def test_a_list_never_takes_the_early_end_from_who_is_under_age(listed: Listed) -> None:
    young: dict[str, str | list[str]] = {"minor": ["2"], "guardian": ["", "Mo, +49 30 123", ""]}
    answered(listed.lea, listed.act, Step.PEOPLE, **young)

    listed.again()

    wish = db.session.scalars(select(Application).where(Application.artist_id == listed.act)).one()
    assert wish.free_until == time(21)
