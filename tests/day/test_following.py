"""The day of an edition on the public map: fifty hours of instants, what plays when, on every reader's page."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import local
from coordinator.day.following import Light, Tally, day_of
from coordinator.db import db
from coordinator.editions.calendar import find_current
from coordinator.editions.models import Edition
from coordinator.shows.models import Show, ShowState
from coordinator.shows.scheduling import renew_embargo
from tests.campaign.builders import DAY, LAGOS, Town, a_city, a_space, an_edition, spaces_taken
from tests.statements import statements

FIRST = Town(4030945, "Tarawa", "KI", 1.87, -157.4, 60_000, "Pacific/Kiritimati")
LAST = Town(5881576, "Pago Pago", "AS", -14.27, -170.7, 60_000, "Pacific/Pago_Pago")
BEGINS = datetime(2026, 9, 19, 10, tzinfo=UTC)
PLAYING = "2026-09-20T18:00Z"  # 20:00 in Berlin, 19:00 in Lagos


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Two shows in Berlin at 19:30, one in Lagos, one in the first zone of the earth and one in the last."""
    made = an_edition()
    spaces_taken(made, a_city(), a_space("S1"), a_space("S2", kind="rooftop"))
    for number, town in enumerate((LAGOS, FIRST, LAST)):
        spaces_taken(made, a_city(town), a_space(f"X{number}"))
    db.session.commit()
    return made


def test_a_day_is_fifty_hours_and_holds_it_on_the_first_clock_and_on_the_last(edition: Edition) -> None:
    day = day_of(edition)

    assert (day.begins, day.ends - day.begins) == (BEGINS, timedelta(hours=50))
    assert local(day.begins, "Pacific/Kiritimati").date() == DAY
    assert local(day.ends, "Etc/GMT+12").date() == DAY + timedelta(days=1)
    starts = {one.city.name: one.evenings[0].starts_at for one in day.cities}
    assert {
        name: local(starts[name], zone).date() for name, zone in (("Tarawa", FIRST.zone), ("Pago Pago", LAST.zone))
    } == {
        "Tarawa": DAY,
        "Pago Pago": DAY,
    }
    assert starts["Pago Pago"] - starts["Tarawa"] == timedelta(hours=25)


def test_a_show_that_ends_after_the_day_is_over_stands_on_the_map_until_then(
    client: FlaskClient, edition: Edition
) -> None:
    (late,) = db.session.query(Show).filter_by(zone=LAST.zone)
    late.local_start = datetime.combine(DAY, time(23, 30))
    late.starts_at, late.ends_at = BEGINS + timedelta(hours=48.5), BEGINS + timedelta(hours=51, minutes=2)
    renew_embargo(edition)
    db.session.commit()

    day, facts = day_of(edition), client.get("/map/day.json").get_json()
    page = client.get("/map", query_string={"at": (BEGINS + timedelta(hours=51)).isoformat()}).text

    assert (day.over - day.begins, day.ends - day.begins) == (timedelta(hours=50), timedelta(hours=51, minutes=5))
    assert (facts["minutes"], [row[6] for row in facts["cities"] if row[4] == LAST.zone]) == (3065, [[[2910, 3062]]])
    assert ['max="3065"' in page, 'data-sum="playing">1<' in page] == [True, True]
    assert re.search(r"Its last show is on until [^.]*\D13:02 UTC", page), "to the minute, not to a step of the clock"
    assert "ends with the last show" in page
    assert edition.embargo_ends_at == late.ends_at
    assert day.tally(late.ends_at) == Tally(0, 0, 5)
    an_edition("next", day=DAY + timedelta(days=30))
    assert find_current(late.ends_at) is edition, "the board and every page are still about it"


def test_at_every_instant_each_show_is_counted_once(edition: Edition) -> None:
    day = day_of(edition)

    tallies = [day.tally(day.begins + timedelta(minutes=minutes)) for minutes in range(0, 3_001, 7)]

    assert {one.playing + one.ahead + one.played for one in tallies} == {5}
    assert (tallies[0], tallies[-1]) == (Tally(0, 5, 0), Tally(0, 0, 5))
    assert max(one.playing for one in tallies) == 3


def test_a_light_grows_warm_three_hours_before_and_goes_out_as_the_evening_ends(edition: Edition) -> None:
    (berlin,) = (one for one in day_of(edition).cities if one.city.name == "Berlin")
    start, second = berlin.evenings[0].starts_at, timedelta(seconds=1)

    lights = [berlin.light(start + after) for after in (timedelta(hours=-3) - second, timedelta(hours=-3), -second)]
    lights += [berlin.light(at) for at in (start, berlin.evenings[0].ends_at - second, berlin.evenings[0].ends_at)]

    assert lights == [Light.AHEAD, Light.EVENING, Light.EVENING, Light.PLAYING, Light.PLAYING, Light.PLAYED]


def test_what_is_called_off_or_on_another_day_is_not_counted(edition: Edition) -> None:
    called_off, moved, *_ = sorted(db.session.query(Show).all(), key=lambda show: show.city_id)
    called_off.state = ShowState.CANCELLED
    moved.starts_at, moved.ends_at = (at + timedelta(days=4) for at in (moved.starts_at, moved.ends_at))
    db.session.commit()

    day = day_of(edition)

    assert (day.shows, day.elsewhere) == (3, 1)


def test_the_list_says_without_javascript_who_plays_at_the_instant_that_is_asked_for(
    client: FlaskClient, edition: Edition
) -> None:
    evening, morning = (client.get("/map", query_string={"at": at}).text for at in (PLAYING, "2026-09-20T06:00Z"))

    playing = evening.partition('id="playing-list"')[2].partition("</ul>")[0]
    assert ("Berlin" in playing, "Lagos" in playing, "Pago Pago" in playing) == (True, False, False)
    assert "20:00" in playing
    assert '<b data-sum="playing">2</b>' in evening
    assert (evening.count('id="playing-list" hidden'), morning.count('id="playing-none" hidden')) == (0, 1)


@pytest.mark.parametrize(
    "at", ["yesterday", "", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-99-01"]
)
def test_what_is_no_instant_of_the_day_opens_it_all_the_same(client: FlaskClient, edition: Edition, at: str) -> None:
    answers = [client.get(path, query_string={"at": at}).status_code for path in ("/map", "/map/day.svg")]

    assert answers == [200, 200]


def test_the_facts_of_the_day_are_public_and_a_cache_may_ask_whether_they_hold(
    client: FlaskClient, edition: Edition
) -> None:
    answer = client.get("/map/day.json")

    body = answer.get_json()
    (berlin,) = (row for row in body["cities"] if row[0] == "berlin")
    assert (body["begins"], body["minutes"], body["date"]) == ("2026-09-19T10:00:00Z", 3000, "2026-09-20")
    assert berlin[4:] == ["Europe/Berlin", "/cities/berlin", [[1890, 2040], [1890, 2040]]]
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 30)
    again = client.get("/map/day.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_still_picture_has_night_and_a_light_for_each_city(client: FlaskClient, edition: Edition) -> None:
    day, night = (client.get("/map/day.svg", query_string={"at": at}).text for at in ("2026-09-20T12:00Z", PLAYING))

    assert (day.count('fill="#fff3dc"'), night.count('fill="#fff3dc"')) == (0, 2)  # Berlin's light and its glow
    assert day != night
    assert "<script" not in night


def test_the_day_takes_as_many_statements_for_one_show_as_for_many(client: FlaskClient, edition: Edition) -> None:
    client.get("/map")
    with statements() as few:
        client.get("/map/day.json")
    spaces_taken(edition, a_city(), *(a_space(f"M{number}") for number in range(30)))
    db.session.commit()
    with statements() as many:
        client.get("/map/day.json")

    asked = [[one for one in seen if "shows" in one or "editions" in one] for seen in (few, many)]
    assert [len(seen) for seen in asked] == [3, 3]  # the edition that comes, that was, its day
