"""Shifts of the global team, which move west with the evening: whose evening it is, and the notes between them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from coordinator.clock import local
from coordinator.db import db
from coordinator.disclosure import desk, leaks
from coordinator.disclosure.desk import Handover
from coordinator.editions.models import Edition
from coordinator.errors import Invalid, Say
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

EVENING = 20.0  # o'clock


def zones(edition: Edition, *, at: datetime) -> Sequence[str]:
    """The zones in which an edition has shows, from east to west as clocks stand at the instant `at`."""
    playing = (Show.edition_id == edition.id) & (Show.state != ShowState.CANCELLED)
    return from_the_east(db.session.scalars(select(Show.zone).where(playing).distinct()), at=at)


def from_the_east(among: Iterable[str], *, at: datetime) -> Sequence[str]:
    """Zones in the order in which their clocks stand at the instant `at`, the one that is furthest ahead first."""
    return sorted(among, key=lambda zone: (-_ahead(zone, at), zone))


def of_the_evening(among: Sequence[str], *, at: datetime) -> str | None:
    """The one of those zones whose clocks are nearest to eight in the evening; None among none."""
    return min(among, key=lambda zone: (_from_evening(zone, at), zone), default=None)


def hand_over(reader: Reader, edition: Edition, zone: str, words: str, *, form: str = "", at: datetime) -> None:
    """Leave a note for the shift that follows, once for one opening of the form (`form`). Raises NotFound for everybody
    but the team, and Invalid (`zone`)."""
    leaks.refuse_others(reader)
    if zone not in zones(edition, at=at):
        raise Invalid({"zone": [Say("Choose a zone in which shows take place.")]})
    desk.hand_over(reader, edition.id, zone, words, form=form, at=at)


def notes(reader: Reader, edition: Edition) -> Sequence[Handover]:
    """What shifts have left, the newest first. Raises NotFound for everybody but the team."""
    return desk.handovers(reader, edition.id)


def _ahead(zone: str, at: datetime) -> float:
    return (local(at, zone).utcoffset() or timedelta(0)).total_seconds()


def _from_evening(zone: str, at: datetime) -> float:
    wall = local(at, zone)
    hours = abs(wall.hour + wall.minute / 60 - EVENING)
    return min(hours, 24 - hours)
