"""Free seats go to the waiting list, in the order of the draw: to each party that fits, until an hour before the show.

Where seats are kept for a few with access needs, in a city where too few ask for them to be marked in the list, whoever
has one waits, as far as anybody can see. So they have their turn for everybody's seats like all who wait, and the chain
says the same whoever they are. At their own show they change over, and the kept seat is free for another of them. At
another show the seat is only shown as theirs until their time to say yes would be over; that happens to each once at
most. What is left of kept seats two days before a show goes to whoever is next, and the chain says nothing of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import plus_ones, seats, waiting_lists
from coordinator.disclosure.seats import Seated
from coordinator.disclosure.waiting_lists import InLine
from coordinator.editions.models import Edition
from coordinator.guests.chain import What
from coordinator.guests.draw_list import MOST_PEOPLE, Pool
from coordinator.guests.linking import hides, note, note_of
from coordinator.guests.models import Draw, EntryState
from coordinator.shows.models import Show, ShowState
from coordinator.shows.windows import confirm_by

ACCESS_UNTIL = timedelta(hours=48)  # before the show: access seats that are still free go to everybody
LETTER = "seat"  # the outbox's kind


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is the same for all whose turn it is: the draw, which is held, the show, until when they may say yes, and
    whether a pair can name nobody any more."""

    held: Draw
    show: Show
    until: datetime
    is_late: bool
    at: datetime


def promote(held: Draw, show_id: str, *, at: datetime, unseen: bool = False) -> None:
    """Ask who is next for the seats of a show that are free. The draw is held by the caller. `unseen`: nobody may know
    of what makes seats free, so that nobody is asked for one of everybody's just then."""
    show, edition = db.session.get_one(Show, show_id), db.session.get_one(Edition, held.edition_id)
    until = asked_until(show, edition, at=at)
    if until is None:
        return
    turn = _Turn(held, show, until, is_late(show, edition.plus_one_hours, at), at)
    if hides(held):  # everybody's seats first: by those turns alone the chain goes
        if not unseen:
            _give_general(turn, in_public=True)
        _give_access(turn, to_all=at >= show.starts_at - ACCESS_UNTIL)
    else:
        _give_access(turn, to_all=False)
        _give_general(turn, in_public=False)


def asked_until(show: Show, edition: Edition, *, at: datetime) -> datetime | None:
    """Until when whoever is given a seat at the instant `at` may say yes; None where nobody is asked any more."""
    return None if show.state is ShowState.CANCELLED else confirm_by(show, edition, at=at)


def is_late(show: Show, hours: int, at: datetime) -> bool:
    """Whether nobody can be named any more as the second of a party, so many hours before the show."""
    return at >= show.starts_at - timedelta(hours=hours)


def tell_all(winners: Iterable[tuple[str, str, datetime]], *, at: datetime) -> None:
    """Have guests asked by letter to confirm, once for each time that they are given a seat: (entry id, person id,
    until when)."""
    asked = [(person_id, entry_id, f"{entry_id}|{int(until.timestamp())}") for entry_id, person_id, until in winners]
    jobs.enqueue_all(LETTER, asked, due_at=at)


def _give_general(turn: _Turn, *, in_public: bool) -> None:
    left = seats.free(turn.show.id).get(Pool.GENERAL, 0)
    most = MOST_PEOPLE if turn.is_late else left
    for one in waiting_lists.in_line(turn.show.id, people=most, in_public=in_public) if left else ():
        party = _as_it_comes(turn, one.party)
        if seats.take(turn.show.id, Pool.GENERAL, party.people):
            left -= party.people
            _go_on(turn, one, replace(party, pool=Pool.GENERAL))
        if not left:
            return


def _give_access(turn: _Turn, *, to_all: bool) -> None:
    left = seats.free(turn.show.id).get(Pool.ACCESS, 0)
    if not left:
        return
    most, show_id = MOST_PEOPLE if turn.is_late else left, turn.show.id
    line = waiting_lists.needing(show_id, people=most)
    for one in waiting_lists.in_line(show_id, people=most, in_public=False) if to_all else line:
        party = _as_it_comes(turn, one.party)
        if seats.take(show_id, Pool.ACCESS, party.people):
            left -= party.people
            _seat(turn, replace(party, pool=Pool.ACCESS))
        if not left:
            return


def _go_on(turn: _Turn, one: InLine, party: Seated) -> None:
    """Let a party, as it comes, have some of everybody's seats, which were taken for it."""
    if one.has is None:
        _seat(turn, party)
        return
    stands = waiting_lists.swap(party, confirm_by=turn.until) if one.has == party.show_id else None
    if stands is None:
        waiting_lists.feign(party, until=turn.until)
    else:
        seats.give_back(party.show_id, Pool.ACCESS, one.party.people)
    note(turn.held, What.PROMOTED, party.public_id, party.show_id, party.people, at=turn.at)
    if stands is EntryState.WON:
        tell_all([(party.id, party.person_id, turn.until)], at=turn.at)


def _seat(turn: _Turn, party: Seated) -> None:
    """Give seats that were taken to a party that waits."""
    if not seats.seat(party, party.pool, confirm_by=turn.until):
        seats.give_back(party.show_id, party.pool, party.people)  # it has left meanwhile
        return
    note_of(turn.held, What.PROMOTED, party, at=turn.at)
    tell_all([(party.id, party.person_id, turn.until)], at=turn.at)


def _as_it_comes(turn: _Turn, party: Seated) -> Seated:
    """A party as many as it is: when nobody can be named any more, a pair may be one."""
    if not turn.is_late or party.people == 1:
        return party
    if own.find(party.id, held=True) is None or plus_ones.has_second(party.id):
        return party
    return replace(party, people=1)
