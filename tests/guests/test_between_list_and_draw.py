"""What happens to a show or its room once the list of its draw is published: the seats of the list are the seats."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from coordinator.campaign.importing import take_spaces
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import seats as counted
from coordinator.errors import Conflict, Invalid
from coordinator.guests import draw_list, drawing
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.intake import RefusedRows
from coordinator.lineups import calling_off
from coordinator.people.readers import CONSOLE
from coordinator.shows import planning
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space
from tests.campaign.builders import a_space, plain_name, sited
from tests.guests.entering import edition_of, guests, held, open_shows, outcome_of, published
from tests.guests.test_moved_shows import a_reserve, move
from tests.guests.test_seats import by_state

HOUR = timedelta(hours=1)


def draw_of(show: Show) -> PublicDraw:
    """The draw of the show's city, whose list is published."""
    found = drawing.find_draw(edition_of(show), show.city_id)
    assert found is not None
    return found


def hold(show: Show) -> PublicDraw:
    """The same, held when it is due."""
    fixed = draw_of(show)
    found = drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(fixed), at=fixed.draw.due_at)
    db.session.commit()
    return found


def call_off(show: Show, *, at: datetime) -> None:
    """Its lead calls it off."""
    calling_off.call_off(CONSOLE, show.id, "ill", city_id=show.city_id, at=at)
    db.session.commit()


def call_back(show: Show, *, at: datetime) -> Show:
    """Its lead plans it in the same room at the same time."""
    lasts = round((show.ends_at - show.starts_at).total_seconds() / 60)
    booking = Booking(show.space_id, Evening(show.local_start, lasts))
    again = planning.create(CONSOLE, edition_of(show), show.city_id, booking, at=at)
    db.session.commit()
    return again


def list_again(show: Show, capacity: int, *, at: datetime) -> None:
    """The list of spaces says another number of seats of its room."""
    row = a_space("berlin0", host_email="berlin0@example.org", capacity=capacity)
    city = db.session.get_one(City, show.city_id)
    take_spaces(edition_of(show), sited([row], city), name_area=plain_name, at=at)
    db.session.commit()


def in_a_room_for(seats: int) -> tuple[Show, str]:
    """A show for 20 that guests may ask for, and a free room (id) with so many seats."""
    show, reserve = a_reserve()
    db.session.get_one(Space, reserve).capacity = seats
    db.session.commit()
    return show, reserve


def test_a_listed_show_moves_to_no_room_with_fewer_seats(app: Flask) -> None:
    show, reserve = in_a_room_for(5)
    readers = guests(show, count=20)
    at, home = published(show).draw.closed_at, show.space_id

    with pytest.raises(Conflict) as refused:
        move(show, reserve, at=at + HOUR)
    db.session.rollback()
    hold(show)

    assert (refused.value.reason, refused.value.facts) == ("too_small", {"seats": 20})
    assert (show.space_id, show.capacity, len(by_state(readers)[EntryState.WON])) == (home, 20, 20)


def test_before_its_list_is_published_a_show_moves_to_a_smaller_room_and_the_list_says_so(app: Flask) -> None:
    show, reserve = in_a_room_for(5)
    readers = guests(show, count=20)

    move(show, reserve, at=now())
    draw = held(show)

    assert (show.capacity, draw.head.seats[show.id].general) == (5, 5)
    assert len(by_state(readers)[EntryState.WON]) == 5


@pytest.mark.parametrize("drawn", [False, True])
def test_a_larger_room_has_no_more_seats_than_the_list_of_the_draw(app: Flask, drawn: bool) -> None:
    show, reserve = in_a_room_for(60)
    readers = guests(show, count=30)
    at = published(show).draw.closed_at + HOUR

    if drawn:
        at = hold(show).draw.due_at
    move(show, reserve, at=at)
    if not drawn:
        hold(show)

    assert (show.space_id, show.capacity) == (reserve, 20)
    assert len(by_state(readers)[EntryState.WON]) == 20
    assert sum(counted.free(show.id).values()) == 0


@pytest.mark.parametrize("drawn", [False, True])
def test_a_list_of_spaces_takes_no_seats_from_a_listed_show(app: Flask, drawn: bool) -> None:
    show, _, _ = open_shows()
    guests(show, count=20)
    at = published(show).draw.closed_at + HOUR
    if drawn:
        at = hold(show).draw.due_at

    with pytest.raises(RefusedRows) as refused:
        list_again(show, 5, at=at)
    db.session.rollback()
    (note,) = refused.value.notes
    list_again(show, 40, at=at)

    assert (note.reference, note.column, note.said.facts) == ("berlin0", "capacity", {"seats": 20})
    assert (show.capacity, db.session.get_one(Space, show.space_id).capacity) == (20, 40)


def test_a_listed_show_is_not_called_back_into_a_room_that_became_smaller(app: Flask) -> None:
    show, _, _ = open_shows()
    guests(show, count=20)
    at = published(show).draw.closed_at + HOUR
    call_off(show, at=at)
    list_again(show, 5, at=at)

    with pytest.raises(Invalid) as refused:
        call_back(show, at=at)
    db.session.rollback()

    assert [said.facts for said in refused.value.faults["space_id"]] == [{"seats": 20}]
    assert (show.state, show.capacity) == (ShowState.CANCELLED, 20)


@pytest.mark.parametrize("drawn", [False, True])
def test_a_show_that_is_called_off_and_back_has_its_place_in_the_draw(app: Flask, drawn: bool) -> None:
    show, other, _ = open_shows()
    readers = guests(show, count=3)
    at = published(other).draw.closed_at + HOUR
    call_off(show, at=at)
    if drawn:
        hold(other)

    again = call_back(show, at=at)
    before = again.state
    if not drawn:
        hold(other)

    assert (again.id, before) == (show.id, ShowState.DRAWN if drawn else ShowState.OPEN)
    assert again.state is ShowState.DRAWN
    if not drawn:
        assert by_state(readers) == {EntryState.WON: readers}


def test_a_show_that_no_list_names_is_planned_as_its_room_is(app: Flask) -> None:
    show, other, _ = open_shows()
    call_off(show, at=now())
    guests(other)
    at = published(other).draw.closed_at + HOUR
    list_again(show, 5, at=at)

    again = call_back(show, at=at)

    assert (again.id, again.state, again.capacity) == (show.id, ShowState.PLANNED, 5)
    assert show.id not in draw_list.read_head(draw_of(other).file).seats
