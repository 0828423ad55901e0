"""Two people at one moment: act and lead, two tabs, two acts. Each outcome is one of those that could come in turn."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from coordinator.disclosure import offers as kept
from coordinator.lineups import assignment, locking, offers
from coordinator.people.readers import CONSOLE, Reader
from tests.campaign.builders import lineup
from tests.lineups.evenings import AskedShow, a_filled_show, an_asked_show, waiting
from tests.lineups.racers import several_racers

Race = Callable[..., list[str]]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("racers")) as run:
        yield run


def confirm(evening: AskedShow, act: int) -> None:
    offers.confirm(Reader(evening.offer(act).contact_id), evening.offer(act).id, at=evening.at)


def decline(evening: AskedShow, act: int) -> None:
    offers.decline(Reader(evening.offer(act).contact_id), evening.offer(act).id, at=evening.at)


def lock(evening: AskedShow) -> None:
    locking.lock(CONSOLE, evening.show.id, at=evening.at)


def unlock(evening: AskedShow) -> None:
    locking.unlock(CONSOLE, evening.show.id, "thinking", at=evening.at)


def clear(evening: AskedShow, position: int) -> None:
    assignment.clear(CONSOLE, evening.show.id, position, at=evening.at)


def _opened(evening: AskedShow) -> list[bool]:
    """Which versions have been opened again, the newest first."""
    told = locking.told_versions(CONSOLE, evening.show, at=evening.at)
    return [one.version.opened_at is not None for one in told]


def test_of_yes_and_no_in_two_tabs_the_first_stands_and_the_other_gets_its_sentence(race: Race) -> None:
    evening = an_asked_show()
    for act in range(3):
        outcomes = race((confirm, evening, act), (decline, evening, act))

        state = str(evening.offer(act).state)
        assert (sorted(outcomes), state) in (
            (["done", "offer_confirmed"], "confirmed"),
            (["done", "offer_declined"], "declined"),
        )
        assert (evening.acts[act] in lineup(evening.show).values()) is (state == "confirmed")


def test_a_yes_while_the_lead_opens_the_lineup_counts(race: Race) -> None:
    evening = an_asked_show()

    outcomes = race((confirm, evening, 0), (unlock, evening))

    assert (outcomes, evening.states(), _opened(evening)) == (
        ["done", "done"],
        {1: "confirmed", 2: "offered", 3: "offered"},
        [True],
    )


def test_a_yes_while_the_lead_takes_the_act_off_the_bill_never_outlives_its_slot(race: Race) -> None:
    evening = an_asked_show()
    unlock(evening)

    for act in range(3):
        outcomes = race((confirm, evening, act), (clear, evening, act + 1))

        assert outcomes in (["done", "done"], ["offer_withdrawn", "done"])
        assert str(evening.offer(act).state) == "withdrawn"
    assert lineup(evening.show) == {}


def test_two_acts_that_leave_at_once_open_one_version_and_the_lead_hears_of_both(race: Race) -> None:
    evening = an_asked_show()

    outcomes = race((decline, evening, 0), (decline, evening, 2))

    assert (outcomes, sorted(lineup(evening.show)), _opened(evening)) == (["done", "done"], [2], [True])
    assert [kind for kind, _ in waiting() if kind == "slot_open"] == ["slot_open"] * 2


def test_a_no_while_the_lead_locks_again_never_leaves_a_lock_on_two_acts(race: Race) -> None:
    evening = an_asked_show()
    unlock(evening)

    outcomes = race((decline, evening, 0), (lock, evening))

    assert (outcomes, _opened(evening)) in (
        (["done", "not_three_acts"], [True]),
        (["done", "done"], [True, True]),
    )
    assert (sorted(lineup(evening.show)), evening.states()[1]) == ([2, 3], "declined")


def test_a_lineup_locked_twice_at_once_is_one_version_and_asks_each_act_once(race: Race) -> None:
    evening = a_filled_show()

    outcomes = race((lock, evening), (lock, evening))

    assert (sorted(outcomes), _opened(evening)) == (["done", "show_locked"], [False])
    assert len(kept.of_shows([evening.show.id], at=evening.at)) == 3
