"""My evening: an act sees what it is asked, on its own clock, and answers by one button; never by looking."""

from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator import db as database
from coordinator import web
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts, twins
from coordinator.disclosure.people import find_person
from coordinator.editions.models import Edition
from coordinator.lineups import assignment, locking
from coordinator.people.readers import CONSOLE
from coordinator.playing.evening import my_evening
from coordinator.shows.models import Show
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.lineups.evenings import contact_of
from tests.people.builders import signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def shows(app: Flask) -> list[Show]:
    """Two shows of one evening in Berlin a month ahead, both locked; A0, from Lagos, plays at both."""
    edition, berlin, lagos = an_edition(day=(now() + timedelta(days=30)).date()), a_city(), a_city(LAGOS)
    early = a_space("S1", start=time(17), minutes=90, piano=False, stage_people=4)
    found = spaces_taken(edition, berlin, early, a_space("S2", start=time(20), minutes=120))
    (guest,) = artists_taken(edition, lagos, an_artist("A0", max_shows=2, travel_km=9000))
    others = artists_taken(edition, berlin, *(an_artist(f"A{n}") for n in range(1, 5)))
    for show, acts in zip(found, ((guest, *others[:2]), (others[2], guest, others[3])), strict=True):
        for position, act in enumerate(acts, start=1):
            assignment.assign(CONSOLE, show.id, position, act, at=now())
        locking.lock(CONSOLE, show.id, at=now())
    db.session.commit()
    return found


@pytest.fixture
def guest(app: Flask, shows: list[Show]) -> FlaskClient:
    """Who speaks for A0, signed in."""
    return signed_in(app.test_client(), str(contact_of(0).id))


def _offers() -> list[str]:
    mine = my_evening(contact_of(0), at=now())
    return [one.offer.id for one in (*mine.waiting, *mine.confirmed)]


def test_the_page_tells_the_evening_and_the_deadline_on_the_acts_own_clock(guest: FlaskClient) -> None:
    page = guest.get("/artist/").text

    told = ("Act A0", "Answer by", "time in Lagos, West Africa Standard Time", "1 of 3", "up to 4 people on stage")
    assert [word for word in told if word not in page] == []
    kept = ("Act A1", "Act A3", "Example Street", "The green sofa", "Hanna")
    assert [word for word in kept if word in page] == []


def test_the_deadline_is_told_by_the_clock_of_the_home_and_follows_it(guest: FlaskClient) -> None:
    (act,) = own_acts.own_acts(contact_of(0), str(db.session.scalar(select(Edition.id))))
    assert "time in Lagos, West Africa Standard Time" in guest.get("/artist/").text

    for city in ("Lisbon, Portugal", "Perth, Australia"):
        moved = guest.post(f"/artist/acts/{act.artist_id}/steps/home", data={"city": city})
        assert moved.status_code == 303
        assert f"time in {city.split(',')[0]}, " in guest.get("/artist/").text

    assert "time in Perth, Australian Western Standard Time" in guest.get("/artist/").text


@pytest.mark.parametrize(("behind", "told"), [(0, True), (2, False)])
def test_the_address_opens_by_the_clock_that_is_behind(
    guest: FlaskClient, shows: list[Show], monkeypatch: pytest.MonkeyPatch, behind: int, told: bool
) -> None:
    for offer in _offers():
        guest.post(f"/artist/offers/{offer}/confirm")
    here = shows[0].starts_at - 71 * HOUR
    monkeypatch.setattr(web, "now", lambda: here)
    monkeypatch.setattr(database, "server_clock", lambda: here - behind * HOUR)

    page = guest.get("/artist/").text

    assert ("Act A0" in page, "Example Street" in page) == (True, told)


def test_a_second_room_next_door_stands_on_the_page_with_the_slot_there(guest: FlaskClient, shows: list[Show]) -> None:
    start, minutes = shows[0].local_start.time(), 90
    second = a_space("S3", start=start, minutes=minutes, drums=False, stage_people=9)
    (twin,) = spaces_taken(db.session.get_one(Edition, shows[0].edition_id), a_city(), second)
    before = guest.get("/artist/").text

    twins.pair(shows[0].id, twin.id)
    db.session.commit()

    after = guest.get("/artist/").text
    told = ("in two rooms that share one bill", "up to 9 people on stage")
    assert [[words in page for words in told] for page in (before, after)] == [[False, False], [True, True]]
    assert (before.count("2 of 3"), after.count("2 of 3")) == (1, 2)


def test_two_shows_of_one_evening_show_the_time_and_way_between(guest: FlaskClient) -> None:
    (gap,) = my_evening(contact_of(0), at=now()).gaps

    assert (gap.minutes, gap.distance_km, gap.is_tight) == (90, None, False)
    page = guest.get("/artist/").text
    assert "Act A0 plays twice: 90 minutes between the end of the first show and the start of the second" in page
    assert "both in the same area" in page


def test_an_offer_is_confirmed_taken_back_and_declined_by_one_button_each(
    guest: FlaskClient, shows: list[Show]
) -> None:
    early, late = _offers()

    said = [
        guest.post(f"/artist/offers/{offer}/{answer}", follow_redirects=True).text
        for offer, answer in ((early, "confirm"), (early, "confirm"), (early, "withdraw"), (late, "decline"))
    ]

    assert ["Confirmed. Thank you!" in page for page in said] == [True, True, False, False]
    assert ("You are off this bill." in said[2], "Declined. Thank you" in said[3]) == (True, True)
    assert [sorted(lineup(show)) for show in shows] == [[2, 3], [1, 3]]


def test_looking_never_answers(guest: FlaskClient, shows: list[Show]) -> None:
    offer = _offers()[0]

    answers = [guest.get(f"/artist/offers/{offer}/{what}").status_code for what in ("confirm", "decline", "withdraw")]

    assert (answers, len(_offers())) == ([405, 405, 405], 2)


def test_an_answer_that_comes_too_late_gets_its_sentence(guest: FlaskClient) -> None:
    offer = _offers()[0]
    guest.post(f"/artist/offers/{offer}/decline")

    page = guest.post(f"/artist/offers/{offer}/confirm", follow_redirects=True)

    assert "You declined this one before" in page.text


def test_another_acts_offer_is_the_page_of_nothing(app: Flask, guest: FlaskClient) -> None:
    other = signed_in(app.test_client(), str(find_person("act-A1@example.org")))

    answers = {other.post(f"/artist/offers/{_offers()[0]}/{what}").status_code for what in ("confirm", "withdraw")}

    assert answers == {404}


def test_an_act_without_an_offer_reads_what_will_happen(app: Flask) -> None:
    edition = an_edition(day=(now() + timedelta(days=30)).date())
    artists_taken(edition, a_city(), an_artist("A0"))
    client = signed_in(app.test_client(), str(contact_of(0).id))

    assert "No offer yet" in client.get("/artist/").text


def test_an_evening_that_is_moved_is_over_at_the_time_it_was_asked_for(guest: FlaskClient, shows: list[Show]) -> None:
    moved = shows[0]
    for name in ("local_start", "starts_at", "ends_at"):
        setattr(moved, name, getattr(moved, name) + timedelta(hours=26))

    page = guest.get("/artist/").text

    over = page[page.index('id="over-head"') :]
    assert ("17:00" in over, "19:00" in over, "withdrawn" in over) == (True, False, True)


def test_after_a_yes_an_act_reads_its_place_in_the_order_and_when_it_loads_in(guest: FlaskClient) -> None:
    asked = guest.get("/artist/").text
    for offer in _offers():
        guest.post(f"/artist/offers/{offer}/confirm")

    page = guest.get("/artist/").text

    words = ("you open the evening, and load in last", "after the first act&#39;s set")
    assert [word in asked for word in words] == [False, False]
    assert [word in page for word in words] == [True, True]
    assert [name for name in ("Act A1", "Act A2", "Act A3", "Act A4") if name in page] == []
