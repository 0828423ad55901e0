"""Two processes at once: what the database and the use-cases let happen, and what would happen without them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select, text

from coordinator.artists.listing import ListedArtist
from coordinator.db import db
from coordinator.disclosure import slots
from coordinator.gate import granted
from coordinator.lineups import assignment, locking
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.campaign.builders import (
    NOW,
    a_city,
    a_space,
    an_artist,
    an_edition,
    artists_taken,
    lineup,
    spaces_taken,
)
from tests.lineups import racers
from tests.lineups.racers import several_racers

ROUNDS = 6
Race = Callable[..., list[str]]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("racers")) as run:
        yield run


@contextmanager
def no_rule_against_two_places_at_once() -> Iterator[None]:
    """The database without its constraint or triggers; every slot is empty afterwards."""
    with granted("drop a rule for a control"):
        if db.engine.dialect.name == "postgresql":
            said = db.session.scalar(
                text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'act_plays_elsewhere'")
            )
            drops = ["ALTER TABLE sec_slots DROP CONSTRAINT act_plays_elsewhere"]
            makes = [f"ALTER TABLE sec_slots ADD CONSTRAINT act_plays_elsewhere {said}"]
        else:
            rows = db.session.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'act_plays_elsewhere%'")
            ).all()
            drops = [f"DROP TRIGGER {name}" for name, _ in rows]
            makes = [sql for _, sql in rows]
        assert drops
        _run(drops)
    try:
        yield
    finally:
        with granted("put the rule back"):
            _run(["DELETE FROM sec_slots", *makes])


def _run(statements: list[str]) -> None:
    db.session.rollback()
    for statement in statements:
        db.session.execute(text(statement))
    db.session.commit()


def two_shows_at_once(*acts: ListedArtist) -> tuple[Show, Show, list[str]]:
    """Two shows that overlap, and acts."""
    edition, city = an_edition(), a_city()
    one, other = spaces_taken(edition, city, a_space("S1"), a_space("S2", start=time(20)))
    return one, other, artists_taken(edition, city, *(acts or (an_artist("A1", max_shows=2),)))


def emptied(*shows: Show) -> None:
    for show in shows:
        for position in (1, 2, 3):
            slots.clear(show.id, position)


@pytest.mark.parametrize("action", [racers.assign, racers.put])
def test_of_two_who_put_one_act_into_overlapping_shows_exactly_one_does(
    race: Race, action: Callable[..., None]
) -> None:
    one, other, (act,) = two_shows_at_once()

    for _ in range(ROUNDS):
        outcomes = race((action, one.id, 1, act), (action, other.id, 1, act))

        assert sorted(outcomes) == ["done", "plays_elsewhere"]
        assert sorted(len(lineup(show)) for show in (one, other)) == [0, 1]
        emptied(one, other)


def test_without_the_databases_rule_both_would(race: Race) -> None:
    one, other, (act,) = two_shows_at_once()
    db.session.commit()

    with no_rule_against_two_places_at_once():
        outcomes = race((racers.put, one.id, 1, act), (racers.put, other.id, 1, act))
        found = [lineup(one), lineup(other)]
        db.session.rollback()

    assert (outcomes, found) == (["done", "done"], [{1: act}, {1: act}])


def test_of_two_who_fill_one_slot_the_later_stands_and_nothing_is_doubled(race: Race) -> None:
    show, _, acts = two_shows_at_once(an_artist("A1"), an_artist("A2"))

    for _ in range(ROUNDS):
        outcomes = race((racers.assign, show.id, 1, acts[0]), (racers.assign, show.id, 1, acts[1]))

        assert outcomes == ["done", "done"]
        assert lineup(show) in ({1: acts[0]}, {1: acts[1]})
        emptied(show)


def test_of_two_who_put_one_act_into_one_show_twice_exactly_one_does(race: Race) -> None:
    show, _, (act,) = two_shows_at_once()

    for _ in range(ROUNDS):
        outcomes = race((racers.assign, show.id, 1, act), (racers.assign, show.id, 2, act))

        assert sorted(outcomes) == ["already_at_show", "done"]
        assert list(lineup(show).values()) == [act]
        emptied(show)


def test_a_lineup_is_made_final_whole_or_emptied_first(race: Race) -> None:
    show, _, acts = two_shows_at_once(*(an_artist(f"A{number}") for number in range(3)))

    for _ in range(ROUNDS):
        for position, act in enumerate(acts, start=1):
            assignment.assign(CONSOLE, show.id, position, act, at=NOW)

        outcomes = race((racers.lock, show.id), (racers.clear, show.id, 2))

        assert (outcomes, len(lineup(show))) in ((["done", "show_locked"], 3), (["not_three_acts", "done"], 2))
        locking.unlock(CONSOLE, show.id, "again", at=NOW)
        emptied(show)


def test_one_member_does_not_get_into_two_rooms_through_two_bands(race: Race) -> None:
    bands = (an_artist("A1", members=("mia",)), an_artist("A2", members=("mia",)))
    one, other, acts = two_shows_at_once(*bands)

    for _ in range(ROUNDS):
        outcomes = race((racers.assign, one.id, 1, acts[0]), (racers.assign, other.id, 1, acts[1]))

        assert sorted(outcomes) == ["done", "member_plays_elsewhere"]
        emptied(one, other)


def test_without_holding_the_bands_both_would(race: Race) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite a second writer waits before it looks, so there is no such moment")
    bands = (an_artist("A1", members=("mia",)), an_artist("A2", members=("mia",)))
    one, other, acts = two_shows_at_once(*bands)
    action = racers.assign_without_waiting

    outcomes = race((action, one.id, 1, acts[0]), (action, other.id, 1, acts[1]))

    assert outcomes == ["done", "done"]


def test_an_act_that_plays_once_is_not_taken_by_two_leads_for_different_hours(race: Race) -> None:
    edition, city = an_edition(), a_city()
    noon, night = spaces_taken(edition, city, a_space("S1", start=time(12), minutes=90), a_space("S2", start=time(20)))
    (act,) = artists_taken(edition, city, an_artist())

    for _ in range(ROUNDS):
        outcomes = race((racers.assign, noon.id, 1, act), (racers.assign, night.id, 1, act))

        assert sorted(outcomes) == ["done", "enough_shows"]
        emptied(noon, night)


def test_of_two_proposals_that_want_one_act_at_once_exactly_one_is_taken_over(race: Race) -> None:
    one, other, (act,) = two_shows_at_once()
    head = {"edition_id": one.edition_id, "city_id": one.city_id, "made_at": NOW}
    proof = {"seed": 0, "status": "optimal", "objective": 1.0, "bound": 1.0, "solver": "test"}
    wanted = [slots.keep_proposal(head | proof, [slots.Suggestion(show.id, 1, act, 0.0)]) for show in (one, other)]

    for _ in range(ROUNDS):
        outcomes = race((racers.take_over, wanted[0], one.id), (racers.take_over, wanted[1], other.id))

        assert sorted(outcomes) == ["done", "no_longer_fits"]
        assert sorted(len(lineup(show)) for show in (one, other)) == [0, 1]
        emptied(one, other)


def test_the_same_proposal_taken_over_twice_at_once_has_one_effect(race: Race) -> None:
    show, _, (act,) = two_shows_at_once()
    head = {"edition_id": show.edition_id, "city_id": show.city_id, "made_at": NOW}
    proof = {"seed": 0, "status": "optimal", "objective": 1.0, "bound": 1.0, "solver": "test"}
    wanted = slots.keep_proposal(head | proof, [slots.Suggestion(show.id, 1, act, 0.0)])

    for _ in range(ROUNDS):
        outcomes = race((racers.take_over, wanted, show.id), (racers.take_over, wanted, show.id))

        assert (outcomes, lineup(show)) == (["done", "done"], {1: act})
        emptied(show)


def _shows_of(show: Show) -> int:
    return len(db.session.scalars(select(Show).where(Show.space_id == show.space_id)).all())


def test_of_two_who_book_one_room_for_overlapping_evenings_exactly_one_does(race: Race) -> None:
    (show,) = spaces_taken(an_edition(), a_city(), a_space("S1"))

    for _ in range(ROUNDS):
        outcomes = race((racers.book, show.id, 12), (racers.book, show.id, 13))

        assert (sorted(outcomes), _shows_of(show)) == (["done", "space_id"], 2)
        with granted("test"):
            _run(["DELETE FROM sec_host_news", f"DELETE FROM shows WHERE id <> '{show.id}'"])


def test_if_nobody_held_the_room_both_would(race: Race) -> None:
    (show,) = spaces_taken(an_edition(), a_city(), a_space("S1"))
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite whoever writes is alone anyway")

    outcomes = race((racers.book_without_waiting, show.id, 12), (racers.book_without_waiting, show.id, 13))

    assert (outcomes, _shows_of(show)) == (["done", "done"], 3)
