"""kill -9 in the middle of a draw, and of the letters about it: one result, nobody told twice, nobody forgotten."""

import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.guests import drawing, promoting, seats
from coordinator.guests.models import Draw, EntryState
from coordinator.jobs import LEASE, Outbox
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show, ShowState
from tests.guests.dying import POINTS, killed_in_draw, killed_while_sending
from tests.guests.entering import edition_of, guests, held, open_shows, outcome_of, published

KILLED = -signal.SIGKILL
SEVEN = 7


def _standing(show_id: str, readers: list[Reader]) -> tuple[object, ...]:
    """What there is of a draw: its result, where entries and show stand, what is counted, how many letters wait."""
    db.session.rollback()
    db.session.expire_all()
    show = db.session.get_one(Show, show_id)
    draw = db.session.get_one(Draw, (show.edition_id, show.city_id))
    states = Counter(own.own_entries(reader)[0].state for reader in readers)
    waiting = select(func.count()).select_from(Outbox).where(Outbox.kind.in_([promoting.LETTER, seats.WAITS]))
    found = (draw.result, states, show.state, dict(counted.free(show_id)), db.session.scalar(waiting))
    db.session.rollback()  # whoever is to be killed writes in a process of its own
    return found


@pytest.mark.parametrize("point", [*POINTS, "before the commit"])
def test_a_draw_that_is_killed_leaves_nothing_and_is_held_once_afterwards(
    app: Flask, db_url: str, tmp_path: Path, point: str
) -> None:
    (show,) = open_shows(1)
    show.capacity = SEVEN
    readers = guests(show, count=9)
    fixed = published(show)
    due, outcome = fixed.draw.due_at, outcome_of(fixed)
    edition_id, city_id, show_id = show.edition_id, show.city_id, show.id
    before = _standing(show_id, readers)

    killed = killed_in_draw(db_url, tmp_path, point, edition_id, city_id, at=due)
    after = _standing(show_id, readers)
    first = drawing.hold(CONSOLE, edition_of(show), city_id, outcome, at=due).draw.result
    db.session.commit()
    once = _standing(show_id, readers)
    again = drawing.hold(CONSOLE, edition_of(show), city_id, outcome, at=due + timedelta(hours=1)).draw.result
    db.session.commit()

    assert (killed, after) == (KILLED, before)
    assert before == (None, Counter({EntryState.ENTERED: 9}), ShowState.OPEN, {}, 0)
    won, waits = once[1][EntryState.WON], once[1][EntryState.WAITLISTED]  # type: ignore[index]
    assert (won, waits, once[2], once[4]) == (SEVEN, 2, ShowState.DRAWN, 9)
    assert (again, _standing(show_id, readers)) == (first, once)


def test_workers_that_are_killed_lose_no_letter_and_repeat_only_the_one_in_hand(
    app: Flask, db_url: str, tmp_path: Path
) -> None:
    (show,) = open_shows(1)
    guests(show, count=9)
    at, sent = held(show).draw.due_at, tmp_path / "sent"
    asked = db.session.scalars(select(Outbox.id).where(Outbox.kind == promoting.LETTER)).all()
    db.session.rollback()

    turns = [(2, True), (1, False), (3, True), (2, False)]
    ends = [
        killed_while_sending(db_url, tmp_path, sent, at=at + turn * LEASE, after=after, handed=handed)
        for turn, (after, handed) in enumerate(turns)
    ]
    last = killed_while_sending(db_url, tmp_path, sent, at=at + len(turns) * LEASE, after=99, handed=True)

    told = Counter(line.removeprefix("<").partition("@")[0] for line in sent.read_text().splitlines())
    twice = [key for key, count in told.items() if count > 1]
    assert (ends, last) == ([KILLED] * len(turns), 0)
    assert (len(asked), set(told)) == (9, set(asked))
    assert (max(told.values()), len(twice)) == (2, sum(handed for _, handed in turns))
    db.session.rollback()
    assert db.session.scalars(select(Outbox.id).where(Outbox.done_at.is_(None))).all() == []
