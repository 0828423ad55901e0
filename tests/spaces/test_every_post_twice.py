"""Every form and button of hosts, and of leads about rooms, may be sent twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from coordinator.disclosure import questions
from coordinator.hosting import talking
from tests.guests.entering import field_of
from tests.pictures.files import a_photo
from tests.spaces.homes import a_rooftop, told
from tests.twice import Sent, has_the_effect_of_once


def _ask(app: Flask) -> Sent:
    roof = a_rooftop(app)
    form = field_of(roof.lead.get(f"/lead/lagos/spaces/{roof.space_id}/changes").text, "form")
    path = f"/lead/lagos/spaces/{roof.space_id}/questions"
    return Sent(roof.lead, path, {"words": "Please measure the stage.", "form": form})


def _add_photos(app: Flask) -> Sent:
    roof, photo = a_rooftop(app), Path(app.extensions["coordinator.settings"].folder, "photo.jpg")
    photo.write_bytes(a_photo())
    return Sent(roof.host, f"/host/{roof.space_id}/photos", {"photos": (str(photo), photo.name)})


CASES: dict[str, Callable[[Flask], Sent]] = {
    "room_photos.add": _add_photos,
    "talk.ask": _ask,
}
"""Endpoint, and which of its words where it takes several, and after a colon who sends it → what is sent."""


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(app: Flask, case: str) -> None:
    has_the_effect_of_once(CASES[case](app))


def test_a_question_is_asked_again_from_a_page_that_is_opened_anew_and_the_last_one_of_all_may_come_twice(
    app: Flask,
) -> None:
    roof = a_rooftop(app)
    page = f"/lead/lagos/spaces/{roof.space_id}/changes"

    answers = []
    for _ in range(talking.MOST):
        said = {"words": "Please measure the stage.", "form": field_of(roof.lead.get(page).text, "form")}
        answers += [
            roof.lead.post(f"/lead/lagos/spaces/{roof.space_id}/questions", data=said).status_code for _ in range(2)
        ]

    assert answers == [303] * 2 * talking.MOST
    assert len(questions.of_space(roof.space_id)) == talking.MOST
    assert told().count(("host_asked", str(roof.host_reader.id))) == talking.MOST
