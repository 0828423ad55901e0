"""The times that a host offers bind the plan: outside them a lead gives a reason, a list warns, a reserve says it."""

from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import outside_times
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.letters import evenings
from coordinator.lineups import moving
from coordinator.people.readers import STRANGER
from coordinator.shows import planning, reserves
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening, schedule
from coordinator.spaces.offered import Offered, is_within
from tests.campaign.builders import LAGOS, a_city, a_space, spaces_taken
from tests.letters.builders import TEAM
from tests.spaces.homes import Rooftop, a_rooftop


def evening_of(home: Rooftop, hour: int, *, minutes: int = 150) -> Evening:
    return Evening(datetime.combine(home.edition.date, time(hour)), minutes)


def typed(home: Rooftop, hour: int, **more: str) -> dict[str, str]:
    when = {"day": home.edition.date.isoformat(), "start": f"{hour:02}:00", "minutes": "150"}
    return {"space_id": home.space_id, **when, **more}


def wall(hour: int, day: int = 20) -> datetime:
    return datetime.combine(date(2026, 9, day), time(hour))


@pytest.mark.parametrize(
    ("times", "begins", "ends", "within"),
    [
        ([], wall(9), wall(11), True),
        ([Offered(wall(18), wall(23))], wall(18), wall(23), True),
        ([Offered(wall(18), wall(23))], wall(17), wall(20), False),
        ([Offered(wall(18), wall(23))], wall(22), wall(0, 21), False),
        ([Offered(wall(20), wall(23)), Offered(wall(18), wall(20))], wall(19), wall(22), True),
        ([Offered(wall(18), wall(19)), Offered(wall(20), wall(23))], wall(18), wall(21), False),
        ([Offered(wall(21), wall(1, 21))], wall(22), wall(1, 21), True),
    ],
)
def test_an_evening_lies_within_the_times_offered_or_not(
    times: list[Offered], begins: datetime, ends: datetime, within: bool
) -> None:
    assert is_within(times, begins, ends) is within


def test_a_show_outside_the_times_offered_needs_a_reason_that_is_kept_for_leads(app: Flask) -> None:
    home = a_rooftop(app, with_show=False)

    with pytest.raises(Invalid) as refused:
        planning.create(
            home.lead_reader, home.edition, home.space.city_id, Booking(home.space_id, evening_of(home, 9)), at=now()
        )
    assert list(refused.value.faults) == ["outside"]
    why = Booking(home.space_id, evening_of(home, 9), outside="she said yes on the phone")
    show = planning.create(home.lead_reader, home.edition, home.space.city_id, why, at=now())

    assert outside_times.reasons(home.lead_reader, [show], at=now()) == {show.id: "she said yes on the phone"}
    with pytest.raises(NotFound):
        outside_times.reasons(STRANGER, [show], at=now())


def test_a_reason_goes_when_the_show_is_moved_back_into_the_times_offered(app: Flask) -> None:
    home = a_rooftop(app)

    def move(hour: int, why: str = "") -> None:
        booking = Booking(home.space_id, evening_of(home, hour), outside=why)
        seen = moving.seen_of(home.show)
        moving.move(home.lead_reader, home.show.id, booking, city_id=home.show.city_id, seen=seen, leave=(), at=now())

    with pytest.raises(Invalid):
        move(15)
    move(15, "the street is closed later")
    assert outside_times.reasons(home.lead_reader, [home.show], at=now())
    move(18, "the street is closed later")

    assert outside_times.reasons(home.lead_reader, [home.show], at=now()) == {}


def test_the_forms_list_the_times_and_ask_for_the_reason_beside_what_was_typed(app: Flask) -> None:
    home = a_rooftop(app)
    url = f"/lead/lagos/shows/{home.show.id}/move"

    form = home.lead.get(url).text
    seen = moving.seen_of(home.show)
    asked = home.lead.post(url, data=typed(home, 15, seen=seen))
    taken = home.lead.post(url, data=typed(home, 15, seen=seen, outside="She moved it herself"))
    plan = home.lead.get("/lead/lagos/plan").text

    assert "18:00 – 23:30" in form.replace("6:00\u202fPM", "18:00").replace("11:30\u202fPM", "23:30")
    assert 'name="outside"' not in form
    assert (asked.status_code, 'name="outside"' in asked.text, 'value="15:00"' in asked.text) == (422, True, True)
    assert taken.status_code == 303
    assert "She moved it herself" in plan
    assert "She moved it herself" in home.lead.get(url).text


def test_a_reserve_that_is_not_offered_then_says_so_and_is_not_taken_by_itself(app: Flask) -> None:
    home = a_rooftop(app)
    (lunch,) = spaces_taken(home.edition, a_city(LAGOS), a_space("S1", start=time(11), minutes=60))
    where: dict[str, Any] = {"edition_id": home.edition.id, "city_id": lunch.city_id, "at": now()}

    told = {one.show.id: one for one in reserves.reserved(home.lead_reader, **where)}
    paired = reserves.pair_all(home.lead_reader, **where)
    db.session.commit()
    page = home.lead.get("/lead/lagos/reserves").text

    assert [(one.space.space_id, one.outside) for one in told[lunch.id].choices] == [(home.space_id, True)]
    assert [(one.space.space_id, one.outside) for one in told[home.show.id].choices] == [(lunch.space_id, False)]
    assert paired == 1
    assert "not offered at that time: ask first" in page


def test_a_list_that_plans_outside_the_times_offered_is_warned_of_it(app: Flask) -> None:
    home = a_rooftop(app, with_show=False)

    def warnings(hour: int) -> list[str]:
        wanted = {home.space_id: [evening_of(home, hour)]}
        outcome = schedule(home.edition, wanted, references={home.space_id: "S1"}, leave_several=True)
        return [str(one.said) for one in outcome.warnings]

    assert warnings(19) == []
    assert [said.split(" is outside")[0] for said in warnings(9)] == [f"The show at {home.edition.date:%Y-%m-%d} 09:00"]


def test_letters_before_a_show_lie_within_the_times_offered_too(app: Flask) -> None:
    home = a_rooftop(app)
    where: dict[str, Any] = {"city_id": home.show.city_id, "leave": (), "at": now()}

    def move(hour: int, why: str = "") -> None:
        booking = Booking(home.space_id, evening_of(home, hour), outside=why)
        moving.move(home.lead_reader, home.show.id, booking, seen=moving.seen_of(home.show), **where)

    move(18)
    with pytest.raises(Conflict, match="occupied"):
        evenings.set_hour(TEAM, home.edition.id, home.show.id, 60)
    move(19)
    evenings.set_hour(TEAM, home.edition.id, home.show.id, 60)
    with pytest.raises(Invalid) as refused:
        move(18)
    assert list(refused.value.faults) == ["outside"]
    move(18, "she said yes on the phone")
    assert outside_times.reasons(home.lead_reader, [home.show], at=now())
    evenings.set_hour(TEAM, home.edition.id, home.show.id, 90)

    wanted = {home.space_id: [evening_of(home, 18)]}
    outcome = schedule(home.edition, wanted, references={home.space_id: "S1"}, leave_several=False)
    assert ([one.column for one in outcome.warnings], home.show.letter_minutes) == (["start"], 90)
