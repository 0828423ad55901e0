"""Two leads on one board at one moment: what both wanted, in turn, or a refusal that tells the second."""

from collections.abc import Callable, Iterator
from datetime import time

import pytest
from flask import Flask

from coordinator.disclosure import slots
from coordinator.errors import Conflict
from coordinator.lineups import assignment, steps, undoing
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.campaign.builders import NOW, a_city, a_space, an_artist, an_edition, artists_taken, lineup, spaces_taken
from tests.lineups.racers import assign, several_racers

ROUNDS = 6
Race = Callable[..., list[str]]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("racers")) as run:
        yield run


def move(show_id: str, position: int, to_show: str, to_position: int) -> None:
    assignment.move(CONSOLE, (show_id, position), (to_show, to_position), at=NOW)


def undo(number: int, edition_id: str, city_id: str) -> None:
    """Conflict `nothing` tells that there was nothing to take back."""
    if not undoing.undo(CONSOLE, number, edition_id=edition_id, city_id=city_id, at=NOW):
        raise Conflict("nothing")


def instead_of(show_id: str, position: int, artist_id: str, seen: str) -> None:
    """What a lead does who looked before."""
    assignment.assign(CONSOLE, show_id, position, artist_id, at=NOW, instead_of=seen)


def two_rooms(*hours: int) -> tuple[Show, Show, list[str]]:
    """Two shows of an evening, or of these hours, and two acts."""
    edition, city = an_edition(), a_city()
    first, second = hours or (20, 20)
    rows = (a_space("S1", start=time(first), minutes=90), a_space("S2", start=time(second), minutes=90))
    one, other = spaces_taken(edition, city, *rows)
    return one, other, artists_taken(edition, city, an_artist("A1"), an_artist("A2"))


def emptied(*shows: Show) -> None:
    for show in shows:
        for position in (1, 2, 3):
            slots.clear(show.id, position)


def test_of_two_who_looked_at_one_empty_slot_the_second_is_told(race: Race) -> None:
    show, _, acts = two_rooms()

    for _ in range(ROUNDS):
        outcomes = race((instead_of, show.id, 1, acts[0], ""), (instead_of, show.id, 1, acts[1], ""))

        assert sorted(outcomes) == ["changed_meanwhile", "done"]
        assert lineup(show) == {1: acts[outcomes.index("done")]}
        emptied(show)


def test_two_leads_who_move_crosswise_never_wait_in_a_circle_and_number_their_steps(race: Race) -> None:
    noon, night, acts = two_rooms(12, 20)
    here = {"edition_id": noon.edition_id, "city_id": noon.city_id}

    for _ in range(ROUNDS):
        assignment.assign(CONSOLE, noon.id, 1, acts[0], at=NOW)
        assignment.assign(CONSOLE, night.id, 2, acts[1], at=NOW)
        before = steps.newest(CONSOLE, **here)

        outcomes = race((move, noon.id, 1, night.id, 3), (move, night.id, 2, noon.id, 3))

        made = steps.since(CONSOLE, **here, after=before)
        assert (outcomes, lineup(noon), lineup(night)) == (["done", "done"], {3: acts[1]}, {3: acts[0]})
        assert [step.number for step in made] == [before + 1, before + 2]
        emptied(noon, night)


def test_steps_in_two_rooms_of_one_city_get_two_numbers(race: Race) -> None:
    one, other, acts = two_rooms()

    for _ in range(ROUNDS):
        outcomes = race((assign, one.id, 1, acts[0]), (assign, other.id, 1, acts[1]))

        assert outcomes == ["done", "done"]
        emptied(one, other)
    made = steps.since(CONSOLE, edition_id=one.edition_id, city_id=one.city_id, after=0)
    assert [step.number for step in made] == list(range(1, 2 * ROUNDS + 1))


def test_the_same_undo_twice_at_once_takes_one_step_back(race: Race) -> None:
    show, _, acts = two_rooms()
    here = {"edition_id": show.edition_id, "city_id": show.city_id}

    for _ in range(ROUNDS):
        assignment.assign(CONSOLE, show.id, 1, acts[0], at=NOW)
        assignment.assign(CONSOLE, show.id, 1, acts[1], at=NOW)
        number = steps.newest(CONSOLE, **here)

        outcomes = race(*[(undo, number, *here.values())] * 2)

        assert (sorted(outcomes), lineup(show)) == (["done", "nothing"], {1: acts[0]})
        emptied(show)
