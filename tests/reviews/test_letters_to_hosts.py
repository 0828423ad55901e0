"""What a lead decides about a space its host learns by a letter, which says what stands when it is sent."""

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import doors
from coordinator.reviews import judging, spaces
from coordinator.reviews.judging import Verdict
from coordinator.spaces.models import SpaceState
from tests.people.mailbox import letters, link_of, text_of
from tests.reviews.desk import AT, Desk, a_desk


@pytest.fixture
def desk(app: Flask) -> Desk:
    made = a_desk(app)
    judging.score(made.ada, made.subjects[0], 4, words="", at=AT)
    return made


def _decide(desk: Desk, state: str, seen: str) -> None:
    aware = 1 if state == "suspended" else 0
    spaces.decide(desk.ada, desk.space, Verdict(state, seen, "A secret reason.", "Bea is away.", aware), at=AT)
    db.session.commit()


@pytest.mark.parametrize(
    ("state", "said"), [("approved", "has approved your space"), ("suspended", "has set your space aside")]
)
def test_a_host_hears_what_was_decided_and_not_why(desk: Desk, state: str, said: str) -> None:
    _decide(desk, state, "submitted")

    (letter,) = letters()

    assert (said in text_of(letter), "secret reason" in letter.as_string()) == (True, False)
    assert ("host-s1@example.org" in letter["To"], link_of(letter).endswith(f"/host/{desk.space.id}")) == (True, True)


def test_a_host_who_asked_hears_that_her_door_is_open_again(desk: Desk) -> None:
    desk.space.state = SpaceState.SUSPENDED
    doors.close(desk.space.id, before=SpaceState.APPROVED, shows=[], at=AT)
    doors.ask(desk.space.id, at=AT)
    _decide(desk, "approved", "suspended")

    (letter,) = letters()

    assert (letter["Subject"], "as you asked" in text_of(letter)) == ("Your door is open again", True)


def test_who_has_closed_her_door_meanwhile_is_not_told_of_plans(desk: Desk) -> None:
    _decide(desk, "approved", "submitted")
    doors.close(desk.space.id, before=SpaceState.APPROVED, shows=[], at=AT)
    db.session.commit()

    assert letters() == []
