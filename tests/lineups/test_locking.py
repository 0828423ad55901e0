"""A lineup made final: numbered versions, what changed, why it was opened; only a lock asks the acts."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.lineups import assignment, locking
from coordinator.lineups.locking import Change
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import ShowState
from tests.campaign.builders import lineup
from tests.lineups.evenings import AskedShow, a_filled_show, an_asked_show, contact_of, waiting

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def _swap(evening: AskedShow, wanted: dict[int, int]) -> None:
    for position in wanted:
        assignment.clear(CONSOLE, evening.show.id, position, at=evening.at)
    for position, act in wanted.items():
        assignment.assign(CONSOLE, evening.show.id, position, evening.acts[act], at=evening.at)


def test_only_a_lock_asks_the_acts() -> None:
    evening = a_filled_show()
    before = waiting()

    locking.lock(evening.lead, evening.show.id, at=evening.at)

    asked = [person for kind, person in waiting() if kind == "offer"]
    assert (before, sorted(asked)) == ([], sorted(str(contact_of(act).id) for act in range(3)))
    assert evening.states() == {1: "offered", 2: "offered", 3: "offered"}


def test_each_lock_is_a_version_that_tells_who_came_went_and_moved() -> None:
    evening = an_asked_show()
    locking.unlock(evening.lead, evening.show.id, "A2 fits better elsewhere", at=evening.at + HOUR)
    _swap(evening, {2: 0, 1: 1, 3: 3})

    number = locking.lock(evening.lead, evening.show.id, at=evening.at + 2 * HOUR)

    newest, first = locking.told_versions(evening.lead, evening.show, at=evening.at)
    assert (number, newest.version.number, first.version.number) == (2, 2, 1)
    assert newest.acts == ("Act A1", "Act A0", "Act A3")
    assert set(newest.changes) == {
        Change("Act A1", before=2, now=1),
        Change("Act A0", before=1, now=2),
        Change("Act A3", before=None, now=3),
        Change("Act A2", before=3, now=None),
    }
    assert (first.changes, first.version.because, newest.version.because) == ((), "A2 fits better elsewhere", None)


def test_a_reason_is_needed_to_open_and_stays_sealed() -> None:
    evening = an_asked_show()

    with pytest.raises(Invalid):
        locking.unlock(evening.lead, evening.show.id, "", at=evening.at)
    locking.unlock(evening.lead, evening.show.id, "they quarrelled", at=evening.at)

    with granted("a test"):
        kept = db.session.scalars(text("SELECT opened_because FROM sec_versions")).all()
    assert (len(kept), "quarrelled" in kept[0]) == (1, False)


def test_opening_twice_keeps_the_first_reason() -> None:
    evening = an_asked_show()

    for reason in ("first", "second"):
        locking.unlock(evening.lead, evening.show.id, reason, at=evening.at)

    assert [told.version.because for told in locking.told_versions(evening.lead, evening.show, at=evening.at)] == [
        "first"
    ]


def test_a_show_with_an_act_missing_a_cancelled_one_and_one_that_is_over_cannot_be_locked() -> None:
    evening = a_filled_show()
    assignment.clear(CONSOLE, evening.show.id, 2, at=evening.at)
    reasons = []
    for at in (evening.at, evening.show.ends_at):
        with pytest.raises(Conflict) as refused:
            locking.lock(evening.lead, evening.show.id, at=at)
        reasons.append(refused.value.reason)
    evening.show.state = ShowState.CANCELLED
    db.session.flush()
    with pytest.raises(Conflict) as refused:
        locking.lock(evening.lead, evening.show.id, at=evening.at)

    assert [*reasons, refused.value.reason] == ["not_three_acts", "show_over", "show_cancelled"]


def test_acts_that_keep_slot_and_time_are_not_asked_again_and_those_who_left_are_told() -> None:
    evening = an_asked_show()
    offers_before = [evening.offer(act).id for act in range(3)]
    locking.unlock(evening.lead, evening.show.id, "another third act", at=evening.at)
    _swap(evening, {3: 4})

    locking.lock(evening.lead, evening.show.id, at=evening.at + HOUR)

    assert [evening.offer(act).id for act in range(2)] == offers_before[:2]
    assert (evening.offer(2).state, evening.offer(4).state) == ("withdrawn", "offered")
    told = [person for kind, person in waiting() if kind == "offer_over"]
    assert told == [contact_of(2).id]


def test_an_act_that_changed_its_slot_is_asked_anew_without_a_letter_of_withdrawal() -> None:
    evening = an_asked_show()
    before = evening.offer(0)
    locking.unlock(evening.lead, evening.show.id, "the other way round", at=evening.at)
    assignment.move(CONSOLE, (evening.show.id, 1), (evening.show.id, 2), at=evening.at)

    locking.lock(evening.lead, evening.show.id, at=evening.at + HOUR)

    after = evening.offer(0)
    assert (after.id != before.id, after.position, after.state) == (True, 2, "offered")
    assert [kind for kind, _ in waiting() if kind == "offer_over"] == []


def test_a_moved_evening_asks_everybody_anew() -> None:
    evening = an_asked_show()
    old = [evening.offer(act).id for act in range(3)]
    evening.show.starts_at += HOUR
    evening.show.ends_at += HOUR
    db.session.flush()
    void = evening.states()

    locking.ask_anew(evening.show, by="lead", at=evening.at + HOUR)

    assert void == {1: "withdrawn", 2: "withdrawn", 3: "withdrawn"}
    assert evening.states() == {1: "offered", 2: "offered", 3: "offered"}
    assert {evening.offer(act).id for act in range(3)} & set(old) == set()


def test_nobody_but_the_lead_of_the_city_locks_opens_or_reads_versions() -> None:
    evening = an_asked_show()
    foreign = Reader("other", frozenset({(Role.LEAD, "elsewhere"), (Role.ARTIST, None)}))

    for reader in (STRANGER, foreign, contact_of(0)):
        with pytest.raises(NotFound):
            locking.lock(reader, evening.show.id, at=evening.at)
        with pytest.raises(NotFound):
            locking.unlock(reader, evening.show.id, "why", at=evening.at)
        with pytest.raises(NotFound):
            locking.told_versions(reader, evening.show, at=evening.at)
    assert len(lineup(evening.show)) == 3
