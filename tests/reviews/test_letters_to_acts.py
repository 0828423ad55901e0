"""What a lead decides about an act its contact learns by a letter, which says what stands when it is sent."""

import pytest
from flask import Flask

from coordinator.artists.models import ApplicationState
from coordinator.db import db
from coordinator.reviews import applications, judging
from coordinator.reviews.judging import Verdict
from tests.people.mailbox import letters, link_of, text_of
from tests.reviews.desk import AT, Desk, a_desk

DECLINE = Verdict("declined", "submitted", "Not this year.", alone="Bea is away.")
ACCEPT = Verdict("accepted", "declined", "After all.", alone="Bea is away.")


@pytest.fixture
def desk(app: Flask) -> Desk:
    made = a_desk(app)
    judging.score(made.ada, made.subjects[1], 4, words="", at=AT)
    return made


def _decide(desk: Desk, verdict: Verdict) -> None:
    applications.decide(desk.ada, desk.wish, verdict, at=AT)
    db.session.commit()


@pytest.mark.parametrize(
    ("state", "said"),
    [("accepted", "has accepted your act"), ("waitlisted", "waiting list"), ("declined", "has decided for others")],
)
def test_who_speaks_for_an_act_hears_what_was_decided_and_not_why(desk: Desk, state: str, said: str) -> None:
    _decide(desk, Verdict(state, "submitted", "A secret reason.", alone="Bea is away."))

    (letter,) = letters()

    assert (said in text_of(letter), "secret reason" in letter.as_string()) == (True, False)
    assert link_of(letter).endswith(f"/artist/acts/{desk.wish.artist_id}")


def test_a_decision_that_was_changed_before_the_letter_left_is_told_as_it_stands(desk: Desk) -> None:
    _decide(desk, DECLINE)
    _decide(desk, ACCEPT)

    (letter,) = letters()

    assert "has accepted your act" in text_of(letter)


def test_who_has_taken_the_application_back_meanwhile_gets_no_letter(desk: Desk) -> None:
    _decide(desk, DECLINE)
    desk.wish.state = ApplicationState.WITHDRAWN
    db.session.commit()

    assert letters() == []
