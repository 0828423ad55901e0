"""Seats kept for a few with access needs: nobody can tell from what is published how many took one, or who."""

import hashlib
from datetime import datetime, timedelta

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure import waiting_lists
from coordinator.disclosure.drawing import read_access_record
from coordinator.disclosure.entries import Where
from coordinator.errors import NotFound
from coordinator.guests import drawing, entries, linking, seats, shrinking
from coordinator.guests.chain import What
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.parting import erasing
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.guests.entering import edition_of, guests, held, open_shows, outcome_of, published, says_yes, wishes
from tests.guests.test_seats import entry_id, links, state
from tests.people.builders import a_person, signed_in


def a_full_city() -> tuple[list[Show], list[Reader]]:
    """A step-free show of six seats and two that are kept, another of six, and thirty parties that want both."""
    shows = open_shows()[:2]
    shows[0].step_free, shows[0].capacity, shows[1].capacity = True, 8, 6
    db.session.commit()
    readers = [*guests(*shows, count=20), *guests(*shows, count=10, first=20, people=2)]
    return shows, readers


def what_happens(shows: list[Show], readers: list[Reader], idle: Reader, *, needs_access: bool) -> str:
    """The chain after a week in which winners but that guest give seats back, both rooms turn out smaller and nobody
    says yes, where she needs an access seat, or does not; nothing of it stays."""
    entry = own.own_entries(idle)[0]
    own.change(entry, wishes(*shows, people=entry.wanted.people, needs_access=needs_access))
    edition = edition_of(shows[0])
    closes = entries.close_at(edition, shows[0].city_id)
    assert closes is not None
    drawing.close_due(closes)
    draw = drawing.find_draw(edition, shows[0].city_id)
    assert draw is not None
    due = draw.draw.due_at
    drawing.hold(CONSOLE, edition, shows[0].city_id, outcome_of(draw), at=due)
    first = [reader for reader in readers if state(reader) is EntryState.WON and reader != idle]
    givers = [one for one in first if (seat := counted.seated(entry_id(one))) is not None and seat.pool == "g"]
    at = _give_back(givers[:6], due)
    for show, capacity in zip(shows, (7, 4), strict=True):  # both rooms turn out smaller
        looks = shrinking.outlooks([show], capacity, at=at)
        shrinking.shrink([show], capacity, seen=shrinking.seen_of(looks), at=at)
    seats.lapse_due(at + timedelta(hours=50))
    seats.open_access_due(shows[0].starts_at - timedelta(hours=47))
    seats.lapse_due(shows[0].starts_at - timedelta(hours=30))
    seats.lapse_due(shows[0].starts_at - timedelta(hours=3))
    told = "\n".join(linking.links(edition.id, shows[0].city_id))
    db.session.rollback()
    return told


def _give_back(givers: list[Reader], at: datetime) -> datetime:
    for number, giver in enumerate(givers):
        seats.release(giver, entry_id(giver), at=at + timedelta(hours=number))
    return at + timedelta(hours=len(givers))


def test_the_chain_is_the_same_whoever_needs_access_or_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shows, readers = a_full_city()
    monkeypatch.setattr("coordinator.guests.access_record.commitment", lambda _: "0" * 64)  # of 32 random bytes

    for reader in readers[::4]:
        needs, does_not = (what_happens(shows, readers, reader, needs_access=says) for says in (True, False))
        assert needs == does_not
        assert needs.count('"promoted"') > 5
        assert needs.count('"lost"') > 1
        assert '"opened"' not in needs


def few_of(shows: list[Show]) -> tuple[PublicDraw, list[Reader], list[Reader], list[Reader]]:
    """A draw that is held, the few who need access, those of them who were given a kept seat, and who was drawn."""
    readers = guests(*shows, count=40)
    few = guests(*shows, count=4, first=60, needs_access=True)
    draw = held(shows[0])
    kept = [one for one in few if (seat := counted.seated(entry_id(one))) is not None and seat.pool == "a"]
    return draw, few, kept, [one for one in readers if state(one) is EntryState.WON]


def a_step_free_show() -> Show:
    """One of six seats and two that are kept."""
    show, _, _ = open_shows()
    show.step_free, show.capacity = True, 8
    db.session.commit()
    return show


def test_who_has_a_kept_seat_changes_over_when_it_is_her_turn_and_the_next_of_the_few_gets_it(app: Flask) -> None:
    show = a_step_free_show()
    draw, few, kept, drawn = few_of([show])
    assert len(kept) == 2
    says_yes(kept[0], at=draw.draw.due_at)

    for giver in drawn:
        seats.release(giver, entry_id(giver), at=draw.draw.due_at)

    places = [counted.seated(entry_id(one)) for one in kept]
    assert state(kept[0]) is EntryState.CONFIRMED
    told = {entry for what, entry, _ in links(draw) if what is What.PROMOTED}
    for place in places:
        assert place is not None
        assert (place.pool == "g") is (place.public_id in told)
    free = counted.free(show.id)
    assert free["g"] == 0
    assert not free["a"] or all(state(one) is not EntryState.WAITLISTED for one in few)  # some were drawn like all


def test_a_seat_elsewhere_that_is_shown_as_hers_goes_on_when_her_time_would_be_over(app: Flask) -> None:
    shows = open_shows()[:2]
    shows[0].step_free, shows[0].capacity, shows[1].capacity = True, 8, 6
    db.session.commit()
    draw, _, kept, drawn = few_of(shows)
    there = [one for one in drawn if (seat := counted.seated(entry_id(one))) and seat.show_id == shows[1].id]
    at, line = draw.draw.due_at, {own.own_entries(one)[0].public_id: one for one in kept}
    for giver in there:
        seats.release(giver, entry_id(giver), at=at)
    shown = [one for one in kept if waiting_lists.find_feigned(entry_id(one)) is not None]
    assert state(kept[0]) is EntryState.WON

    for one in kept:
        says_yes(one, at=at)
    seats.lapse_due(at + timedelta(hours=49))
    seats.lapse_due(at + timedelta(hours=49))

    lapsed = [entry for what, entry, _ in links(draw) if what is What.LAPSED and entry in line]
    assert sorted(lapsed) == sorted(own.own_entries(one)[0].public_id for one in shown)
    assert {state(one) for one in kept} == {EntryState.CONFIRMED}
    assert counted.free(shows[1].id)["g"] == 0


@pytest.mark.parametrize("erased", [False, True])
def test_who_leaves_with_a_kept_seat_has_left_the_waiting_list_as_far_as_anybody_can_see(
    app: Flask, *, erased: bool
) -> None:
    show = a_step_free_show()
    draw, _, kept, _ = few_of([show])
    line = own.own_entries(kept[0])[0].public_id

    if erased:
        erasing.erase(kept[0], at=draw.draw.due_at)
    else:
        seats.release(kept[0], entry_id(kept[0]), at=draw.draw.due_at)

    assert [(what, entry) for what, entry, _ in links(draw)] == [(What.LEFT, line)]


def test_who_waits_and_erases_herself_has_left_the_waiting_list(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=22)
    draw = held(show)
    waits = next(one for one in readers if state(one) is EntryState.WAITLISTED)
    line = own.own_entries(waits)[0].public_id

    erasing.erase(waits, at=draw.draw.due_at)

    assert [(what, entry) for what, entry, _ in links(draw)] == [(What.LEFT, line)]
    assert published(show).root == draw.root


def test_who_needs_access_is_fixed_with_the_list_and_its_hash_says_nothing_of_it(app: Flask) -> None:
    show = a_step_free_show()
    readers = guests(show, count=3)
    few = guests(show, count=2, first=60, needs_access=True)
    draw = published(show)
    where, at = Where(show.edition_id, show.city_id), draw.draw.closed_at
    team = a_person("team@example.org")
    accounts.grant(Role.GLOBAL, team)
    db.session.commit()
    address = f"/draws/{edition_of(show).slug}/berlin"

    record = signed_in(app.test_client(), team).get(f"{address}/access.txt")
    theirs = [signed_in(app.test_client(), str(one.id)).get(f"{address}/access.txt") for one in (readers[0], few[0])]

    assert hashlib.sha256(record.data).hexdigest() == draw.head.access
    head, *ids = record.text.splitlines()
    assert ids == sorted(own.own_entries(one)[0].public_id for one in few)
    assert len(bytes.fromhex(head.rpartition("|")[2])) == 32
    assert {answer.status_code for answer in theirs} == {403} or {answer.status_code for answer in theirs} == {404}
    with pytest.raises(NotFound):
        read_access_record(few[0], where, at=at)


def test_a_kept_seat_goes_by_what_was_fixed_and_not_by_what_stands_in_an_entry_later(app: Flask) -> None:
    show = a_step_free_show()
    readers = guests(show, count=40)
    published(show)
    for reader in readers:
        own.change(own.own_entries(reader)[0], wishes(show, needs_access=True))
    db.session.commit()

    held(show)

    assert counted.free(show.id) == {"a": 2, "g": 0}
