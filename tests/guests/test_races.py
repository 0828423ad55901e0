"""Many guests at one moment: no seat is given twice, none is left, and no entry falls between open and listed."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import text

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones as kept
from coordinator.disclosure import seats as counted
from coordinator.disclosure.people import find_person
from coordinator.gate import granted
from coordinator.guests import chain, chain_check, draw_list, draw_result, drawing, entries, linking
from coordinator.guests.chain import What
from coordinator.guests.models import EntryState
from coordinator.people.readers import CONSOLE, Reader
from tests.guests.entering import edition_of, guests, open_shows, outcome_of, published
from tests.guests.racing import (
    LATE,
    consent_slowly,
    enter_slowly,
    enter_slowly_unguarded,
    erase_meanwhile,
    hold_slowly,
    publish,
    say,
    take_many,
    take_many_unguarded,
    tidy_up,
)
from tests.guests.test_plus_ones import ask
from tests.lineups.racers import several_racers
from tests.people.builders import a_person

Race = Callable[..., list[str]]
EIGHT, FORTY = 8, 40
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(scope="module")
def eight(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("eight"), count=EIGHT) as run:
        yield run


@pytest.fixture(scope="module")
def two(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("two")) as run:
        yield run


def _sold(race: Race, take: Callable[[str], None]) -> tuple[int, int]:
    """How many of forty seats eight processes were given that tried 200 times, and how many are left."""
    (show,) = open_shows(1)
    counted.open_seats({(show.id, "g"): FORTY, (show.id, "sold"): 0})
    db.session.commit()
    show_id = show.id

    began = perf_counter()
    race(*((take, show_id) for _ in range(EIGHT)))

    free, took = counted.free(show_id), perf_counter() - began
    engine, how = db.engine.dialect.name, "guarded" if take is take_many else "unguarded"
    print(f"\n  {engine}, {how}: {free['sold']} of {FORTY} given, {free['g']} left, {took:.1f} s")  # noqa: T201
    return free["sold"], free["g"]


def test_eight_processes_that_race_for_the_last_forty_seats_end_with_exactly_forty(eight: Race) -> None:
    assert _sold(eight, take_many) == (FORTY, 0)


@pytest.fixture
def unwatched(app: Flask) -> Iterator[None]:
    """A database that does not refuse fewer than no free seats either; on SQLite each process says so by itself."""
    if db.engine.dialect.name == "sqlite":
        yield
        return
    table, watch = "ALTER TABLE sec_seats", "CONSTRAINT ck_sec_seats_free"
    with db.engine.begin() as connection, granted("a control"):
        connection.execute(text(f"{table} DROP {watch}"))
    yield
    db.session.remove()
    with db.engine.begin() as connection, granted("a control"):
        connection.execute(text("DELETE FROM sec_seats"))
        connection.execute(text(f"{table} ADD {watch} CHECK (free >= 0)"))


@pytest.mark.usefixtures("unwatched")
def test_without_its_condition_the_same_statement_gives_seats_twice(eight: Race) -> None:
    sold, left = _sold(eight, take_many_unguarded)

    assert sold > FORTY
    assert sold + left == FORTY


def _late_entry(race: Race, enter: Callable[..., None]) -> tuple[int, int]:
    """How many entries of one that is made while its list is published count, and how many of those are listed."""
    (show,) = open_shows(1)
    mia, edition = a_person("mia@example.org"), edition_of(show)
    closes = entries.close_at(edition, show.city_id)
    assert closes is not None
    show_id, city_id = show.id, show.city_id

    race((enter, mia, show_id, closes - timedelta(seconds=1)), (publish, closes))

    found = drawing.find_draw(edition_of(db.session.get_one(type(show), show_id)), city_id)
    assert found is not None
    return len(own.own_entries(Reader(mia))), draw_list.size(found.file)


def test_an_entry_made_while_the_list_is_published_is_in_it_or_does_not_count(two: Race) -> None:
    counts, listed = _late_entry(two, enter_slowly)

    assert counts == listed


def test_an_entry_that_holds_nothing_counts_and_is_in_no_list(two: Race, db_url: str) -> None:
    if db_url.startswith("sqlite"):
        pytest.skip("on SQLite whoever writes is alone anyway")

    assert _late_entry(two, enter_slowly_unguarded) == (1, 0)


def test_who_says_yes_to_two_parties_at_once_is_in_one_of_them(two: Race) -> None:
    (show,) = open_shows(1)
    first, second = guests(show, count=2, people=2)
    tokens = [ask(guest) for guest in (first, second)]
    at = now()

    race(two, tokens, at)

    parties = [own.own_entries(guest)[0] for guest in (first, second)]
    comes = [entry.id for entry in parties if kept.has_second(entry.id)]
    assert len(comes) == 1
    bea = find_person("bea@example.org")
    assert [entry.id for entry in kept.joined(Reader(bea))] == comes


def race(two: Race, tokens: list[str], at: datetime) -> None:
    """Both letters are answered at the same moment."""
    two(*((consent_slowly, token, at) for token in tokens))


@pytest.mark.parametrize("wait", [0.0, LATE / 3])
def test_who_is_erased_while_the_draw_is_held_leaves_no_seat_behind(two: Race, wait: float) -> None:
    (show,) = open_shows(1)
    show.capacity = 6
    readers = guests(show, count=12)
    fixed = published(show)
    where, outcome, at = own.Where(show.edition_id, show.city_id), outcome_of(fixed), fixed.draw.due_at
    order = draw_result.hold(fixed.file, outcome).order
    lines = {own.own_entries(reader)[0].public_id: reader for reader in readers}
    gone = [lines[order[place].entry.id] for place in (0, 3, 11)]  # two of those who are drawn, and the last who waits
    stay = [reader for reader in readers if reader not in gone]
    show_id = show.id

    two(
        (hold_slowly, where.edition_id, where.city_id, outcome, at),
        (erase_meanwhile, [str(reader.id) for reader in gone], wait, at),
    )

    db.session.rollback()
    states = Counter(own.own_entries(reader)[0].state for reader in stay)
    assert states == {EntryState.WON: 6, EntryState.WAITLISTED: 3}
    assert sum(counted.free(show_id).values()) == 0
    assert [own.own_entries(reader) for reader in gone] == [(), (), ()]
    draw = drawing.find_draw(edition_of(db.session.get_one(type(show), show_id)), where.city_id)
    assert draw is not None
    file = "".join(f"{line}\n" for line in linking.links(where.edition_id, where.city_id)).encode()
    links = chain.read(file, after=draw_result.fingerprint(draw.result))
    assert Counter(link.what for link in links) == {What.RELEASED: 2, What.PROMOTED: 2, What.LEFT: 1}
    assert chain_check.faults_in(links, draw_result.check(draw.file, draw.result).drawn, order) == {}


def test_guests_and_worker_at_once_lose_no_seat_and_sell_none_twice(eight: Race) -> None:
    show, other = open_shows(2)
    show.step_free, show.capacity, other.capacity = True, 20, 12
    readers = [*guests(show, other, count=20), *guests(other, show, count=12, first=30, people=2)]
    readers += guests(show, count=8, first=60, needs_access=True)
    fixed = published(show)
    at = show.starts_at - timedelta(hours=41)  # within six hours of then they say yes
    drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(fixed), at=at)
    db.session.commit()
    capacity = {show.id: show.capacity, other.id: other.capacity}
    ids = [str(reader.id) for reader in readers]

    soon, late = at + timedelta(hours=1), at + timedelta(hours=7)
    eight(
        (say, "yes", ids[::2], soon),
        (say, "yes", ids[::-2], soon),
        (say, "no", ids[::3], soon),
        (say, "no", ids[::-5], soon),
        (tidy_up, 5, soon),
        (tidy_up, 5, soon),
        (tidy_up, 5, late),
        (tidy_up, 5, late),
    )

    db.session.rollback()
    mine = [own.own_entries(reader)[0] for reader in readers]
    held = Counter[str]()
    for entry in mine:
        if entry.state in counted.HOLDS:
            held[str(entry.seat)] += entry.wanted.people
    assert {key: held[key] + sum(counted.free(key).values()) for key in capacity} == capacity
    states = Counter(entry.state for entry in mine)
    assert all(states[each] for each in (EntryState.CONFIRMED, EntryState.LAPSED, EntryState.RELEASED)), states
    lines = linking.links(fixed.draw.edition_id, fixed.draw.city_id)
    draw = drawing.find_draw(edition_of(show), show.city_id)
    assert draw is not None
    raced = chain.read("".join(f"{line}\n" for line in lines).encode(), after=draw_result.fingerprint(draw.result))
    found = draw_result.check(draw.file, draw.result)
    assert What.PROMOTED in {link.what for link in raced}
    assert chain_check.faults_in(raced, found.drawn, found.order) == {}
