"""The clock of a rehearsal, and how its checker finds words that may not be told."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from coordinator import clock, db
from coordinator.disclosure import rehearsed
from coordinator.errors import NotAllowed
from coordinator.rehearsal.agenda import Agenda
from coordinator.rehearsal.secrets_kept import Phrases, secrets_of

AT = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_stopped_clock_stands_and_goes_on_afterwards() -> None:
    with clock.stopped(AT):
        stood = clock.now(), clock.is_stopped()
        with clock.stopped(AT + MINUTE):
            within = clock.now()
        after = clock.now()

    assert (stood, within, after) == ((AT, True), AT + MINUTE, AT)
    assert not clock.is_stopped()


def test_no_server_shows_another_time_than_a_stopped_clock(app: Flask) -> None:
    on_postgres = db.db.engine.dialect.name == "postgresql"

    with clock.stopped(AT):
        stopped = db.server_clock()

    assert stopped is None
    assert (db.server_clock() is not None) is on_postgres


def test_the_truth_is_told_to_nobody_while_the_clock_runs(app: Flask) -> None:
    with clock.stopped(AT):
        assert rehearsed.homes() == {}

    for ask in (rehearsed.homes, rehearsed.bills, rehearsed.envelopes, rehearsed.parties):
        with pytest.raises(NotAllowed):
            ask()


def test_moments_come_in_their_order_and_all_of_one_at_once() -> None:
    done: list[str] = []
    agenda = Agenda()
    agenda.put(AT + 20 * MINUTE, lambda _: done.append("late"))
    agenda.put_sharp(AT + MINUTE, lambda _: done.append("sharp"))
    agenda.put(AT, lambda _: done.append("first"))
    agenda.put(AT + 16 * MINUTE)
    agenda.put(AT + 21 * MINUTE, lambda _: done.append("last"))

    moments = []
    while (turn := agenda.next(AT + timedelta(hours=1))) is not None:
        moments.append(((turn.at - AT) / MINUTE, turn.is_due))
        for act in turn.acts:
            act(turn.at)

    assert moments == [(0, False), (1, False), (16, True), (30, False)]
    assert done == ["first", "sharp", "late", "last"]


def test_nothing_comes_after_the_end() -> None:
    agenda = Agenda()
    agenda.put(AT + MINUTE)

    assert agenda.next(AT) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Come to 12 Harbour Lane at seven.", {"room"}),
        ("come to 12  HARBOUR\nlane!", {"room"}),
        ("112 Harbour Lane, 12 Harbour Street", set()),
        ("The Quiet Trams play, said Mia.", {"act"}),
        ("The quiet trams? No: the quiet train.", {"act"}),
        ("مساء الخير ليالي الصيف", {"other"}),
        ("", set()),
    ],
)
def test_a_secret_is_found_however_it_is_written(text: str, told: set[str]) -> None:
    acts = {"act": "The Quiet Trams", "other": "ليالي الصيف"}
    phrases = Phrases(secrets_of(acts, {"room": "12 Harbour Lane"}, {"host": "Ana Silva"}))

    assert {one.of for one in phrases.found_in(text)} == told
