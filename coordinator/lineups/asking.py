"""Asking the acts of a locked lineup whether they play: an offer each, with its deadline, reminders and letters.

Deadlines are counted between instants, so no change of clocks matters.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import offers
from coordinator.disclosure.offers import Offer, OfferState
from coordinator.disclosure.steps import Slots
from coordinator.editions.models import Edition
from coordinator.shows.models import Show

# the outbox's kinds
OFFER, REMINDER, OVER, LAPSE, CHANGED = "offer", "offer_reminder", "offer_over", "offer_lapse", "evening_changed"
SHARE = 3  # near the day an act has at most this part of the time that is left
LEAST = timedelta(minutes=15)
LAST_CALL = timedelta(hours=12)  # before the deadline
GRACE = timedelta(minutes=10)  # a lead who cleared a slot by mistake locks again before the act reads of it


def deadline(show: Show, edition: Edition, *, at: datetime) -> datetime:
    """Until when an act that is asked at the instant `at` may answer.

    The edition's hours (72 unless set), near the day a third of the time left until the show, so that two thirds stay
    for others; never less than a quarter of an hour.
    """
    longest = min(timedelta(hours=edition.offer_hours), (show.starts_at - at) / SHARE)
    return at + max(longest, LEAST)


def reminders(asked_at: datetime, until: datetime) -> tuple[datetime, ...]:
    """When an act that has not answered is reminded: at half time, and 12 hours before the end where that is later."""
    half = asked_at + (until - asked_at) / 2
    last = until - LAST_CALL
    return (half, last) if last > half else (half,)


def ask(show: Show, version: int, *, by: str, at: datetime) -> None:
    """Ask every act of a locked lineup that has no live offer for its slot at this time; tell those who left the bill.

    Who confirmed and keeps slot and time is not asked again. The show is held by the caller.
    """
    bill = offers.bills([show.id])[show.id]
    kept = {offer.artist_id for offer in _settle_others(show, bill, by=by, at=at)}
    until = deadline(show, db.session.get_one(Edition, show.edition_id), at=at)
    for position, artist_id in bill.items():
        if artist_id not in kept:
            _ask(offers.make(show, position, artist_id, version=version, until=until, at=at), at=at)


def call_off(show: Show, *, by: str, at: datetime) -> None:
    """Withdraw every live offer of a show and tell the acts: nobody plays there. The show is held by the caller."""
    _settle_others(show, {}, by=by, at=at)


def follow(before: Slots, after: Slots, *, by: str, at: datetime) -> None:
    """End the offers of acts that a step took off a bill: their pages say so at once, letters a little later, unless
    they are asked again by then. The shows are held by the caller. Who only changes slots is asked at the next lock."""
    on_bill = {(show_id, act) for (show_id, _), act in after.items()}
    gone = {(show_id, act) for (show_id, _), act in before.items()} - on_bill
    for offer in offers.of_shows(sorted({show_id for show_id, _ in gone}), at=at) if gone else ():
        if (offer.show_id, offer.artist_id) in gone and offer.is_live:
            offers.settle(offer, OfferState.WITHDRAWN, by=by, at=at)
            tell_over(offer, at=at + GRACE)


def _settle_others(show: Show, bill: Mapping[int, str], *, by: str, at: datetime) -> list[Offer]:
    """End the offers that no longer hold, and return those that do."""
    standing = [offer for offer in offers.of_shows([show.id], at=at) if offer.kept in offers.LIVE]
    holding = [offer for offer in standing if offer.is_live and bill.get(offer.position) == offer.artist_id]
    for offer in standing:
        if offer not in holding:
            lapsed = offer.state is OfferState.LAPSED
            offers.settle(
                offer, OfferState.LAPSED if lapsed else OfferState.WITHDRAWN, by=None if lapsed else by, at=at
            )
            if offer.artist_id not in bill.values():
                tell_over(offer, at=at)
    return holding


def _ask(offer_id: str, *, at: datetime) -> None:
    offer = offers.get(offer_id, at=at)
    _enqueue(OFFER, offer, at)
    for due_at in reminders(offer.offered_at, offer.expires_at):
        _enqueue(REMINDER, offer, due_at)
    _enqueue(LAPSE, offer, offer.expires_at)


def tell_over(offer: Offer, *, at: datetime) -> None:
    """Have the act told that its offer is over, for a reason that is not its own."""
    _enqueue(OVER, offer, at)


def tell_new_contact(offer: Offer, *, at: datetime) -> None:
    """Have who speaks for the act now asked what somebody else was asked before; reminders find her by themselves."""
    if offer.state is OfferState.OFFERED:
        _enqueue(OFFER, offer, at)


def tell_changed(offer: Offer, *, at: datetime) -> None:
    """Have the act told that its evening changed a little, and that its offer stands as it is."""
    _enqueue(CHANGED, offer, at)


def _enqueue(kind: str, offer: Offer, due_at: datetime) -> None:
    key = f"{kind}|{offer.id}|{offer.contact_id}|{due_at:%Y%m%dT%H%M%S}"
    jobs.enqueue(kind, person_id=offer.contact_id, subject=offer.id, dedupe_key=key, due_at=due_at)
