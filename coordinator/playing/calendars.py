"""An act's evenings as a calendar: what each is follows from its offer alone.

An offer that waits is tentative (the act was told of it, and sees what it clashes with before it answers), a yes is
confirmed, and what is over for whatever reason is cancelled, because calendars keep copies. Number and time of its last
change are those of the act's offer and answer, so that they tell nothing of what a lead does with the lineup meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime

from coordinator import calendars
from coordinator.calendars import Evening, Status
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import OwnOffer

STATES = {OfferState.OFFERED: (Status.TENTATIVE, 0), OfferState.CONFIRMED: (Status.CONFIRMED, 1)}
OVER = (Status.CANCELLED, 2)
"""State of an offer → status and sequence of its entry."""


def calendar_of(offers: Sequence[OwnOffer], *, title: str, link: str) -> bytes:
    """The evenings of these offers; `title` is what each is called, `link` the page that tells more."""
    return calendars.calendar_of([_evening(offer) for offer in offers], title=title, link=link)


def _evening(offer: OwnOffer) -> Evening:
    status, sequence = STATES.get(offer.state, OVER)
    lasts = offer.evening.ends_at - offer.evening.starts_at
    told = (offer.uid, status, sequence, _changed(offer))
    return Evening(*told, starts_at=offer.offered_for, lasts=lasts, zone=offer.evening.zone)


def _changed(offer: OwnOffer) -> datetime:
    """When the offer became what it is; one that lapsed did so at its deadline, whoever noticed when."""
    lapsed = offer.state is OfferState.LAPSED
    return offer.expires_at if lapsed else offer.answered_at or offer.offered_at
