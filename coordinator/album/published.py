"""What everybody may see: pictures of evenings that are told, where all who are asked have agreed to this site.

It is decided when somebody looks. Before the embargo of the edition is over nothing sealed is read: that there is a
picture would tell who played.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from coordinator.album.models import Use
from coordinator.db import db
from coordinator.disclosure import consents, performed, shots
from coordinator.disclosure.shots import Shot
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Picture:
    """A public picture and the evening that it is of."""

    shot: Shot
    show: PublicShow


def is_told(edition: Edition, *, at: datetime) -> bool:
    """Whether the embargo of an edition is over, and the last set of all with it."""
    return performed.have_all_ended(edition, at=at)


def of_city(edition: Edition, city_id: str, *, at: datetime) -> Sequence[Picture]:
    """The public pictures of a city, by show and time; none before the embargo is over."""
    found = _public(edition, Show.city_id == city_id, at=at)
    shows = {show.id: show for show in listing.in_city(edition.id, city_id)} if found else {}
    pictures = [Picture(shot, shows[shot.show_id]) for shot in found]
    return sorted(pictures, key=lambda one: (one.show.starts_at, one.show.id, one.shot.sent_at, one.shot.id))


def earlier(edition: Edition, city_id: str, *, at: datetime) -> Sequence[Edition]:
    """Other editions with public pictures of a city, the latest first."""
    others = select(Edition).where(Edition.id != edition.id, Edition.embargo_ends_at <= at)
    found = db.session.scalars(others.order_by(Edition.date.desc())).all()
    return [one for one in found if _public(one, Show.city_id == city_id, at=at)]


def shows(edition: Edition, *, at: datetime) -> frozenset[str]:
    """Ids of the shows of an edition of which there are public pictures."""
    return frozenset(shot.show_id for shot in _public(edition, at=at))


def has_some(edition: Edition, show_id: str, *, at: datetime) -> bool:
    """Whether there are public pictures of a show."""
    return bool(_public(edition, Show.id == show_id, at=at))


def get(shot_id: str, *, at: datetime) -> Shot:
    """A public picture. Raises NotFound for every other, and for none at all."""
    shot = shots.find(shot_id)
    if shot is None or Use.SITE not in consents.allowed(shot, consents.of_shots([shot.id]).get(shot.id, ())):
        raise NotFound
    if not may_be_given(shot, at=at):
        raise NotFound
    return shot


def may_be_given(shot: Shot, *, at: datetime) -> bool:
    """Whether everybody may know by now who played at the evening that it is of."""
    show = db.session.get_one(Show, shot.show_id)
    return bool(_told([show], db.session.get_one(Edition, show.edition_id), at=at))


def _public(edition: Edition, *which: ColumnElement[bool], at: datetime) -> Sequence[Shot]:
    if not is_told(edition, at=at):
        return ()
    playing = (Show.edition_id == edition.id, Show.state != ShowState.CANCELLED, *which)
    sent = shots.of_shows(db.session.scalars(select(Show.id).where(*playing)).all())
    rows = db.session.scalars(select(Show).where(Show.id.in_({shot.show_id for shot in sent}))).all() if sent else ()
    told = _told(rows, edition, at=at)
    asked = consents.of_shots([shot.id for shot in sent])
    return [
        shot for shot in sent if shot.show_id in told and Use.SITE in consents.allowed(shot, asked.get(shot.id, ()))
    ]


def _told(rows: Collection[Show], edition: Edition, *, at: datetime) -> frozenset[str]:
    """The ids of those of which everybody may know who played."""
    return performed.told_to_everybody(rows, edition, at=at)
