"""Guests of a show in trouble are offered seats at another one: each decides, nobody there is passed over."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from coordinator.db import db
from coordinator.disclosure import elsewhere as kept
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones, tickets
from coordinator.disclosure import seats as counted
from coordinator.disclosure.policy import Phase
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.guests import elsewhere, seats, shrinking
from coordinator.guests.chain import What
from coordinator.guests.draw_list import Pool
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS
from tests.guests.entering import edition_of, guests, held, open_shows, says_yes
from tests.guests.test_chain_check import faults_of, links_of
from tests.guests.test_plus_ones import comes
from tests.guests.test_seats import state
from tests.guests.test_voiding import a_lead
from tests.people.builders import of_the_team, signed_in
from tests.people.mailbox import letters, text_of


class Trouble:
    """A show in Berlin with two parties, one of two people who come, and one in Lagos with room; both drawn."""

    def __init__(self, *, lagos_seats: int = 25, lagos_guests: int = 1) -> None:
        (self.show,) = open_shows(1)
        (self.other,) = open_shows(1, town=LAGOS, edition=edition_of(self.show))
        self.other.capacity = lagos_seats
        (self.alone,) = guests(self.show)
        (self.pair,) = guests(self.show, first=1, people=2)
        self.bea = comes(self.pair)
        self.there = guests(self.other, count=lagos_guests, first=10)
        self.draw, self.lagos = held(self.show), held(self.other)
        self.at: datetime = max(self.draw.draw.due_at, self.lagos.draw.due_at)
        for guest in (self.alone, self.pair):
            says_yes(guest, at=self.at)
        self.ada, self.lola = of_the_team("ada@example.org"), a_lead(self.other, "lola@example.org", "Lola")

    def offer(self) -> None:
        elsewhere.offer(self.ada, self.show.id, self.other.id, agreed_by=str(self.lola.id), at=self.at)
        db.session.commit()

    def take(self, guest: Reader) -> None:
        mine = next(one for one in own.own_entries(guest) if one.where.city_id == self.show.city_id)
        elsewhere.take(guest, mine.id, self.other.id, at=self.at)
        db.session.commit()

    def free(self, show: Show) -> int:
        return counted.free(show.id)[Pool.GENERAL]


def whats(draw: PublicDraw) -> list[tuple[What, int]]:
    return [(one.what, one.people) for one in links_of(draw)]


def test_each_guest_gets_a_letter_and_who_says_yes_sits_there_with_whoever_comes_along(app: Flask) -> None:
    one = Trouble()
    here, there = one.free(one.show), one.free(one.other)
    letters(at=one.at)
    one.offer()
    one.offer()
    told = {str(letter["To"]): text_of(letter) for letter in letters(at=one.at)}

    assert sorted(told) == ["Lola <lola@example.org>", "Mia <guest-0@example.org>", "Mia <guest-1@example.org>"]
    assert all(one.other.area_id not in text and "Lagos" in text for text in told.values())
    one.take(one.pair)
    one.take(one.pair)

    new, old = own.own_entries(one.pair)
    assert (new.seat, new.state, new.wanted.people, old.state) == (
        one.other.id,
        EntryState.CONFIRMED,
        2,
        EntryState.RELEASED,
    )
    assert (one.free(one.show) - here, there - one.free(one.other)) == (2, 2)
    assert [entry.id for entry in plus_ones.joined(one.bea)] == [new.id]
    assert tickets.own_ticket(one.pair, new.id).code != ""
    assert (state(one.alone), kept.taken([one.other.id])) == (EntryState.CONFIRMED, {one.other.id: 2})
    assert (whats(one.draw), whats(one.lagos)) == ([(What.RELEASED, 2)], [(What.WELCOMED, 2)])
    assert (faults_of(one.draw, links_of(one.draw)), faults_of(one.lagos, links_of(one.lagos))) == ([], [])
    subjects = sorted(str(letter["Subject"]) for letter in letters(at=one.at))
    assert "Your evening takes place elsewhere" in subjects
    door = tickets.of_show(one.other, Phase.LIVE)
    assert [(ticket.entry_id, ticket.people) for ticket in door] == [(new.id, 2)]


def test_what_is_given_back_there_goes_to_who_waits_there_and_the_record_follows(app: Flask) -> None:
    one = Trouble(lagos_seats=3, lagos_guests=1)
    one.offer()
    one.take(one.pair)
    assert one.free(one.other) == 0

    seats.release(one.pair, own.own_entries(one.pair)[0].id, at=one.at)
    db.session.commit()

    assert one.free(one.other) == 2
    assert whats(one.lagos) == [(What.WELCOMED, 2), (What.RETURNED, 2)]
    assert faults_of(one.lagos, links_of(one.lagos)) == []


def test_who_waits_there_goes_first_and_a_full_show_is_not_offered(app: Flask) -> None:
    one = Trouble(lagos_seats=3, lagos_guests=3)
    with pytest.raises(Conflict, match="elsewhere_full"):
        one.offer()
    assert elsewhere.rooms(one.ada, one.show, at=one.at) == []
    seats.release(one.there[0], own.own_entries(one.there[0])[0].id, at=one.at)
    one.offer()

    with pytest.raises(Conflict, match="elsewhere_full"):
        one.take(one.pair)
    db.session.rollback()
    one.take(one.alone)

    assert (state(one.pair), one.free(one.other)) == (EntryState.CONFIRMED, 0)
    assert faults_of(one.lagos, links_of(one.lagos)) == []


def test_a_chain_that_passes_over_who_waits_or_gives_back_more_is_found_out(app: Flask) -> None:
    one = Trouble(lagos_seats=3, lagos_guests=1)
    one.offer()
    one.take(one.pair)
    (link,) = links_of(one.lagos)
    too_many = replace(link, people=3)
    back = replace(link, number=2, what=What.RETURNED, after=link.hash(), people=3)

    assert (faults_of(one.lagos, [too_many]), faults_of(one.lagos, [link, back])) == (["line 1"], ["line 2"])


def test_guests_of_a_show_that_was_called_off_may_still_go_elsewhere(app: Flask) -> None:
    one = Trouble()
    one.show.state = ShowState.CANCELLED
    one.offer()
    client = signed_in(app.test_client(), str(one.alone.id))
    mine = own.own_entries(one.alone)[0]
    page = client.get("/entries/").text

    answers = [client.post(f"/entries/{mine.id}/elsewhere", data={"show": one.other.id}) for _ in range(2)]

    assert ("Would you rather go elsewhere?" in page, [answer.status_code for answer in answers]) == (True, [303, 303])
    after = client.get("/entries/").text
    assert ("has no line of yours" in after, "Would you rather go elsewhere?" in after) == (True, False)
    assert kept.taken([one.other.id]) == {one.other.id: 1}


def test_a_room_that_shrinks_takes_no_seat_from_who_came_from_elsewhere(app: Flask) -> None:
    one = Trouble(lagos_seats=6, lagos_guests=2)
    one.offer()
    one.take(one.pair)

    (look,) = shrinking.outlooks([one.other], 3, at=one.at)

    assert (look.gone, look.free, [party.people for party in look.losing], look.least) == (3, 2, [1], 3)


def test_only_the_team_offers_and_only_its_guests_take_what_was_offered(app: Flask) -> None:
    one = Trouble()
    mine = own.own_entries(one.alone)[0]
    for stranger in (STRANGER, one.lola, one.alone):
        with pytest.raises(NotFound):
            elsewhere.offer(stranger, one.show.id, one.other.id, agreed_by=str(one.lola.id), at=one.at)
        with pytest.raises(NotFound):
            elsewhere.rooms(stranger, one.show, at=one.at)
    for nobody in ("", str(one.alone.id)):
        with pytest.raises(Invalid):
            elsewhere.offer(one.ada, one.show.id, one.other.id, agreed_by=nobody, at=one.at)
    with pytest.raises(NotFound):
        elsewhere.take(one.alone, mine.id, one.other.id, at=one.at)
    one.offer()
    with pytest.raises(NotFound):
        elsewhere.take(one.pair, mine.id, one.other.id, at=one.at)
    kept.end(one.ada, one.show.id, one.other.id, at=one.at)
    with pytest.raises(NotFound):
        one.take(one.alone)

    assert (state(one.alone), kept.taken([one.other.id])) == (EntryState.CONFIRMED, {})


def test_the_teams_page_lists_what_follows_before_the_button_and_offers_once(app: Flask) -> None:
    one = Trouble()
    client = signed_in(app.test_client(), str(one.ada.id))
    path = f"/global/shows/{one.show.id}/elsewhere"
    page = client.get(path).text
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    blank = {"to_show": one.other.id, "seen": seen}
    form = {**blank, "agreed_by": str(one.lola.id)}

    answers = [client.post(path, data=said).status_code for said in (blank, form, form)]

    assert page.index("keeps the seat she has") < page.index("Offer it to 2 guests")
    assert ("Lola" in page, "km" in page, answers) == (True, True, [422, 303, 303])
    after = client.get(path).text
    assert ("Lola has agreed." in after, "Offer it to" in after) == (True, False)
    standing = {"seen": re.findall(r'name="seen" value="(\w+)"', after)[0]}
    assert client.post(f"{path}/{one.other.id}/end", data=standing).status_code == 303
    assert "Offered no more." in client.get(path).text


def test_a_show_in_the_same_area_is_not_said_to_be_any_distance_away(app: Flask) -> None:
    here, there = open_shows(2)
    (far,) = open_shows(1, town=LAGOS, edition=edition_of(here))
    for first, show in ((0, here), (5, there), (10, far)):
        guests(show, first=first)
    at = max(held(here).draw.due_at, held(far).draw.due_at)

    found = {one.show.id: one for one in elsewhere.rooms(of_the_team("ada@example.org"), here, at=at)}

    assert found[there.id].distance_km is None
    assert (found[far.id].distance_km or 0) > 5_000
