"""Entrants hear of what changes about a show, once, in time, and never of what does not concern them or is over."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import seats as counted
from coordinator.guests import changes, seats
from coordinator.guests.models import EntryState
from coordinator.lineups import relocating
from coordinator.people import accounts
from coordinator.people.readers import CONSOLE, Customs
from coordinator.shows import planning
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Kind
from tests.guests.entering import edition_of, guests, held, open_shows
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import by_state, entry_id
from tests.people.mailbox import letters, text_of


def changed(show: Show, *, at: object = None, **values: object) -> None:
    """Something about a show is different, and a round sees it twice."""
    for name, value in values.items():
        setattr(show, name, value)
    db.session.commit()
    for _ in range(2):
        changes.tell_due(at or now())  # type: ignore[arg-type]
        db.session.commit()


def test_what_is_seen_first_is_only_noted(app: Flask) -> None:
    (show,) = open_shows(1)
    guests(show)

    changed(show)

    assert letters() == []


@pytest.mark.parametrize(
    ("values", "subject", "words"),
    [
        ({"state": ShowState.CANCELLED}, "Cancelled: a show in Berlin", "does not take place"),
        ({"step_free": True}, "Changed: a show in Berlin", "without steps now"),
        ({"kind": Kind.ROOFTOP}, "Changed: a show in Berlin", "of another kind now: rooftop."),
        ({"capacity": 15}, "Changed: a show in Berlin", "It has 15 seats now."),
        ({"capacity": 25}, "Changed: a show in Berlin", "It has 25 seats now."),
    ],
)
def test_who_asked_for_a_show_is_told_once_with_a_link_to_change(
    app: Flask, values: dict[str, object], subject: str, words: str
) -> None:
    show, other = open_shows(2)
    mia, _ = [*guests(show, other), *guests(other, first=1)]
    comes_along = comes(guests(show, first=2, people=2)[0])
    changed(show)
    letters()

    changed(show, **values)
    sent = letters()

    assert [(str(one["To"]).split("<")[1], one["Subject"]) for one in sent] == [
        ("bea@example.org>", subject),
        ("guest-0@example.org>", subject),
        ("guest-2@example.org>", subject),
    ]
    assert all(words in text_of(one) for one in sent)
    assert "Until entries close you can choose other shows" in text_of(sent[1])
    assert mia.id != comes_along.id


def test_a_few_seats_more_or_fewer_are_nobodys_news_until_they_add_up(app: Flask) -> None:
    (show,) = open_shows(1)
    guests(show)
    changed(show)

    told = []
    for capacity in (18, 16, 15, 14):
        changed(show, capacity=capacity)
        told.append(len(letters()))

    assert told == [0, 0, 1, 0]


def test_another_time_is_told_on_the_clock_of_the_show_in_the_readers_way(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show)
    accounts.set_customs(mia, Customs("en_GB"))
    changed(show)

    later = timedelta(hours=1)
    changed(show, starts_at=show.starts_at + later, ends_at=show.ends_at + later, local_start=show.local_start + later)
    (letter,) = letters()

    assert "It begins on" in text_of(letter)
    assert "20:30" in text_of(letter)
    assert show.area_id not in text_of(letter)


def test_after_the_draw_those_with_a_seat_and_those_who_wait_are_told_and_nobody_else(app: Flask) -> None:
    show, other = open_shows(2)
    sits = guests(show, count=20)
    elsewhere = guests(other, first=40)
    draw = held(show)
    gone = sits[0]
    assert by_state(sits)[EntryState.WON]
    seats.release(gone, entry_id(gone), at=draw.draw.due_at)
    changed(show, at=draw.draw.due_at)
    letters(at=draw.draw.due_at)

    changed(show, at=draw.draw.due_at, state=ShowState.CANCELLED)
    sent = letters(at=draw.draw.due_at)

    assert {one["Subject"] for one in sent} == {"Cancelled: a show in Berlin"}
    assert len(sent) == 19
    assert all("please do not go there" in text_of(one) for one in sent)
    assert elsewhere
    assert sum(counted.free(show.id).values()) == 1


def test_of_another_time_there_is_one_letter_for_each_with_a_seat_and_for_each_who_waits(app: Flask) -> None:
    (show,) = open_shows(1)
    everybody = guests(show, count=22)
    at = held(show).draw.due_at
    changed(show, at=at)
    letters(at=at)

    with relocating.told_to_guests([show], at=at):
        later = timedelta(minutes=20)
        show.starts_at, show.local_start = show.starts_at + later, show.local_start + later
    changed(show, at=at)
    sent = Counter(str(one["Subject"]) for one in letters(at=at))

    assert sent == {"Action required: your evening has changed": 20, "Changed: a show in Berlin": 2}
    assert len(everybody) == sent.total()


def test_nothing_is_said_of_what_is_over_or_was_put_right_before_the_letter_left(app: Flask) -> None:
    (show,) = open_shows(1)
    guests(show)
    changed(show)

    changed(show, state=ShowState.CANCELLED)
    changed(show, state=ShowState.OPEN)
    subjects = [one["Subject"] for one in letters()]
    changed(show, step_free=not show.step_free)
    late = letters(at=show.ends_at)

    assert subjects == ["Changed: a show in Berlin"]
    assert late == []


def test_who_waits_is_told_the_place_in_the_order_unless_a_seat_came_first(app: Flask) -> None:
    (show,) = open_shows(1)
    everybody = guests(show, count=22)
    draw = held(show)
    waits = by_state(everybody)[EntryState.WAITLISTED]
    giver = by_state(everybody)[EntryState.WON][0]
    seats.release(giver, entry_id(giver), at=draw.draw.due_at)
    db.session.commit()

    sent = [one for one in letters(at=draw.draw.due_at) if one["Subject"] == "You are on the waiting list"]

    assert len(waits) == 2
    assert len(sent) == 1
    assert "You were drawn as number 22;" in text_of(sent[0])


def test_a_show_that_is_called_back_after_its_draw_has_its_seats_and_tells_who_holds_them(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show)
    draw = held(show)
    changed(show, at=draw.draw.due_at, state=ShowState.CANCELLED)
    letters(at=draw.draw.due_at)
    lasts = round((show.ends_at - show.starts_at).total_seconds() / 60)
    booking = Booking(show.space_id, Evening(show.local_start, lasts))

    again = planning.create(CONSOLE, edition_of(show), show.city_id, booking, at=draw.draw.due_at)
    changed(show, at=draw.draw.due_at)

    assert (again.id, again.state, by_state([mia])) == (show.id, ShowState.DRAWN, {EntryState.WON: [mia]})
    assert [str(one["Subject"]) for one in letters(at=draw.draw.due_at)] == ["Changed: a show in Berlin"]
