"""No page follows the order in which rows happen to lie in the database.

Where a statement asks for no order a database gives what it likes, and what it likes may follow from what was changed
last: a lineup that is changed moves its row. SQLite can be told to turn such an order round.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select

from coordinator.db import db
from coordinator.shows.models import Show
from tests.disclosure import looking, worlds
from tests.disclosure.conftest import begin_anew, posted
from tests.disclosure.hands import same_hands
from tests.disclosure.looking import VIEWERS, Seen
from tests.disclosure.worlds import PHASES, WORLDS

pytestmark = pytest.mark.parametrize("db_url", ["sqlite"], indirect=True, scope="session")
Turn = Callable[[bool], None]


@contextmanager
def _turning() -> Iterator[Turn]:
    """Inside, what it gives lets SQLite turn round the order of what asks for none, or not any more."""
    wanted = [False]

    def tell(connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA reverse_unordered_selects = {int(wanted[0])}")  # type: ignore[attr-defined]

    def turn(round_: bool) -> None:
        db.session.remove()
        wanted[0] = round_

    event.listen(db.engine, "checkout", tell)
    try:
        yield turn
    finally:
        event.remove(db.engine, "checkout", tell)


def _seen(app: Flask, turn: Turn, *, turned: bool) -> tuple[Seen, list[str]]:
    """What everybody sees of the first world, built anew, at the moments at which she is looked at in the sweep; and
    its shows in no order."""
    begin_anew()
    worlds.build(WORLDS[0])
    seen = Seen()
    for phase in PHASES:
        worlds.enter(WORLDS[0], phase)
        posted()
        looking.look_as_before_leaks(app)
        turn(turned)
        for who, viewer in VIEWERS.items():
            if phase in viewer.phases:
                looking.sweep(app, seen, (who, looking.herself(viewer, WORLDS[0])), phase)
        lying = list(db.session.scalars(select(Show.id)))
        turn(False)
    begin_anew()
    return seen, lying


def _unlike(one: Seen, other: Seen) -> list[str]:
    return [
        f"{who}, {phase}: {request}"
        for (who, phase), answers in one.answers.items()
        for request, answer in answers.items()
        if other.answers[who, phase][request] != answer
    ]


def test_no_page_follows_the_order_in_which_rows_lie(migrated_app: Flask) -> None:
    with migrated_app.app_context(), same_hands(migrated_app), _turning() as turn:
        plain, lying = _seen(migrated_app, turn, turned=False)
        turned, other = _seen(migrated_app, turn, turned=True)

    assert (lying == other[::-1], lying == other) == (True, False)  # it was turned round
    assert sum(map(len, plain.answers.values())) > 5_000
    assert _unlike(plain, turned) == []
