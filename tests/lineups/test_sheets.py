"""The sheet of an evening: order, times, what a printed one tells and what it keeps."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import slots, twins
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import locking, sheets
from coordinator.lineups.sheets import Whose, printed, put_in_order, sheet
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import Show
from tests.campaign.builders import (
    DAY,
    NOW,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    at,
    lineup,
    spaces_taken,
)
from tests.people.builders import a_person, signed_in

pytestmark = pytest.mark.usefixtures("app")
AUTUMN = date(2026, 10, 25)


def an_evening(*, day: date = DAY, start: time | None = None, **second: Any) -> tuple[Edition, list[Show], list[str]]:
    """Two rooms and three acts in the first: drums, nothing, drums and amplifiers."""
    edition, berlin = an_edition(day=day), a_city()
    other = {"start": at(12), "minutes": 60} | second
    shows = spaces_taken(edition, berlin, a_space("S1", start=start or at(19, 30)), a_space("S2", **other))
    needs: list[dict[str, Any]] = [{"needs": ("drums",)}, {}, {"needs": ("drums", "amplified"), "people": 4}]
    acts = artists_taken(edition, berlin, *(an_artist(f"A{n}", **said) for n, said in enumerate(needs, start=1)))
    for position, act in enumerate(acts, start=1):
        slots.put(shows[0], position, act)
    return edition, shows, acts


def walls(seen: sheets.Sheet) -> list[tuple[str, str, str]]:
    return [
        (f"{act.load_in:%H:%M}" if act.load_in else "", f"{act.begins:%H:%M}", f"{act.ends:%H:%M}") for act in seen.acts
    ]


def test_the_sets_follow_each_other_and_whoever_plays_last_loads_in_first() -> None:
    _, shows, _ = an_evening()

    seen = sheet(CONSOLE, shows[0], at=NOW)

    assert [act.name for act in seen.acts] == ["Act A1", "Act A2", "Act A3"]
    assert walls(seen) == [("19:00", "19:30", "19:55"), ("18:50", "20:10", "20:35"), ("18:40", "20:50", "21:15")]
    assert (seen.change_over, f"{seen.ends:%H:%M}", seen.is_complete) == (15, "22:00", True)


def test_an_order_in_which_drums_are_carried_off_is_said_and_put_right() -> None:
    _, shows, acts = an_evening()
    before = sheet(CONSOLE, shows[0], at=NOW).order

    changed = [put_in_order(CONSOLE, shows[0].id, city_id=shows[0].city_id, at=NOW) for _ in range(2)]

    after = sheet(CONSOLE, shows[0], at=NOW).order
    assert (before.is_fine, before.against_now.drums, before.against_best.drums) == (False, 1, 0)
    assert (changed, after.is_fine) == ([True, False], True)
    assert lineup(shows[0]) == {1: acts[1], 2: acts[0], 3: acts[2]}


def test_the_lead_may_choose_another_order_and_twice_is_once() -> None:
    _, shows, acts = an_evening()

    for _ in range(2):
        sheets.play_at(CONSOLE, shows[0].id, acts[2], 1, city_id=shows[0].city_id, at=NOW)

    assert lineup(shows[0]) == {1: acts[2], 2: acts[1], 3: acts[0]}


def test_a_locked_lineup_keeps_its_order() -> None:
    _, shows, acts = an_evening()
    locking.lock(CONSOLE, shows[0].id, at=NOW)

    with pytest.raises(Conflict, match="show_locked"):
        put_in_order(CONSOLE, shows[0].id, city_id=shows[0].city_id, at=NOW)
    with pytest.raises(Conflict, match="show_locked"):
        sheets.play_at(CONSOLE, shows[0].id, acts[0], 2, city_id=shows[0].city_id, at=NOW)


def test_the_sheets_of_two_rooms_interlock() -> None:
    _, shows, _ = an_evening(start=at(19, 30), minutes=150)
    shows[1].starts_at, shows[1].ends_at, shows[1].local_start = (
        shows[0].starts_at,
        shows[0].ends_at,
        shows[0].local_start,
    )
    twins.pair(shows[0].id, shows[1].id)

    first, second = (sheet(CONSOLE, show, at=NOW) for show in shows)

    assert [act.name for act in second.acts] == ["Act A3", "Act A1", "Act A2"]
    assert [act.begins for act in first.acts] == [act.begins for act in second.acts]
    assert [one[0] for one in walls(second)] == ["19:00", "", ""]
    assert first.change_over is not None
    assert first.change_over >= 15


def test_a_twins_order_is_its_shows() -> None:
    _, shows, acts = an_evening(start=at(19, 30))
    twins.pair(shows[0].id, shows[1].id)

    with pytest.raises(Conflict, match="twin_show"):
        put_in_order(CONSOLE, shows[1].id, city_id=shows[0].city_id, at=NOW)
    with pytest.raises(Conflict, match="twin_show"):
        sheets.play_at(CONSOLE, shows[1].id, acts[0], 2, city_id=shows[0].city_id, at=NOW)


def test_set_times_over_the_change_of_clocks_are_those_on_the_wall() -> None:
    _, shows, _ = an_evening(day=AUTUMN, start=at(1, 30))

    seen = sheet(CONSOLE, shows[0], at=NOW)

    assert [one[1:] for one in walls(seen)] == [("01:30", "01:55"), ("02:10", "02:35"), ("02:50", "02:15")]


@pytest.mark.parametrize("whose", list(Whose))
def test_a_printed_sheet_names_no_act_before_the_embargo_ends(whose: Whose) -> None:
    edition, shows, _ = an_evening()
    locking.lock(CONSOLE, shows[0].id, at=NOW)
    assert edition.embargo_ends_at is not None

    early, late = (
        printed(CONSOLE, shows[0], whose, at=at_)
        for at_ in (shows[0].ends_at - timedelta(minutes=1), edition.embargo_ends_at)
    )

    assert [act.name for act in early.acts] == [None] * 3
    assert [act.begins for act in early.acts] == [act.begins for act in late.acts]
    assert [act.name for act in late.acts] == ["Act A1", "Act A2", "Act A3"]


def test_the_hosts_sheet_tells_the_room_always_and_the_doors_its_address_from_the_reveal_to_the_morning_after() -> None:
    _, shows, _ = an_evening()
    hour, start, end = timedelta(hours=1), shows[0].starts_at, shows[0].ends_at
    times = (start - 73 * hour, start - 72 * hour, end + 11 * hour, end + 12 * hour)

    def told(whose: Whose) -> list[tuple[str, str]]:
        places = [printed(CONSOLE, shows[0], whose, at=moment).place for moment in times]
        return [(place.address, place.space_name) for place in places]

    address, name = told(Whose.HOST)[0]
    assert (bool(address and name), told(Whose.HOST)) == (True, [(address, name)] * 4)
    assert told(Whose.DOOR) == [("", ""), (address, ""), (address, ""), ("", "")]


def test_nobody_but_the_citys_lead_has_the_sheet() -> None:
    _, shows, acts = an_evening()

    for act in (
        lambda: sheet(STRANGER, shows[0], at=NOW),
        lambda: printed(STRANGER, shows[0], Whose.HOST, at=NOW),
        lambda: put_in_order(STRANGER, shows[0].id, city_id=shows[0].city_id, at=NOW),
        lambda: sheets.play_at(STRANGER, shows[0].id, acts[0], 2, city_id=shows[0].city_id, at=NOW),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.fixture
def lead(app: Flask) -> tuple[FlaskClient, Show]:
    """Berlin's lead, and her show in a month."""
    _, shows, _ = an_evening(day=(now() + timedelta(days=30)).date())
    person = a_person("lead@example.org")
    accounts.grant(Role.LEAD, person, city_id=shows[0].city_id)
    db.session.commit()
    return signed_in(app.test_client(), person), shows[0]


def test_the_page_warns_puts_in_order_and_prints_without_names(lead: tuple[FlaskClient, Show]) -> None:
    client, show = lead
    page = f"/lead/berlin/shows/{show.id}/sheet"

    before = client.get(page).text
    after = client.post(f"{page}/order", follow_redirects=True).text
    host, door = (client.get(f"{page}/{whose}").text for whose in ("host", "door"))

    assert ['class="tabs"' in shown for shown in (before, host, door)] == [True, False, False]
    assert ("drums are carried off" in before, "drums are carried off" in after) == (True, False)
    assert [("Act A" in paper, "Act 1" in paper, "12 Example Street" in paper) for paper in (host, door)] == [
        (False, True, True),
        (False, True, False),
    ]
    assert ("drums are fine" in door, "Needs" in door) == (False, False)


def test_a_show_without_acts_has_an_empty_sheet(lead: tuple[FlaskClient, Show]) -> None:
    client, show = lead
    for position in (1, 2, 3):
        slots.clear(show.id, position)

    pages = [client.get(f"/lead/berlin/shows/{show.id}/sheet{whose}") for whose in ("", "/host", "/door")]

    assert [answer.status_code for answer in pages] == [200] * 3
    assert "Nobody plays here yet" in pages[0].text
