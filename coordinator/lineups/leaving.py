"""An act leaves the bill: its slot is empty again, the lineup opens, and the lead gets to know."""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import offers, slots
from coordinator.disclosure.offers import Offer, OfferState
from coordinator.lineups import alarms, locking, steps
from coordinator.people.rolls import roll
from coordinator.shows.models import Show, ShowState

LETTER, LETTER_OF_SHOW = "slot_open", "slot_left"  # the outbox's kinds: about an offer, about a show
OPENED = {
    OfferState.DECLINED: "act_declined",
    OfferState.LAPSED: "act_lapsed",
    OfferState.WITHDRAWN: "act_withdrew",
}
"""How an offer ended → the reason that a version keeps for it."""


def leave(show: Show, offer: Offer, state: OfferState, *, by: str | None, at: datetime) -> None:
    """End an offer for the act's own reasons and put the slot back; the other acts keep their offers.

    The lead is told, and an alarm begins to count. The show is held by the caller, who has read the offer since. After
    the evening only the answer is noted.
    """
    offers.settle(offer, state, by=by, at=at)
    if _put_back(show, offer.artist_id, OPENED[state], by=by or "nobody", at=at):
        _tell_leads(show, LETTER, offer.id, key=offer.id, at=at)


def leave_unasked(show: Show, artist_id: str, *, by: str, at: datetime) -> None:
    """Put the slot of an act back that has no live offer for it, for the act's own reasons; otherwise as `leave`."""
    if _put_back(show, artist_id, OPENED[OfferState.WITHDRAWN], by=by, at=at):
        key = f"{show.id}|{artist_id}|{at:%Y%m%dT%H%M%S}"
        _tell_leads(show, LETTER_OF_SHOW, show.id, key=key, at=at)


def _put_back(show: Show, artist_id: str, because: str, *, by: str, at: datetime) -> bool:
    """Whether the act had a slot at a show that is still to come: the lineup is open then, and the slot empty."""
    if at >= show.ends_at or show.state is ShowState.CANCELLED:
        return False
    if artist_id not in offers.bills([show.id])[show.id].values():
        return False  # the lead has taken the act off the bill already
    if show.id in slots.locked_shows([show.id]):
        locking.release(show, because, by=by, at=at)
    with steps.noted(by, [show], "left", at=at):
        offers.vacate(show.id, artist_id)
    return True


def _tell_leads(show: Show, kind: str, subject: str, *, key: str, at: datetime) -> None:
    """The city's leads, and whoever answers for the city now."""
    in_charge = alarms.told_at(alarms.Level.LEAD, show, at=at)
    for person_id in dict.fromkeys((*roll(show.city_id).leads, *in_charge)):
        once = f"{kind}|{key}|{person_id}"
        jobs.enqueue(kind, person_id=person_id, subject=subject, dedupe_key=once, due_at=at)
