"""My evening: what an act is asked and has promised, in order, and the way between two shows of one evening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from coordinator.disclosure.offers import LIVE, OfferState
from coordinator.disclosure.own_offers import Evening, OwnOffer, own_offers
from coordinator.geo.distance import km
from coordinator.people.readers import Reader

ONE_EVENING = timedelta(hours=8)  # between the end of one show and the start of the next


@dataclass(frozen=True, slots=True)
class Gap:
    """The time from the end of one show to the start of the next, and how far their areas' centres lie apart (km; None
    within one area)."""

    before: OwnOffer
    after: OwnOffer
    minutes: int
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class MyEvening:
    """Offers that wait for an answer, those confirmed, those that are over; gaps between any that are live."""

    waiting: tuple[OwnOffer, ...]
    confirmed: tuple[OwnOffer, ...]
    over: tuple[OwnOffer, ...]
    gaps: tuple[Gap, ...]


def my_evening(reader: Reader, *, at: datetime) -> MyEvening:
    """The offers of the acts for which the reader speaks, as they stand at the instant `at`."""
    every = own_offers(reader, at=at)
    live = [offer for offer in every if offer.state in LIVE and offer.evening.ends_at > at]
    return MyEvening(
        tuple(offer for offer in live if offer.state is OfferState.OFFERED),
        tuple(offer for offer in live if offer.state is OfferState.CONFIRMED),
        tuple(offer for offer in every if offer not in live),
        _gaps(live),
    )


def _gaps(live: Sequence[OwnOffer]) -> tuple[Gap, ...]:
    gaps = []
    for artist_id in dict.fromkeys(offer.artist_id for offer in live):
        mine = [offer for offer in live if offer.artist_id == artist_id]
        gaps += [_gap(before, after) for before, after in pairwise(mine)]
    return tuple(gap for gap in gaps if gap.minutes <= ONE_EVENING.total_seconds() // 60)


def _gap(before: OwnOffer, after: OwnOffer) -> Gap:
    free = after.evening.starts_at - before.evening.ends_at
    return Gap(before, after, int(free.total_seconds() // 60), _apart(before.evening, after.evening))


def _apart(one: Evening, other: Evening) -> float | None:
    here, there = (one.latitude, one.longitude), (other.latitude, other.longitude)
    return None if here == there else km(*here, *there)
