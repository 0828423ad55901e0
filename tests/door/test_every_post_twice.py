"""Every form and button of guests, draws and doors may be sent twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import host_vetoes, tickets, voids
from coordinator.disclosure.entries import AskedBy
from coordinator.disclosure.people import identity
from coordinator.door import absent, acts, checking, waiting
from coordinator.door.models import Way
from coordinator.guests import agreeing, draw_list, elsewhere, entries, voiding
from coordinator.guests.draw_list import Source
from coordinator.guests.draw_result import Outcome
from coordinator.guests.models import Because
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.door.standing import a_doorkeeper, a_supervisor, confirmed, move_to, standing
from tests.door.test_naming import a_lead
from tests.door.test_pages import a_step, an_open_door
from tests.door.test_waiting import full_show
from tests.guests.entering import edition_of, field_of, filled_in, guests, held, open_shows, published, relisted, wishes
from tests.guests.test_after import an_evening
from tests.guests.test_plus_ones import ask, comes
from tests.guests.test_seats import entry_id
from tests.guests.test_voiding import line_of, where_of
from tests.people.builders import a_person, of_the_team, signed_in
from tests.twice import Sent, has_the_effect_of_once, posts_of

STEP = "0000-step-1"
LOOKS = {"door.find", "draws.find"}
"""Forms that change nothing: what is looked for is to stand in no address."""


def _client(app: Flask, reader: Reader | str) -> FlaskClient:
    return signed_in(app.test_client(), reader if isinstance(reader, str) else str(reader.id))


def _entered(*, people: int = 2) -> tuple[Show, Reader]:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=people)
    return show, mia


def _drawn() -> tuple[Show, Reader]:
    show, mia = _entered()
    held(show)
    return show, mia


def _verify(app: Flask) -> Sent:
    (show,) = open_shows(1)
    entries.ask(AskedBy("Mia", "mia@example.org"), wishes(show), form="1", origin="::1", at=now())
    db.session.commit()
    (entry,) = own.read()
    return Sent(app.test_client(), f"/entries/verify/{own.letter_token(entry.id)}")


def _ask(app: Flask) -> Sent:
    (show,) = open_shows(1)
    client, path = app.test_client(), f"/shows/{show.id}/enter"
    form = field_of(client.get(path).text, "form")
    return Sent(client, path, filled_in(show, people=2, name="Gül", email="gul@example.org", form=form))


def _enter(app: Flask) -> Sent:
    (show,) = open_shows(1)
    client = _client(app, a_person("mia@example.org"))
    return Sent(client, f"/shows/{show.id}/enter", filled_in(show, people=2, access="a chair", needs_access="yes"))


def _of_entry(what: str, **form: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        show, mia = _entered()
        more = filled_in(show, people=1) if what == "change" else form
        return Sent(_client(app, mia), f"/entries/{entry_id(mia)}/{what}", more)

    return case


def _confirm(app: Flask) -> Sent:
    _, mia = _drawn()
    client = _client(app, mia)
    return Sent(client, f"/entries/{entry_id(mia)}/confirm", {"sees": field_of(client.get("/entries/").text, "sees")})


def _release(app: Flask) -> Sent:
    _, mia = _drawn()
    return Sent(_client(app, mia), f"/entries/{entry_id(mia)}/release")


def _instead(app: Flask) -> Sent:
    show, mia = _drawn()
    (other,) = open_shows(1, town=LAGOS, edition=edition_of(show))
    held(other)
    elsewhere.offer(of_the_team("ada@example.org"), show.id, other.id, agreed_by="", at=now())
    db.session.commit()
    return Sent(_client(app, mia), f"/entries/{entry_id(mia)}/elsewhere", {"show": other.id})


def _open_city(app: Flask) -> Sent:
    (show,) = spaces_taken(an_edition(day=(now() + timedelta(days=30)).date()), a_city(), a_space("S1"))
    return Sent(_client(app, a_lead(show)), "/lead/berlin/entries")


def _asked_second(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        _, mia = _entered()
        return Sent(app.test_client(), f"/entries/plus-one/{ask(mia)}{what}")

    return case


def _name_nobody(app: Flask) -> Sent:
    _, mia = _entered()
    comes(mia)
    return Sent(_client(app, mia), f"/entries/{entry_id(mia)}/plus-one/remove")


def _leave(app: Flask) -> Sent:
    _, mia = _entered()
    return Sent(_client(app, comes(mia)), f"/entries/{entry_id(mia)}/leave")


def _renew(app: Flask) -> Sent:
    (show,) = open_shows(1)
    (mia,) = confirmed(show)
    code = tickets.own_ticket(mia, entry_id(mia)).code
    return Sent(_client(app, mia), f"/entries/{entry_id(mia)}/ticket", {"code": code})


def _thank(app: Flask) -> Sent:
    show, mia = an_evening()
    move_to(show, now() - timedelta(days=1))
    return Sent(_client(app, mia), f"/entries/{entry_id(mia)}/after", {"words": "It was warm.", "for_host": "yes"})


def _hold(app: Flask) -> Sent:
    show, _ = _entered()
    fixed = published(show)
    lottery = replace(draw_list.read(fixed.file), source=Source("lottery", name="6 of 49"))  # drand's is to come
    relisted(fixed.draw, lottery)
    fixed.draw.due_at = now() - timedelta(minutes=1)
    agreeing.say(CONSOLE, edition_of(show), show.city_id, Outcome(numbers=(4, 9, 21)), at=now())
    db.session.commit()
    path = f"/draws/{edition_of(show).slug}/berlin"
    return Sent(_client(app, a_lead(show)), path, {"outcome": "4, 9, 21"})


def _choose(app: Flask) -> Sent:
    show, _ = _entered()
    drawn = show.local_start - timedelta(days=2)
    path = f"/draws/{edition_of(show).slug}/berlin/source"
    return Sent(_client(app, a_lead(show)), path, {"name": "6 of 49", "drawn": f"{drawn:%Y-%m-%dT%H:%M}"})


def _void(app: Flask) -> Sent:
    show, mia = _drawn()
    form = {"line": line_of(mia), "because": "twice", "words": "Two addresses."}
    return Sent(_client(app, a_lead(show)), "/lead/berlin/voids", form)


def _undo_void(app: Flask) -> Sent:
    show, mia = _drawn()
    voiding.void(CONSOLE, where_of(show), line_of(mia), Because.TWICE, "Two.", at=now())
    db.session.commit()
    (made,) = voids.of_city(CONSOLE, where_of(show), at=now())
    return Sent(_client(app, a_lead(show)), f"/lead/berlin/voids/{made.id}/undo")


def _decide(what: str) -> Callable[[Flask], Sent]:
    """A lead says whether a party may come whom its host does not want."""

    def case(app: Flask) -> Sent:
        show, mia = _drawn()
        email = identity(str(mia.id)).email
        veto_id = host_vetoes.say(show.space_id, "Mia", email=email, at=now())
        path = f"/lead/berlin/voids/not-wanted/{veto_id}/{entry_id(mia)}/{what}"
        return Sent(_client(app, a_lead(show)), path, {"words": "Not this time."} if what == "out" else {})

    return case


def _door(what: str, **form: str) -> Callable[[Flask], Sent]:
    """A button that a supervisor presses an hour before the start, with the guest's party in the path as PARTY."""

    def case(app: Flask) -> Sent:
        show, mia = an_open_door()
        sue = a_supervisor(show)
        if what in {"open", f"undo/{STEP}", "parties/PARTY/out"}:
            at = now()
            said = checking.Said(STEP, entry_id(mia), Way.IN, 2, at)
            checking.let_through(standing(sue, show), said, at=at)
        if what == "open":
            checking.close(standing(sue, show), at=now())
        db.session.commit()
        path = f"/door/{show.id}/{what.replace('PARTY', entry_id(mia))}"
        return Sent(_client(app, sue), path, dict(form))

    return case


def _steps(app: Flask) -> Sent:
    show, mia = an_open_door()
    said = {"steps": [a_step(entry_id(mia))]}
    return Sent(_client(app, a_doorkeeper(show)), f"/door/{show.id}/steps", json=said)


def _act(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        show, _ = an_evening()
        move_to(show, now() - timedelta(minutes=5))
        sue = a_supervisor(show)
        if what == "undo":
            acts.start(standing(sue, show), 1, at=now())
            db.session.commit()
        return Sent(_client(app, sue), f"/door/{show.id}/acts/1/{what}")

    return case


def _missed(word: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        (show,) = open_shows(1)
        (mia,) = confirmed(show)
        move_to(show, now() - timedelta(hours=4))
        sue = a_supervisor(show)
        if word == "unsaid":
            where = standing(sue, show)
            absent.say(where, checking.look(where, at=now()), entry_id(mia), at=now())
            db.session.commit()
        return Sent(_client(app, sue), f"/door/{show.id}/parties/{entry_id(mia)}/{word}")

    return case


def _waits(what: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        show, waits = full_show()
        move_to(show, now() - timedelta(minutes=20))
        first, sue = waits[0], a_supervisor(show)
        if what == "here":
            return Sent(_client(app, first), f"/entries/{entry_id(first)}/here/{show.id}")
        if what == "note":
            return Sent(_client(app, sue), f"/door/{show.id}/waiting", {"who": line_of(first)[:8]})
        waiting.say_here(first, entry_id(first), show.id, at=now())
        db.session.commit()
        return Sent(_client(app, sue), f"/door/{show.id}/waiting/{entry_id(first)}/in", {"client_id": STEP})

    return case


def _keeper(what: str, **said: str) -> Callable[[Flask], Sent]:
    def case(app: Flask) -> Sent:
        (show,) = open_shows(1)
        lead, path = _client(app, a_lead(show)), f"/lead/berlin/shows/{show.id}/door"
        return Sent(lead, f"{path}{what}", {**said, "form": field_of(lead.get(path).text, "form")})

    return case


def _off(app: Flask) -> Sent:
    (show,) = open_shows(1)
    return Sent(_client(app, a_lead(show)), f"/lead/berlin/shows/{show.id}/door/{a_doorkeeper(show).id}/off")


CASES: dict[str, Callable[[Flask], Sent]] = {
    "guests.ask: a stranger": _ask,
    "guests.ask: signed in": _enter,
    "guests.verify": _verify,
    "guests.change": _of_entry("change"),
    "guests.withdraw": _of_entry("withdraw"),
    "guests.confirm": _confirm,
    "guests.release": _release,
    "instead.take": _instead,
    "guests.open_city": _open_city,
    "plus_ones.name": _of_entry("plus-one", name="Bea", email="bea@example.org"),
    "plus_ones.name_nobody": _name_nobody,
    "plus_ones.consent": _asked_second(""),
    "plus_ones.decline": _asked_second("/decline"),
    "plus_ones.leave": _leave,
    "tickets.renew": _renew,
    "thanks.say": _thank,
    "draws.hold": _hold,
    "draws.choose": _choose,
    "voids.void": _void,
    "voids.undo": _undo_void,
    "voids.decide come": _decide("come"),
    "voids.decide out": _decide("out"),
    "standing_by.say_here": _waits("here"),
    "door.take_steps": _steps,
    "door_forms.let_through in": _door("parties/PARTY/in", client_id="0000-step-2", people="1"),
    "door_forms.let_through out": _door("parties/PARTY/out", client_id="0000-step-2", people="1"),
    "door_forms.undo": _door(f"undo/{STEP}"),
    "door_forms.let_in_unlisted": _door("unlisted", client_id=STEP, people="1", reason="the host's sister"),
    "door_forms.close": _door("close"),
    "door_forms.open_again": _door("open"),
    "door_forms.mark_act start": _act("start"),
    "door_forms.mark_act undo": _act("undo"),
    "door_forms.bear_witness missed": _missed("missed"),
    "door_forms.bear_witness unsaid": _missed("unsaid"),
    "door_forms.note_waiting": _waits("note"),
    "door_forms.let_in_waiting": _waits("in"),
    "doorkeepers.name": _keeper("", called="Tom", email="tom@example.org", role="steward"),
    "doorkeepers.name_host": _keeper("/host", called="Hanna"),
    "doorkeepers.take_off": _off,
}
"""Endpoint, and which of its words where it takes several, and after a colon who sends it → what is sent."""


def test_every_post_of_guests_draws_and_doors_has_its_case(app: Flask) -> None:
    assert posts_of(app, "guests", "door") - LOOKS == {case.partition(":")[0] for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(app: Flask, case: str) -> None:
    has_the_effect_of_once(CASES[case](app))
