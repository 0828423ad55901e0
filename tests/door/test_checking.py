"""Letting in and out: once however often it is said, never more than there is room for, undone by who may."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import codes
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doorkeepers, moves, no_shows, own_guests, tickets
from coordinator.disclosure.entries import own_entries
from coordinator.disclosure.guest_lists import Party
from coordinator.disclosure.own_guests import Expected, Kept, OwnGuest
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.door import absent, checking, tally
from coordinator.door.checking import Outcome, Present, Result, Said
from coordinator.door.models import PartyKind, Way
from coordinator.errors import Conflict, NotFound
from coordinator.guests import plus_ones, seats
from coordinator.guests.models import EntryState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from tests.door.standing import a_doorkeeper, a_supervisor, confirmed, move_to, standing
from tests.guests.entering import guests, held, open_shows, says_yes
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import entry_id, links
from tests.people.builders import signed_in

HOUR = timedelta(hours=1)


def let(reader: Reader, show: Show, party: str, way: Way = Way.IN, people: int = 1, *, said: str) -> Outcome:
    """Somebody at the door lets people through just after the start."""
    at = show.starts_at + timedelta(minutes=1)
    outcome = checking.let_through(standing(reader, show), Said(said, party, way, people, at), at=at)
    db.session.commit()
    return outcome


def inside(reader: Reader, show: Show) -> dict[str, int]:
    """First name → how many are in, and the whole count under “”."""
    door = checking.look(standing(reader, show), at=show.starts_at)
    return {one.party.id: one.inside for one in door.parties} | {"": door.count.inside}


def test_the_list_has_first_names_sizes_and_whether_access_is_needed_and_nothing_more(app: Flask) -> None:
    show, _ = open_shows(2)
    form = OwnForm(show.space_id, show.edition_id, {})
    own_guests.keep(form, show, Kept(1), Expected((OwnGuest("Aunt Secret", "a ramp"),)), at=now())
    (mia,) = confirmed(show, people=2, count=1)
    tom = a_doorkeeper(show)

    door = checking.look(standing(tom, show), at=show.starts_at)

    told = [(one.party.kind, one.party.name, one.party.people, one.party.needs_access) for one in door.parties]
    assert told == [(PartyKind.OWN, "Aunt", 1, True), (PartyKind.TICKET, "Mia", 2, False)]
    assert (door.expected, door.count.capacity) == (3, 20)
    code = tickets.own_ticket(mia, entry_id(mia)).code
    assert door.parties[1].party.digest == tickets.digest_of(show.id, code)
    assert code not in str(door)


def test_a_party_comes_in_whole_or_in_parts_and_goes_out_again(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)

    counted = [
        let(tom, show, party, said="step-one").counted,
        let(tom, show, party, said="step-two").counted,
        let(tom, show, party, Way.OUT, 2, said="step-three").counted,
        let(tom, show, party, people=2, said="step-four").counted,
    ]

    assert counted == [1, 1, 2, 2]
    assert inside(tom, show) == {party: 2, "": 2}


def test_what_is_sent_again_counts_once_and_has_the_same_answer(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)

    answers = [let(tom, show, party, said="step-one") for _ in range(3)]

    assert answers == [Outcome("step-one", Result.DONE, 1)] * 3
    assert inside(tom, show) == {party: 1, "": 1}


def test_two_phones_let_the_same_party_in_and_it_counts_once_and_both_are_told_who_did(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, ann, party = a_doorkeeper(show), a_doorkeeper(show, "ann@example.org", called="Ann"), entry_id(mia)

    first, second = (let(who, show, party, people=2, said=f"of-{who.id}") for who in (tom, ann))

    assert (first.result, second.result, second.counted) == (Result.DONE, Result.ALREADY, 0)
    (one,) = checking.look(standing(tom, show), at=show.starts_at).parties
    assert (one.inside, one.is_doubtful, {said.by_id for said in one.said}) == (2, True, {tom.id, ann.id})
    checking.undo(standing(ann, show), f"of-{ann.id}", at=show.starts_at)
    (one,) = checking.look(standing(tom, show), at=show.starts_at).parties
    assert (one.inside, one.is_doubtful) == (2, False)


def test_a_steward_undoes_her_own_and_a_supervisor_anybodys_and_twice_is_as_once(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, ann, sue = a_doorkeeper(show), a_doorkeeper(show, "ann@example.org", called="Ann"), a_supervisor(show)
    party = entry_id(mia)
    let(tom, show, party, people=2, said="step-one")

    results = [checking.undo(standing(who, show), "step-one", at=show.starts_at).result for who in (ann, sue, sue)]

    assert results == [Result.NOT_YOURS, Result.DONE, Result.DONE]
    assert inside(tom, show) == {party: 0, "": 0}
    assert checking.undo(standing(tom, show), "never-said", at=show.starts_at).result is Result.UNKNOWN


def test_undoing_out_of_order_never_counts_more_than_there_are(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)
    let(tom, show, party, people=2, said="step-one")
    let(tom, show, party, Way.OUT, 2, said="step-two")
    let(tom, show, party, people=2, said="step-three")

    checking.undo(standing(tom, show), "step-two", at=show.starts_at)
    after_out = inside(tom, show)
    for step in ("step-one", "step-three"):
        checking.undo(standing(tom, show), step, at=show.starts_at)

    assert after_out == {party: 2, "": 2}
    assert inside(tom, show) == {party: 0, "": 0}


@pytest.mark.parametrize("order", list(permutations(("step-one", "step-two", "step-three"))))
def test_once_all_that_was_said_is_undone_in_whatever_order_nobody_is_in(app: Flask, order: tuple[str, ...]) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)
    let(tom, show, party, people=2, said="step-one")
    let(tom, show, party, Way.OUT, 2, said="step-two")
    let(tom, show, party, people=1, said="step-three")
    assert inside(tom, show) == {party: 1, "": 1}

    for step in order:
        checking.undo(standing(tom, show), step, at=show.starts_at)

    assert inside(tom, show) == {party: 0, "": 0}


def test_an_in_and_an_out_that_are_undone_the_wrong_way_round_leave_nobody(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)
    let(tom, show, party, people=2, said="step-one")
    let(tom, show, party, Way.OUT, 2, said="step-two")

    for step in ("step-one", "step-two"):
        checking.undo(standing(tom, show), step, at=show.starts_at)

    assert inside(tom, show) == {party: 0, "": 0}


def test_whom_two_phones_let_in_stays_in_by_the_second_once_the_first_is_undone(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, ann, party = a_doorkeeper(show), a_doorkeeper(show, "ann@example.org", called="Ann"), entry_id(mia)
    for who in (tom, ann):
        let(who, show, party, people=2, said=f"of-{who.id}")

    checking.undo(standing(tom, show), f"of-{tom.id}", at=show.starts_at)
    (one,) = checking.look(standing(tom, show), at=show.starts_at).parties

    assert (one.inside, one.is_doubtful, one.left_out) == (2, False, 0)
    assert [said.counted for said in tally.standing(one.said)] == [2]


def test_what_a_phone_tells_late_counts_where_it_happened_and_brings_nobody_back(app: Flask) -> None:
    """One phone without a network lets a party in; another lets it in as well, and out; then the first is heard."""
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)

    def tell(step: str, way: Way, minutes: int) -> Result:
        at = show.starts_at + timedelta(minutes=minutes)
        said = Said(step, party, way, 2, at)
        return checking.let_through(standing(tom, show), said, at=show.starts_at + HOUR).result

    results = [tell("step-b-in", Way.IN, 5), tell("step-b-out", Way.OUT, 30), tell("step-a-in", Way.IN, 1)]
    (one,) = checking.look(standing(tom, show), at=show.starts_at).parties

    assert results == [Result.DONE] * 3
    assert (one.inside, one.is_doubtful, inside(tom, show)[""]) == (0, True, 0)


def test_steps_of_the_same_instant_count_in_the_order_in_which_they_were_told(app: Flask) -> None:
    """A phone whose clock is fast tells several at once: all are taken to have happened as they are heard."""
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party, at = a_doorkeeper(show), entry_id(mia), show.starts_at

    for step, way in (("step-z", Way.IN), ("step-a", Way.OUT), ("step-y", Way.IN), ("step-b", Way.OUT)):
        checking.let_through(standing(tom, show), Said(step, party, way, 2, at + HOUR), at=at)

    assert inside(tom, show) == {party: 0, "": 0}


def test_that_people_went_out_is_not_undone_while_others_have_their_places(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, noa = (entry_id(one) for one in confirmed(show, people=2, count=2))
    tom = a_doorkeeper(show)
    show.capacity = 2
    db.session.commit()
    let(tom, show, mia, people=2, said="step-in")
    let(tom, show, mia, Way.OUT, 2, said="step-out")
    let(tom, show, noa, people=2, said="step-noa")

    full = checking.undo(standing(tom, show), "step-out", at=show.starts_at)
    counted = inside(tom, show)
    checking.undo(standing(tom, show), "step-noa", at=show.starts_at)
    done = checking.undo(standing(tom, show), "step-out", at=show.starts_at)

    assert (full.result, counted) == (Result.FULL, {mia: 0, noa: 2, "": 2})
    assert (done.result, inside(tom, show)) == (Result.DONE, {mia: 2, noa: 0, "": 2})


def test_what_a_full_room_left_out_is_told_as_that_and_as_no_second_phone(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, noa = (entry_id(one) for one in confirmed(show, people=2, count=2))
    tom = a_doorkeeper(show)
    show.capacity = 3
    move_to(show, now() - timedelta(minutes=10))
    page = signed_in(app.test_client(), str(tom.id))

    told = [
        page.post(
            f"/door/{show.id}/parties/{party}/in",
            data={"client_id": f"step-{party}", "people": "2"},
            follow_redirects=True,
        ).text
        for party in (mia, noa)
    ]

    assert ("Let in: 2 people." in told[0], "1 person was counted, and no more" in told[1]) == (True, True)
    assert "The room was full when they were let in: 1 person is not counted." in told[1]
    assert [
        words for words in ("nobody was counted", "let in the same people", "The same people") if words in told[1]
    ] == []


def test_two_steps_of_one_person_for_the_same_people_are_no_two_phones(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)
    move_to(show, now() - timedelta(minutes=10))
    for step in ("step-one", "step-two"):
        let(tom, show, party, people=2, said=step)

    page = signed_in(app.test_client(), str(tom.id)).get(f"/door/{show.id}").text

    assert ("The same people were let in twice." in page, "Two phones let in the same" in page) == (True, False)


def test_a_guest_of_the_host_keeps_her_name_as_long_as_the_list_stands(app: Flask) -> None:
    show, _ = open_shows(2)
    form = OwnForm(show.space_id, show.edition_id, {})
    own_guests.keep(form, show, Kept(1), Expected((OwnGuest("Aunt Secret", ""),)), at=now())
    tom = a_doorkeeper(show)
    (aunt,) = checking.look(standing(tom, show), at=show.starts_at).parties
    let(tom, show, aunt.party.id, said="step-one")

    moments = (show.starts_at, show.ends_at + timedelta(minutes=1), show.starts_at + doorkeepers.STAYS)
    lists = [checking.look(standing(tom, show), at=at - timedelta(seconds=1)).parties for at in moments]

    told = [[(one.party.kind, one.party.name, one.inside) for one in parties] for parties in lists]
    assert told == [[(PartyKind.OWN, "Aunt", 1)]] * 3


def test_the_room_never_holds_more_than_it_may_and_what_a_phone_says_late_is_told_it(app: Flask) -> None:
    (show,) = open_shows(1)
    parties = [entry_id(one) for one in confirmed(show, people=2, count=2)]
    tom = a_doorkeeper(show)
    show.capacity = 3
    db.session.commit()

    answers = [let(tom, show, party, people=2, said=f"step-{party}") for party in parties]

    assert [(one.result, one.counted) for one in answers] == [(Result.DONE, 2), (Result.FULL, 1)]
    assert inside(tom, show)[""] == 3


def test_a_seat_given_back_opens_no_door_any_more(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show)
    tom, party = a_doorkeeper(show), entry_id(mia)
    seats.release(mia, party, at=show.starts_at - timedelta(hours=2))
    db.session.commit()

    assert let(tom, show, party, said="step-one").result is Result.UNKNOWN
    assert inside(tom, show) == {"": 0}


@pytest.mark.parametrize("gave_back", [-120, -61, -30, 5])
def test_who_came_in_before_giving_the_seat_back_counts_though_told_later(app: Flask, gave_back: int) -> None:
    """Minutes after the start: let in without a network, then given back, then the network is there again."""
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)
    left = show.starts_at + timedelta(minutes=gave_back)
    seats.release(mia, party, at=left)
    db.session.commit()

    def tell(step: str, way: Way, people: int, at: datetime) -> Outcome:
        said = Said(step, party, way, people, at)
        outcome = checking.let_through(standing(tom, show), said, at=show.starts_at + HOUR)
        db.session.commit()
        return outcome

    second = timedelta(seconds=1)
    told = [tell("step-one", Way.IN, 2, left - second), tell("step-two", Way.IN, 1, left)]
    counted = inside(tom, show)
    told.append(tell("step-three", Way.OUT, 1, left + second))

    assert [(one.result, one.counted) for one in told] == [(Result.DONE, 2), (Result.UNKNOWN, 0), (Result.DONE, 1)]
    assert (counted, inside(tom, show)) == ({party: 2, "": 2}, {party: 1, "": 1})


def test_from_an_hour_before_the_start_who_gives_a_seat_back_stays_on_the_list_and_comes_in_no_more(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, early, late = confirmed(show, count=3)
    tom, freeze = a_doorkeeper(show), show.starts_at - HOUR
    code = tickets.own_ticket(late, entry_id(late)).code
    seats.release(early, entry_id(early), at=freeze - timedelta(seconds=1))
    seats.release(late, entry_id(late), at=freeze)
    db.session.commit()

    door = checking.look(standing(tom, show), at=show.starts_at)

    kinds = {one.party.id: (one.party.kind, one.missing) for one in door.parties}
    assert kinds == {entry_id(mia): (PartyKind.TICKET, 1), entry_id(late): (PartyKind.GONE, 0)}
    assert door.expected == 1
    assert [one.party.digest for one in door.parties if one.party.kind is PartyKind.GONE] == [""]
    assert tickets.find_by_code(show, standing(tom, show).edition, code, at=show.starts_at) is None
    assert let(tom, show, entry_id(late), said="step-one").result is Result.UNKNOWN
    assert inside(tom, show)[""] == 0


def test_who_gave_the_seat_back_as_a_phone_without_a_network_had_let_her_in_is_named_so_and_may_go_out(
    app: Flask,
) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, party = a_doorkeeper(show), entry_id(mia)
    seats.release(mia, party, at=show.starts_at + timedelta(minutes=5))
    db.session.commit()
    let(tom, show, party, said="step-one")  # four minutes before, and told only now

    (one,) = checking.look(standing(tom, show), at=show.starts_at).parties

    assert (one.party.kind, one.inside, one.missing) == (PartyKind.GONE, 1, 0)
    assert let(tom, show, party, Way.OUT, said="step-two").counted == 1
    assert inside(tom, show)[""] == 0


def test_a_closed_door_lets_nobody_in_but_who_came_before_and_is_told_late(app: Flask) -> None:
    (show,) = open_shows(1)
    early, late = (entry_id(one) for one in confirmed(show, count=2))
    tom, sue = a_doorkeeper(show), a_supervisor(show)
    closed = show.starts_at + timedelta(minutes=20)
    checking.close(standing(sue, show), at=closed)
    db.session.commit()

    def said(party: str, minutes: int) -> Result:
        at = show.starts_at + timedelta(minutes=minutes)
        step = Said(f"step-{party}-{minutes}", party, Way.IN, 1, at)
        return checking.let_through(standing(tom, show), step, at=closed + timedelta(minutes=30)).result

    assert [said(early, 10), said(late, 21)] == [Result.DONE, Result.CLOSED]
    checking.open_again(standing(sue, show))
    assert said(late, 22) is Result.DONE
    with pytest.raises(NotFound):
        checking.close(standing(tom, show), at=closed)
    with pytest.raises(NotFound):
        checking.open_again(standing(tom, show))


def test_only_a_supervisor_lets_in_who_is_on_no_list_and_only_where_nobody_is_expected(app: Flask) -> None:
    (show,) = open_shows(1)
    confirmed(show, people=2)
    tom, sue = a_doorkeeper(show), a_supervisor(show)
    show.capacity = 3
    db.session.commit()

    def let_in(who: Reader, step: str, people: int, minutes: int = 0) -> Result:
        at = show.starts_at + timedelta(minutes=minutes)
        return checking.let_in_unlisted(standing(who, show), step, people, "the host's sister", at=at).result

    with pytest.raises(NotFound):
        let_in(tom, "step-one", 1)
    results = [let_in(sue, "step-two", 2), let_in(sue, "step-three", 1), let_in(sue, "step-three", 1)]
    results += [let_in(sue, "step-four", 2, minutes=16), let_in(sue, "step-five", 1, minutes=16)]

    assert results == [Result.KEPT, Result.DONE, Result.DONE, Result.DONE, Result.FULL]
    assert inside(sue, show)[""] == 3


def test_a_code_is_found_by_the_page_however_it_is_typed(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show)
    tom = a_doorkeeper(show)
    code = tickets.own_ticket(mia, entry_id(mia)).code
    other = codes.make()
    edition = standing(tom, show).edition

    found = [tickets.find_by_code(show, edition, typed, at=show.starts_at) for typed in (code.lower(), other)]

    assert [one and one.entry_id for one in found] == [entry_id(mia), None]


def test_a_party_that_has_not_read_where_the_show_moved_to_is_marked_until_it_has(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show)
    tom = a_doorkeeper(show)

    def marked() -> list[bool]:
        return [one.party.unread for one in checking.look(standing(tom, show), at=show.starts_at).parties]

    before = marked()
    moves.note(show, anew=False, until=None, at=show.starts_at - timedelta(hours=5))
    moved = marked()
    moves.note_read(show.id, entry_id(mia), at=show.starts_at - timedelta(hours=4))

    assert (before, moved, marked()) == ([False], [True], [False])


def test_who_never_came_is_absent_once_two_have_said_so_and_each_may_take_it_back(app: Flask) -> None:
    (show,) = open_shows(1)
    mia, noa = confirmed(show, count=2)
    tom, sue = a_doorkeeper(show), a_supervisor(show)
    over = show.ends_at
    let(tom, show, entry_id(noa), said="0000-step-1")

    def look() -> list[tuple[str, int, bool]]:
        door = checking.look(standing(tom, show), at=over)
        return [(one.party.id, one.witnesses, one.is_mine) for one in absent.missed(standing(tom, show), door, at=over)]

    def say(reader: Reader, guest: Reader) -> None:
        here = standing(reader, show)
        absent.say(here, checking.look(here, at=over), entry_id(guest), at=over)

    before = look()
    say(tom, mia)
    say(tom, mia)
    once = (look(), no_shows.absent(show.id))
    say(sue, mia)
    twice = (look(), no_shows.absent(show.id))
    absent.take_back(standing(sue, show), entry_id(mia))
    with pytest.raises(Conflict) as came:
        say(tom, noa)

    missing = entry_id(mia)
    assert (before, once) == ([(missing, 0, False)], ([(missing, 1, True)], frozenset()))
    assert twice == ([(missing, 2, True)], frozenset({missing}))
    assert (no_shows.absent(show.id), came.value.reason) == (frozenset(), "came")
    assert (
        absent.missed(standing(tom, show), checking.look(standing(tom, show), at=show.starts_at), at=over - HOUR) == ()
    )


def test_a_seat_is_not_given_back_while_somebody_of_the_party_is_in(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show, people=2)
    tom, browser = a_doorkeeper(show), signed_in(app.test_client(), str(mia.id))
    giving = f"/entries/{entry_id(mia)}/release"

    let(tom, show, entry_id(mia), said="0000-in-0001")
    refused = browser.post(giving, follow_redirects=True).text
    kept = own_entries(mia)[0].state
    let(tom, show, entry_id(mia), Way.OUT, said="0000-out-001")
    browser.post(giving)

    assert ("in the room already" in refused, kept) == (True, EntryState.CONFIRMED)
    assert own_entries(mia)[0].state is EntryState.RELEASED


def test_the_page_asks_who_did_not_come_when_it_is_over_and_not_before(app: Flask) -> None:
    (show,) = open_shows(1)
    (mia,) = confirmed(show)
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    page, word = f"/door/{show.id}", f"/door/{show.id}/parties/{entry_id(mia)}/missed"

    move_to(show, now() - HOUR)
    early = (page_says(tom, page), tom.post(word, follow_redirects=True).text)
    move_to(show, now() - (show.ends_at - show.starts_at) - HOUR)
    late = (page_says(tom, page), tom.post(word, follow_redirects=True).text)

    assert (early[0], "they may still come" in early[1]) == (False, True)
    assert (late[0], "Take my word back" in late[1]) == (True, True)


def page_says(client: FlaskClient, page: str) -> bool:
    """Whether the page of a door asks who did not come."""
    return "Who did not come" in client.get(page).text


@pytest.mark.parametrize(("came", "people"), [(0, 1), (1, 1), (2, 2)])
def test_who_leaves_a_party_whose_two_are_in_frees_no_seat(app: Flask, came: int, people: int) -> None:
    (show,) = open_shows(1)
    (mia,) = guests(show, people=2)
    bea = comes(mia)
    draw = held(show)
    says_yes(mia, at=draw.draw.due_at)
    tom, party = a_doorkeeper(show), entry_id(mia)
    for number in range(came):
        let(tom, show, party, said=f"step-{number}")

    plus_ones.leave(bea, party, at=show.starts_at + timedelta(minutes=2))
    db.session.commit()

    door = checking.look(standing(tom, show), at=show.starts_at + timedelta(minutes=2))
    (one,) = door.parties
    assert (one.party.people, one.inside, one.missing, door.expected) == (people, came, people - came, people - came)
    assert [what for what, *_ in links(draw)] == ([] if people == 2 else ["parted"])
    assert checking.free(standing(tom, show), door, at=show.starts_at) == show.capacity - people


def test_more_in_than_a_party_has_seats_are_missed_by_nobody() -> None:
    party = Party("one", PartyKind.TICKET, "Mia", 1)

    assert [Present(party, inside, ()).missing for inside in (0, 1, 2)] == [1, 0, 0]
