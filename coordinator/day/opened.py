"""The end of the embargo: at one instant, when the last show in the last zone is over, everybody may know all lineups.

It is decided when somebody looks, by the clock that is behind (`web.moment`); before it nothing sealed is read at all.
A place is told as its city and its area, as ever: the home stays untold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from coordinator.cities.listing import PublicCity
from coordinator.db import db
from coordinator.disclosure import performed
from coordinator.disclosure.performed import Performed
from coordinator.editions.models import Edition
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Played:
    """A show that is over, and who played there in their order; nobody where it had no acts."""

    show: PublicShow
    acts: tuple[Performed, ...]


def is_open(edition: Edition, *, at: datetime) -> bool:
    """Whether the lineups of an edition are open to everybody: all of them at one moment, once the last set anywhere is
    over, though it were late."""
    return performed.have_all_ended(edition, at=at)


def is_due(edition: Edition, *, at: datetime) -> bool:
    """Whether the moment has come that was announced; a last set that is late still holds them back."""
    return edition.embargo_ends_at is not None and at >= edition.embargo_ends_at


def been(*, at: datetime) -> Sequence[Edition]:
    """The editions that had shows of which everybody may know who played there, the latest first. Three statements at
    most, however many they are."""
    had_shows = exists().where(Show.edition_id == Edition.id, Show.state != ShowState.CANCELLED)
    past = select(Edition).where(Edition.embargo_ends_at <= at, had_shows)
    editions = db.session.scalars(past.order_by(Edition.date.desc(), Edition.id)).all()
    told = performed.ended(editions, at=at)
    return [one for one in editions if one.id in told]


def played(edition: Edition, *, at: datetime) -> dict[PublicCity, list[Played]]:
    """City → its shows and who played there, by city and time; empty before they open. Seven statements at most."""
    if not is_open(edition, at=at):
        return {}
    rows = _rows(edition)
    bills = performed.edition_to_everybody(rows, edition, at=at)
    gathered: dict[PublicCity, list[Played]] = {}
    for show in listing.in_edition(edition.id):
        if show.id in bills:
            gathered.setdefault(show.city, []).append(Played(show, bills[show.id]))
    return gathered


def _rows(edition: Edition) -> Sequence[Show]:
    playing = (Show.edition_id == edition.id) & (Show.state != ShowState.CANCELLED)
    return db.session.scalars(select(Show).where(playing)).all()
