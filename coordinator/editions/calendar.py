"""Which edition is meant: by name, or the one that is next."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import NotFound

LAST_ZONE_HOURS = 36  # a local day ends within this time after UTC midnight that began it, also at UTC−12
FIRST_ZONE_HOURS = 14  # a local day begins this time before its UTC midnight: on Kiritimati, at UTC+14
DAY_HOURS = FIRST_ZONE_HOURS + LAST_ZONE_HOURS  # so long is one day on some clock of the earth: 50 hours of instants


def find_current(at: datetime) -> Edition | None:
    """The edition that is on at the instant `at`, else the next one, else the last one; None before the first."""
    today = _day_everywhere(at)
    coming = select(Edition).where(Edition.date >= today).order_by(Edition.date, Edition.id).limit(1)
    past = select(Edition).where(Edition.date < today).order_by(Edition.date.desc(), Edition.id).limit(1)
    return db.session.scalar(coming) or db.session.scalar(past)


def every() -> Sequence[Edition]:
    """All editions, the latest first."""
    return db.session.scalars(select(Edition).order_by(Edition.date.desc(), Edition.id)).all()


def is_over(edition: Edition, *, at: datetime) -> bool:
    """Whether the day of an edition is past everywhere: nobody can offer anything for it any more."""
    return edition.date < _day_everywhere(at)


def _day_everywhere(at: datetime) -> date:
    """The day that has come everywhere at the instant `at`."""
    return (at - timedelta(hours=LAST_ZONE_HOURS)).date()


def first_instant(day: date) -> datetime:
    """The instant at which a day begins on the first clocks of the earth; `DAY_HOURS` later it is over on the last."""
    return datetime.combine(day, time(), UTC) - timedelta(hours=FIRST_ZONE_HOURS)


def get_edition(slug: str) -> Edition:
    """The edition of that name. Raises NotFound."""
    found = db.session.scalar(select(Edition).where(Edition.slug == slug))
    if found is None:
        raise NotFound
    return found
