"""An evening changes after its acts were asked: who has to answer again, and who is only told.

A yes was said to a time, an area and what the room has. Where one of these changes, or a second room comes, it holds no
more. Of what else an act may know (the kind of room, its seats, a second room that is given up) it is told, and its
answer stands. Of what it may not know, such as another address in the same area, it hears nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import IntEnum

from coordinator.disclosure import offers, slots
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import Evening, evenings
from coordinator.lineups import asking, locking
from coordinator.shows.models import Show


class Change(IntEnum):
    """What a change of an evening means for the acts that were asked."""

    UNSEEN = 0
    TOLD = 1
    ASKED = 2


def seen_by_acts(shows: Sequence[Show]) -> Sequence[Evening]:
    """What acts may know of a show, and of its second room if it has one, in that order."""
    found = evenings([show.id for show in shows])
    return [found[show.id] for show in shows]


def change_of(before: Sequence[Evening], now: Sequence[Evening]) -> Change:
    """What it means that an evening was so `before` and is so `now`, room by room."""
    told = [_promised(evening) for evening in now]
    if any(one not in map(_promised, before) for one in told) or len(now) > len(before):
        return Change.ASKED
    return Change.UNSEEN if list(before) == list(now) else Change.TOLD


def renew(shows: Sequence[Show], before: Sequence[Evening], *, cleared: Collection[str], by: str, at: datetime) -> None:
    """Follow the change of a show, and of its second room if it has one, from what they were `before`; the acts of a
    final lineup that have to answer again are asked. The shows are held by the caller."""
    follow(shows[0], change_of(before, seen_by_acts(shows)), cleared=cleared, by=by, at=at)
    locking.ask_anew(shows[0], by=by, at=at)


def follow(show: Show, change: Change, *, cleared: Collection[str] = (), by: str, at: datetime) -> None:
    """End the offers that a change made void, and those of acts `cleared` for it; tell who is not asked again.

    `show` is the one that has the acts; it is held by the caller. Who is still on the bill of a final lineup is asked
    again by `renew`, or at the next lock.
    """
    staying = set(offers.bills([show.id])[show.id].values()) if slots.locked_shows([show.id]) else set()
    for offer in offers.of_shows([show.id], at=at):
        if offer.kept in offers.LIVE and (change is Change.ASKED or offer.artist_id in cleared):
            offers.settle(offer, OfferState.WITHDRAWN, by=by, at=at)
            if offer.artist_id not in staying:
                asking.tell_over(offer, at=at)
        elif offer.is_live and change is Change.TOLD:
            asking.tell_changed(offer, at=at)


def _promised(evening: Evening) -> tuple[object, ...]:
    """What a yes was said to."""
    where = (evening.city, evening.area, evening.latitude, evening.longitude)
    when = (evening.starts_at, evening.ends_at)
    return (*where, *when, frozenset(evening.has), evening.stage_people, evening.step_free)
