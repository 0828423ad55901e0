"""What is left of who asks, votes and answers: in the file of one's own data, after erasing, and thirty days later."""

import json
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from coordinator.answers import asking, forgetting, hours
from coordinator.answers.asking import Visitor
from coordinator.answers.models import AnswerTime, AskedState
from coordinator.clock import now
from coordinator.db import Base, db
from coordinator.disclosure import asked, erasing_people
from coordinator.disclosure.sealed_answers import SealedAnswer, SealedAsked, SealedVote
from coordinator.gate import granted
from tests.answers.builders import (
    EMAIL,
    a_past_act,
    a_public_answer,
    a_public_question,
    a_question,
    agreed,
    an_answer,
    somebody,
)
from tests.people.builders import a_person, signed_in

MIA = "mia@example.org"


def _mia() -> Visitor:
    person = a_person(MIA)
    return Visitor((f"person|{person}",), person)


def _counts() -> list[int | None]:
    tables: tuple[type[Base], ...] = (AnswerTime, SealedAsked, SealedAnswer, SealedVote)
    with granted("test"):
        return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def _something() -> tuple[str, str, str]:
    """A question of hers, one with her address, and one of somebody else that she votes for; their Answer Time."""
    time_id = agreed(a_past_act())
    hers, other = a_public_question(time_id, by=_mia()), a_public_question(time_id, "Where from?")
    a_question(time_id, "And when?", by=somebody("phone"), email=MIA)
    for one, voter in ((hers, somebody("b")), (other, _mia()), (other, somebody("b"))):
        asking.vote(one, voter, wants=True, at=now())
    a_public_answer(hers)
    an_answer(other)
    db.session.commit()
    return time_id, hers, other


def test_the_file_of_her_data_holds_what_she_asked_and_voted_for(app: Flask) -> None:
    _, _, other = _something()
    told = json.loads(signed_in(app.test_client(), a_person(MIA)).post("/account/export").data)

    assert {one["words"] for one in told["questions_to_acts"]} == {"Why the kora?", "And when?"}
    assert [one["asked_id"] for one in told["votes_for_questions"]] == [other]
    act = json.loads(signed_in(app.test_client(), a_person(EMAIL)).post("/account/export").data)
    assert {one["words"] for one in act["answers_of_acts"]} == {"It was my mother’s."}
    assert [one["state"] for one in act["answer_times"]] == ["agreed"]


def test_who_is_erased_takes_her_questions_and_votes_along(app: Flask) -> None:
    time_id, _, other = _something()
    assert _counts() == [1, 3, 2, 3]

    erasing_people.erase(a_person(MIA), at=now())
    db.session.commit()

    assert _counts() == [1, 1, 1, 1]
    assert [(one.id, one.votes) for one in asked.of_time(time_id)] == [(other, 1)]


def test_who_speaks_for_an_act_takes_its_hour_along(app: Flask, client: FlaskClient) -> None:
    time_id, _, _ = _something()

    erasing_people.erase(a_person(EMAIL), at=now())
    db.session.commit()

    assert _counts() == [0, 0, 0, 0]
    assert client.get(f"/answers/{time_id}").status_code == 404


def test_thirty_days_later_nobody_knows_who_asked_and_the_numbers_stay(app: Flask) -> None:
    time_id, hers, other = _something()
    ends_at = hours.public_one(time_id, at=now()).ends_at
    forgetting.tidy(ends_at + hours.KEPT_FOR - timedelta(seconds=1))
    assert _counts() == [1, 3, 2, 3]

    for _ in "xx":
        forgetting.tidy(ends_at + hours.KEPT_FOR)

    kept = {one.id: (one.state, one.votes, one.answer is not None) for one in asked.of_time(time_id)}
    assert kept == {hers: (AskedState.APPROVED, 1, True), other: (AskedState.APPROVED, 2, False)}
    assert (asked.by(_mia().keys, time_id), asked.voted(_mia().keys, time_id)) == (frozenset(), frozenset())
    with granted("test"):
        rows = db.session.execute(select(SealedAsked.asker_key, SealedAsked.person_id, SealedAsked.email)).all()
    assert [tuple(row) for row in rows] == [("", None, None)] * 2
