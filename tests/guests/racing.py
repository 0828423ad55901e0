"""What guests do at the same moment, each in a process of its own."""

from collections.abc import Sequence
from datetime import datetime
from time import sleep
from unittest.mock import patch

from sqlalchemy import text, true, update

from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import moves
from coordinator.disclosure import seats as counted
from coordinator.disclosure.entries import Wanted
from coordinator.disclosure.sealed_guests import SealedSeats
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.gate import granted
from coordinator.guests import drawing, entries, plus_ones, randomness, seats
from coordinator.guests.draw_result import Outcome
from coordinator.parting import erasing
from coordinator.people.readers import CONSOLE, Reader
from tests.guests.draws import OUR_KEY, OURS

ONE_AFTER_ANOTHER = 25  # attempts of each process
LATE = 0.6  # seconds: long enough for somebody else to begin, and to be kept waiting


def take_many(show_id: str) -> None:
    """Take one seat after another, each in a transaction of its own."""
    _many(show_id, lambda: counted.take(show_id, "g", 1))


def take_many_unguarded(show_id: str) -> None:
    """The same by the same statement without its condition, where the database watches no more than it does."""
    _watch(False)
    with patch.object(counted, "_enough", lambda _people: true()):
        _many(show_id, lambda: counted.take(show_id, "g", 1))
    _watch(True)


def _watch(checks: bool) -> None:
    """Have this connection heed the constraints of the database, or not; PostgreSQL has no such switch."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text(f"PRAGMA ignore_check_constraints = {'OFF' if checks else 'ON'}"))
        db.session.commit()


def _many(show_id: str, take: object) -> None:
    assert callable(take)
    for _ in range(ONE_AFTER_ANOTHER):
        if take():
            _sold(show_id)
        db.session.commit()


def _sold(show_id: str) -> None:
    """Count what was given, by a statement that loses nothing."""
    this = (SealedSeats.show_id == show_id, SealedSeats.pool == "sold")
    with granted("count in a test"):
        db.session.execute(update(SealedSeats).where(*this).values(free=SealedSeats.free + 1))


def enter_slowly(person_id: str, show_id: str, at: datetime) -> None:
    """Enter, and take one's time before the transaction ends."""
    entries.enter(Reader(person_id), Wanted(1, (show_id,)), at=at)
    sleep(LATE)


def enter_slowly_unguarded(person_id: str, show_id: str, at: datetime) -> None:
    """The same without holding the city: the list does not wait for it."""
    with patch.object(entries, "stays_open", lambda _where, *, at: at is not None):
        enter_slowly(person_id, show_id, at)


def publish(at: datetime) -> None:
    """Publish what is due, a little after somebody has begun to enter."""
    sleep(LATE / 3)
    drawing.close_due(at)


def consent_slowly(token: str, at: datetime) -> None:
    """Say yes to a party, and take one's time before the transaction ends; who is refused changes nothing."""
    try:
        plus_ones.consent(token, at=at)
        sleep(LATE)
    except Conflict:
        db.session.rollback()


def hold_slowly(edition_id: str, city_id: str, outcome: Outcome, at: datetime) -> None:
    """Hold the draw, and take one's time before the transaction ends."""
    randomness.KEYS[OURS] = OUR_KEY  # this process does not know it yet
    drawing.hold(CONSOLE, db.session.get_one(Edition, edition_id), city_id, outcome, at=at)
    sleep(LATE)


def erase_meanwhile(person_ids: Sequence[str], wait: float, at: datetime) -> None:
    """These people leave for good, one after another, so many seconds after the others have begun."""
    sleep(wait)
    for person_id in person_ids:
        erasing.erase(Reader(person_id), at=at)
        db.session.commit()


def say(what: str, person_ids: Sequence[str], at: datetime) -> None:
    """These guests say yes to a seat, or give it back, one after another; who has none to answer for is refused."""
    for person_id in person_ids:
        reader = Reader(person_id)
        (entry,) = own.own_entries(reader)
        try:
            if what == "yes":
                seats.confirm(reader, entry.id, sees=moves.seen_of(str(entry.seat)), at=at)
            else:
                seats.release(reader, entry.id, at=at)
            db.session.commit()
        except Conflict:
            db.session.rollback()


def tidy_up(times: int, at: datetime) -> None:
    """What a worker does every minute: lapses, parties that come alone, access seats that nobody took."""
    for _ in range(times):
        for walk in (seats.lapse_due, seats.part_due, seats.open_access_due, seats.fill_due):
            walk(at)
            db.session.commit()
