"""The policy against its table, every combination; the clock of a show across changes of clocks."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from coordinator.disclosure.policy import Clock, Fact, Phase, Relation, may_see, relation
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader

TABLE = Path(__file__).with_name("policy.csv")
START = datetime(2026, 9, 20, 17, 30, tzinfo=UTC)
CLOCK = Clock(START, START + timedelta(minutes=150), embargo_ends_at=START + timedelta(hours=20))


def test_the_policy_is_its_table_and_nothing_else() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        written = {
            (row["fact"], row["relation"], row["phase"], row["embargo"]): row["may_see"] for row in csv.DictReader(file)
        }

    decided = {
        (fact, who, phase.name.lower(), embargo): "yes" if may_see(fact, who, phase, embargo_over=over) else "no"
        for fact, who, phase, (embargo, over) in product(Fact, Relation, Phase, (("holds", False), ("over", True)))
    }

    assert decided == written


def test_a_stranger_learns_nothing_but_who_played_once_the_embargo_is_over() -> None:
    told = {
        (fact, over)
        for fact, phase, over in product(Fact, Phase, (False, True))
        if may_see(fact, Relation.STRANGER, phase, embargo_over=over)
    }

    assert told == {(Fact.LINEUP, True)}


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (START - timedelta(hours=72, seconds=1), Phase.PLANNED),
        (START - timedelta(hours=72), Phase.REVEALED),
        (START - timedelta(hours=3), Phase.DOORBELL),
        (START, Phase.LIVE),
        (START + timedelta(minutes=150), Phase.ENDED),
        (START + timedelta(minutes=150, hours=12), Phase.FORGOTTEN),
    ],
)
def test_each_phase_begins_at_its_instant_and_not_a_second_early(moment: datetime, phase: Phase) -> None:
    assert CLOCK.phase(moment) is phase
    assert CLOCK.phase(moment - timedelta(seconds=1)) <= phase


@pytest.mark.parametrize("hours", [-2000, -73, -72, -3, -1, 0, 2, 3, 14, 15, 2000])
@pytest.mark.parametrize("closed", [-3000, -2, 0])
def test_a_closed_door_is_told_to_nobody_but_its_host_and_who_must_act_at_whatever_hour(
    hours: int, closed: int
) -> None:
    at, place = START + timedelta(hours=hours), (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.WELCOME, Fact.DOORBELL)
    since = at + timedelta(hours=closed)
    shut = replace(CLOCK, closed_at=since)

    told = {who for who, fact in product(Relation, place) if may_see(fact, who, shut.phase(at), embargo_over=True)}

    assert told == {Relation.HOST, Relation.LEAD, Relation.GLOBAL}
    assert shut.phase(since - timedelta(seconds=1)) is CLOCK.phase(since - timedelta(seconds=1))


@pytest.mark.parametrize("minutes", [-1, 0, 60, 3000])
def test_a_door_that_is_closed_once_the_show_is_over_takes_back_the_way_there_alone(minutes: int) -> None:
    since = CLOCK.ends_at + timedelta(minutes=minutes)
    shut = replace(CLOCK, closed_at=since)

    told = {fact for fact in Fact if may_see(fact, Relation.GUEST, shut.phase(since))}

    assert (shut.phase(since) is Phase.CLOSED, Fact.LINEUP in told) == (minutes < 0, minutes >= 0)
    assert told.isdisjoint({Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.WELCOME, Fact.DOORBELL, Fact.ROOM_PHOTO})


def test_an_embargo_that_ends_before_the_show_holds_until_the_show_is_over() -> None:
    early = Clock(START, START + timedelta(hours=2), embargo_ends_at=START + timedelta(hours=1))

    assert not early.embargo_over(START + timedelta(minutes=119))
    assert early.embargo_over(START + timedelta(hours=2))


def test_without_an_end_the_embargo_never_ends() -> None:
    assert not Clock(START, START + timedelta(hours=2)).embargo_over(START + timedelta(days=4000))


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (STRANGER, Relation.STRANGER),
        (Reader("p", frozenset({(Role.LEAD, "berlin")})), Relation.LEAD),
        (Reader("p", frozenset({(Role.LEAD, "lagos")})), Relation.STRANGER),
        (Reader("host", frozenset({(Role.HOST, None)})), Relation.HOST),
        (Reader("other", frozenset({(Role.HOST, None)})), Relation.STRANGER),
        (Reader("p", frozenset({(Role.ARTIST, None)})), Relation.STRANGER),
        (Reader("contact", frozenset({(Role.ARTIST, None)})), Relation.ARTIST),
        (CONSOLE, Relation.GLOBAL),
    ],
)
def test_relations_are_to_one_show(reader: Reader, expected: Relation) -> None:
    assert relation(reader, city_id="berlin", host_id="host", contact_id="contact") is expected
