"""Two rooms that share one bill: who plays where and when, and what that means for everybody who reads lineups."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import gateway, matching, performed, slots, twins
from coordinator.disclosure.rooms import earlier
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.lineups import assignment, locking
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import Show
from tests.campaign.builders import NOW, a_city, a_space, an_artist, an_edition, artists_taken, at, spaces_taken

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def edition() -> Edition:
    """An edition."""
    return an_edition()


@pytest.fixture
def rooms(edition: Edition) -> list[Show]:
    """Two rooms of Berlin at the same time, of which the second is the first one's twin."""
    large = a_space("S1", stage_people=6, languages=("de",), not_with=("A1",))
    small = a_space("S2", stage_people=2, curfew=at(22, 30), drums=False, languages=("en",), not_with=("A2",))
    artists_taken(edition, a_city(), *(an_artist(f"A{number}") for number in range(1, 7)))
    shows = spaces_taken(edition, a_city(), large, small)
    twins.pair(shows[0].id, shows[1].id)
    return shows


def named(*names: str) -> list[str]:
    ids = {row.act_name: row.id for row in db.session.execute(select(Artist.act_name, Artist.id))}
    return [ids[f"Act {name}"] for name in names]


def filled(show: Show) -> None:
    for position, act in enumerate(named("A3", "A4", "A5"), start=1):
        assignment.assign(CONSOLE, show.id, position, act, at=NOW)


def test_the_acts_play_in_both_rooms_and_never_in_both_at_once(rooms: list[Show]) -> None:
    filled(rooms[0])

    seen = gateway.lead_shows(CONSOLE, rooms, at=NOW)

    first, second = ([slot.act_name for slot in seen[show.id].lineup] for show in rooms)
    assert (first, second) == (["Act A3", "Act A4", "Act A5"], ["Act A5", "Act A3", "Act A4"])
    assert all(one != other for one, other in zip(first, second, strict=True))
    assert [slot.position for slot in seen[rooms[1].id].lineup] == [1, 2, 3]


def test_a_gap_in_the_bill_is_a_gap_one_slot_later_next_door(rooms: list[Show]) -> None:
    assignment.assign(CONSOLE, rooms[0].id, 3, named("A3")[0], at=NOW)

    seen = gateway.lead_shows(CONSOLE, rooms, at=NOW)

    assert [(slot.position, slot.act_name) for slot in seen[rooms[1].id].lineup] == [(1, "Act A3")]


def test_each_room_knows_the_other(rooms: list[Show]) -> None:
    seen = gateway.lead_shows(CONSOLE, rooms, at=NOW)

    told = [(seen[show.id].partner, seen[show.id].is_twin) for show in rooms]
    assert told == [(rooms[1].id, False), (rooms[0].id, True)]


def test_a_lock_holds_in_both_rooms(rooms: list[Show]) -> None:
    filled(rooms[0])
    before = gateway.lead_shows(CONSOLE, rooms, at=NOW)

    locking.lock(CONSOLE, rooms[0].id, at=NOW)

    after = gateway.lead_shows(CONSOLE, rooms, at=NOW)
    assert [[seen[show.id].locked for show in rooms] for seen in (before, after)] == [[False, False], [True, True]]


def test_a_twin_takes_no_act_of_its_own_and_no_lock(rooms: list[Show]) -> None:
    filled(rooms[0])

    with pytest.raises(Conflict, match="twin_show"):
        assignment.assign(CONSOLE, rooms[1].id, 1, named("A6")[0], at=NOW)
    with pytest.raises(Conflict, match="twin_show"):
        slots.lock(rooms[1].id, by="console", at=NOW)


def test_a_twin_is_no_room_to_be_filled_and_its_show_has_what_both_rooms_have(
    edition: Edition, rooms: list[Show]
) -> None:
    (row,) = matching.day(CONSOLE, edition.id, city_id=None, at=NOW).rooms

    assert (row.show.id, row.space.stage_people, row.space.curfew) == (rooms[0].id, 2, at(22, 30))
    assert set(row.space.has) == {"amplified", "piano", "power"}
    assert (row.space.languages, row.not_with) == (("de", "en"), frozenset(named("A1", "A2")))


def test_an_act_that_one_of_the_hosts_ruled_out_is_placed_in_neither_room(rooms: list[Show]) -> None:
    for name in ("A1", "A2"):
        with pytest.raises(Conflict, match="vetoed"):
            assignment.assign(CONSOLE, rooms[0].id, 1, named(name)[0], at=NOW)
    assignment.assign(CONSOLE, rooms[0].id, 1, named("A3")[0], at=NOW)


def test_the_curfew_after_midnight_is_the_later_one_in_an_evening() -> None:
    assert earlier(at(0, 30), at(23), at(19, 30)) == at(23)
    assert earlier(at(0, 30), None, at(19, 30)) == at(0, 30)
    assert earlier(None, None, at(19, 30)) is None


def test_after_the_embargo_everybody_learns_who_played_in_either_room(edition: Edition, rooms: list[Show]) -> None:
    filled(rooms[0])
    assert edition.embargo_ends_at is not None

    before, after = (
        [performed.to_everybody(STRANGER, show, edition, at=edition.embargo_ends_at + gap) for show in rooms]
        for gap in (timedelta(minutes=-1), timedelta())
    )

    assert before == [None, None]
    names = [tuple(act.act_name for act in acts or ()) for acts in after]
    assert names == [("Act A3", "Act A4", "Act A5"), ("Act A5", "Act A3", "Act A4")]


def test_parted_rooms_are_two_shows_again_and_the_acts_stay_with_the_first(rooms: list[Show]) -> None:
    filled(rooms[0])

    twins.part(rooms[1].id)

    seen = gateway.lead_shows(CONSOLE, rooms, at=NOW)
    assert [len(seen[show.id].lineup) for show in rooms] == [3, 0]
