"""An alarm rises hour by hour while a slot of the coming day stays empty, and ends when it is filled."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator import jobs
from coordinator.artists.models import Application
from coordinator.clock import local, now
from coordinator.db import db
from coordinator.errors import NotFound
from coordinator.lineups import adding, alarms, assignment, calling_off, locking, offers
from coordinator.lineups.moving import Moved, move, seen_of
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows import check_ins
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.lineups.evenings import AskedShow, a_filled_show, an_asked_show, contact_of, lead_of, waiting
from tests.people.builders import a_person, signed_in

pytestmark = pytest.mark.usefixtures("app")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def _level(evening: AskedShow, after: timedelta) -> list[int]:
    """How far the city's alarms have risen so long after the slot fell empty."""
    found = alarms.ringing(
        evening.lead, edition_id=evening.edition.id, city_id=evening.show.city_id, at=evening.at + after
    )
    return [int(alarm.level) for alarm in found]


def _abandoned(before: timedelta) -> AskedShow:
    """A show whose second act leaves at `at`, so long before the start."""
    evening = an_asked_show(before=before)
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)
    db.session.commit()
    return evening


def test_an_alarm_comes_to_the_lead_after_one_hour_then_to_the_deputy_then_to_the_global_team() -> None:
    evening = _abandoned(HOUR * 20)

    hours = [_level(evening, HOUR * whole - MINUTE) for whole in (1, 2, 3, 4)]

    assert hours == [[], [1], [2], [3]]
    assert _level(evening, HOUR * 9) == [3]


def test_an_empty_slot_counts_from_the_last_day_on() -> None:
    evening = _abandoned(HOUR * 240)

    assert [_level(evening, HOUR * hours) for hours in (200, 216, 217, 219)] == [[], [], [1], [3]]


def test_filling_the_slot_ends_the_alarm_and_its_jobs_tell_nobody(app: Flask) -> None:
    evening = _abandoned(HOUR * 20)
    assert _level(evening, HOUR * 2) == [2]

    assignment.assign(CONSOLE, evening.show.id, 2, evening.acts[4], at=evening.at + HOUR)
    jobs.work_off(alarms.JOBS, at=evening.at + HOUR * 5)

    assert (_level(evening, HOUR * 2), [kind for kind, _ in waiting() if kind == "alarm"]) == ([], [])


def test_each_is_told_once_as_the_alarm_comes_to_them(app: Flask) -> None:
    evening = _abandoned(HOUR * 5)
    deputy = lead_of(evening.show, "deputy@example.org", deputy=True)
    globe = a_person("globe@example.org")
    accounts.grant(Role.GLOBAL, globe)
    check_ins.check_in(evening.lead, evening.edition, evening.show.city_id, at=evening.at)
    db.session.commit()

    told = []
    for hours in (0, 1, 1, 2, 2, 3, 4):
        jobs.work_off(alarms.JOBS, at=evening.at + HOUR * hours)
        told.append([person for kind, person in waiting() if kind == "alarm"])

    assert [len(people) for people in told] == [0, 1, 1, 2, 2, 3, 3]
    assert set(told[-1]) == {evening.lead.id, deputy.id, globe}
    assert (told[1], globe in told[3]) == ([evening.lead.id], False)


def test_where_the_lead_is_silent_the_alarm_begins_with_whoever_answers_for_the_city(app: Flask) -> None:
    evening = _abandoned(HOUR * 5)
    deputy = lead_of(evening.show, "deputy@example.org", deputy=True)
    post = check_ins.in_charge(evening.edition, evening.show.city_id, at=evening.at + HOUR).post
    globe = a_person("globe@example.org")
    accounts.grant(Role.GLOBAL, globe)
    db.session.commit()

    jobs.work_off(alarms.JOBS, at=evening.at + HOUR)

    told = [person for kind, person in waiting() if kind == "alarm"]
    assert (post, told) == (check_ins.Post.TEAM, [globe])
    assert deputy.id not in told


def test_a_slot_that_falls_empty_again_counts_anew() -> None:
    evening = _abandoned(HOUR * 20)
    later = evening.at + HOUR * 5
    assignment.assign(CONSOLE, evening.show.id, 2, evening.acts[4], at=later)
    offers.withdraw(contact_of(0), evening.offer(0).id, at=later)

    assert [_level(evening, HOUR * 5 + after) for after in (MINUTE, HOUR)] == [[], [1]]


def _opened(before: timedelta) -> AskedShow:
    """A show of which the lineup was final, and was opened again at `at`."""
    evening = an_asked_show(before=before)
    locking.unlock(evening.lead, evening.show.id, "a test", at=evening.at)
    return evening


def test_a_slot_that_a_lead_clears_of_a_lineup_that_was_final_once_alarms_too(app: Flask) -> None:
    evening = _opened(HOUR * 20)
    check_ins.check_in(evening.lead, evening.edition, evening.show.city_id, at=evening.at)

    assignment.clear(evening.lead, evening.show.id, 2, at=evening.at)
    db.session.commit()
    jobs.work_off(alarms.JOBS, at=evening.at + HOUR)

    assert [_level(evening, HOUR * hours) for hours in (0, 1, 2, 3)] == [[], [1], [2], [3]]
    assert [person for kind, person in waiting() if kind == "alarm"] == [evening.lead.id]


def test_a_slot_whose_act_cannot_come_along_as_its_show_moves_alarms_too() -> None:
    evening = an_asked_show(before=HOUR * 20)
    moved = _moved(evening, hour=1, leave=frozenset(evening.acts[1:2]))

    assert moved.cleared == (evening.acts[1],)
    assert [_level(evening, HOUR * hours) for hours in (0, 1)] == [[], [1]]


def test_a_board_that_is_filled_for_the_first_time_alarms_nobody() -> None:
    evening = a_filled_show(before=HOUR * 20)

    assignment.clear(evening.lead, evening.show.id, 2, at=evening.at)

    assert _level(evening, HOUR * 9) == []


def test_a_slot_that_is_filled_by_hand_and_cleared_again_counts_anew() -> None:
    evening = _opened(HOUR * 20)
    for hours in (0, 6):
        assignment.clear(evening.lead, evening.show.id, 2, at=evening.at + HOUR * hours)
        if not hours:
            assert _level(evening, HOUR * 5) == [3]
            assignment.assign(evening.lead, evening.show.id, 2, evening.acts[4], at=evening.at + HOUR * 5)
            assert _level(evening, HOUR * 5) == []

    assert [_level(evening, HOUR * 6 + after) for after in (MINUTE, HOUR)] == [[], [1]]


def test_acts_that_change_places_leave_the_empty_slot_as_old_as_it_is() -> None:
    evening = _opened(HOUR * 20)
    assignment.clear(evening.lead, evening.show.id, 2, at=evening.at)

    here = evening.show.id
    assignment.move(evening.lead, (here, 3), (here, 2), at=evening.at + HOUR * 2)

    found = alarms.ringing(
        evening.lead,
        edition_id=evening.edition.id,
        city_id=evening.show.city_id,
        at=evening.at + HOUR * 2,
    )
    assert [(alarm.position, alarm.since, alarm.level) for alarm in found] == [(3, evening.at, alarms.Level.DEPUTY)]


def test_an_alarm_rises_by_the_time_to_which_its_show_has_moved(app: Flask) -> None:
    evening = _opened(HOUR * 26)
    check_ins.check_in(evening.lead, evening.edition, evening.show.city_id, at=evening.at)
    assignment.clear(evening.lead, evening.show.id, 2, at=evening.at)

    _moved(evening, hour=-2)
    db.session.commit()
    jobs.work_off(alarms.JOBS, at=evening.at + HOUR)

    assert [person for kind, person in waiting() if kind == "alarm"] == [evening.lead.id]


def test_a_show_that_is_called_off_alarms_nobody_even_when_it_is_called_back() -> None:
    evening = _opened(HOUR * 20)
    show = evening.show
    assignment.clear(evening.lead, show.id, 2, at=evening.at)

    calling_off.call_off(evening.lead, show.id, "a burst pipe", city_id=show.city_id, at=evening.at)
    minutes = round((show.ends_at - show.starts_at).total_seconds() / 60)
    booking = Booking(show.space_id, Evening(show.local_start, minutes))
    back = adding.add(evening.lead, evening.edition, show.city_id, booking, at=evening.at)

    assert (back.id, _level(evening, HOUR * 9)) == (show.id, [])


def _moved(evening: AskedShow, *, hour: int, leave: frozenset[str] = frozenset()) -> Moved:
    """The show begins so many hours later; acts in `leave` are free only until it ends now."""
    show = evening.show
    for artist_id in leave:
        wish = db.session.scalars(select(Application).where(Application.artist_id == artist_id)).one()
        wish.free_until = (show.local_start + (show.ends_at - show.starts_at)).time()
    start = show.local_start + HOUR * hour
    minutes = round((show.ends_at - show.starts_at).total_seconds() / 60)
    booking = Booking(show.space_id, Evening(start, minutes))
    return move(evening.lead, show.id, booking, city_id=show.city_id, seen=seen_of(show), leave=leave, at=evening.at)


def test_only_the_cities_leads_and_the_global_team_learn_of_alarms() -> None:
    evening = _abandoned(HOUR * 20)
    here = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}

    for reader in (STRANGER, contact_of(0)):
        with pytest.raises(NotFound):
            alarms.ringing(reader, **here, at=evening.at)
    with pytest.raises(NotFound):
        alarms.risen(evening.lead, edition_id=evening.edition.id, at=evening.at)
    risen = [
        len(alarms.risen(CONSOLE, edition_id=evening.edition.id, at=evening.at + HOUR * hours)) for hours in (2, 3)
    ]
    assert risen == [0, 1]


def test_an_alarm_stands_on_top_of_the_board_and_once_risen_on_the_global_teams_page(app: Flask) -> None:
    """The show is three hours and more away from `now`, and its slot empty for longer than three hours."""
    evening = a_filled_show_today()
    globe = a_person("globe@example.org")
    accounts.grant(Role.GLOBAL, globe)
    lead, team = (signed_in(app.test_client(), str(person)) for person in (evening.lead.id, globe))
    quiet = [lead.get("/lead/berlin/").text, team.get("/global/").text]

    offers.decline(contact_of(1), evening.offer(1).id, at=now() - HOUR * 4)
    db.session.commit()

    loud = [lead.get("/lead/berlin/").text, team.get("/global/").text]
    assert ["1 slot needs an act now" in page for page in (*quiet, *loud)] == [False, False, True, True]
    assert "Berlin" in loud[1]


def a_filled_show_today() -> AskedShow:
    """A locked show that begins some ten hours from now."""
    begins = local(now() + HOUR * 10, "Europe/Berlin")
    start = begins.time().replace(second=0, microsecond=0)
    edition, city = an_edition(day=begins.date()), a_city()
    (show,) = spaces_taken(edition, city, a_space(start=start, minutes=90))
    acts = artists_taken(edition, city, *(an_artist(f"A{n}") for n in range(3)))
    at = now() - HOUR * 5
    for position, act in enumerate(acts, start=1):
        assignment.assign(CONSOLE, show.id, position, act, at=at)
    locking.lock(CONSOLE, show.id, at=at)
    return AskedShow(edition, show, acts, lead_of(show), at)
