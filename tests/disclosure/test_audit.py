"""Whatever is unsealed is written down: at once for a page, and also where the page comes to nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select

from coordinator.clock import now
from coordinator.db import db, reading
from coordinator.disclosure import audit
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.sealed import Disclosure
from coordinator.people.readers import Reader

ADA = Reader("ada")


def _look(*subjects: str) -> None:
    for subject in subjects:
        audit.record(ADA, [Fact.LINEUP], of=[subject], at=now())


def _written() -> list[str]:
    return sorted(db.session.scalars(select(Disclosure.subject)))


def _transactions(act: Callable[[], None]) -> int:
    """How many transactions are written while something is done."""
    seen: list[Connection] = []
    hear = seen.append
    event.listen(db.engine, "commit", hear)
    act()
    event.remove(db.engine, "commit", hear)
    return len(seen)


def test_what_a_page_unseals_is_written_in_one_transaction(app: Flask) -> None:
    def page() -> None:
        with reading(), audit.together():
            _look("a", "b", "c")

    assert _transactions(page) == 1
    assert _written() == ["a", "b", "c"]


def test_what_was_unsealed_stays_written_where_the_page_fails(app: Flask) -> None:
    def page() -> None:
        with reading(), audit.together():
            _look("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        page()
    db.session.rollback()

    assert _written() == ["a"]


def test_a_page_that_unseals_nothing_writes_nothing(app: Flask) -> None:
    def page() -> None:
        with reading(), audit.together():
            _look()

    assert _transactions(page) == 0


def test_what_is_unsealed_on_the_way_to_a_change_stands_or_falls_with_it(app: Flask) -> None:
    with audit.together():
        _look("a")
        db.session.rollback()
        _look("b")
        db.session.commit()

    assert _written() == ["b"]
