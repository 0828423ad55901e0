"""Every form and button of Answer Time may be sent twice."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.answers import asking, replying, settling
from coordinator.answers.asking import Question, Visitor
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import asked
from tests.answers.builders import (
    EMAIL,
    a_past_act,
    a_public_answer,
    a_public_question,
    a_question,
    a_wish,
    agreed,
    an_answer,
    proposed,
    speaker,
    the_team,
)
from tests.people.builders import a_person, signed_in
from tests.twice import Sent, has_the_effect_of_once, posts_of

MIA = "mia@example.org"


def _act(app: Flask) -> FlaskClient:
    return signed_in(app.test_client(), a_person(EMAIL))


def _mia(app: Flask) -> FlaskClient:
    return signed_in(app.test_client(), a_person(MIA))


def _hers(time_id: str) -> tuple[str, Visitor]:
    """A question of hers, and she."""
    person = a_person(MIA)
    mia = Visitor((f"person|{person}",), person)
    asking.ask(time_id, Question("Why the kora?", form="1"), mia, at=now())
    db.session.commit()
    (one,) = asked.of_time(time_id)
    return one.id, mia


def _propose(app: Flask) -> Sent:
    form = {"day": a_wish().day.isoformat(), "begins": "19:00", "ends": "20:00", "seen": "0"}
    artist = a_past_act()
    return Sent(_act(app), f"/artist/answers/acts/{artist}", form)


def _hour(who: str, what: str = "", **form: str) -> Callable[[Flask], Sent]:
    """A button of an Answer Time, of its act or of the team."""

    def case(app: Flask) -> Sent:
        artist = a_past_act()
        time_id = agreed(artist) if what else proposed(artist)
        if what == "/on":
            settling.take_back(speaker(), time_id, seen=2, at=now())
        db.session.commit()
        client = _act(app) if who == "artist" else the_team(app)
        seen = {"": "1", "/off": "2", "/on": "3"}[what]
        return Sent(client, f"/{who}/answers/{time_id}{what}", {"seen": seen, **form})

    return case


def _ask(**form: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        client = _mia(app) if "tell" in form else app.test_client()
        path = f"/answers/{agreed(a_past_act())}"
        client.get(path)
        return Sent(client, f"{path}/questions", {"words": "Why the kora?", "form": "1", **form})

    return case


def _vote(wants: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one, client = a_public_question(agreed(a_past_act())), _mia(app)
        if wants != "yes":
            client.post(f"/answers/questions/{one}/vote", data={"wants": "yes"})
        return Sent(client, f"/answers/questions/{one}/vote", {"wants": wants})

    return case


def _own(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one, mia = _hers(agreed(a_past_act()))
        if what == "again":
            asking.take_back(one, mia)
            db.session.commit()
        return Sent(_mia(app), f"/answers/questions/{one}/{what}")

    return case


def _answer(app: Flask) -> Sent:
    one = a_public_question(agreed(a_past_act()))
    return Sent(_act(app), f"/artist/answers/questions/{one}", {"words": "My mother’s.", "link": "", "seen": "0"})


def _answered(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one = a_public_question(agreed(a_past_act()))
        a_public_answer(one)
        if what == "up":
            replying.take_down(speaker(), one, at=now())
            db.session.commit()
        return Sent(_act(app), f"/artist/answers/questions/{one}/{what}")

    return case


def _settle(to: str, **form: str) -> Callable[[Flask], Sent]:
    """The team lets a question stand otherwise; it is merged into another one, which is public."""

    def case(app: Flask) -> Sent:
        time_id = agreed(a_past_act())
        into = a_public_question(time_id, "Whose was it?")
        one = a_question(time_id)
        db.session.commit()
        more = {"into": into} if to == "merged" else form
        return Sent(the_team(app), f"/global/answers/questions/{one}", {"to": to, "seen": "1", **more})

    return case


def _settle_answer(to: str, **form: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one = a_public_question(agreed(a_past_act()), email="ida@example.org")
        an_answer(one)
        db.session.commit()
        return Sent(the_team(app), f"/global/answers/questions/{one}/answer", {"to": to, "seen": "1", **form})

    return case


CASES: dict[str, Callable[[Flask], Sent]] = {
    "answers.ask: a stranger": _ask(),
    "answers.ask: who wants a letter": _ask(email="ida@example.org"),
    "answers.ask: signed in": _ask(tell="yes"),
    "answers.vote: for": _vote("yes"),
    "answers.vote: no longer": _vote("no"),
    "answers.take_back": _own("back"),
    "answers.ask_again": _own("again"),
    "act_answers.propose": _propose,
    "act_answers.call_off": _hour("artist", "/off"),
    "act_answers.restore": _hour("artist", "/on"),
    "act_answers.answer": _answer,
    "act_answers.take_down": _answered("down"),
    "act_answers.put_back": _answered("up"),
    "answers_desk.settle_hour: agreed": _hour("global", to="agreed"),
    "answers_desk.settle_hour: declined": _hour("global", to="declined", because="other"),
    "answers_desk.call_off": _hour("global", "/off"),
    "answers_desk.restore": _hour("global", "/on"),
    "answers_desk.settle: let through": _settle("approved"),
    "answers_desk.settle: declined": _settle("declined", because="other"),
    "answers_desk.settle: merged": _settle("merged"),
    "answers_desk.settle_answer: let through": _settle_answer("approved"),
    "answers_desk.settle_answer: sent back": _settle_answer("returned", because="other"),
}
"""Endpoint, and after a colon what of it → what is sent."""


def test_every_post_of_answer_time_has_its_case(app: Flask) -> None:
    assert posts_of(app, "answers") == {case.partition(":")[0] for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(app: Flask, case: str) -> None:
    has_the_effect_of_once(CASES[case](app))
