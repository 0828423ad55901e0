"""A letter evening from its draw to its door: 200 seats among 600 who ask, whoever of them has written."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import tickets
from coordinator.guests import entries, seats
from coordinator.guests.models import EntryState
from coordinator.letters import evenings, signing
from coordinator.letters.models import Channel, Step
from coordinator.letters.signing import Signed
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.wording import clock_at
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.conftest import empty
from tests.disclosure.hands import same_hands, set_clock, throw
from tests.door.standing import a_doorkeeper
from tests.guests.entering import edition_of, guests, held, says_yes
from tests.letters.builders import TEAM, a_campaign, a_case, a_section
from tests.people.builders import signed_in

SEATS, ASKED = 200, 600
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Evening:
    """What is public of a draw, how often which end came to an entry, what the door keeps, what a ticket says."""

    listed: str
    result: str | None
    ends: Counter[EntryState]
    door: dict[str, Any]
    pages: tuple[str, str]


def _an_evening(app: Flask, *, writing: int) -> Evening:
    """Letter hour first; 600 ask, every second one of `writing` has mailed a letter; of the 200 who are drawn five give
    their seat back and five say nothing, and who waits comes in for them."""
    empty()
    set_clock(NOON)
    throw("a letter evening")
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    (show,) = spaces_taken(edition, a_city(), a_space("S1", capacity=SEATS))
    a_campaign(edition)
    evenings.set_hour(TEAM, edition.id, show.id, 60)
    entries.open_city(CONSOLE, edition, show.city_id, at=now())
    every = guests(show, count=ASKED)
    _write(show, writing)
    throw("draw")
    drawn = held(show).draw
    due = drawn.due_at
    asked = [guest for guest in every if _mine(guest).seat]
    for guest in asked[:5]:
        seats.release(guest, _mine(guest).id, at=due)
    silent = asked[5:10]
    _say_yes([guest for guest in every if guest not in silent], at=due)
    seats.lapse_due(due + timedelta(hours=48))
    _say_yes(every, at=due + timedelta(hours=48))
    db.session.commit()
    told = Counter(_mine(guest).state for guest in every)
    return Evening(drawn.listed, drawn.result, told, _door(app, show), _pages(app, show, asked[-1]))


def _say_yes(of: list[Reader], *, at: datetime) -> None:
    """Those of them who are asked say yes."""
    for guest in of:
        if _mine(guest).state is EntryState.WON:
            says_yes(guest, at=at)


def _mine(guest: Reader) -> own.OwnEntry:
    return own.own_entries(guest)[0]


def _write(show: Show, writing: int) -> None:
    edition = edition_of(show)
    section, case = a_section(edition, country=""), a_case(edition)
    throw("letters")
    for number in range(0, writing, 2):
        said = Signed(f"guest-{number}@example.org", Step.MAILED, Channel.PAPER, 1, section)
        signing.sign(case, said, origin=str(number), at=now())
    db.session.commit()


def _door(app: Flask, show: Show) -> dict[str, Any]:
    """What a phone at the door keeps, as letters begin."""
    set_clock(show.starts_at - timedelta(hours=1))
    throw("door")
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    told: dict[str, Any] = tom.get(f"/door/{show.id}/snapshot").get_json()["snapshot"]
    return told


def _pages(app: Flask, show: Show, guest: Reader) -> tuple[str, str]:
    """Her page of the evening, and when letters begin there."""
    page = signed_in(app.test_client(), str(guest.id)).get(f"/entries/{_mine(guest).id}/evening").text
    assert tickets.own_ticket(guest, _mine(guest).id).code
    db.session.commit()
    with app.test_request_context():
        return page, clock_at(show.starts_at - timedelta(hours=1), show.zone)


def test_two_hundred_of_six_hundred_stand_at_the_door_of_a_letter_evening_whoever_has_written(app: Flask) -> None:
    with same_hands(app):
        silent = _an_evening(app, writing=0)
        written = _an_evening(app, writing=ASKED)

    assert (silent.listed, silent.result) == (written.listed, written.result)
    assert silent.door == written.door
    waiting = {EntryState.WAITLISTED: ASKED - SEATS - 10}
    assert silent.ends == {EntryState.CONFIRMED: SEATS, EntryState.RELEASED: 5, EntryState.LAPSED: 5, **waiting}
    assert [one["people"] for one in silent.door["parties"]] == [1] * SEATS
    page, begins = silent.pages
    assert ("Letters first" in page, f"From {begins}" in page) == (True, True)
