"""A draw that nobody holds: who can do so is told, in turn, and nobody once it is held or no longer matters."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.guests import drawing, overdue
from coordinator.guests.drawing import PublicDraw
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.guests.entering import edition_of, guests, open_shows, outcome_of, published
from tests.people.builders import a_person
from tests.people.mailbox import letters, text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def show(app: Flask) -> Show:
    """A show of a city with a lead, a deputy and a global team, whose list is published."""
    (show,) = open_shows(1)
    guests(show, count=2)
    for name, role in (("lead", Role.LEAD), ("deputy", Role.LEAD), ("team", Role.GLOBAL)):
        city_id = None if role is Role.GLOBAL else show.city_id
        accounts.grant(role, a_person(f"{name}@example.org"), city_id=city_id, deputy=name == "deputy")
    db.session.commit()
    return show


def _draw(show: Show) -> PublicDraw:
    found = drawing.find_draw(edition_of(show), show.city_id)
    return found or published(show)


def _told(at: datetime) -> list[str]:
    """Who is asked then to hold the draw."""
    overdue.tell_due(at)
    db.session.commit()
    return [str(one["To"]) for one in letters(at=at) if "is waiting" in str(one["Subject"])]


def test_who_can_hold_a_draw_is_told_once_and_then_who_else_can(show: Show) -> None:
    due = _draw(show).draw.due_at
    late = [HOUR - timedelta(seconds=1), HOUR, 2 * HOUR, DAY + HOUR, 2 * DAY + HOUR, 3 * DAY]

    told = [_told(due + each) for each in late]

    assert [[name for name in ("lead", "deputy", "team") if any(name in to for to in each)] for each in told] == [
        [],
        ["lead"],
        [],
        ["deputy"],
        ["team"],
        [],
    ]
    assert [len(each) for each in told] == [0, 1, 0, 1, 1, 0]


def test_the_letter_leads_to_the_page_of_the_draw(show: Show) -> None:
    due = _draw(show).draw.due_at
    letters(at=due)
    overdue.tell_due(due + HOUR)
    db.session.commit()

    (letter,) = [one for one in letters(at=due + HOUR) if "is waiting" in str(one["Subject"])]

    assert letter["Subject"] == "Action required: the draw of Berlin is waiting"
    assert "/draws/doors/berlin\n" in text_of(letter)


def test_nobody_is_told_of_a_draw_that_was_held_meanwhile(show: Show) -> None:
    found = _draw(show)
    due = found.draw.due_at
    letters(at=due)
    overdue.tell_due(due + HOUR)
    drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(found), at=due + HOUR)
    db.session.commit()

    assert _told(due + HOUR) == []


def test_nobody_is_told_once_the_evening_is_over(show: Show) -> None:
    due = _draw(show).draw.due_at
    letters(at=due)
    overdue.tell_due(show.starts_at - timedelta(seconds=1))
    db.session.commit()

    assert [one for one in letters(at=show.starts_at) if "is waiting" in str(one["Subject"])] == []
    assert _told(show.ends_at) == []
