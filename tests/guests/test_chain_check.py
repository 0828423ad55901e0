"""A published chain is checked against its list, its result and the order of the draw, without a database."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure import voids
from coordinator.guests import admitting, chain, draw_result, elsewhere, linking, seats, shrinking, voiding
from coordinator.guests.chain import NOBODY, Link, What
from coordinator.guests.chain_check import faults_in
from coordinator.guests.draw import Drawn
from coordinator.guests.draw_list import Pool
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import Because, EntryState
from coordinator.parting import erasing
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS
from tests.guests.entering import edition_of, guests, held, open_shows, outcome_of, published, says_yes
from tests.guests.test_seats import by_state, entry_id, state
from tests.guests.test_voiding import a_lead, line_of, where_of
from tests.people.builders import of_the_team, signed_in
from tests.people.mailbox import letters, text_of


def a_full_city(*, needing: int) -> tuple[list[Show], list[Reader], PublicDraw]:
    """Two shows of eight seats, one of them step-free, whose draw is held: of singles, pairs and some who need access
    seats."""
    shows = open_shows()[:2]
    shows[0].step_free, shows[0].capacity, shows[1].capacity = True, 8, 8
    db.session.commit()
    readers = [*guests(*shows, count=20), *guests(*shows[::-1], count=10, first=20, people=2)]
    readers += guests(*shows, count=needing, first=40, needs_access=True)
    return shows, readers, held(shows[0])


def links_of(draw: PublicDraw) -> tuple[Link, ...]:
    """Its chain, read as everybody can."""
    lines = linking.links(draw.draw.edition_id, draw.draw.city_id)
    return chain.read("".join(f"{line}\n" for line in lines).encode(), after=draw_result.fingerprint(draw.result))


checked = cache(draw_result.check)  # a draw is checked once for hundreds of chains


def faults_of(draw: PublicDraw, links: Sequence[Link]) -> list[str]:
    """The lines that do not follow."""
    found = checked(draw.file, draw.result)
    return list(faults_in(links, found.drawn, found.order))


def an_eventful_week(shows: list[Show], readers: list[Reader], draw: PublicDraw) -> None:
    """Seats are given back, lost, void and opened; somebody who waits leaves."""
    at, places = draw.draw.due_at, by_state(readers)
    won, waits = places[EntryState.WON], places[EntryState.WAITLISTED]
    for number, reader in enumerate(won[:3]):
        seats.release(reader, entry_id(reader), at=at + timedelta(hours=number))
    for reader in (won[3], waits[0]):
        if state(reader) in (EntryState.WON, EntryState.WAITLISTED):
            voiding.void(CONSOLE, where_of(shows[0]), line_of(reader), Because.TWICE, "Twice.", at=at)
    for one in voids.of_city(CONSOLE, where_of(shows[0]), at=at):
        voiding.undo(CONSOLE, where_of(shows[0]), one.id, at=at)
    erasing.erase(won[4], at=at)
    erasing.erase(next(one for one in waits if state(one) is EntryState.WAITLISTED), at=at)
    seats.lapse_due(at + timedelta(hours=50))
    first = min(show.starts_at for show in shows)
    seats.part_due(first - timedelta(hours=71))
    seats.open_access_due(first - timedelta(hours=47))
    seats.lapse_due(first - timedelta(hours=3))
    db.session.commit()


@pytest.mark.parametrize("needing", [0, 3, 7])
def test_whatever_happens_to_seats_the_chain_follows_from_list_result_and_order(app: Flask, needing: int) -> None:
    shows, readers, draw = a_full_city(needing=needing)

    an_eventful_week(shows, readers, draw)

    links = links_of(draw)
    assert faults_of(draw, links) == []
    assert {What.RELEASED, What.LAPSED, What.VOID, What.RESTORED, What.PROMOTED, What.LEFT} <= {
        link.what for link in links
    }


def again(links: Sequence[Link], after: str) -> list[Link]:
    """The links with the hashes that fit, as somebody would write a forged chain."""
    made: list[Link] = []
    for number, link in enumerate(links, start=1):
        made.append(replace(link, number=number, after=made[-1].hash() if made else after))
    return made


def _to_the_last(links: list[Link], draw: PublicDraw) -> list[Link]:
    """The promotion goes to whoever waits last, and would have fitted as well."""
    order = draw_result.check(draw.file, draw.result).order
    last = [one.entry.id for one in order if one.show is None and one.entry.people == 1][-1]
    where = next(number for number, link in enumerate(links) if link.what is What.PROMOTED)
    return [*links[:where], replace(links[where], entry=last, people=1), *links[where + 1 :]]


def _drop(what: What) -> Callable[[list[Link], PublicDraw], list[Link]]:
    def without(links: list[Link], _: PublicDraw) -> list[Link]:
        where = next(number for number, link in enumerate(links) if link.what is what)
        return [*links[:where], *links[where + 1 :]]

    return without


def _change(**fields: Any) -> Callable[[list[Link], PublicDraw], list[Link]]:
    return lambda links, _: [replace(links[0], **fields), *links[1:]]


@pytest.mark.parametrize(
    "forge",
    [
        _to_the_last,
        _drop(What.RELEASED),
        _drop(What.PROMOTED),
        _change(entry="0" * 64),
        _change(people=2),
        _change(show="elsewhere"),
        _change(what=What.RESTORED),
        _change(what=What.LEFT),
        _change(what=What.PARTED),
        _change(what=What.OPENED),
        _change(what=What.PROMOTED),
        _change(what=What.ADMITTED),
    ],
)
def test_a_chain_that_somebody_wrote_anew_is_found(
    app: Flask, forge: Callable[[list[Link], PublicDraw], list[Link]]
) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=25)
    draw = held(show)
    won = by_state(readers)[EntryState.WON]
    for giver in won[:2]:
        seats.release(giver, entry_id(giver), at=draw.draw.due_at)
    links = list(links_of(draw))
    assert faults_of(draw, links) == []
    assert [link.what for link in links] == [What.RELEASED, What.PROMOTED] * 2

    forged = again(forge(links, draw), draw_result.fingerprint(draw.result))

    assert chain.read(chain.write(forged), after=draw_result.fingerprint(draw.result)) == tuple(forged)
    assert faults_of(draw, forged) != []


def test_what_came_between_list_and_draw_begins_a_chain_that_follows(app: Flask) -> None:
    shows = open_shows()[:2]
    shows[1].step_free = True
    db.session.commit()
    readers = guests(*shows, count=60)
    fixed = published(shows[0])
    order = draw_result.hold(fixed.file, outcome_of(fixed)).order
    lines = {own.own_entries(reader)[0].public_id: reader for reader in readers}
    for place in (0, 22, 23, 24, 25, 59):  # drawn for the show that is off, for the other one, and for none
        erasing.erase(lines[order[place].entry.id], at=fixed.draw.closed_at)
    shows[0].state = ShowState.CANCELLED
    db.session.commit()

    draw = held(shows[0])

    links = links_of(draw)
    assert {What.UNASKED, What.PROMOTED} <= {link.what for link in links}
    assert {What.RELEASED, What.LEFT} & {link.what for link in links}
    assert faults_of(draw, links) == []


def test_a_room_that_turns_out_smaller_leaves_a_chain_that_follows(app: Flask) -> None:
    shows, _, draw = a_full_city(needing=3)

    found = shrinking.outlooks(shows[1:], 5, at=draw.draw.due_at)
    assert shrinking.shrink(shows[1:], 5, seen=shrinking.seen_of(found), at=draw.draw.due_at)

    links = links_of(draw)
    assert {What.LOST, What.FEWER} <= {link.what for link in links}
    assert faults_of(draw, links) == []
    more = replace(next(link for link in links if link.what is What.FEWER), people=9)
    assert faults_of(draw, [more if link.what is What.FEWER else link for link in links]) != []


@pytest.mark.parametrize("seats_lost", range(1, 7))
def test_nobody_loses_a_seat_who_could_have_kept_it_and_who_was_drawn_later_keeps_none_that_fits_another(
    app: Flask, seats_lost: int
) -> None:
    shows, _, draw = a_full_city(needing=3)
    order = [one.entry for one in draw_result.check(draw.file, draw.result).order if one.show == shows[1].id]
    found = shrinking.outlooks(shows[1:], shows[1].capacity - seats_lost, at=draw.draw.due_at)
    shrinking.shrink(shows[1:], shows[1].capacity - seats_lost, seen=shrinking.seen_of(found), at=draw.draw.due_at)
    links = [one for one in links_of(draw) if one.what in (What.LOST, What.FEWER)]
    lost = [one.entry for one in links if one.what is What.LOST]
    assert faults_of(draw, links) == []

    people = {one.id: one.people for one in order}
    right = set()
    for size in range(len(order) + 1):
        for some in combinations(reversed(order), size):
            these = tuple(one.id for one in some)
            if not faults_of(draw, _shrunk(links[-1], these, people)):
                right.add(frozenset(these))
    assert right == {frozenset(lost)}


def _shrunk(fewer: Link, lost: Sequence[str], people: Mapping[str, int]) -> list[Link]:
    """The chain of a room in which these lose their seats."""
    said = [replace(fewer, what=What.LOST, entry=one, people=people[one]) for one in lost]
    return [replace(one, number=number) for number, one in enumerate([*said, fewer], start=1)]


def test_a_pair_that_does_not_fit_is_passed_over_and_that_is_right(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 6
    db.session.commit()
    readers = [*guests(show, count=8), *guests(show, count=8, first=20, people=2)]
    draw = held(show)
    singles = [
        one for one in by_state(readers)[EntryState.WON] if (seat := counted.seated(entry_id(one))) and seat.people == 1
    ]

    for giver in singles:
        seats.release(giver, entry_id(giver), at=draw.draw.due_at)

    assert faults_of(draw, links_of(draw)) == []


@dataclass
class ACity:
    """Two shows with six and twelve seats for everybody and two more, and one that nobody asked for; who asked, and the
    draw. A pair has a seat however it is drawn: there are fewer singles than seats at the one that pairs like best."""

    shows: list[Show]
    readers: list[Reader]
    lines: dict[str, Reader]
    fixed: PublicDraw

    @property
    def at(self) -> datetime:
        """When the draw is due."""
        return self.fixed.draw.due_at

    @property
    def before(self) -> timedelta:
        """How long after that the first show begins."""
        return min(show.starts_at for show in self.shows) - self.at

    def erase_one(self, *, seated: bool) -> None:
        """Before the draw somebody leaves for good to whom it will give a seat, or none."""
        order = draw_result.hold(self.fixed.file, outcome_of(self.fixed)).order
        one = self.lines[next(one.entry.id for one in order if (one.show is not None) is seated)]
        self.readers.remove(one)
        erasing.erase(one, at=self.fixed.draw.closed_at)

    def first(self, state: EntryState) -> Reader:
        """Somebody who stands so."""
        return by_state(self.readers)[state][0]

    def welcome(self) -> None:
        """Somebody of another city, whose show is in trouble, takes a seat at the show that nobody here asked for."""
        edition = edition_of(self.shows[0])
        (theirs,) = open_shows(1, town=LAGOS, edition=edition)
        (guest,) = guests(theirs, first=60)
        at = max(held(theirs).draw.due_at, self.at)
        says_yes(guest, at=at)
        lead = a_lead(self.shows[2], "lea@example.org", "Lea")
        elsewhere.offer(of_the_team("ada@example.org"), theirs.id, self.shows[2].id, agreed_by=str(lead.id), at=at)
        elsewhere.take(guest, entry_id(guest), self.shows[2].id, at=at)

    def shrink(self, number: int, capacity: int) -> None:
        """The room of that show turns out smaller."""
        some = self.shows[number : number + 1]
        seen = shrinking.seen_of(shrinking.outlooks(some, capacity, at=self.at))
        shrinking.shrink(some, capacity, seen=seen, at=self.at)


def a_city_to_draw() -> ACity:
    """One whose list is published; so many need access seats that they are marked in it, and all at the first show."""
    shows = open_shows()
    for show, seats_of_all in zip(shows, (6, 12), strict=False):
        show.step_free, show.capacity = True, 2 + seats_of_all
    db.session.commit()
    readers = [*guests(*shows[:2], count=10), *guests(*shows[1::-1], count=20, first=20, people=2)]
    readers += guests(shows[0], count=7, first=40, needs_access=True)
    lines = {line_of(reader): reader for reader in readers}
    return ACity(shows, readers, lines, published(shows[0]))


BETWEEN: dict[What, Callable[[ACity], object]] = {
    What.UNASKED: lambda city: setattr(city.shows[1], "state", ShowState.CANCELLED),
    What.RELEASED: lambda city: city.erase_one(seated=True),
    What.LEFT: lambda city: city.erase_one(seated=False),
}
AFTER: dict[What, Callable[[ACity], object]] = {
    What.LAPSED: lambda city: seats.lapse_due(city.at + timedelta(hours=50)),
    What.ADMITTED: lambda city: admitting.admit(
        entry_id(city.first(EntryState.WAITLISTED)), city.shows[0].id, 1, at=city.at
    ),
    What.PARTED: lambda city: seats.part_due(city.at + city.before - timedelta(hours=71)),
    What.VOID: lambda city: voiding.void(
        CONSOLE, where_of(city.shows[0]), line_of(city.first(EntryState.WON)), Because.TWICE, "Twice.", at=city.at
    ),
    What.LOST: lambda city: city.shrink(1, 5),
    What.FEWER: lambda city: city.shrink(2, 5),
    What.OPENED: lambda city: seats.open_access_due(city.at + city.before - timedelta(hours=47)),
    What.WELCOMED: ACity.welcome,
}
NEVER_FIRST = {What.PROMOTED, What.RESTORED, What.RETURNED}  # after something else alone


def test_a_chain_of_every_beginning_that_there_is_is_looked_at() -> None:
    assert {*BETWEEN, *AFTER, *NEVER_FIRST} == set(What)


@pytest.mark.parametrize("what", [*BETWEEN, *AFTER])
def test_a_chain_that_begins_with_any_link_follows_and_no_other_order_of_its_turns_does(app: Flask, what: What) -> None:
    city = a_city_to_draw()
    BETWEEN.get(what, bool)(city)
    db.session.commit()
    draw = held(city.shows[0])
    AFTER.get(what, bool)(city)
    db.session.commit()
    an_eventful_week(city.shows[:2], city.readers, draw)

    links = links_of(draw)
    order = draw_result.check(draw.file, draw.result).order
    forged = list(_out_of_turn(links, order))

    assert (links[0].what, faults_of(draw, links)) == (what, [])
    assert len(forged) > 3
    for number, chained in [*forged, *_twice(links), *_too_many(links)]:
        assert faults_of(draw, chained)[:1] == [f"line {number}"], chained[number - 1]


Forged = Iterator[tuple[int, list[Link]]]


def _out_of_turn(links: Sequence[Link], order: Sequence[Drawn]) -> Forged:
    """The chain with somebody else in the stead of whose turn it was: who was drawn later and waits is promoted, who
    was drawn earlier and sits there loses the seat. With the number of the line that is wrong."""
    for number, link in enumerate(links):
        mine = next((place for place, one in enumerate(order) if one.entry.id == link.entry), 0)
        others = order[mine + 1 :] if link.what is What.PROMOTED else order[:mine] if link.what is What.LOST else ()
        wanted = NOBODY if link.what is What.PROMOTED else link.show
        for other in others:
            fits = other.entry.people == order[mine].entry.people == link.people and link.show in other.entry.wishes
            if fits and _where(other, links[:number]) == wanted and other.pool is not Pool.ACCESS:
                yield number + 1, [*links[:number], replace(link, entry=other.entry.id), *links[number + 1 :]]


def _where(one: Drawn, links: Sequence[Link]) -> str:
    """The show at which an entry sits after these links, NOBODY where it waits, and nothing where it is gone."""
    stands = one.show or NOBODY
    for link in links:
        if link.entry == one.entry.id:
            stands = {What.PROMOTED: link.show, What.PARTED: link.show}.get(link.what, "")
            if link.what in (What.LOST, What.UNASKED, What.RESTORED):
                stands = NOBODY
    return stands


def _twice(links: Sequence[Link]) -> Forged:
    """The chain with each thing that happened to an entry said once more."""
    for number, link in enumerate(links, start=1):
        if link.entry != NOBODY:
            yield number + 1, again([*links[:number], link, *links[number:]], links[0].after)


def _too_many(links: Sequence[Link]) -> Forged:
    """The chain with more seats than there were, of seats alone."""
    for number, link in enumerate(links, start=1):
        if link.entry == NOBODY:
            yield number, [*links[: number - 1], replace(link, people=link.people + 100), *links[number:]]


def test_page_and_letters_carry_the_hash_of_the_end_of_the_chain(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=21)
    draw = held(show)
    at = draw.draw.due_at
    first = draw_result.fingerprint(draw.result)
    drawn = [one for one in letters(at=at) if one["Subject"] == "Action required: you were drawn"]
    giver = by_state(readers)[EntryState.WON][0]

    seats.release(giver, entry_id(giver), at=at)
    db.session.commit()

    (promoted,) = [one for one in letters(at=at) if one["Subject"] == "Action required: you were drawn"]
    head = links_of(draw)[-1].hash()
    assert all(first in text_of(one) for one in drawn)
    assert head in text_of(promoted)
    page = signed_in(app.test_client(), str(giver.id)).get("/draws/doors/berlin")
    assert head in page.text
    assert json.loads(linking.links(show.edition_id, show.city_id)[0])["after"] == first
