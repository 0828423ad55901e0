"""Who was there and may send pictures of an evening, and who speaks for the acts that played: by slot, without a name.

A host hears with everybody else who played, so whoever sends a picture says “the second act”, and its contact is asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from coordinator.db import db
from coordinator.disclosure import twins
from coordinator.disclosure.doorkeepers import host_of
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.sealed import SealedArtist, SealedSlot, SealedSpace
from coordinator.disclosure.sealed_board import SealedTwin
from coordinator.disclosure.sealed_door import SealedDoorPerson
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.gate import granted
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState


def was_there(reader: Reader, show: Show) -> bool:
    """Whether the reader may send pictures of a show: its host, who speaks for an act that has said yes to it, who
    stood at its door, the lead of its city or the global team."""
    if reader.id is None or show.state is ShowState.CANCELLED:
        return False
    if reader.leads(show.city_id) or reader.has(Role.GLOBAL):
        return True
    with granted("whether somebody was there"):
        return db.session.scalar(select(Show.id).where(Show.id == show.id, _there(reader.id))) is not None


def evenings(reader: Reader, *, since: datetime, until: datetime) -> Sequence[Show]:
    """The shows of which the reader may send pictures as host, act or door, and that ended within that time, the
    latest first."""
    if reader.id is None:
        return ()
    ended = (Show.ends_at > since, Show.ends_at <= until, Show.state != ShowState.CANCELLED)
    with granted("evenings at which somebody was"):
        return db.session.scalars(
            select(Show).where(*ended, _there(reader.id)).order_by(Show.ends_at.desc(), Show.id)
        ).all()


def host(show: Show) -> str:
    """Whose home it is (person id)."""
    return host_of(show)


def contacts(show: Show) -> Mapping[int, str]:
    """Slot (1 to 3) → who speaks for the act that played there (person id)."""
    kept = twins.kept([show.id])[show.id]
    wanted = (
        select(SealedSlot.position, SealedArtist.contact_id)
        .join(SealedArtist, SealedArtist.artist_id == SealedSlot.artist_id)
        .where(SealedSlot.show_id == kept.source)
    )
    with granted("who speaks for acts"):
        rows = db.session.execute(wanted).all()
    return {twins.turned(row.position) if kept.is_twin else row.position: row.contact_id for row in rows}


def _there(person_id: str) -> ColumnElement[bool]:
    hosted = select(SealedSpace.space_id).where(SealedSpace.host_id == person_id)
    as_host = or_(SealedDoorPerson.space_id.is_(None), SealedDoorPerson.space_id == Show.space_id)
    doors = select(SealedDoorPerson.show_id).where(SealedDoorPerson.person_id == person_id, as_host)
    played = (
        select(SealedOffer.show_id)
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .where(SealedArtist.contact_id == person_id, SealedOffer.state == OfferState.CONFIRMED)
        .where(SealedOffer.starts_at == Show.starts_at)
    )
    beside = select(SealedTwin.twin_id).where(SealedTwin.show_id.in_(played))
    return or_(Show.space_id.in_(hosted), Show.id.in_(doors), Show.id.in_(played), Show.id.in_(beside))
