"""Two tabs at one moment: neither loses what the other kept, and an act is sent, or taken back, once."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from coordinator import jobs
from coordinator.artists import applying, keeping_apart
from coordinator.artists.models import Application, ApplicationState
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.disclosure.matching import day
from coordinator.lineups import withdrawing
from coordinator.people.readers import CONSOLE
from coordinator.playing import keeping
from tests.artists.acts import a_player, answered, begun, sent
from tests.campaign.builders import a_city, an_edition
from tests.lineups.racers import several_racers
from tests.people.builders import a_person, signed_in

Race = Callable[..., list[str]]


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("racers")) as run:
        yield run


@pytest.fixture
def person(app: Flask) -> str:
    """Who speaks for an act; Berlin takes part."""
    an_edition(day=(now() + timedelta(days=60)).date())
    a_city()
    return a_person("lea@example.org")


def save(person: str, artist_id: str, answers: dict[str, object]) -> None:
    applying.save(a_player(person), artist_id, answers, at=now())


def send(person: str, artist_id: str) -> None:
    applying.submit(a_player(person), artist_id, at=now())


def take_back(person: str, application_id: str) -> None:
    withdrawing.withdraw(a_player(person), application_id, at=now())


def renew(edition_id: str) -> None:
    keeping_apart.renew(edition_id)


def test_two_steps_saved_at_once_are_both_kept(race: Race, app: Flask, person: str) -> None:
    artist_id = begun(signed_in(app.test_client(), person))
    for number in range(3):
        outcomes = race(
            (save, person, artist_id, {"act_name": f"Larks {number}"}), (save, person, artist_id, {"bio": f"{number}"})
        )

        said = own_acts.own_act(a_player(person), artist_id).said
        assert (outcomes, said["act_name"], said["bio"]) == (["done"] * 2, f"Larks {number}", f"{number}")


def test_an_act_sent_twice_at_once_is_sent_once(race: Race, app: Flask, person: str) -> None:
    browser = signed_in(app.test_client(), person)
    artist_id = begun(browser)
    answered(browser, artist_id)

    outcomes = race((send, person, artist_id), (send, person, artist_id))

    assert sorted(outcomes) == ["done", "sent_already"]
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_a_change_beside_taking_back_leaves_it_taken_back(race: Race, app: Flask, person: str) -> None:
    artist_id = sent(signed_in(app.test_client(), person))
    wish = db.session.scalars(select(Application.id)).one()

    outcomes = race((save, person, artist_id, {"set_minutes": 40}), (take_back, person, wish))

    assert (outcomes[0] in {"done", "withdrawn"}, outcomes[1]) == (True, "done")
    assert db.session.scalar(select(Application.state)) is ApplicationState.WITHDRAWN


def test_names_said_anew_while_they_are_looked_up_stand(race: Race, app: Flask, person: str) -> None:
    other = sent(signed_in(app.test_client(), a_person("wren@example.org")), act_name="The Wrens", apart="")
    artist_id = sent(signed_in(app.test_client(), person), apart="")
    edition = db.session.scalars(select(Application.edition_id)).first()
    for names in (["The Wrens"], [], ["the wrens", "Nobody"]):
        outcomes = race((save, person, artist_id, {"apart": names}), (renew, edition))

        jobs.work_off(keeping.JOBS, at=now())
        acts = day(CONSOLE, str(edition), city_id=None, at=now()).acts
        apart = next(act.not_with for act in acts if act.id == artist_id)
        assert (outcomes, apart) == (["done"] * 2, frozenset({other} if names else ()))
