"""Photos of a room, and of what its host reports: her own, and what of them others may see as the policy says. A
draft's are hers alone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import act_photos, audit, door_places, guest_evenings, incidents, own_places, photos
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.photos import Photo, Subject
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space

FACTS = {Subject.SPACE: Fact.ROOM_PHOTO, Subject.INCIDENT: Fact.INCIDENT, Subject.ACT: Fact.ACT}


def own(form: OwnForm) -> tuple[Photo, ...]:
    """Those of a host's own space, in their order."""
    return photos.of(Subject.SPACE, form.space_id)


def for_lead(reader: Reader, space: Space, *, at: datetime) -> tuple[Photo, ...]:
    """Those of a space for the lead of its city. Raises NotFound for everybody else."""
    if not may_see(Fact.ROOM_PHOTO, relation(reader, city_id=space.city_id), Phase.PLANNED):
        raise NotFound
    found = photos.of(Subject.SPACE, space.id)
    audit.record(reader, [Fact.ROOM_PHOTO] if found else (), of=[space.id], at=at)
    return found


def show(reader: Reader, space: Space, photo_ids: Collection[str], *, at: datetime) -> int:
    """Let these photos of a space, at which the lead of its city has looked, be seen by who comes there; how many are
    shown by it. Raises NotFound for everybody else."""
    if not may_see(Fact.ROOM_PHOTO, relation(reader, city_id=space.city_id), Phase.PLANNED):
        raise NotFound
    return photos.see(Subject.SPACE, space.id, photo_ids, at=at)


def picture(reader: Reader, photo_id: str, side: int, *, at: datetime) -> bytes:
    """One size of a photo for who may see it, visitors of the room included while the policy tells them of it, once a
    lead has looked at it. Raises NotFound for everybody else, as for a photo that there is not."""
    subject, key = photos.whose(photo_id)
    if subject is Subject.SHOT:
        raise NotFound  # pictures of an evening are shown by the album alone
    stands = _standing_to(reader, subject, key)
    if not may_see(FACTS[subject], stands, Phase.PLANNED) and not (
        subject is Subject.SPACE and not photos.is_new(photo_id) and _visits(reader, key, at)
    ):
        raise NotFound
    if stands not in (Relation.HOST, Relation.ARTIST):
        audit.record(reader, [FACTS[subject]], of=[key], at=at)
    return photos.picture(photo_id, side)


def _visits(reader: Reader, space_id: str, at: datetime) -> bool:
    """Whether the reader comes to that room as a guest, to play or to stand at its door, and may see photos of it."""
    return any(of.sees_room(reader, space_id, at=at) for of in (guest_evenings, own_places, door_places))


def _standing_to(reader: Reader, subject: Subject, key: str) -> Relation:
    if subject is Subject.ACT:
        return act_photos.standing(reader, key)
    return _standing(reader, key if subject is Subject.SPACE else incidents.space_of(key))


def _standing(reader: Reader, space_id: str) -> Relation:
    """How a reader stands to a space. Before it is sent it has no city, and nobody but its host."""
    space = db.session.get(Space, space_id)
    with granted("whose space it is"):
        host = db.session.scalar(select(SealedSpace.host_id).where(SealedSpace.space_id == space_id))
        begun_by = db.session.scalar(select(SealedForm.host_id).where(SealedForm.space_id == space_id))
    if space is None:
        return Relation.HOST if reader.id is not None and reader.id == begun_by else Relation.STRANGER
    return relation(reader, city_id=space.city_id, host_id=host)
