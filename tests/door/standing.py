"""Doors to stand at: a show with guests who come, and people named for its door."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient

from coordinator.db import db
from coordinator.disclosure import doorkeepers
from coordinator.door.models import DoorRole
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.guests.entering import guests, held, says_yes
from tests.people.builders import a_person


def confirmed(*shows: Show, count: int = 1, people: int = 1, first: int = 0) -> list[Reader]:
    """Guests who were drawn for the first show and have said yes."""
    readers = guests(*shows, count=count, people=people, first=first)
    due = held(shows[0]).draw.due_at
    for reader in readers:
        says_yes(reader, at=due)
    db.session.commit()
    return readers


def a_doorkeeper(
    show: Show, email: str = "tom@example.org", role: DoorRole = DoorRole.STEWARD, *, called: str = "Tom"
) -> Reader:
    """Somebody named for its door."""
    person = a_person(email, name=called)
    doorkeepers.put(show, person, role, called, at=show.starts_at - timedelta(days=1))
    db.session.commit()
    return Reader(person)


def a_supervisor(show: Show) -> Reader:
    """Somebody who answers for it."""
    return a_doorkeeper(show, "sue@example.org", DoorRole.SUPERVISOR, called="Sue")


def move_to(show: Show, starts_at: datetime) -> None:
    """Let the show start then."""
    lasts = show.ends_at - show.starts_at
    show.starts_at, show.ends_at = starts_at, starts_at + lasts
    db.session.commit()


def status(client: FlaskClient, path: str) -> int:
    """What a page answers."""
    return client.get(path).status_code


def standing(reader: Reader, show: Show, *, minutes: int = 0) -> doorkeepers.Standing:
    """Her place at the door, so many minutes after the start."""
    return doorkeepers.standing(reader, show.id, at=show.starts_at + timedelta(minutes=minutes))
