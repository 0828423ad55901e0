"""An act leaves the bill: its slot is empty again, the lineup opens, and the lead gets to know."""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import offers, slots
from coordinator.disclosure.offers import Offer, OfferState
from coordinator.lineups import alarms, locking, steps
from coordinator.people.rolls import roll
from coordinator.shows.models import Show, ShowState

LETTER = "slot_open"  # the outbox's kind
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
    if at >= show.ends_at or show.state is ShowState.CANCELLED:
        return
    if offer.artist_id not in offers.bills([show.id])[show.id].values():
        return  # the lead has taken the act off the bill already
    if show.id in slots.locked_shows([show.id]):
        locking.release(show, OPENED[state], by=by or "nobody", at=at)
    with steps.noted(by or "nobody", [show], "left", at=at):
        position = offers.vacate(show.id, offer.artist_id)
    if position is not None:
        _tell_leads(show, offer, at=at)


def _tell_leads(show: Show, offer: Offer, *, at: datetime) -> None:
    """The city's leads, and whoever answers for the city now."""
    in_charge = alarms.told_at(alarms.Level.LEAD, show, at=at)
    for person_id in dict.fromkeys((*roll(show.city_id).leads, *in_charge)):
        key = f"{LETTER}|{offer.id}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=offer.id, dedupe_key=key, due_at=at)
