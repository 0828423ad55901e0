"""Every form and button of the day, of cities that join, of hours and of editions may be sent twice."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.day import announcing, troubles
from coordinator.db import db
from coordinator.disclosure import hours, reserves
from coordinator.disclosure.announcements import Reach
from coordinator.editions.models import Edition
from coordinator.hours import recording
from coordinator.joining import notes
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.campaign.test_settling import form as edition_form
from tests.day.test_remedies import Trouble
from tests.door.test_naming import a_lead
from tests.guests.test_elsewhere import Trouble as Seated
from tests.joining.asking import NORA, WISH, a_request, asks, letters, path_in
from tests.people.builders import a_person, of_the_team, signed_in
from tests.twice import Sent, has_the_effect_of_once, posts_of

WORDS = {"words": "The piano has not come."}


def _day(days: int = 60) -> tuple[Edition, Show]:
    """An edition that is ahead, or over, and its only show, in Berlin."""
    made = an_edition(day=(now() + timedelta(days=days)).date())
    (show,) = spaces_taken(made, a_city(), a_space("S1"))
    db.session.commit()
    return made, show


def _team(app: Flask, name: str = "ada") -> tuple[FlaskClient, Reader]:
    reader = of_the_team(f"{name}@example.org")
    db.session.commit()
    return signed_in(app.test_client(), str(reader.id)), reader


def _lead(app: Flask, show: Show) -> tuple[FlaskClient, Reader]:
    person = a_lead(show)
    return signed_in(app.test_client(), person), Reader(person, frozenset({(Role.LEAD, show.city_id)}))


def _of_the_team(path: str, **form: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        _day()
        return Sent(_team(app)[0], f"/global/{path}", dict(form))

    return case


def _step(app: Flask) -> Sent:
    (client, ada), (edition, _) = _team(app), _day()
    made = troubles.write_down(ada, edition, "No piano.", city="", show="", at=now())
    db.session.commit()
    form = {"state": "in_hand", "owner": str(ada.id), "seen": "1", **WORDS}
    return Sent(client, f"/global/troubles/{made}", form)


def _announced(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        edition, show = _day()
        a_lead(show)
        made = announcing.write(_team(app)[1], edition, Reach(), "Rain.", at=now())
        db.session.commit()
        return Sent(_team(app, "ben")[0], f"/global/announcements/{made}/{what}")

    return case


def _way(way: str, *, slot: int = 0, **more: str) -> Callable[[Flask], Sent]:
    """A way out of trouble, as its page sends it."""

    def case(app: Flask) -> Sent:
        one = Trouble(app)
        reserves.pair(one.show.id, one.other.space_id)
        db.session.commit()
        _, form = one.form_of(one.path(way) + (f"?slot={slot}" if slot else ""))
        return Sent(one.client, one.path(way), {**form, **more})

    return case


def _elsewhere(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        one, path = Seated(), "/global/shows/{}/elsewhere"
        form = {} if what else {"to_show": one.other.id, "agreed_by": str(one.lola.id)}
        if what:
            one.offer()
        db.session.commit()
        client, path = signed_in(app.test_client(), str(one.ada.id)), path.format(one.show.id)
        form["seen"] = re.findall(r'name="seen" value="(\w+)"', client.get(path).text)[0]
        return Sent(client, f"{path}/{one.other.id}/end" if what else path, form)

    return case


def _join(app: Flask) -> Sent:
    _day()
    return Sent(app.test_client(), "/cities/join", {"city": "Gdynia", "form": "1", **WISH, **NORA})


def _join_signed_in(app: Flask) -> Sent:
    _day()
    client = signed_in(app.test_client(), a_person(NORA["email"], name="Nora"))
    return Sent(client, "/cities/join", {"city": "Gdynia", "form": "1", **WISH})


def _verify(app: Flask) -> Sent:
    _day()
    asks(app.test_client())
    (letter,) = [text for to, _, text in letters(app) if NORA["email"] in to]
    return Sent(app.test_client(), path_in(letter))


def _requested(who: str, what: str = "", **form: str) -> Callable[[Flask], Sent]:
    """A button of a request that waits for the team: of who asks for it, or of the team."""

    def case(app: Flask) -> Sent:
        edition, _ = _day()
        nora = a_person(NORA["email"], name="Nora")
        request = a_request(edition.id, nora)
        db.session.commit()
        client = _team(app)[0] if who else signed_in(app.test_client(), nora)
        return Sent(client, f"{who}/joining/{request}{what}", dict(form))

    return case


def _tick(app: Flask) -> Sent:
    _, show = _day()
    return Sent(_lead(app, show)[0], "/lead/berlin/notes", {"note": "door", "seen": notes.mark({})})


def _hours(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        edition, show = _day(-1)
        client, lead = _lead(app, show)
        (where,) = recording.places(lead, edition)
        form = {"form": "1", "hours": "2", "minutes": "30"}
        if not what:
            more = {"where": where.key, "day": edition.date.isoformat(), "note": "Calls"}
            return Sent(client, "/hours", {**form, **more})
        recording.give(lead, edition, where.key, day=edition.date, minutes=60, note="", once="0", at=now())
        db.session.commit()
        (line,) = hours.own(lead, edition.id)
        return Sent(client, "/hours/correct", {**form, "line": line.id, "seen": "60"})

    return case


def _edit(app: Flask) -> Sent:
    edition, _ = _day()
    form = edition_form(edition, draw_days="8", words_en="Come.")
    return Sent(_team(app)[0], f"/global/editions/{edition.slug}", form)


SAID = {name: text for name, text in WISH.items() if name != "agreed"}
CASES: dict[str, Callable[[Flask], Sent]] = {
    "announcements.write": _of_the_team("announcements", city="", zone="", form="1", words="Rain."),
    "announcements.let_out": _announced("send"),
    "announcements.drop": _announced("drop"),
    "board.hand_over": _of_the_team("handover", zone="Europe/Berlin", form="1", words="No piano."),
    "board.write_down": _of_the_team("troubles", city="berlin", form="1", words="No piano."),
    "board.say_of_trouble": _step,
    "remedies.to_reserve": _way("reserve"),
    "remedies.split": _way("split"),
    "remedies.call_in": _way("standby", slot=2),
    "remedies.call_off": _way("call-off", because="A burst pipe"),
    "elsewhere.offer": _elsewhere(""),
    "elsewhere.end": _elsewhere("end"),
    "joining.ask: a stranger": _join,
    "joining.ask: signed in": _join_signed_in,
    "joining.verify": _verify,
    "joining.change": _requested("", seen="1", **{**SAID, "why": "Fifty friends."}),
    "joining.withdraw": _requested("", "/withdraw"),
    "joining_desk.accept": _requested("/global", "/accept", seen="1"),
    "joining_desk.ask_back": _requested("/global", "/ask", seen="1", words="Have you a piano?"),
    "joining_desk.decline": _requested("/global", "/decline", seen="1", words="Too near."),
    "notes.tick": _tick,
    "notes.add": _of_the_team("notes", note="door", seen=notes.mark({}), words_en="Bring lamps."),
    "hours.give": _hours(""),
    "hours.correct": _hours("correct"),
    "editions.copy": _of_the_team("editions", slug="autumn", name="Autumn", day="2031-09-20", of="doors"),
    "editions.settle": _edit,
}
"""Endpoint, and after a colon who sends it → what is sent."""


def test_every_post_of_the_day_of_joining_of_hours_and_of_editions_has_its_case(app: Flask) -> None:
    assert posts_of(app, "day", "joining", "hours", "campaign") == {case.partition(":")[0] for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(app: Flask, case: str) -> None:
    has_the_effect_of_once(CASES[case](app))
