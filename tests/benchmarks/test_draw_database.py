"""The draw of a city with 100,000 entries as the site does it, on both databases: the list is published when entries
close, the draw is held, everybody's letter is enqueued. With time, statements and memory of each step."""

import hashlib
import resource
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time, sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure import drawing as placed
from coordinator.disclosure import entries as own
from coordinator.disclosure.access_words import NEEDS
from coordinator.disclosure.sealed_guests import SealedEntry, SealedWish
from coordinator.gate import granted
from coordinator.guests import drawing, entries, seats
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox
from coordinator.people.models import Person
from coordinator.people.readers import CONSOLE
from coordinator.shows.models import Show
from tests.guests.entering import edition_of, open_shows, outcome_of
from tests.people.alike import statements

ENTRIES, SHOWS, PORTION = 100_000, 270, 10_000
LOOKED_UP, SENT = 20, 200


def _rows(shows: list[Show], numbers: Iterable[int]) -> tuple[list[dict[str, Any]], ...]:
    seal, at = cipher.current(), now()
    people, parties, wishes = [], [], []
    for number in numbers:
        person, key = f"p{number:031}", f"e{number:031}"
        people.append(
            {
                "id": person,
            }
        )
        parties.append(
            {
                "id": key,
                "edition_id": shows[0].edition_id,
                "city_id": shows[0].city_id,
                "person_id": person,
                "state": EntryState.ENTERED,
                "people": 1 + number % 2,
                "access": seal.seal(NEEDS if number % 50 == 0 else "g", f"sec_entries.access|{key}"),
                "token": "",
                "public_id": hashlib.sha256(key.encode()).hexdigest(),
                "letter_hash": key,
                "asked_at": at,
            }
        )
        wanted = dict.fromkeys(shows[(number * step) % SHOWS].id for step in (1, 7, 31))
        wishes += [{"entry_id": key, "position": place, "show_id": show} for place, show in enumerate(wanted, start=1)]
    return people, parties, wishes


def _enter(shows: list[Show]) -> None:
    for first in range(0, ENTRIES, PORTION):
        rows = _rows(shows, range(first, first + PORTION))
        with granted("fill for a measurement"):
            for table, part in zip((Person, SealedEntry, SealedWish), rows, strict=True):
                db.session.execute(insert(table), part)
        db.session.commit()


def _resident() -> int:
    """Memory of this process in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def _measured(name: str, work: Callable[[], Any]) -> Any:
    """Do it, and print what it took."""
    before, peak, over = _resident(), [0], Event()

    def watch() -> None:
        while not over.is_set():
            peak[0] = max(peak[0], _resident())
            sleep(0.01)

    watching = Thread(target=watch)
    watching.start()
    began, computing = perf_counter(), process_time()
    with statements() as said:
        done = work()
        db.session.commit()
    took, computed = perf_counter() - began, process_time() - computing
    over.set()
    watching.join()
    print(
        f"  {name:25} {took:5.1f} s, computing {computed:5.1f} s, {len(said):5} statements,"
        f" {(peak[0] - before) / 1024:4.0f} MB more"
    )
    return done


@pytest.mark.bench
def test_a_city_of_100_000_entries_is_listed_and_drawn(app: Flask) -> None:
    shows = open_shows(SHOWS)
    _enter(shows)
    show, edition = shows[0], edition_of(shows[0])
    closes = entries.close_at(edition, show.city_id)
    assert closes is not None
    print(f"\n{ENTRIES} entries for {SHOWS} shows, {db.engine.dialect.name}")

    _measured("publish the list", lambda: drawing.close_due(closes))
    fixed = drawing.find_draw(edition, show.city_id)
    assert fixed is not None
    due, outcome = fixed.draw.due_at, outcome_of(fixed)
    hold = lambda: drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome, at=due)  # noqa: E731
    _measured("hold it, enqueue letters", hold)

    enqueued = db.session.execute(select(Outbox.kind, func.count()).group_by(Outbox.kind).order_by(Outbox.kind)).all()
    letters = ", ".join(f"{count} {kind}" for kind, count in enqueued)
    print(f"  letters: {letters}; the process has had {_peak():.0f} MB at most")
    assert sum(count for _, count in enqueued) == 2 * ENTRIES  # one as the list is published, one as it is drawn
    _measured(f"look up {LOOKED_UP} places", lambda: _look_up(show))
    _measured(f"send {SENT} letters", lambda: jobs.work_off(app.extensions["coordinator.jobs"], at=due, limit=SENT))
    _measured("let 100 seats lapse", lambda: seats.lapse_due(due + timedelta(days=2)))


def _look_up(show: Show) -> None:
    """What a page of my entries, and each letter to somebody who waits, asks for."""
    for number in range(LOOKED_UP):
        entry = own.find(f"e{number:031}")
        assert entry is not None
        assert placed.place_of(entry.id)
        db.session.expire_all()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
