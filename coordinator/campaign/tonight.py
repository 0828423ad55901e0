"""One city of the demonstration is further than the others: its evening is tonight, and its doors stand open.

All of it goes through the use-cases, each at the instant at which it would have happened: guests have asked, the draw
is held with numbers that nobody drew, its guests have said yes, and somebody stands at each door. In the next city
somebody has asked for a seat and waits for the draw.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator.campaign.importing import take_shows
from coordinator.cities.models import City
from coordinator.clock import local
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import moves
from coordinator.disclosure.entries import Wanted
from coordinator.disclosure.people import enrol
from coordinator.door import naming
from coordinator.door.models import DoorRole
from coordinator.editions.models import Edition
from coordinator.guests import drawing, entries, seats
from coordinator.guests.draw_result import Outcome
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.shows.scheduling import Evening

SOON, QUARTER = timedelta(minutes=90), 15  # until the start at most; it is at a quarter of an hour
MINUTES = 150
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LOTTERY, NUMBERS = "numbers made up for the demonstration", (3, 14, 15, 26, 35, 41)
NAMES = ("Mia", "Noor", "Oskar", "Paula", "Quentin", "Rosa", "Sami", "Tove")
PER_SHOW = 4  # fewer than any room has seats for, so that the known guest has one
WAITS, SUPERVISOR, STEWARD = "entrant@example.org", "supervisor@example.org", "steward@example.org"
PEOPLE: Mapping[str, str] = {"door": SUPERVISOR, "steward": STEWARD, "entrant": WAITS}
"""Who is known besides one person per role: who answers for tonight's doors, who helps, who waits for another draw."""


def bring_forward(edition: Edition, references: Sequence[str], city: City, *, at: datetime) -> None:
    """Have the evenings in these rooms (references of the list), all of that city, begin within an hour and a half."""
    soon = local(at + SOON, city.zone).replace(tzinfo=None, second=0, microsecond=0)
    evening = Evening(soon - timedelta(minutes=soon.minute % QUARTER), MINUTES)
    take_shows(edition, {reference: [evening] for reference in references}, at=at)


def play(edition: Edition, city: City, *, known: str, at: datetime) -> None:
    """Let everything happen there that has happened by the instant `at`. `known`: the address of a guest who has a
    seat."""
    shows = shows_of(edition, city)
    closes = entries.closes_before(shows[0].starts_at, edition)
    entries.open_city(CONSOLE, edition, city.id, at=closes - 7 * DAY)
    guests = [_enter(who, name, shows, at=closes - 5 * DAY) for who, name in _invited(known, shows)]
    due = closes + (timedelta(days=edition.entries_close_days - edition.draw_days) or DAY)
    drawing.close_with(CONSOLE, edition, city.id, LOTTERY, due_at=due, at=closes)
    drawing.hold(CONSOLE, edition, city.id, Outcome(numbers=NUMBERS), at=due)
    for guest in guests:
        _say_yes(guest, at=due + HOUR)
    for show in shows:
        naming.name(CONSOLE, show, SUPERVISOR, DoorRole.SUPERVISOR, called="Sue", origin="", at=at)
        naming.name(CONSOLE, show, STEWARD, DoorRole.STEWARD, called="Tom", origin="", at=at)


def wait(edition: Edition, city: City, *, at: datetime) -> None:
    """Let somebody ask for a seat in a city whose draw is still to come."""
    _enter(WAITS, "Ella Entrant", shows_of(edition, city), at=at)


def shows_of(edition: Edition, city: City) -> Sequence[Show]:
    """Its shows, the first ones first."""
    here = select(Show).where(Show.edition_id == edition.id, Show.city_id == city.id)
    return db.session.scalars(here.order_by(Show.starts_at, Show.id)).all()


def _invited(known: str, shows: Sequence[Show]) -> Iterable[tuple[str, str]]:
    """Address and name of everybody who asks: the known guest first."""
    yield known, ""
    for number in range(min(PER_SHOW * len(shows), len(NAMES))):
        yield f"{NAMES[number].lower()}@example.org", f"{NAMES[number]} Guest"


def _enter(email: str, name: str, shows: Sequence[Show], *, at: datetime) -> Reader:
    guest = Reader(enrol(email, name=name) if name else enrol(email))
    entries.enter(guest, Wanted(1, tuple(show.id for show in shows[:5])), at=at)
    return guest


def _say_yes(guest: Reader, *, at: datetime) -> None:
    for entry in own.own_entries(guest):
        if entry.seat:
            seats.confirm(guest, entry.id, sees=moves.seen_of(entry.seat), at=at)
