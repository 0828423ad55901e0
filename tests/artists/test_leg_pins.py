"""Where in its town an act is based during a leg of its tour: typed or moved, and counted from."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.artists.applying import Step
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.disclosure.sealed import SealedLeg
from coordinator.disclosure.touring import legs_where
from tests.artists.acts import a_player, at_tour, sent, typed
from tests.campaign.builders import a_city, an_edition
from tests.people.builders import a_person, signed_in

MONTMARTRE = {"latitude": "48.8867", "longitude": "2.3431"}


@pytest.fixture
def player(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to play."""
    an_edition()
    a_city()
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


def bases(artist_id: str) -> list[tuple[float, float]]:
    """Where the engine has it, leg by leg."""
    db.session.expire_all()
    found = legs_where(SealedLeg.artist_id == artist_id).get(artist_id, ())
    return [(leg.latitude, leg.longitude) for leg in found]


def test_a_leg_counts_from_its_pin_and_the_others_from_their_towns(player: FlaskClient) -> None:
    act = sent(player)
    before = bases(act)

    answer = player.post(f"/artist/acts/{act}/legs/1/pin", data=MONTMARTRE)

    assert answer.status_code == 303
    assert bases(act) == [(48.8867, 2.3431), before[1]]
    assert before[0] != (48.8867, 2.3431)


def test_the_pin_stays_when_the_times_of_the_leg_are_typed_again_and_goes_with_its_town(player: FlaskClient) -> None:
    act, step = sent(player), typed(Step.LEGS)
    middle = bases(act)
    player.post(f"/artist/acts/{act}/legs/1/pin", data=MONTMARTRE)
    later = step | {"begins": [at_tour("2026-09-19T10:00"), *step["begins"][1:]]}

    player.post(f"/artist/acts/{act}/steps/legs", data=later)
    assert bases(act)[0] == (48.8867, 2.3431)
    player.post(f"/artist/acts/{act}/steps/legs", data=later | {"city": ["Lyon, France", *step["city"][1:]]})
    moved = bases(act)[0]
    player.post(f"/artist/acts/{act}/steps/legs", data=later)

    assert moved not in ((48.8867, 2.3431), middle[0])
    assert bases(act)[0] == middle[0]


def test_of_two_legs_in_one_town_each_keeps_its_own_pin(player: FlaskClient) -> None:
    act, step = sent(player), typed(Step.LEGS)
    paris = step["city"][0]
    twice = step | {
        "city": [paris, paris],
        "begins": [at_tour("2026-09-18T10:00"), at_tour("2026-09-25T10:00")],
        "ends": [at_tour("2026-09-21T10:00"), at_tour("2026-09-27T10:00")],
    }
    player.post(f"/artist/acts/{act}/steps/legs", data=twice)
    player.post(f"/artist/acts/{act}/legs/1/pin", data=MONTMARTRE)
    pinned = bases(act)

    player.post(
        f"/artist/acts/{act}/steps/legs",
        data=twice | {"ends": [at_tour("2026-09-20T10:00"), at_tour("2026-09-27T10:00")]},
    )
    later = bases(act)
    player.post(
        f"/artist/acts/{act}/steps/legs",
        data=twice
        | {"begins": [at_tour("2026-09-25T10:00"), at_tour("2026-09-18T10:00")], "ends": twice["ends"][::-1]},
    )

    assert pinned[0] == (48.8867, 2.3431) != pinned[1]
    assert (later, bases(act)) == (pinned, pinned)


@pytest.mark.parametrize(
    "typed", [{"latitude": "52.5", "longitude": "13.4"}, {"latitude": "north", "longitude": "2"}, {"latitude": "48.8"}]
)
def test_a_pin_that_cannot_be_is_refused_beside_its_field_with_what_was_typed(
    player: FlaskClient, typed: dict[str, str]
) -> None:
    act = sent(player)
    before = bases(act)

    answer = player.post(f"/artist/acts/{act}/legs/1/pin", data=typed)

    assert (answer.status_code, bases(act)) == (422, before)
    assert f'value="{typed["latitude"]}"' in answer.text


def test_of_a_leg_there_is_a_page_for_who_speaks_for_the_act_alone(app: Flask, player: FlaskClient) -> None:
    act = sent(player)
    other = signed_in(app.test_client(), a_person("noor@example.org"))
    sent(other)

    pages = [f"/artist/acts/{act}/legs/{leg}" for leg in ("1/pin", "2/pin", "1/places.json", "0/pin", "3/pin")]

    assert [player.get(page).status_code for page in pages] == [200, 200, 200, 404, 404]
    assert {other.get(page).status_code for page in pages} == {404}
    assert other.post(pages[0], data=MONTMARTRE).status_code == 404
    said = own_acts.own_act(a_player(a_person("lea@example.org")), act).said["legs"]
    assert "latitude" not in said[0]
