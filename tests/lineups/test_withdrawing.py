"""An act takes its application back: whatever its state, all of it or nothing, and everybody who has to know hears."""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.disclosure import standby as kept_standby
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import assignment, holding, letters, locking, offers, standby, withdrawing
from coordinator.lineups.candidates import candidates
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import Show
from tests.campaign.builders import a_city, a_space, lineup, spaces_taken
from tests.lineups.evenings import AskedShow, a_filled_show, an_asked_show, contact_of, waiting
from tests.lineups.racers import several_racers

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)
Race = Callable[..., list[str]]


def _wish(evening: AskedShow, act: int) -> Application:
    return db.session.scalars(select(Application).where(Application.artist_id == evening.acts[act])).one()


def _withdraw(evening: AskedShow, act: int) -> bool:
    return withdrawing.withdraw(contact_of(act), _wish(evening, act).id, at=evening.at + HOUR)


def _told(kind: str) -> list[str]:
    return [person for what, person in waiting() if what == kind]


def _fitting(evening: AskedShow) -> list[str]:
    found = candidates(evening.lead, evening.show, at=evening.at)
    return [one.artist_id for one in (*found.fitting, *found.others)]


def test_an_act_that_was_asked_leaves_as_by_taking_its_word_back_and_a_second_press_changes_nothing() -> None:
    evening = an_asked_show()
    offers.confirm(contact_of(1), evening.offer(1).id, at=evening.at)

    done = [_withdraw(evening, 1) for _ in range(2)]

    assert (done, _wish(evening, 1).state) == ([True, False], ApplicationState.WITHDRAWN)
    assert (sorted(lineup(evening.show)), evening.states()[2]) == ([1, 3], "withdrawn")
    assert locking.told_versions(evening.lead, evening.show, at=evening.at)[0].version.because == "act_withdrew"
    assert (_told("slot_open"), _told("slot_left")) == ([evening.lead.id], [])


def test_an_act_that_nobody_has_asked_yet_leaves_its_slot_and_the_lead_hears_of_the_show() -> None:
    evening = a_filled_show()
    assignment.hold(evening.lead, evening.show.id, 2, held=True, at=evening.at)

    _withdraw(evening, 1)

    assert (sorted(lineup(evening.show)), _told("slot_left")) == ([1, 3], [evening.lead.id])


def test_who_has_left_is_no_candidate_stands_by_nowhere_and_cannot_be_placed() -> None:
    evening = a_filled_show()
    city = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    for rank, act in ((1, 4), (2, 5)):
        standby.place(evening.lead, rank, evening.acts[act], **city)
    before = _fitting(evening)

    _withdraw(evening, 4)

    assert (evening.acts[4] in before, evening.acts[4] in _fitting(evening)) == (True, False)
    assert kept_standby.kept(**city) == {2: evening.acts[5]}
    with pytest.raises(Conflict, match="act_left"):
        assignment.assign(evening.lead, evening.show.id, 1, evening.acts[4], at=evening.at)


@pytest.mark.parametrize("state", [one for one in ApplicationState if one is not ApplicationState.WITHDRAWN])
def test_every_application_can_be_taken_back(state: ApplicationState) -> None:
    evening = a_filled_show()
    _wish(evening, 3).state = state

    assert (_withdraw(evening, 3), _wish(evening, 3).state) == (True, ApplicationState.WITHDRAWN)


def test_two_shows_of_one_act_are_both_left_and_one_that_is_over_stays_as_it_was() -> None:
    evening = an_asked_show()
    (later,) = spaces_taken(evening.edition, a_city(), a_space("S2"))
    later.starts_at, later.ends_at = (one + timedelta(days=1) for one in (later.starts_at, later.ends_at))
    _wish(evening, 0).max_shows = 2
    db.session.flush()
    assignment.assign(CONSOLE, later.id, 1, evening.acts[0], at=evening.at)

    withdrawing.withdraw(contact_of(0), _wish(evening, 0).id, at=evening.show.ends_at)

    assert (len(lineup(evening.show)), lineup(later)) == (3, {})


def test_nobody_else_takes_an_application_back() -> None:
    evening = a_filled_show()

    wish = _wish(evening, 1)

    for reader in (STRANGER, CONSOLE, evening.lead, contact_of(2)):
        with pytest.raises(NotFound):
            withdrawing.withdraw(reader, wish.id, at=evening.at)
    with pytest.raises(NotFound):
        withdrawing.withdraw(contact_of(1), "x" * 26, at=evening.at)
    assert (wish.state, len(lineup(evening.show))) == (ApplicationState.ACCEPTED, 3)


def test_the_letter_about_an_act_that_left_unasked_is_sent_while_its_slot_is_empty(app: Flask) -> None:
    evening = a_filled_show()
    outbox = app.extensions["coordinator.settings"].folder / "outbox"
    counts = []

    for act, filled in ((1, True), (2, False)):
        _withdraw(evening, act)
        if filled:
            assignment.assign(evening.lead, evening.show.id, 2, evening.acts[5], at=evening.at)
        db.session.commit()
        before = len(list(outbox.glob("*.eml"))) if outbox.exists() else 0
        jobs.work_off(letters.JOBS, at=evening.at + 2 * HOUR)
        counts.append(len(list(outbox.glob("*.eml"))) - before if outbox.exists() else 0)

    assert counts == [0, 1]


def test_an_act_placed_at_another_show_while_its_shows_are_being_held_leaves_that_one_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if a lead had placed it between looking and holding."""
    evening = a_filled_show()
    (other,) = spaces_taken(evening.edition, a_city(), a_space("S2"))
    assignment.assign(CONSOLE, other.id, 1, evening.acts[3], at=evening.at)
    look, looked = holding._shows, []

    def look_too_early(acts: Collection[str], edition_id: str) -> Collection[Show]:
        looked.append(acts)
        return look(acts, edition_id) if len(looked) > 1 else []

    monkeypatch.setattr(holding, "_shows", look_too_early)

    _withdraw(evening, 3)

    assert (len(looked), lineup(other)) == (4, {})


@pytest.fixture(scope="module")
def race(migrated_app: Flask, db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    with several_racers(db_url, tmp_path_factory.mktemp("racers")) as run:
        yield run


def leave(evening: AskedShow, act: int) -> None:
    _withdraw(evening, act)


def place(evening: AskedShow, act: int) -> None:
    assignment.assign(CONSOLE, evening.show.id, 1, evening.acts[act], at=evening.at)


def lock(evening: AskedShow) -> None:
    locking.lock(CONSOLE, evening.show.id, at=evening.at)


def test_of_a_lead_who_places_an_act_and_the_act_that_withdraws_nothing_is_left_half_done(race: Race) -> None:
    evening = a_filled_show()
    for act in (3, 4, 5):
        outcomes = race((place, evening, act), (leave, evening, act))

        assert outcomes in (["done", "done"], ["act_left", "done"])
        assert evening.acts[act] not in lineup(evening.show).values()
        assert _wish(evening, act).state is ApplicationState.WITHDRAWN


def test_a_lock_at_the_moment_at_which_an_act_withdraws_never_stands_on_it(race: Race) -> None:
    evening = a_filled_show()

    outcomes = race((lock, evening), (leave, evening, 0))

    assert outcomes in (["done", "done"], ["not_three_acts", "done"])
    assert (sorted(lineup(evening.show)), _told("offer_over")) == ([2, 3], [])
    assert "confirmed" not in evening.states().values()


def test_an_act_that_withdraws_in_two_tabs_at_once_leaves_once(race: Race) -> None:
    evening = an_asked_show()

    assert race((leave, evening, 1), (leave, evening, 1)) == ["done", "done"]
    assert _told("slot_open") == [evening.lead.id]
