"""Which hours an act may take: by dates that everybody knows, in the time of its city, on either side of the earth."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from coordinator.answers import hours, settling
from coordinator.answers.hours import Stage
from coordinator.answers.models import TimeState
from coordinator.answers.settling import Wish, window
from coordinator.artists.models import Application, ApplicationState
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid
from tests.answers.builders import TEAM, a_past_act, a_wish, agreed, an_upcoming, proposed, speaker
from tests.campaign.builders import a_city, an_artist, an_edition, artists_taken
from tests.statements import statements

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)


def _fault(wish: Wish, zone: str, *, at: datetime = AT) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        window(wish, zone, at=at)
    ((name, said),) = refused.value.faults.items()
    return name, str(said[0])


def test_a_time_that_clocks_skip_or_show_twice_is_refused_in_the_words_of_the_house(app: Flask) -> None:
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)

    skipped = _fault(Wish(spring, time(2, 30), time(4)), "Europe/Berlin")
    twice = _fault(Wish(autumn, time(0, 30), time(2, 30)), "Europe/Berlin", at=datetime(2027, 10, 1, tzinfo=UTC))

    assert skipped == ("begins", "Clocks in Europe/Berlin skip 02:30 on 2027-03-28; take a time after the change.")
    assert (twice[0], "show 02:30 twice" in twice[1]) == ("ends", True)


@pytest.mark.parametrize(
    ("zone", "hour", "starts_at"),
    [
        ("Pacific/Kiritimati", 1, datetime(2027, 3, 9, 11, tzinfo=UTC)),
        ("Pacific/Auckland", 1, datetime(2027, 3, 9, 12, tzinfo=UTC)),
        ("Pacific/Pago_Pago", 23, datetime(2027, 3, 11, 10, tzinfo=UTC)),
        ("Asia/Kathmandu", 19, datetime(2027, 3, 10, 13, 15, tzinfo=UTC)),
    ],
)
def test_an_hour_is_of_the_clocks_of_the_city(app: Flask, zone: str, hour: int, starts_at: datetime) -> None:
    said = window(Wish(date(2027, 3, 10), time(hour), time((hour + 1) % 24)), zone, at=AT)

    assert (said["starts_at"], said["ends_at"]) == (starts_at, starts_at + timedelta(hours=1))
    assert said["local_from"] == datetime.combine(date(2027, 3, 10), time(hour))


def test_an_hour_is_neither_too_soon_nor_too_far_nor_too_long(app: Flask) -> None:
    day, zone = date(2027, 3, 10), "Africa/Lagos"

    assert _fault(Wish(date(2027, 3, 2), time(10), time(11)), zone)[0] == "day"
    assert _fault(Wish(date(2027, 12, 2), time(10), time(11)), zone)[0] == "day"
    assert _fault(Wish(day, time(10), time(10, 5)), zone)[0] == "ends"
    assert _fault(Wish(day, time(10), time(13, 30)), zone)[0] == "ends"
    assert _fault(Wish(day, time(10), time(10)), zone)[0] == "ends"
    assert window(Wish(day, time(23), time(1)), zone, at=AT)["local_until"] == datetime.combine(
        date(2027, 3, 11), time(1)
    )


def test_no_hour_meets_a_day_on_which_shows_of_any_edition_may_be_on(app: Flask) -> None:
    """They may begin a day before or after its own: on an eve in Kiritimati, on the next evening in Pago Pago."""
    edition = an_upcoming(date(2027, 3, 20))  # with its eve: from 10:00 UTC of the 18th to 12:00 of the 22nd

    for day, begins in ((18, time(9, 30)), (19, time(8)), (22, time(11, 45))):
        assert _fault(Wish(date(2027, 3, day), begins, begins.replace(hour=begins.hour + 1)), "Etc/UTC")[0] == "day"
    before = window(Wish(date(2027, 3, 18), time(9), time(10)), "Etc/UTC", at=AT)
    after = window(Wish(date(2027, 3, 22), time(12), time(13)), "Etc/UTC", at=AT)
    assert (before["ends_at"].hour, after["starts_at"].hour) == (10, 12)
    edition.embargo_ends_at = datetime(2027, 3, 22, 12, 30, tzinfo=UTC)  # a late show, west of Pago Pago
    db.session.flush()
    assert _fault(Wish(date(2027, 3, 22), time(12), time(13)), "Etc/UTC")[0] == "day"


def test_before_everybody_may_know_who_played_no_act_has_an_hour(app: Flask) -> None:
    edition = an_upcoming()
    (act,) = artists_taken(edition, a_city(), an_artist("A1", email="act-p1@example.org"))
    with pytest.raises(Conflict, match="not_yet"):
        settling.propose(speaker(), act, a_wish(), seen=0, at=now())

    edition.embargo_ends_at = now() - timedelta(hours=1)  # the last sets may be late
    db.session.flush()
    with pytest.raises(Conflict, match="not_yet"):
        settling.propose(speaker(), act, a_wish(), seen=0, at=now())
    edition.embargo_ends_at = now() - timedelta(hours=2)
    db.session.flush()
    settling.propose(speaker(), act, a_wish(), seen=0, at=now())


@pytest.mark.parametrize("state", [one for one in ApplicationState if one is not ApplicationState.WITHDRAWN])
def test_what_a_lead_thought_of_an_act_decides_nothing(app: Flask, state: ApplicationState) -> None:
    act = a_past_act()
    db.session.query(Application).update({"state": state})

    assert hours.desk_one(TEAM, proposed(act), at=now()).state is TimeState.PROPOSED


def test_where_an_edition_is_put_on_its_day_an_hour_is_held_for_everybody(app: Flask) -> None:
    time_id = agreed(a_past_act(), a_wish(10))
    assert hours.public_one(time_id, at=now()).stage is Stage.ANNOUNCED

    an_edition("doors-next", day=a_wish(10).day)

    held = hours.public_one(time_id, at=now())
    assert (held.stage, held.takes_questions, held.shows_answers(held.starts_at)) == (Stage.HELD, False, False)


def test_stages_follow_the_clock(app: Flask) -> None:
    time_id = agreed(a_past_act(), a_wish(10))
    hour = hours.public_one(time_id, at=now())

    turns = (hour.asks_from, hour.starts_at, hour.ends_at)
    before = [hours.public_one(time_id, at=turn - timedelta(seconds=1)).stage for turn in turns]
    on = [hours.public_one(time_id, at=turn).stage for turn in turns]

    assert before == [Stage.ANNOUNCED, Stage.ASKING, Stage.ANSWERING]
    assert on == [Stage.ASKING, Stage.ANSWERING, Stage.CLOSED]


def test_the_list_takes_as_many_statements_for_one_hour_as_for_many(app: Flask, unlinked: None) -> None:
    counts = []
    for number in range(3):
        email = f"act-{number}@example.org"
        act = a_past_act(act=f"P{number}", email=email, slug=f"before-{number}", days=20 + 10 * number)
        agreed(act, email=email)
        with statements() as seen:
            hours.public(at=now())
        counts.append(len(seen))

    assert counts == [2, 2, 2]
