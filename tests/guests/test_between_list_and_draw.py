"""What happens to a show, its room or an entry between the list of its draw and the draw: the seats of the list are the
seats, none is left by mistake, and none is given where nobody can take it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from coordinator.campaign.importing import take_spaces
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import changes
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.errors import Conflict, Invalid
from coordinator.guests import draw_list, drawing, seats
from coordinator.guests.chain import What
from coordinator.guests.draw import draw, seed_of
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.intake import Outcome
from coordinator.lineups import calling_off
from coordinator.parting import erasing
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows import planning
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Space
from tests.campaign.builders import a_space, plain_name, sited
from tests.guests.entering import edition_of, guests, held, open_shows, outcome_of, published
from tests.guests.test_moved_shows import a_reserve, move
from tests.guests.test_seats import by_state, links, state
from tests.people.mailbox import letters

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


def list_again(show: Show, capacity: int, *, at: datetime) -> Outcome:
    """What becomes of it that the list of spaces says another number of seats of its room."""
    row = a_space("berlin0", host_email="berlin0@example.org", capacity=capacity)
    city = db.session.get_one(City, show.city_id)
    outcome = take_spaces(edition_of(show), sited([row], city), name_area=plain_name, at=at)
    db.session.commit()
    return outcome


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
    found = held(show)

    assert (show.capacity, found.head.seats[show.id].general) == (5, 5)
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

    note = list_again(show, 5, at=at).warnings[-1]
    assert (show.capacity, db.session.get_one(Space, show.space_id).capacity) == (20, 20)
    list_again(show, 40, at=at)

    assert (note.reference, note.column, note.said.facts) == ("berlin0", "capacity", {"seats": 20, "wanted": 5})
    assert [one.answers for one in changes.waiting(show.space_id)] == [{"capacity": 5}]
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


def test_the_seat_of_who_was_erased_after_the_list_goes_to_the_next_by_a_link(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 3
    db.session.commit()
    readers = guests(show, count=8)
    fixed = published(show)
    first = next(iter(_in_order(fixed)))
    (winner,) = [reader for reader in readers if line_of(reader) == first]

    erasing.erase(winner, at=fixed.draw.closed_at)
    db.session.commit()
    found = hold(show)

    rest = by_state([reader for reader in readers if reader != winner])
    assert {state: len(who) for state, who in rest.items()} == {EntryState.WON: 3, EntryState.WAITLISTED: 4}
    assert sum(counted.free(show.id).values()) == 0
    fourth = _in_order(fixed)[3]
    assert links(found) == [(What.RELEASED, first, 1), (What.PROMOTED, fourth, 1)]
    sent = [str(one["Subject"]) for one in letters(at=found.draw.due_at)]
    assert sent.count("Action required: you were drawn") == 3


def test_who_was_erased_before_a_draw_that_gave_her_nothing_only_leaves_its_waiting_list(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 3
    db.session.commit()
    readers = guests(show, count=8)
    fixed = published(show)
    (last,) = [reader for reader in readers if line_of(reader) == _in_order(fixed)[-1]]

    erasing.erase(last, at=fixed.draw.closed_at)
    db.session.commit()
    found = hold(show)

    rest = by_state([reader for reader in readers if reader != last])
    assert {state: len(who) for state, who in rest.items()} == {EntryState.WON: 3, EntryState.WAITLISTED: 4}
    assert links(found) == [(What.LEFT, _in_order(fixed)[-1], 1)]


def test_who_was_drawn_for_a_show_that_is_off_by_then_is_asked_for_the_next_wish(app: Flask) -> None:
    show, other, _ = open_shows()
    show.capacity, other.capacity = 3, 2
    db.session.commit()
    readers = guests(show, other, count=3)
    fixed = published(show)

    call_off(show, at=fixed.draw.closed_at + HOUR)
    found = hold(show)

    order = _in_order(fixed)
    assert links(found) == [*[(What.UNASKED, key, 1) for key in order], *[(What.PROMOTED, key, 1) for key in order[:2]]]
    assert {line_of(reader): (state(reader), own.own_entries(reader)[0].seat) for reader in readers} == {
        order[0]: (EntryState.WON, other.id),
        order[1]: (EntryState.WON, other.id),
        order[2]: (EntryState.WAITLISTED, None),
    }
    assert (dict(counted.free(show.id)), counted.free(other.id)["g"]) == ({"a": 0, "g": 3}, 0)
    sent = [str(one["Subject"]) for one in letters(at=found.draw.due_at)]
    assert (sent.count("Action required: you were drawn"), sent.count("You are on the waiting list")) == (2, 1)


def test_of_seats_that_came_free_each_is_asked_for_her_dearest_in_the_order_of_the_draw(app: Flask) -> None:
    off, one, two = open_shows()
    one.capacity = two.capacity = 1
    db.session.commit()
    readers = [*guests(off, two, one, count=1), *guests(off, one, two, first=1, count=1)]
    fixed = published(off)

    call_off(off, at=fixed.draw.closed_at + HOUR)
    hold(off)

    assert [own.own_entries(reader)[0].seat for reader in readers] == [two.id, one.id]


def test_a_show_that_is_called_back_after_its_draw_asks_who_waits_for_it(app: Flask) -> None:
    show, other, _ = open_shows()
    readers = guests(show, count=3)
    at = published(other).draw.closed_at + HOUR
    call_off(show, at=at)
    found = hold(other)
    waited = by_state(readers)

    call_back(show, at=found.draw.due_at)
    for _ in range(2):
        seats.fill_due(found.draw.due_at)
        db.session.commit()

    assert list(waited) == [EntryState.WAITLISTED]
    assert by_state(readers) == {EntryState.WON: readers}
    assert [what for what, _, _ in links(found)] == [What.UNASKED] * 3 + [What.PROMOTED] * 3


def test_a_draw_that_is_held_too_late_to_ask_gives_no_seat_that_nobody_could_confirm(app: Flask) -> None:
    show, later, _ = open_shows()
    later.starts_at += timedelta(hours=5)
    later.ends_at += timedelta(hours=5)
    db.session.commit()
    alone, both = *guests(show), *guests(show, later, first=1)
    fixed = published(show)
    at = show.starts_at - timedelta(minutes=30)

    drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(fixed), at=at)
    db.session.commit()

    assert (state(alone), state(both)) == (EntryState.WAITLISTED, EntryState.WON)
    entry = own.own_entries(both)[0]
    assert (entry.seat, entry.confirm_by) == (later.id, at + HOUR)
    assert sorted(what for what, _, _ in links(draw_of(show))) == [What.PROMOTED, What.UNASKED, What.UNASKED]


def test_seats_kept_for_a_few_at_a_show_that_is_off_are_given_to_nobody_and_no_link_says_so(app: Flask) -> None:
    show, other, _ = open_shows()
    show.step_free = True
    db.session.commit()
    guests(other, count=1)
    (needing,) = guests(show, first=60, needs_access=True)
    guests(show, count=18, first=1)
    fixed = published(show)
    call_off(show, at=fixed.draw.closed_at + HOUR)

    found = hold(show)

    assert fixed.head.seats[show.id].kept == 2
    assert state(needing) is EntryState.WAITLISTED
    assert {what for what, _, _ in links(found)} == {What.UNASKED}
    assert len(links(found)) == 18


def _in_order(fixed: PublicDraw) -> list[str]:
    """The ids of a list in the order in which they are drawn."""
    randomness = outcome_of(fixed).randomness(fixed.head.source)
    return [one.entry.id for one in draw(draw_list.read(fixed.file), seed_of(fixed.root, randomness))]


def line_of(reader: Reader) -> str:
    """The id of the reader's entry in the list."""
    return own.own_entries(reader)[0].public_id
