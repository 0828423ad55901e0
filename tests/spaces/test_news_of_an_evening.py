"""A host is told of every step of planning that touches her home, and of no act."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import host_news, own_spaces, slots
from coordinator.disclosure import reserves as sealed_reserves
from coordinator.disclosure.host_news import News
from coordinator.disclosure.people import find_person
from coordinator.errors import NotFound
from coordinator.hosting import standing_ready
from coordinator.jobs import Outbox
from coordinator.lineups import adding, calling_off, moving
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows import reserves
from coordinator.shows.models import Show
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, artists_taken, spaces_taken
from tests.people.mailbox import letters
from tests.spaces.homes import Rooftop, a_rooftop

HOST = "ade@example.org"


@pytest.fixture
def home(app: Flask) -> Rooftop:
    """A rooftop whose host has had the letter about her evening."""
    return a_rooftop(app)


def written(to: str) -> list[str]:
    """The subjects of the letters that leave now, to one address."""
    return [str(letter["Subject"]) for letter in letters() if to in str(letter["To"])]


def news(home: Rooftop) -> list[News]:
    """All that its host was told, the newest first."""
    return [one.news for one in host_news.of_form(own_spaces.own_form(home.host_reader, home.space_id))]


def move(home: Rooftop, *, hour: int, space_id: str | None = None) -> None:
    evening = Evening(datetime.combine(home.edition.date, time(hour)), 150)
    booking = Booking(space_id or home.space_id, evening, outside="agreed")
    seen = moving.seen_of(home.show)
    moving.move(home.lead_reader, home.show.id, booking, city_id=home.show.city_id, seen=seen, leave=(), at=now())
    db.session.commit()


def another_room(home: Rooftop, **said: Any) -> Show:
    (show,) = spaces_taken(home.edition, a_city(LAGOS), a_space("S1", **({"start": time(11), "minutes": 60} | said)))
    db.session.commit()
    return show


def test_a_host_is_told_that_an_evening_is_planned_in_her_space(home: Rooftop) -> None:
    evening = Evening(datetime.combine(home.edition.date, time(9)), 60)
    booking = Booking(home.space_id, evening, outside="agreed")
    page = home.host.get(f"/host/{home.space_id}").text

    adding.add(home.lead_reader, home.edition, home.show.city_id, booking, at=now())
    db.session.commit()

    assert written(HOST) == ["An evening is planned in your space"]
    assert news(home) == [News.PLANNED, News.PLANNED]
    assert "What changed" in page
    assert "An evening is planned: " in page


def test_a_host_is_told_of_another_time_with_what_it_was(home: Rooftop) -> None:
    was = (home.show.starts_at, home.show.ends_at)

    move(home, hour=15)

    told = host_news.of_form(own_spaces.own_form(home.host_reader, home.space_id))[0]
    assert (told.news, told.before, told.now) == (News.MOVED, was, (home.show.starts_at, home.show.ends_at))
    assert written(HOST) == ["Your evening is at another time"]
    assert "is at another time" in home.host.get(f"/host/{home.space_id}").text


def test_a_host_is_told_that_her_evening_is_in_another_room_and_the_other_host_that_it_is_planned(
    home: Rooftop,
) -> None:
    other = another_room(home)

    move(home, hour=19, space_id=other.space_id)

    assert news(home) == [News.ELSEWHERE, News.PLANNED]
    assert [(HOST in str(one["To"]), str(one["Subject"])) for one in letters()] == [
        (True, "Your evening takes place in another room"),
        (False, "An evening is planned in your space"),
    ]


def test_a_host_is_told_that_her_evening_is_called_off_but_not_why(home: Rooftop) -> None:
    calling_off.call_off(home.lead_reader, home.show.id, "the acts are ill", city_id=home.show.city_id, at=now())
    db.session.commit()

    assert written(HOST) == ["Your evening does not take place"]
    assert "the acts are ill" not in home.host.get(f"/host/{home.space_id}").text
    assert "does not take place" in home.host.get(f"/host/{home.space_id}").text


def test_of_two_steps_at_once_the_last_one_alone_is_written(home: Rooftop) -> None:
    move(home, hour=15)
    calling_off.call_off(home.lead_reader, home.show.id, "rain", city_id=home.show.city_id, at=now())
    db.session.commit()

    assert written(HOST) == ["Your evening does not take place"]
    assert news(home) == [News.OFF, News.MOVED, News.PLANNED]


def test_of_two_steps_of_one_moment_the_one_that_is_so_now_is_written(home: Rooftop) -> None:
    at = now() + timedelta(minutes=1)
    before = (home.show.starts_at - timedelta(hours=1), home.show.ends_at)
    for hours in (1, 0, 2):  # whatever their ids, one of three is so
        shown = Show(id=home.show.id, starts_at=home.show.starts_at + timedelta(hours=hours), ends_at=home.show.ends_at)
        host_news.add(home.space_id, shown, News.MOVED, before=before, at=at)
    kept = host_news.of_form(own_spaces.own_form(home.host_reader, home.space_id))

    newest = [one for one in kept if one.said_at == at and host_news.find_newest(one.id)]

    assert [one.now for one in newest] == [(home.show.starts_at, home.show.ends_at)]


def test_nothing_is_told_of_who_plays(home: Rooftop) -> None:
    before = news(home)

    for position, act in enumerate(artists_taken(home.edition, a_city(LAGOS), an_artist("A1")), start=1):
        slots.put(home.show, position, act)
    move(home, hour=19)

    assert news(home) == before


def test_a_space_that_stands_ready_is_told_so_and_its_host_can_say_no(home: Rooftop) -> None:
    lunch = another_room(home)
    where: dict[str, Any] = {"city_id": lunch.city_id, "at": now()}
    reserves.pair(home.lead_reader, lunch.id, home.space_id, **where)
    db.session.commit()
    assert written(HOST) == ["Can your space stand ready for an evening?"]
    page = home.host.get(f"/host/{home.space_id}").text
    assert "I cannot then" in page

    said = home.host.post(f"/host/{home.space_id}/ready/{lunch.id}/decline", follow_redirects=True).text

    assert "Your space does not stand ready then." in said
    assert "I cannot then" not in said
    assert sealed_reserves.of_shows([lunch.id]) == {}
    assert [str(one["Subject"]) for one in letters()] == ["A show in Lagos has no reserve any more"]
    assert reserves.pair_all(home.lead_reader, edition_id=home.edition.id, **where) == 1  # for the other show
    assert sealed_reserves.of_shows([lunch.id]) == {}
    assert "its host cannot that evening" in home.lead.get("/lead/lagos/reserves").text


def test_nobody_declines_for_another_host(home: Rooftop) -> None:
    lunch = another_room(home)
    reserves.pair(home.lead_reader, lunch.id, home.space_id, city_id=lunch.city_id, at=now())
    stranger = find_person("host-S1@example.org")

    with pytest.raises(NotFound):
        standing_ready.decline(Reader(stranger, frozenset({(Role.HOST, None)})), home.space_id, lunch.id, at=now())
    with pytest.raises(NotFound):
        standing_ready.decline(home.host_reader, home.space_id, home.show.id, at=now())


def test_a_reserve_that_is_let_go_is_told_so_and_one_that_stays_is_told_once(home: Rooftop) -> None:
    lunch = another_room(home)
    for space_id in (home.space_id, home.space_id, None, None):
        reserves.pair(home.lead_reader, lunch.id, space_id, city_id=lunch.city_id, at=now())
    db.session.commit()

    assert news(home)[:2] == [News.NO_RESERVE, News.RESERVE]
    assert len(news(home)) == 3
    kinds = db.session.scalars(select(Outbox.kind).where(Outbox.done_at.is_(None))).all()
    assert kinds.count("host_news") == 2
