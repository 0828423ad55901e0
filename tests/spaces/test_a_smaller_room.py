"""A room turns out smaller after its draw: nobody loses a seat in silence, and the last in the order lose theirs."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.campaign.importing import take_shows, take_spaces
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import changes, own_guests, own_spaces, reserves
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.own_guests import Expected, Kept
from coordinator.disclosure.sealed import Disclosure
from coordinator.errors import Conflict, NotFound
from coordinator.guests import promoting, seats, shrinking
from coordinator.guests.chain import What
from coordinator.guests.models import EntryState
from coordinator.intake import Outcome
from coordinator.jobs import Outbox
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import ShowState
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Kind, Space, SpaceState
from coordinator.spaces.registration import Step
from tests.campaign.builders import a_space, plain_name, sited, spaces_taken
from tests.guests.entering import says_yes
from tests.guests.test_between_list_and_draw import call_back, call_off
from tests.guests.test_moved_shows import move
from tests.guests.test_plus_ones import BEA, comes
from tests.lineups.racers import several_racers
from tests.people.builders import signed_in
from tests.people.mailbox import letters, text_of
from tests.spaces.homes import told
from tests.spaces.smaller_rooms import Drawn, a_drawn_rooftop, lower_in_a_process, release_in_a_process

Race = Callable[..., list[str]]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("smaller")) as run:
        yield run


def _text(page: str) -> str:
    return " ".join(unescape(page).split())


def test_where_seats_are_free_it_holds_at_once_and_the_lead_is_told(app: Flask) -> None:
    room = a_drawn_rooftop(app)

    said = room.roof.say(Step.GUESTS, {"capacity": "20"})

    assert "Your lead can see what you changed" in said
    assert (room.roof.space.capacity, room.show.capacity, room.show.listed_seats) == (20, 20, 20)
    assert counted.free(room.show.id)["g"] == 0
    assert room.links() == [(What.FEWER, "-", 5)]
    assert set(room.states().values()) == {EntryState.WON}
    assert ("space_changed", room.roof.lead_reader.id) in told()


def test_where_somebody_would_lose_a_seat_nothing_changes_until_the_lead_has_read_what_follows(app: Flask) -> None:
    room = a_drawn_rooftop(app, confirmed=2)

    asked = room.roof.say(Step.GUESTS, {"capacity": "17"})
    assert ("planned for 25 guests; 17 seats are offered" in asked, changes.waiting(room.roof.space_id)) == (True, ())
    room.ask(17)

    assert (room.roof.space.capacity, room.show.capacity) == (25, 25)
    assert set(room.states().values()) == {EntryState.WON, EntryState.CONFIRMED}
    page = _text(room.roof.lead.get(room.page).text)
    for said in (
        "17 seats instead of 25",
        "2 people in 2 parties",
        "18 people in 14 parties",
        "Nobody loses a seat unless you decide so",
        "Keep the number",
        "Choose another room",
    ):
        assert said in page, said
    assert (all(line[:8] in page for line in _losing(room)), "guest-" in page) == (True, False)


def _losing(room: Drawn) -> list[str]:
    (look,) = shrinking.outlooks([room.show], 17, at=now())
    return [one.line for one in look.losing]


def test_lowered_the_last_in_the_order_of_the_draw_lose_their_seats_and_wait_at_their_old_places(app: Flask) -> None:
    room = a_drawn_rooftop(app, confirmed=12)
    order, losing = room.in_order(), _losing(room)
    people = dict(order)
    room.ask(17)

    answer = room.lower()

    last = [line for line, _ in reversed(order)]
    kept = [line for line in last[: last.index(losing[-1])] if line not in losing]  # in the last seat of a pair
    assert losing == [line for line in last[: last.index(losing[-1]) + 1] if line not in kept]
    assert (len(kept) <= 1, {people[line] for line in kept} <= {1}) == (True, True)
    assert 3 <= sum(people[line] for line in losing) <= 4
    assert "wait again at their old places" in answer
    assert {line for line, state in room.states().items() if state is EntryState.WAITLISTED} == set(losing)
    held_seats = sum(one.party.people for one in counted.holders(room.show.id))
    assert (room.roof.space.capacity, room.show.capacity) == (17, 17)
    assert held_seats + counted.free(room.show.id)["g"] == 17
    assert room.links()[: len(losing) + 1] == [
        *((What.LOST, line, people[line]) for line in losing),
        (What.FEWER, "-", 8),
    ]
    noted = select(Disclosure.fact).where(Disclosure.subject == room.show.id, Disclosure.fact.in_(shrinking.FACTS))
    assert set(db.session.scalars(noted)) == {"turnout", "void"}


def test_who_fits_into_what_a_pair_leaves_over_keeps_her_seat_and_hears_nothing(app: Flask) -> None:
    room = a_drawn_rooftop(app, confirmed=12)
    order = room.in_order()
    place = next(at for at, (_, people) in enumerate(order) if people == 2 and (1 in dict(order[at:]).values()))
    after = order[place + 1 :]
    number = sum(people for _, people in after) + 1
    kept = next(line for line, people in after if people == 1)
    capacity = sum(people for _, people in order) - number
    while letters(at=room.due):  # all that the draw has written
        pass
    room.ask(capacity)

    page = _text(room.roof.lead.get(room.page).text)
    room.lower()

    states = room.states()
    losing = {line for line, _ in order[place:]} - {kept}
    assert {line for line, state in states.items() if state is EntryState.WAITLISTED} == losing
    assert states[kept] is EntryState.CONFIRMED
    assert (kept[:8] in page, "left over" in page) == (False, False)
    assert [what for what, *_ in room.links()] == [*[What.LOST] * len(losing), What.FEWER]
    assert counted.free(room.show.id)["g"] == 0
    seat_letters = Outbox.kind.in_((shrinking.LETTER, promoting.LETTER))
    written = db.session.scalars(select(Outbox.kind).where(seat_letters, Outbox.done_at.is_(None))).all()
    assert written == [shrinking.LETTER] * len(losing)


def test_who_lost_a_seat_has_a_letter_and_reads_so_and_her_address_and_ticket_are_closed_at_once(app: Flask) -> None:
    room = a_drawn_rooftop(app, singles=24, pairs=0, confirmed=24)
    losing = shrinking.outlooks([room.show], 23, at=now())[0].losing
    (gone,) = (guest for guest in room.singles if own.own_entries(guest)[0].public_id == losing[0].line)
    entry = own.own_entries(gone)[0].id
    browser = signed_in(app.test_client(), str(gone.id))
    before = [browser.get(f"/entries/{entry}/{page}").status_code for page in ("evening", "ticket")]
    while letters(at=room.due):  # all that the draw has written
        pass
    room.ask(23)

    room.lower()

    after = [browser.get(f"/entries/{entry}/{page}").status_code for page in ("evening", "ticket")]
    page = browser.get("/entries/").text
    sent = []
    while several := letters(at=room.due):
        sent += [text_of(letter) for letter in several if "guest" in str(letter["To"])]
    assert (before, after) == ([200, 200], [302, 303])
    assert "You have no seat any more, and wait again" in page
    assert sum(letter.count("yours is among those that are gone") for letter in sent) == 1


def test_given_a_seat_again_she_confirms_as_at_first_with_another_ticket(app: Flask) -> None:
    room = a_drawn_rooftop(app, singles=24, pairs=0, confirmed=24)
    line = shrinking.outlooks([room.show], 23, at=now())[0].losing[0].line
    room.ask(23)
    room.lower()
    (gone,) = (guest for guest in room.singles if own.own_entries(guest)[0].public_id == line)
    leaves = next(guest for guest in room.singles if guest is not gone)

    seats.release(leaves, own.own_entries(leaves)[0].id, at=room.due)
    says_yes(gone, at=room.due)

    assert own.own_entries(gone)[0].state is EntryState.CONFIRMED
    assert [link for link in room.links() if link[1] == line] == [
        (What.LOST, line, 1),
        (What.PROMOTED, line, 1),
    ]


def test_nobody_of_a_pair_is_parted_and_the_seat_left_over_goes_to_the_next_who_fits(app: Flask) -> None:
    room = a_drawn_rooftop(app, singles=0, pairs=12)
    room.ask(23)
    (look,) = _looks(room)

    room.lower()

    assert (look.gone, look.free, len(look.losing), look.over) == (2, 1, 1, 1)
    assert (sum(one.party.people for one in counted.holders(room.show.id)), counted.free(room.show.id)["g"]) == (22, 1)


def _looks(room: Drawn) -> tuple[shrinking.Outlook, ...]:
    """What its lead is told."""
    return shrinking.told(CONSOLE, [room.show], room.waiting().answers["capacity"], at=now())


def test_the_second_of_a_party_is_told_that_it_has_no_seat(app: Flask) -> None:
    room = a_drawn_rooftop(app, singles=0, pairs=12)
    line = shrinking.outlooks([room.show], 23, at=now())[0].losing[0].line
    guest = next(one for one in room.pairs if own.own_entries(one)[0].public_id == line)
    bea = comes(guest)
    letters(at=room.due)
    room.ask(23)

    room.lower()

    assert ("plus_one_over", str(bea.id)) in told()
    assert len([one for one in letters(at=room.due) if BEA.email in str(one["To"])]) == 1


def test_the_lead_keeps_the_number_and_the_host_reads_her_words(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    room.ask(17)
    said = {"do": "decline", "change": room.waiting().id, "words": "Please keep it, we <3 it."}

    room.roof.lead.post(room.page, data=said)

    assert (room.roof.space.capacity, room.show.capacity, room.links()) == (25, 25, [])
    page = room.roof.host.get(f"/host/{room.roof.space_id}").text
    assert ("Left as it was" in page, "we &lt;3 it." in page) == (True, True)
    assert ("change_settled", room.roof.host_reader.id) in told()
    room.ask(16)
    assert "we &lt;3 it." not in room.roof.host.get(f"/host/{room.roof.space_id}").text


def test_words_that_are_too_long_are_kept_beside_what_is_wrong_with_them(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    room.ask(17)
    said = {"do": "decline", "change": room.waiting().id, "words": "long " * 1000}

    answer = room.roof.lead.post(room.page, data=said)

    assert (answer.status_code, "long long" in answer.text, room.waiting().state) == (422, True, ChangeState.WAITING)


def test_the_lead_moves_the_show_to_a_reserve_and_then_nobody_loses_a_seat(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    lagos = db.session.get_one(City, room.show.city_id)
    (elsewhere,) = spaces_taken(room.roof.edition, lagos, a_space("R1", capacity=30, space_name="Reserve loft"))
    elsewhere.state = ShowState.CANCELLED
    db.session.get_one(Space, elsewhere.space_id).state = SpaceState.APPROVED
    db.session.commit()
    reserves.pair(room.show.id, elsewhere.space_id)
    db.session.commit()
    room.ask(10)
    said = dict(re.findall(r'name="(space_id|day|start|minutes|side|seen)" value="([^"]*)"', _move_form(room)))
    moved = room.roof.lead.post(f"/lead/lagos/shows/{room.show.id}/move", data=said)

    assert (moved.status_code, room.show.space_id, room.links()) == (303, elsewhere.space_id, [])
    assert "No show is touched by it any more" in room.roof.lead.get(room.page).text


def _move_form(room: Drawn) -> str:
    page = room.roof.lead.get(room.page).text
    assert "Move it to Reserve loft" in page
    return page.partition("everybody keeps a seat")[2].partition("</form>")[0]


def _a_room_for(room: Drawn, seats: int) -> str:
    """A free space (id) with so many seats in the same city."""
    lagos = db.session.get_one(City, room.show.city_id)
    (booked,) = spaces_taken(room.roof.edition, lagos, a_space(f"R{seats}", capacity=seats))
    space = db.session.get_one(Space, booked.space_id)
    space.state = SpaceState.APPROVED
    db.session.delete(booked)
    db.session.commit()
    return space.id


def _counted(room: Drawn) -> tuple[int, int]:
    """The seats of its show: what the page says, and what guests have together with what is free."""
    taken = sum(one.party.people for one in counted.holders(room.show_id))
    return room.show.capacity, taken + sum(counted.free(room.show_id).values())


def test_the_lower_number_holds_wherever_the_show_goes_from_there(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    small, between = _a_room_for(room, 16), _a_room_for(room, 20)
    with pytest.raises(Conflict) as before:
        move(room.show, between, at=now())
    db.session.rollback()
    room.ask(17)
    room.lower()
    assert room.show.listed_seats == 17

    _listed(room, 40)
    evening = Evening(room.show.local_start, round((room.show.ends_at - room.show.starts_at).total_seconds() / 60))
    take_shows(room.roof.edition, {room.roof.space_id: [evening]}, at=now())
    imported = _counted(room)
    with pytest.raises(Conflict) as refused:
        move(room.show, small, at=now())
    db.session.rollback()
    move(room.show, between, at=now())
    moved = (room.show.space_id, *_counted(room))
    call_off(room.show, at=now())
    again = call_back(room.show, at=now())

    assert [one.value.facts for one in (before, refused)] == [{"seats": 25}, {"seats": 17}]
    assert (imported, moved) == ((17, 17), (between, 17, 17))
    assert (again.id, again.listed_seats, *_counted(room)) == (room.show_id, 17, 17, 17)


def test_again_or_by_another_lead_at_once_it_is_done_once(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    room.ask(17)
    change, seen = room.waiting(), room.seen(room.waiting())
    room.lower()
    before = room.links()

    again = room.roof.lead.post(
        room.page, data={"do": "take", "change": change.id, "seen": seen}, follow_redirects=True
    ).text

    assert ("settled already" in again, room.links()) == (True, before)


def test_where_others_would_lose_their_seats_by_now_the_lead_looks_again(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    room.ask(17)
    seen = room.seen(room.waiting())
    last = next(
        one for one in (*room.singles, *room.pairs) if own.own_entries(one)[0].public_id == room.in_order()[-1][0]
    )
    seats.release(last, own.own_entries(last)[0].id, at=room.due)
    db.session.commit()

    answer = room.lower(seen=seen)

    assert ("Look again" in answer, room.show.capacity, room.waiting().state) == (True, 25, ChangeState.WAITING)


def test_two_leads_at_once_lower_it_once(app: Flask, race: Race) -> None:
    room = a_drawn_rooftop(app)
    room.ask(17)
    change, seen = room.waiting(), room.seen(room.waiting())
    losing, at = len(_losing(room)), now()
    db.session.rollback()

    said = race(*((lower_in_a_process, room.roof.space_id, change.id, seen, at) for _ in range(2)))

    assert sorted(said) == ["done", "settled_already"]
    assert [what for what, *_ in room.links() if what in (What.LOST, What.FEWER)] == [What.LOST] * losing + [What.FEWER]
    assert sum(one.party.people for one in counted.holders(room.show.id)) + counted.free(room.show.id)["g"] == 17


def test_a_guest_who_gives_back_at_the_same_moment_leaves_no_seat_too_many_and_none_too_few(
    app: Flask, race: Race
) -> None:
    room = a_drawn_rooftop(app)
    room.ask(17)
    change, seen = room.waiting(), room.seen(room.waiting())
    first = next(
        one for one in (*room.singles, *room.pairs) if own.own_entries(one)[0].public_id == room.in_order()[0][0]
    )
    entry, at = own.own_entries(first)[0].id, now()
    db.session.rollback()

    said = race(
        (lower_in_a_process, room.roof.space_id, change.id, seen, at),
        (release_in_a_process, str(first.id), entry, at),
    )

    left = counted.free(room.show.id)["g"] + sum(one.party.people for one in counted.holders(room.show.id))
    assert (said[1], left) == ("done", 17 if said[0] == "done" else 25)
    assert said[0] in ("done", "seats_moved")


def test_a_room_that_does_not_hold_what_is_kept_cannot_be_lowered_and_late_nobody_loses_a_seat(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    form = own_spaces.own_form(room.roof.host_reader, room.roof.space_id)
    own_guests.keep(form, room.show, Kept(1, 2), Expected(), at=now())
    db.session.commit()

    (tiny,) = shrinking.outlooks([room.show], 2, at=now())
    (late,) = shrinking.outlooks([room.show], 17, at=room.show.starts_at - timedelta(minutes=30))

    assert (tiny.is_too_small, tiny.least, tiny.is_possible, late.is_final, late.is_possible) == (
        True,
        3,
        False,
        True,
        False,
    )
    with pytest.raises(Conflict, match="too_few_seats"):
        shrinking.shrink([room.show], 2, seen=shrinking.seen_of([tiny]), at=now())
    with pytest.raises(Conflict, match="list_final"):
        shrinking.shrink([room.show], 17, seen=shrinking.seen_of([late]), at=room.show.starts_at)


def test_nobody_else_is_told_who_would_lose_a_seat(app: Flask) -> None:
    room = a_drawn_rooftop(app)

    for reader in (STRANGER, room.roof.host_reader, room.singles[0]):
        with pytest.raises(NotFound):
            shrinking.told(reader, [room.show], 17, at=now())


def _listed(room: Drawn, capacity: int) -> Outcome:
    lagos = db.session.get_one(City, room.show.city_id)
    row = a_space(room.roof.space_id, host_email="ade@example.org", capacity=capacity, kind=Kind.ROOFTOP)
    outcome = take_spaces(room.roof.edition, sited([row], lagos), name_area=plain_name, at=now())
    db.session.commit()
    return outcome


def test_a_list_that_would_take_seats_away_leaves_the_number_and_asks_the_lead_once(app: Flask) -> None:
    room = a_drawn_rooftop(app)

    outcome = _listed(room, 10)
    again = _listed(room, 10)

    assert [(one.reference, one.column) for one in outcome.warnings] == [(room.roof.space_id, "capacity")]
    assert str(again.warnings[0].said) == str(outcome.warnings[0].said)
    assert (room.roof.space.capacity, room.show.capacity) == (25, 25)
    assert [one.step for one in changes.waiting(room.roof.space_id)] == ["listed"]
    assert set(room.states().values()) == {EntryState.WON}
    assert "What a list says" in room.roof.lead.get(room.page).text
    host = room.roof.host
    assert "Waits for your lead" not in host.get(f"/host/{room.roof.space_id}").text
    assert host.post(f"/host/{room.roof.space_id}/changes/{room.waiting().id}/drop").status_code == 404
    room.lower()
    assert (room.roof.space.capacity, room.show.capacity) == (10, 10)
    assert _listed(room, 10).warnings == ()


def test_once_the_lead_keeps_the_number_the_same_list_asks_her_no_more(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    _listed(room, 10)
    room.roof.lead.post(room.page, data={"do": "decline", "change": room.waiting().id})

    outcome = _listed(room, 10)

    assert changes.waiting(room.roof.space_id) == ()
    assert ["decided to keep" in one.said.message for one in outcome.warnings] == [True]
    _listed(room, 11)
    assert [one.answers for one in changes.waiting(room.roof.space_id)] == [{"capacity": 11}]


def test_a_list_by_which_nobody_loses_a_seat_is_taken_and_the_lead_is_told(app: Flask) -> None:
    room = a_drawn_rooftop(app)

    outcome = _listed(room, 21)

    assert (outcome.warnings, room.roof.space.capacity, room.show.capacity, room.show.listed_seats) == ((), 21, 21, 21)
    assert room.links() == [(What.FEWER, "-", 4)]
    assert [(one.step, one.state) for one in changes.told(CONSOLE, room.roof.space, at=now())] == [
        ("listed", ChangeState.TOLD)
    ]


def test_no_list_of_spaces_or_shows_changes_seats_that_the_list_of_a_draw_states(app: Flask) -> None:
    room = a_drawn_rooftop(app)
    _listed(room, 40)
    show = room.show

    evening = Evening(show.local_start, round((show.ends_at - show.starts_at).total_seconds() / 60))
    take_shows(room.roof.edition, {room.roof.space_id: [evening]}, at=now())

    assert (room.roof.space.capacity, room.show.capacity) == (40, 25)
