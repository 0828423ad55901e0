"""Until the lead has decided, a host changes what she sent, or takes it back; afterwards she closes her door."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.db import db
from coordinator.disclosure import own_spaces
from coordinator.errors import NotFound
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.registration import Step
from tests.campaign.builders import an_edition
from tests.people.builders import a_person, signed_in
from tests.spaces.offers import a_host, answered, begun


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    """A browser of somebody who hosts."""
    an_edition()
    return signed_in(app.test_client(), a_person("ade@example.org", name="Ade"))


def _sent(host: FlaskClient) -> str:
    space_id = begun(host)
    answered(host, space_id)
    host.post(f"/host/{space_id}/submit")
    return space_id


def test_what_a_host_changes_while_it_waits_stands_in_the_space_at_once(host: FlaskClient) -> None:
    space_id = _sent(host)

    answered(host, space_id, Step.GUESTS, capacity="18")
    answered(host, space_id, Step.ADDRESS, street="9 Other Road")

    said = own_spaces.own_form(a_host(a_person("ade@example.org")), space_id).said
    assert db.session.get_one(Space, space_id).capacity == 18
    assert (said["street"], said["latitude"], said["pinned"]) == ("9 Other Road", 6.455, True)


def test_a_draft_that_is_taken_back_leaves_nothing(host: FlaskClient) -> None:
    space_id = begun(host)
    answered(host, space_id, Step.ROOM)

    assert host.get(f"/host/{space_id}/withdraw").status_code == 200
    host.post(f"/host/{space_id}/withdraw")

    with pytest.raises(NotFound):
        own_spaces.own_form(a_host(a_person("ade@example.org")), space_id)


def test_a_space_that_waits_can_be_taken_back(host: FlaskClient) -> None:
    space_id = _sent(host)

    host.post(f"/host/{space_id}/withdraw")

    assert db.session.get_one(Space, space_id).state is SpaceState.WITHDRAWN
    assert "withdrawn" in host.get(f"/host/{space_id}").text


def test_once_the_lead_has_decided_it_is_not_taken_back_but_closed(host: FlaskClient) -> None:
    space_id = _sent(host)
    db.session.get_one(Space, space_id).state = SpaceState.APPROVED
    db.session.commit()

    answer = host.post(f"/host/{space_id}/withdraw", follow_redirects=True)

    assert "has decided about this one by now" in answer.text
    assert db.session.get_one(Space, space_id).state is SpaceState.APPROVED
