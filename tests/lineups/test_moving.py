"""A show with acts is moved, split, joined and called off: who comes along, who cannot, who is told."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from coordinator.campaign.importing import take_spaces
from coordinator.db import db
from coordinator.disclosure import cancellations, overrides, reserves, slots, twins
from coordinator.disclosure import offers as kept
from coordinator.disclosure.deposits import space_ids
from coordinator.disclosure.offers import OfferState
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.lineups import adding, assignment, calling_off, locking, offers, steps
from coordinator.lineups import twins as rooms
from coordinator.lineups.changed_evening import Change, change_of, seen_by_acts
from coordinator.lineups.levels import Objection
from coordinator.lineups.moving import Moved, move, seen_of
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking
from coordinator.shows.scheduling import Evening
from coordinator.spaces.models import Kind, Space
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
    plain_name,
    sited,
    spaces_taken,
)
from tests.lineups.evenings import waiting

pytestmark = pytest.mark.usefixtures("app")
LEAVE_NONE: frozenset[str] = frozenset()


class City:
    """Four rooms of Berlin and seven acts; the first room's show at 19:30 has three of them."""

    def __init__(self) -> None:
        self.edition, berlin = an_edition(), a_city()
        wanted = [an_artist("A0", needs=("drums",)), *(an_artist(f"A{number}", max_shows=2) for number in range(1, 7))]
        self.acts = artists_taken(self.edition, berlin, *wanted)
        early: dict[str, Any] = {"start": at(12), "minutes": 60}
        self.shows = spaces_taken(
            self.edition,
            berlin,
            a_space("S1"),
            a_space("S2", drums=False, **early),
            a_space("S3", start=at(16), minutes=120),
            a_space("S4", curfew=at(21), not_with=("A2",), **early),
        )
        self.show = self.shows[0]
        for position in (1, 2, 3):
            assignment.assign(CONSOLE, self.show.id, position, self.acts[position], at=NOW)

    def move(self, hour: int, minute: int = 0, *, minutes: int = 150, room: int = 0, **consent: Any) -> Moved:
        start = datetime.combine(DAY, time(hour, minute))
        booking = Booking(self.shows[room].space_id, Evening(start, minutes))
        seen = seen_of(self.show)
        return move(
            CONSOLE,
            self.show.id,
            booking,
            city_id=self.show.city_id,
            seen=seen,
            at=NOW,
            **{"leave": LEAVE_NONE, **consent},
        )


@pytest.fixture
def city() -> City:
    """The city."""
    return City()


def objected(refused: pytest.ExceptionInfo[Conflict]) -> list[tuple[str, int, tuple[Objection, ...]]]:
    told: Any = refused.value.facts["objectors"]
    return [(one.act_name, one.position, one.rules) for one in told]


def test_a_show_moves_in_time_and_its_acts_move_along(city: City) -> None:
    before = lineup(city.show)

    moved = city.move(20, 15)

    assert (moved.changed, moved.cleared, f"{city.show.local_start:%H:%M}") == (True, (), "20:15")
    assert lineup(city.show) == before
    assert city.edition.embargo_ends_at == city.show.ends_at


def test_the_same_move_once_more_changes_nothing(city: City) -> None:
    city.move(20, 15)

    assert city.move(20, 15).changed is False


def test_a_show_moves_to_another_space_and_says_what_that_space_says(city: City) -> None:
    city.move(19, 30, room=1)

    assert city.show.space_id == city.shows[1].space_id
    assert city.show.area_id == city.shows[1].area_id


def test_acts_that_play_elsewhere_then_are_named_and_nothing_moves(city: City) -> None:
    assignment.assign(CONSOLE, city.shows[2].id, 1, city.acts[2], at=NOW)

    with pytest.raises(Conflict, match="acts_clash") as refused:
        city.move(17, 0)

    assert objected(refused) == [("Act A2", 2, (Objection.OVERLAP,))]
    assert f"{city.show.local_start:%H:%M}" == "19:30"


def test_slots_are_cleared_only_of_the_acts_that_the_lead_agreed_to(city: City) -> None:
    for position in (1, 2):
        assignment.assign(CONSOLE, city.shows[2].id, position, city.acts[position], at=NOW)

    with pytest.raises(Conflict, match="acts_clash"):
        city.move(17, 0, leave=frozenset({city.acts[1]}))
    moved = city.move(17, 0, leave=frozenset({city.acts[1], city.acts[2]}))

    assert set(moved.cleared) == {city.acts[1], city.acts[2]}
    assert lineup(city.show) == {3: city.acts[3]}


def test_an_act_that_a_lead_may_keep_for_a_reason_stays_and_the_reason_is_kept(city: City) -> None:
    assignment.assign(CONSOLE, city.shows[2].id, 1, city.acts[2], at=NOW)  # 16:00 to 18:00

    with pytest.raises(Conflict, match="acts_clash") as refused:
        city.move(18, 30)
    moved = city.move(18, 30, reason="they walk over with one guitar")

    said = overrides.of_shows(CONSOLE, [city.show])[city.show.id]
    assert objected(refused) == [("Act A2", 2, (Objection.GAP,))]
    assert (moved.cleared, len(lineup(city.show))) == ((), 3)
    assert [(one.act_name, one.rule, one.reason) for one in said] == [
        ("Act A2", "gap_too_short", "they walk over with one guitar")
    ]


def test_what_was_said_of_an_act_before_is_kept_beside_the_new_reason(city: City) -> None:
    overrides.put(city.show.id, city.acts[2], {"too_far": "they love us"}, by="console", at=NOW)
    assignment.assign(CONSOLE, city.shows[2].id, 1, city.acts[2], at=NOW)

    city.move(18, 30, reason="one guitar")

    assert overrides.find(city.show.id, city.acts[2]) == {"too_far": "they love us", "gap_too_short": "one guitar"}


def test_no_reason_keeps_an_act_that_a_rule_blocks(city: City) -> None:
    assignment.assign(CONSOLE, city.shows[2].id, 1, city.acts[2], at=NOW)

    with pytest.raises(Conflict, match="acts_clash"):
        city.move(17, 0, reason="please")

    assert overrides.find(city.show.id, city.acts[2]) == {}


def test_an_act_that_was_agreed_to_leave_does_so_whatever_the_reason_for_others(city: City) -> None:
    for position, number in ((1, 2), (2, 3)):
        assignment.assign(CONSOLE, city.shows[2].id, position, city.acts[number], at=NOW)

    moved = city.move(18, 30, leave=frozenset({city.acts[3]}), reason="one guitar")

    assert moved.cleared == (city.acts[3],)
    assert lineup(city.show) == {1: city.acts[1], 2: city.acts[2]}


def test_a_stage_too_small_in_a_second_room_is_set_aside_for_a_reason(city: City) -> None:
    space = db.session.get_one(Space, city.shows[1].space_id)
    space.stage_people = 0
    where: dict[str, Any] = {"city_id": city.show.city_id, "leave": LEAVE_NONE, "at": NOW}

    with pytest.raises(Conflict, match="acts_clash"):
        rooms.split(CONSOLE, city.show.id, space.id, **where)
    rooms.split(CONSOLE, city.show.id, space.id, reason="they stand in the garden", **where)

    said = overrides.of_shows(CONSOLE, [city.show])[city.show.id]
    assert [(one.rule, one.reason) for one in said] == [("stage_too_small", "they stand in the garden")] * 3


def test_a_room_where_the_host_or_the_noise_rules_say_no_is_an_objection_too(city: City) -> None:
    assignment.clear(CONSOLE, city.show.id, 1, at=NOW)
    assignment.assign(CONSOLE, city.show.id, 1, city.acts[0], at=NOW)

    with pytest.raises(Conflict) as drums:
        city.move(19, 30, room=1)
    with pytest.raises(Conflict) as veto:
        city.move(17, 0, room=3)

    assert objected(drums) == [("Act A0", 1, (Objection.LACKS,))]
    assert objected(veto) == [("Act A2", 2, (Objection.VETOED,))]


def test_a_move_past_the_curfew_of_the_new_room_is_refused(city: City) -> None:
    with pytest.raises(Invalid, match="quiet from 21:00"):
        city.move(19, 30, room=3)


def test_a_lead_who_saw_another_time_is_told(city: City) -> None:
    seen = seen_of(city.show)
    city.move(20, 15)
    booking = Booking(city.show.space_id, Evening(datetime.combine(DAY, time(18)), 150))

    with pytest.raises(Conflict, match="moved_meanwhile"):
        move(CONSOLE, city.show.id, booking, city_id=city.show.city_id, seen=seen, leave=LEAVE_NONE, at=NOW)


def test_acts_of_a_locked_lineup_are_asked_again_for_the_new_time(city: City) -> None:
    locking.lock(CONSOLE, city.show.id, at=NOW)
    asked = [kind for kind, _ in waiting()].count("offer")

    city.move(20, 15)

    assert (asked, [kind for kind, _ in waiting()].count("offer")) == (3, 6)
    assert slots.locked_shows([city.show.id]) == {city.show.id}


def letters(city: City, kind: str) -> int:
    return [told for told, _ in waiting()].count(kind)


def states(city: City) -> set[str]:
    return {str(state) for state in offers.states(CONSOLE, [city.show.id], at=NOW)[city.show.id].values()}


def a_yes_from_all(city: City, *, at: datetime = NOW - timedelta(hours=1)) -> None:
    """The lineup is locked, and its three acts confirm."""
    locking.lock(CONSOLE, city.show.id, at=at)
    for offer in filter(lambda one: one.is_live, kept.of_shows([city.show.id], at=at)):
        kept.settle(offer, OfferState.CONFIRMED, by=offer.contact_id, at=at)


def test_acts_are_asked_again_for_a_room_that_has_something_else(city: City) -> None:
    a_yes_from_all(city)

    city.move(19, 30, room=1)  # no drums there

    assert (states(city), letters(city, "offer"), letters(city, "offer_over")) == ({"offered"}, 6, 0)


def test_acts_are_told_of_other_seats_and_their_yes_stands(city: City) -> None:
    a_yes_from_all(city)
    db.session.get_one(Space, city.shows[2].space_id).capacity += 4

    city.move(19, 30, room=2)

    assert (states(city), letters(city, "offer"), letters(city, "evening_changed")) == ({"confirmed"}, 3, 3)


def test_acts_hear_nothing_of_another_room_that_looks_the_same_to_them(city: City) -> None:
    a_yes_from_all(city)

    city.move(19, 30, room=2)

    assert city.show.space_id == city.shows[2].space_id
    assert (states(city), letters(city, "offer"), letters(city, "evening_changed")) == ({"confirmed"}, 3, 0)


def test_acts_of_an_opened_lineup_that_moves_are_told_and_asked_at_the_next_lock(city: City) -> None:
    a_yes_from_all(city)
    locking.unlock(CONSOLE, city.show.id, "a test", at=NOW)

    city.move(19, 30, room=1)
    told = (states(city), letters(city, "offer"), letters(city, "offer_over"))
    locking.lock(CONSOLE, city.show.id, at=NOW)

    assert told == (set(), 3, 3)
    assert (states(city), letters(city, "offer")) == ({"offered"}, 6)


def test_an_act_whose_slot_is_cleared_by_a_move_is_told_at_once(city: City) -> None:
    assignment.assign(CONSOLE, city.shows[2].id, 1, city.acts[2], at=NOW)
    a_yes_from_all(city)

    city.move(17, 0, leave=frozenset({city.acts[2]}))

    assert letters(city, "offer_over") == 3  # two of them are asked again once there are three
    assert {offer.state for offer in kept.of_shows([city.show.id], at=NOW)} == {OfferState.WITHDRAWN}


def test_a_second_room_is_asked_for_and_acts_are_told_when_it_is_given_up(city: City) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}
    a_yes_from_all(city)
    locking.unlock(CONSOLE, city.show.id, "a test", at=NOW)

    rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where)
    split = (states(city), letters(city, "offer_over"))
    a_yes_from_all(city, at=NOW)
    rooms.join(CONSOLE, city.show.id, **where)

    assert split == (set(), 3)
    assert (states(city), letters(city, "evening_changed")) == ({"confirmed"}, 3)


def test_acts_are_told_that_their_second_room_is_called_off(city: City) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}
    twin = rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where)
    a_yes_from_all(city)

    calling_off.call_off(CONSOLE, twin.id, "the host is ill", **where)

    assert (states(city), letters(city, "evening_changed")) == ({"confirmed"}, 3)


@pytest.mark.parametrize(
    ("changed", "means"),
    [
        ({}, Change.UNSEEN),
        ({"has": ("piano", "amplified", "drums", "power")}, Change.TOLD),  # in another order
        ({"kind": Kind.GARDEN}, Change.TOLD),
        ({"seats": 99}, Change.TOLD),
        ({"area": "Elsewhere"}, Change.ASKED),
        ({"latitude": 52.0}, Change.ASKED),
        ({"has": ("piano",)}, Change.ASKED),
        ({"stage_people": 2}, Change.ASKED),
        ({"step_free": True}, Change.ASKED),
    ],
)
def test_what_a_yes_was_said_to_is_asked_again(city: City, changed: dict[str, Any], means: Change) -> None:
    (before,) = seen_by_acts([city.show])
    assert set(before.has) == {"piano", "amplified", "drums", "power"}

    assert change_of([before], [replace(before, **changed)]) is means


def test_a_drawn_show_moves_to_no_smaller_room(city: City) -> None:
    city.show.state, city.show.capacity, city.show.listed_seats = ShowState.DRAWN, 30, 30

    with pytest.raises(Conflict, match="too_small"):
        city.move(19, 30, room=1)


def test_a_show_is_split_into_two_rooms_and_joined_again(city: City) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}

    twin, again = (
        rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where) for _ in range(2)
    )
    paired = twins.kept([city.show.id])[city.show.id].partner
    back = [rooms.join(CONSOLE, one, **where) for one in (twin.id, city.show.id)]

    assert (twin.id == again.id, paired) == (True, twin.id)
    assert (twin.starts_at, twin.ends_at) == (city.show.starts_at, city.show.ends_at)
    assert ([one.id for one in back], twin.state) == ([city.show.id] * 2, ShowState.CANCELLED)
    assert len(lineup(city.show)) == 3


def test_after_a_join_the_same_split_is_possible_again(city: City) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}
    first = rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where)
    rooms.join(CONSOLE, city.show.id, **where)

    second = rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where)

    assert (second.id, second.state) == (first.id, ShowState.PLANNED)


def test_rooms_too_far_apart_to_walk_are_no_pair(city: City) -> None:

    far = [a_space("F1", start=at(12), minutes=60)]
    take_spaces(city.edition, sited(far, a_city(), north=0.0095), name_area=plain_name, at=NOW)
    space = space_ids(city.edition.id)["F1"]

    with pytest.raises(Conflict) as refused:
        rooms.split(CONSOLE, city.show.id, space, city_id=city.show.city_id, leave=LEAVE_NONE, at=NOW)

    assert refused.value.reason == "too_far_apart"
    assert refused.value.facts["distance_km"] == pytest.approx(1.057, abs=0.01)


def test_a_pair_moves_in_time_together(city: City) -> None:
    twin = rooms.split(
        CONSOLE, city.show.id, city.shows[1].space_id, city_id=city.show.city_id, leave=LEAVE_NONE, at=NOW
    )

    city.move(20, 15)

    assert (twin.starts_at, twin.local_start) == (city.show.starts_at, city.show.local_start)


def test_a_locked_lineup_and_open_entries_are_no_time_to_split(city: City) -> None:
    locking.lock(CONSOLE, city.show.id, at=NOW)
    asked: dict[str, Any] = {"city_id": city.show.city_id, "leave": LEAVE_NONE, "at": NOW}

    with pytest.raises(Conflict, match="show_locked"):
        rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, **asked)
    locking.unlock(CONSOLE, city.show.id, "a test", at=NOW)
    city.show.state = ShowState.OPEN
    with pytest.raises(Conflict, match="entries_open"):
        rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, **asked)


def test_calling_a_show_off_frees_its_slots_tells_its_acts_and_keeps_the_reason_sealed(city: City) -> None:
    locking.lock(CONSOLE, city.show.id, at=NOW)
    reserves.pair(city.show.id, city.shows[1].space_id)
    told = calling_off.consequences(CONSOLE, city.show, at=NOW)

    freed = calling_off.call_off(CONSOLE, city.show.id, "a burst pipe", city_id=city.show.city_id, at=NOW)
    again = calling_off.call_off(CONSOLE, city.show.id, "twice", city_id=city.show.city_id, at=NOW)

    assert (told.acts, told.asked, told.locked, told.has_reserve) == (("Act A1", "Act A2", "Act A3"), 3, True, True)
    assert (set(freed), again, lineup(city.show)) == (set(city.acts[1:4]), (), {})
    assert [kind for kind, _ in waiting()].count("offer_over") == 3
    with granted("a test"):
        sealed = db.session.scalars(text("SELECT reason FROM sec_cancellations")).one()
    assert "burst pipe" not in sealed
    assert cancellations.reasons(CONSOLE, [city.show], at=NOW) == {city.show.id: "a burst pipe"}


def test_a_show_whose_acts_play_next_door_is_called_off_only_after_the_second_room(city: City) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}
    twin = rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where)

    with pytest.raises(Conflict, match="has_twin"):
        calling_off.call_off(CONSOLE, city.show.id, "no", **where)
    calling_off.call_off(CONSOLE, twin.id, "the host is ill", **where)

    assert len(lineup(city.show)) == 3
    calling_off.call_off(CONSOLE, city.show.id, "no", **where)


def test_a_reason_is_needed_to_call_a_show_off(city: City) -> None:
    with pytest.raises(Invalid):
        calling_off.call_off(CONSOLE, city.show.id, "", city_id=city.show.city_id, at=NOW)


@pytest.mark.parametrize("reader", [STRANGER, Reader("p", frozenset({(Role.LEAD, "elsewhere")}))])
def test_nobody_but_the_citys_lead_moves_splits_joins_or_calls_off(city: City, reader: Reader) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}
    booking = Booking(city.show.space_id, Evening(datetime.combine(DAY, time(20)), 150))

    for act in (
        lambda: move(reader, city.show.id, booking, seen=seen_of(city.show), leave=LEAVE_NONE, **where),
        lambda: rooms.split(reader, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where),
        lambda: rooms.join(reader, city.show.id, **where),
        lambda: calling_off.call_off(reader, city.show.id, "no", **where),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_show_that_has_begun_stays_where_it_is(city: City) -> None:
    booking = Booking(city.show.space_id, Evening(datetime.combine(DAY, time(23)), 60))
    late = city.show.starts_at + timedelta(minutes=1)

    with pytest.raises(Conflict, match="show_begun"):
        move(
            CONSOLE,
            city.show.id,
            booking,
            city_id=city.show.city_id,
            seen=seen_of(city.show),
            leave=LEAVE_NONE,
            at=late,
        )


def test_a_show_row_that_nobody_keeps_is_in_no_session(city: City) -> None:
    city.move(20, 15)

    assert [row for row in db.session.new if isinstance(row, Show)] == []


def test_every_change_of_the_plan_is_a_step_that_other_leads_see(city: City) -> None:
    where: dict[str, Any] = {"city_id": city.show.city_id, "at": NOW}
    seen = steps.newest(CONSOLE, edition_id=city.edition.id, city_id=city.show.city_id)

    booking = Booking(city.shows[1].space_id, Evening(datetime.combine(DAY, time(18)), 60))
    for _ in range(2):
        adding.add(CONSOLE, city.edition, city.show.city_id, booking, at=NOW)
    city.move(20, 15)
    rooms.split(CONSOLE, city.show.id, city.shows[1].space_id, leave=LEAVE_NONE, **where)
    rooms.join(CONSOLE, city.show.id, **where)
    calling_off.call_off(CONSOLE, city.show.id, "no", **where)

    told = steps.since(CONSOLE, edition_id=city.edition.id, city_id=city.show.city_id, after=seen)
    assert [(step.kind, len(step.changes)) for step in told] == [("planned", number) for number in (0, 0, 0, 0, 3)]
