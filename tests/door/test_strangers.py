"""While a door is open, nobody but those who stand there learns anything of it."""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.doorkeepers import host_of
from coordinator.door import checking
from coordinator.door.checking import Said
from coordinator.door.models import Way
from coordinator.guests import seats
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS, a_city
from tests.door.standing import a_doorkeeper, a_supervisor, confirmed, move_to, standing
from tests.guests.entering import open_shows
from tests.guests.test_seats import entry_id
from tests.people.builders import a_person, signed_in

PAGES = ("", "/shell", "/snapshot", "/sheet")
Seen = dict[str, tuple[int, str, bytes]]


def _seen(app: Flask, show: Show, person: str | None) -> Seen:
    client = signed_in(app.test_client(), person) if person else app.test_client()
    answers = {}
    for page in (*(f"/door/{show.id}{page}" for page in PAGES), "/door/"):
        answer = client.get(page)
        headers = sorted((name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"})
        answers[page] = (answer.status_code, str(headers), answer.data)
    return answers


def _go_on(show: Show, come: list[Reader]) -> None:
    """Somebody is let in, somebody gives a seat back, the door is closed to more people."""
    sue, at = standing(a_supervisor(show), show), now()
    checking.let_through(sue, Said("step-one", entry_id(come[1]), Way.IN, 2, at), at=at)
    seats.release(come[2], entry_id(come[2]), at=at)
    checking.close(sue, at=at)
    db.session.commit()


@pytest.mark.parametrize("who", ["stranger", "other door", "host", "guest", "lead of Lagos"])
@pytest.mark.usefixtures("alike")
def test_what_happens_at_an_open_door_only_those_who_stand_there_see(app: Flask, who: str) -> None:
    show, other = open_shows(2)
    come = confirmed(show, other, count=4, people=2)
    for one in (show, other):
        move_to(one, now() - timedelta(minutes=1))
    tom, lead = a_doorkeeper(show), a_person("lagos@example.org")
    accounts.grant(Role.LEAD, lead, city_id=a_city(LAGOS).id)
    ann = a_doorkeeper(other, "ann@example.org", called="Ann")
    db.session.commit()
    person = {"stranger": None, "other door": ann.id, "host": host_of(show), "guest": come[0].id, "lead of Lagos": lead}
    before, known = _seen(app, show, person[who]), _seen(app, show, tom.id)

    _go_on(show, come)

    after = _seen(app, show, tom.id)
    assert _seen(app, show, person[who]) == before
    assert {before[f"/door/{show.id}{page}"][0] for page in PAGES} == {302 if who == "stranger" else 404}
    told = [b"gave the seat back" in seen[f"/door/{show.id}/sheet"][2] for seen in (known, after)]
    assert (told, known[f"/door/{show.id}/shell"][0]) == ([False, True], 200)
