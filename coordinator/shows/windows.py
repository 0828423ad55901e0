"""How long a party has to say yes to a seat: two days, six hours in the last three days, one hour in the last twelve.
It ends an hour before the show at the latest; nobody is asked who would have less than a quarter of an hour."""

from datetime import datetime, timedelta

from coordinator.editions.models import Edition
from coordinator.shows.models import Show

NEAR, NEAR_WINDOW = timedelta(hours=72), timedelta(hours=6)
CLOSE, CLOSE_WINDOW = timedelta(hours=12), timedelta(minutes=60)
LAST = timedelta(hours=1)
LEAST = timedelta(minutes=15)


def confirm_by(show: Show, edition: Edition, *, at: datetime) -> datetime | None:
    """Until when a party that is asked at the instant `at` may say yes; None where it is too late to ask."""
    left = show.starts_at - at
    if left < LAST + LEAST:
        return None
    window = timedelta(hours=edition.confirm_hours)
    if left <= CLOSE:
        window = CLOSE_WINDOW
    elif left <= NEAR:
        window = NEAR_WINDOW
    return min(at + window, show.starts_at - LAST)
