"""No letter to a guest leaves once what it is about is over: each kind is sent while that lies ahead, and not a day
after the evening."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import delete

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import moves
from coordinator.disclosure import plus_ones as kept
from coordinator.disclosure.entries import AskedBy
from coordinator.guests import (
    after,
    changes,
    drawing,
    in_vain,
    overdue,
    parties,
    plus_ones,
    promoting,
    revealing,
    seats,
    shrinking,
    uninvited,
    voiding,
)
from coordinator.guests import entries as entering
from coordinator.guests import letters as sending
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox
from coordinator.lineups import relocating
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.guests.entering import guests, held, open_shows, says_yes
from tests.guests.test_plus_ones import ask, comes
from tests.guests.test_seats import by_state, entry_id
from tests.guests.test_voiding import void
from tests.people.mailbox import letters

DAY = timedelta(days=1)
ELSEWHERE = {
    entering.LETTER: "only until entries close",
    drawing.LISTED: "only until the draw",
    overdue.LETTER: "to leads, until the evening",
    voiding.SAID: "to leads, of a record that stays",
    uninvited.LETTER: "to leads, as long as there is something to decide",
    after.ROUND: "no letter",
    after.LETTER: "thanks for the evening",
    in_vain.LETTER: "once it is over, while that is news",
}


@dataclass(frozen=True, slots=True)
class About:
    """Who is written to, of what (a job's subject), and an instant at which that is news."""

    guest: Reader
    subject: str
    at: datetime


def _evening(show: Show, full: Show) -> Mapping[str, About]:
    """A letter of each kind: guests of a show that is drawn, of whom some come in twos, and one who waits."""
    full.capacity = 1
    tom, zed, vic = guests(show, count=3)
    pia, mia, ola = guests(show, count=3, first=3, people=2)
    others = guests(full, count=2, first=10)
    comes(mia)
    cy = comes(ola, AskedBy("Cy", "cy@example.org"))
    ask(pia, AskedBy("Dan", "dan@example.org"))
    draw = held(show)
    at = draw.draw.due_at
    says_yes(tom, at=at)
    seats.release(ola, entry_id(ola), at=at)
    void(CONSOLE, show, vic, draw)
    (waits,) = by_state(others)[EntryState.WAITLISTED]
    move_id = moves.note(show, anew=False, until=None, at=at)
    about = {
        promoting.LETTER: (zed, entry_id(zed)),
        seats.WAITS: (waits, entry_id(waits)),
        seats.TICKET: (tom, entry_id(tom)),
        plus_ones.LETTER: (pia, _named(pia)),
        plus_ones.MISSING: (pia, entry_id(pia)),
        parties.SAID: (mia, _named(mia)),
        parties.OVER: (cy, entry_id(ola)),
        changes.LETTER: (tom, f"{show.id}|{entry_id(tom)}|time"),
        relocating.MOVED: (tom, f"{move_id}|{entry_id(tom)}"),
        shrinking.LETTER: (waits, entry_id(waits)),
        voiding.LETTER: (vic, entry_id(vic)),
    }
    told = {kind: About(guest, subject, at) for kind, (guest, subject) in about.items()}
    return told | {revealing.LETTER: About(tom, entry_id(tom), show.starts_at - DAY)}


def _named(guest: Reader) -> str:
    return kept.of_entries([entry_id(guest)])[entry_id(guest)].id


def _sent(kind: str, about: About, at: datetime) -> int:
    """How many letters leave then for a job of that kind."""
    db.session.execute(delete(Outbox))
    jobs.enqueue(kind, person_id=str(about.guest.id), subject=about.subject, dedupe_key=f"{kind}{at}", due_at=about.at)
    db.session.commit()
    return len(letters(at=at))


def test_no_letter_to_a_guest_leaves_a_day_after_the_evening(app: Flask) -> None:
    show, full, _ = open_shows()
    told = _evening(show, full)

    ahead = {kind: _sent(kind, about, about.at) for kind, about in told.items()}
    over = {kind: _sent(kind, about, show.ends_at + DAY) for kind, about in told.items()}

    assert ahead == dict.fromkeys(told, 1)
    assert over == dict.fromkeys(told, 0)
    assert told.keys() | ELSEWHERE.keys() == sending.JOBS.keys()
