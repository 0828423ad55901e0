"""Tickets: a code for each confirmed party, known to it and to its door, dead with the seat."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from coordinator import codes
from coordinator.db import db
from coordinator.disclosure import doors, tickets
from coordinator.disclosure.gateway import clock_of
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests import seats
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import SpaceState
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_seats import entry_id
from tests.people.builders import a_person


def confirmed(show: Show, *, count: int = 1, people: int = 1) -> list[Reader]:
    """Guests who were drawn for a show and have said yes."""
    readers = guests(show, count=count, people=people)
    due = held(show).draw.due_at
    for reader in readers:
        says_yes(reader, at=due)
    db.session.commit()
    return readers


def test_a_ticket_is_there_as_soon_as_the_seat_is_confirmed_and_not_before(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show, people=2)
    due = held(show).draw.due_at
    with pytest.raises(NotFound):
        tickets.own_ticket(mia, entry_id(mia))

    for _ in range(2):
        says_yes(mia, at=due)

    ticket = tickets.own_ticket(mia, entry_id(mia))
    assert (ticket.show_id, ticket.people, codes.read(ticket.code)) == (show.id, 2, ticket.code)


def test_nobody_else_has_it(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)

    for reader in (STRANGER, Reader(a_person("other@example.org"))):
        with pytest.raises(NotFound):
            tickets.own_ticket(reader, entry_id(mia))
        with pytest.raises(NotFound):
            tickets.renew(reader, entry_id(mia), instead_of="", at=show.starts_at)


def test_its_door_knows_it_by_its_code_and_another_door_does_not(app: Flask) -> None:
    show, other, _ = open_shows()
    mia, tom = confirmed(show, count=2)
    code, at = tickets.own_ticket(mia, entry_id(mia)).code, show.starts_at

    found = tickets.find_by_code(show, edition_of(show), code.lower().replace("-", " "), at=at)

    assert found is not None
    assert (found.entry_id, found.person_id, found.people) == (entry_id(mia), mia.id, 1)
    assert found.digest == tickets.digest_of(show.id, code)
    assert {one.entry_id for one in tickets.of_show(show, clock_of(show, edition_of(show)).phase(at))} == {
        entry_id(mia),
        entry_id(tom),
    }
    assert tickets.find_by_code(other, edition_of(other), code, at=at) is None
    assert tickets.of_show(other, clock_of(other, edition_of(other)).phase(at)) == ()
    assert tickets.find_by_code(show, edition_of(show), codes.make(), at=at) is None


@pytest.mark.parametrize(
    ("hours", "known"), [(-3.01, False), (-3, True), (0, True), (2.5 + 11.9, True), (2.5 + 12, False)]
)
def test_a_door_knows_tickets_from_three_hours_before_to_half_a_day_after(
    app: Flask, hours: float, known: bool
) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    code, at = tickets.own_ticket(mia, entry_id(mia)).code, show.starts_at + timedelta(hours=hours)

    assert (tickets.find_by_code(show, edition_of(show), code, at=at) is not None) is known
    assert bool(tickets.of_show(show, clock_of(show, edition_of(show)).phase(at))) is known


def test_a_seat_that_is_given_back_takes_its_ticket_along(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    code = tickets.own_ticket(mia, entry_id(mia)).code

    seats.release(mia, entry_id(mia), at=show.starts_at - timedelta(hours=2))

    assert tickets.find_by_code(show, edition_of(show), code, at=show.starts_at) is None
    assert tickets.of_show(show, clock_of(show, edition_of(show)).phase(show.starts_at)) == ()
    with pytest.raises(NotFound):
        tickets.own_ticket(mia, entry_id(mia))


@pytest.mark.parametrize("how", ["cancelled", "closed"])
def test_no_ticket_opens_the_door_of_a_show_that_is_off_or_whose_host_has_closed_it(app: Flask, how: str) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    code = tickets.own_ticket(mia, entry_id(mia)).code
    if how == "cancelled":
        show.state = ShowState.CANCELLED
    else:
        doors.close(show.space_id, before=SpaceState.APPROVED, shows=[show.id], at=show.starts_at)

    assert tickets.find_by_code(show, edition_of(show), code, at=show.starts_at) is None
    assert tickets.of_show(show, clock_of(show, edition_of(show)).phase(show.starts_at)) == ()


def test_a_new_code_ends_the_old_one_and_asking_twice_changes_it_once(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    lost = tickets.own_ticket(mia, entry_id(mia)).code

    changed = [tickets.renew(mia, entry_id(mia), instead_of=lost, at=show.starts_at) for _ in range(2)]

    new = tickets.own_ticket(mia, entry_id(mia)).code
    assert changed == [True, False]
    assert new != lost
    assert tickets.find_by_code(show, edition_of(show), lost, at=show.starts_at) is None
    assert tickets.find_by_code(show, edition_of(show), new, at=show.starts_at) is not None
    assert len(tickets.of_show(show, clock_of(show, edition_of(show)).phase(show.starts_at))) == 1


def test_whoever_reads_the_database_cannot_print_a_ticket(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    code = tickets.own_ticket(mia, entry_id(mia)).code

    with granted("test"):
        (row,) = db.session.execute(text("SELECT * FROM sec_tickets")).mappings().all()

    assert not any(sign in str(value).upper() for value in row.values() for sign in (code, code.replace("-", "")))
    assert tickets.digest_of(show.id, code) not in str(dict(row))
    assert "code" not in repr(tickets.own_ticket(mia, entry_id(mia)))
