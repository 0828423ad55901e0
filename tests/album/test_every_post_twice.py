"""Every form and button of the album may be sent twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from coordinator.album.models import Use
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import consents, handouts
from coordinator.disclosure.shots import Shot
from tests.album.builders import Evening, a_form, an_evening
from tests.door.standing import a_doorkeeper
from tests.pictures.files import a_photo
from tests.twice import Sent, has_the_effect_of_once, posts_of

EMPTY = {"called": None, "reach": None, "acts": None, "nobody": "yes"}


def _send(app: Flask) -> Sent:
    one, photo = an_evening(app), Path(app.extensions["coordinator.settings"].folder, "photo.jpg")
    photo.write_bytes(a_photo())
    return Sent(one.hosted.browser(), one.url, a_form(file=(str(photo), "photo.jpg")))


def _shot(app: Flask, **other: object) -> tuple[Evening, Shot]:
    one = an_evening(app)
    one.send(one.browser(str(a_doorkeeper(one.hosted.show).id)), **other)
    return one, one.shot()


def _answer(what: str = "", **form: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one, _ = _shot(app)
        token = consents.token_of(one.asked()["other Noor"].id)
        return Sent(app.test_client(), f"/album/answers/{token}{what}", dict(form))

    return case


def _down(app: Flask) -> Sent:
    one, shot = _shot(app)
    return Sent(one.hosted.browser(), f"/album/shots/{shot.id}/down")


def _nobody(app: Flask) -> Sent:
    one, shot = _shot(app, **EMPTY)
    return Sent(one.hosted.browser(), f"/album/shots/{shot.id}/nobody")


def _of_the_lead(what: str, **form: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one, shot = _shot(app, called=["Oma"], reach=[""])
        lead, path = one.browser(one.hosted.lead()), f"/lead/berlin/album/{shot.id}/{what}"
        if what == "paper":
            return Sent(lead, f"{path}/{one.asked()['other Oma'].id}", dict(form))
        consents.answer(one.asked()["other Oma"].id, [Use.SITE, Use.PRESS], at=now())
        one.answers("site", "press")
        one.release()
        if what == "told":
            given = handouts.give(shot.id, Use.SOCIAL, "Paula", by=str(one.hosted.reader.id), at=now())
            consents.recall(shot.id, [Use.PRESS], at=now())
            path = f"{path}/{given}"
        db.session.commit()
        return Sent(lead, path, dict(form))

    return case


CASES: dict[str, Callable[[Flask], Sent]] = {
    "album.send": _send,
    "album.take_down": _down,
    "album.second": _nobody,
    "album_answers.answer": _answer(uses="press"),
    "album_answers.take_down": _answer("/down"),
    "lead_album.note_paper": _of_the_lead("paper", uses="site"),
    "lead_album.give": _of_the_lead("give", to="Paula Press", use="press"),
    "lead_album.tell": _of_the_lead("told"),
}
"""Endpoint → what is sent."""


def test_every_post_of_the_album_has_its_case(app: Flask) -> None:
    assert posts_of(app, "album") == CASES.keys()


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(app: Flask, case: str) -> None:
    has_the_effect_of_once(CASES[case](app))
