"""Every form and button of hosts, and of leads about rooms, may be sent twice."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import host_vetoes, own_spaces, photos, questions
from coordinator.disclosure.people import find_person
from coordinator.disclosure.photos import Subject
from coordinator.editions.models import Edition
from coordinator.hosting import talking
from coordinator.spaces import registration
from coordinator.spaces.models import SpaceState
from coordinator.spaces.registration import Step
from tests.campaign.builders import LAGOS, a_city, an_artist, an_edition, artists_taken
from tests.guests.entering import field_of
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo, taken
from tests.spaces.homes import Rooftop, a_rooftop, told
from tests.spaces.offers import ROOFTOP, a_host, answered, begun
from tests.twice import Sent, has_the_effect_of_once


def _begin(app: Flask) -> Sent:
    an_edition(day=(now() + timedelta(days=30)).date())
    host = signed_in(app.test_client(), a_person("ade@example.org", name="Ade"))
    return Sent(host, "/host/new", {"form": field_of(host.get("/host/").text, "form")})


def _offer_again(app: Flask) -> Sent:
    roof = a_rooftop(app, with_show=False)
    roof.space.state = SpaceState.WITHDRAWN
    db.session.commit()
    form = field_of(roof.host.get(f"/host/{roof.space_id}").text, "form")
    return Sent(roof.host, f"/host/{roof.space_id}/again", {"form": form})


def _ask(app: Flask) -> Sent:
    roof = a_rooftop(app)
    form = field_of(roof.lead.get(f"/lead/lagos/spaces/{roof.space_id}/changes").text, "form")
    path = f"/lead/lagos/spaces/{roof.space_id}/questions"
    return Sent(roof.lead, path, {"words": "Please measure the stage.", "form": form})


def _asked(app: Flask) -> tuple[Rooftop, str]:
    """A rooftop whose host was asked something, and the id of the question."""
    roof = a_rooftop(app)
    asked = questions.put(roof.space_id, "Is there a step?", by=str(roof.lead_reader.id), at=now())
    db.session.commit()
    return roof, asked


def _answer(app: Flask) -> Sent:
    roof, asked = _asked(app)
    return Sent(roof.host, f"/host/{roof.space_id}/questions/{asked}", {"answer": "One."})


def _see_answer(app: Flask) -> Sent:
    roof, asked = _asked(app)
    questions.answer(asked, "One.", at=now())
    db.session.commit()
    return Sent(roof.lead, f"/lead/lagos/spaces/{roof.space_id}/questions/{asked}/seen")


def _veto(app: Flask) -> Sent:
    roof = a_rooftop(app)
    return Sent(roof.host, f"/host/{roof.space_id}/not-with", {"words": "Karl", "email": "karl@example.org"})


def _settle_veto(tail: str, **form: str) -> Callable[[Flask], Sent]:
    """What its host (`/forget`) or its lead makes of a veto."""

    def case(app: Flask) -> Sent:
        roof = a_rooftop(app)
        artists_taken(roof.edition, a_city(LAGOS), an_artist("A1", act_name="Loud Thunder"))
        veto_id = host_vetoes.say(roof.space_id, "the loud one", email="", at=now())
        db.session.commit()
        by, whose = (roof.host, "host") if tail else (roof.lead, "lead/lagos/spaces")
        return Sent(by, f"/{whose}/{roof.space_id}/not-with/{veto_id}{tail}", dict(form))

    return case


def _door(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        roof = a_rooftop(app)
        if what == "open":
            roof.host.post(f"/host/{roof.space_id}/close")
        return Sent(roof.host, f"/host/{roof.space_id}/{what}")

    return case


def _draft(what: str) -> Callable[[Flask], Sent]:
    """What is done with a draft in which all is answered."""

    def case(app: Flask) -> Sent:
        sent = _begin(app)
        space_id = begun(sent.by)
        a_city(LAGOS)
        answered(sent.by, space_id)
        return Sent(sent.by, f"/host/{space_id}/{what}")

    return case


def _add_photos(app: Flask) -> Sent:
    roof, photo = a_rooftop(app), Path(app.extensions["coordinator.settings"].folder, "photo.jpg")
    photo.write_bytes(a_photo())
    return Sent(roof.host, f"/host/{roof.space_id}/photos", {"photos": (str(photo), photo.name)})


def _change_photo(deed: str, number: int = 0) -> Callable[[Flask], Sent]:
    """What is done with one of three photos, as its own form says it."""

    def case(app: Flask) -> Sent:
        roof = a_rooftop(app)
        photos.add(Subject.SPACE, roof.space_id, taken(*(a_photo((640 + one, 480)) for one in range(3))), at=now())
        db.session.commit()
        photo, page = photos.of(Subject.SPACE, roof.space_id)[number], f"/host/{roof.space_id}/photos"
        form = roof.host.get(page).text.partition(f'action="{page}/{photo.id}"')[2]
        said = {"words": "A green sofa", "stood": field_of(form, "stood"), "deed": deed}
        return Sent(roof.host, f"{page}/{photo.id}", said)

    return case


CASES: dict[str, Callable[[Flask], Sent]] = {
    "hosting.begin": _begin,
    "hosting.offer_again": _offer_again,
    "room_photos.add": _add_photos,
    "room_photos.change: its words": _change_photo("describe"),
    "room_photos.change: earlier": _change_photo("earlier", 2),
    "room_photos.change: later": _change_photo("later"),
    "room_photos.change: away": _change_photo("remove"),
    "hosting.submit": _draft("submit"),
    "hosting.withdraw": _draft("withdraw"),
    "doors.close": _door("close"),
    "doors.open_again": _door("open"),
    "talk.ask": _ask,
    "talk.answer": _answer,
    "talk.see": _see_answer,
    "talk.veto": _veto,
    "talk.forget": _settle_veto("/forget"),
    "talk.settle: linked": _settle_veto("", act="Loud Thunder"),
    "talk.settle: dismissed": _settle_veto("", do="dismiss"),
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


def test_the_last_draft_that_fits_may_be_begun_twice_and_what_was_said_of_it_since_stays(app: Flask) -> None:
    sent = _offer_again(app)
    path = sent.by.post(sent.path, data=sent.form).headers["Location"]
    sent.by.post(f"{path}/steps/house", data={**ROOFTOP[Step.HOUSE], "rules": "Mind the dog."})
    reader, edition = a_host(str(find_person("ade@example.org"))), db.session.scalars(select(Edition.id)).one()
    while len(own_spaces.own_forms(reader, edition)) < registration.MOST:
        registration.begin(reader, edition, at=now())
    db.session.commit()

    again = sent.by.post(sent.path, data=sent.form)
    other = sent.by.post(sent.path, data={"form": "another opening"}, follow_redirects=True)

    assert again.headers["Location"] == path
    assert "Mind the dog." in sent.by.get(path).text
    assert "You have 20 spaces already" in other.text
