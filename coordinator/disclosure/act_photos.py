"""The photo of an act: its own, and for who may read what it says of itself. A draft's is its own alone."""

from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import audit, photos
from coordinator.disclosure.own_acts import OwnAct
from coordinator.disclosure.photos import Photo, Subject
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see, relation
from coordinator.disclosure.sealed import SealedArtist
from coordinator.disclosure.sealed_acts import SealedActForm
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader


def own(act: OwnAct) -> Photo | None:
    """That of one's own act."""
    return next(iter(photos.of(Subject.ACT, act.artist_id)), None)


def for_lead(reader: Reader, application: Application, *, at: datetime) -> Photo | None:
    """That of an act for the lead of the city it counts to. Raises NotFound for everybody else."""
    if not may_see(Fact.ACT, relation(reader, city_id=application.city_id), Phase.PLANNED):
        raise NotFound
    found = next(iter(photos.of(Subject.ACT, application.artist_id)), None)
    audit.record(reader, [Fact.ACT] if found else (), of=[application.id], at=at)
    return found


def standing(reader: Reader, artist_id: str) -> Relation:
    """How a reader stands to an act. Before it is sent it has no city, and nobody but who began it."""
    city_id = db.session.scalar(select(Application.city_id).where(Application.artist_id == artist_id))
    with granted("whose act it is"):
        contact = db.session.scalar(select(SealedArtist.contact_id).where(SealedArtist.artist_id == artist_id))
        begun_by = db.session.scalar(select(SealedActForm.contact_id).where(SealedActForm.artist_id == artist_id))
    if city_id is None:
        return Relation.ARTIST if reader.id is not None and reader.id == begun_by else Relation.STRANGER
    return relation(reader, city_id=city_id, contact_id=contact)
