"""What hosts report of an evening, with photos: told to who leads the city, and to the host herself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher, photos
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.people import identities
from coordinator.disclosure.photos import Made, Photo, Subject
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_evenings import SealedIncident
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


class Kind(StrEnum):
    """What sort of report it is."""

    DAMAGE = "damage"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Incident:
    """A report of what was in the room `space_id`, wherever the show is now.

    `settled_at` None: nobody has dealt with it; `settled_by` is who did, by name, for the lead alone.
    """

    id: str
    show: Show
    space_id: str
    kind: Kind
    words: str
    sent_at: datetime
    settled_at: datetime | None
    settled_by: str
    photos: tuple[Photo, ...]


def report(
    form: OwnForm, show: Show, kind: Kind, words: str, pictures: Sequence[Sequence[Made]] = (), *, at: datetime
) -> str:
    """Keep a report of the host of that space; its id. The space is held by the caller."""
    key = random_id()
    sealed = cipher.current().seal(words, f"sec_incidents.words|{key}")
    row = {"id": key, "show_id": show.id, "space_id": form.space_id, "kind": kind, "words": sealed, "sent_at": at}
    with granted("keep a report"):
        db.session.execute(insert(SealedIncident), [row])
    if pictures:
        photos.add(Subject.INCIDENT, key, pictures, at=at)
    return key


def own(form: OwnForm, show: Show) -> tuple[Incident, ...]:
    """What the host of that space has reported of a show there, the oldest first."""
    return _read(SealedIncident.show_id == show.id, SealedIncident.space_id == form.space_id)


def of_city(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> tuple[Incident, ...]:
    """What hosts of a city have reported, for its lead; what is open first, then the newest. Raises NotFound for
    everybody else."""
    _refuse_strangers(reader, city_id)
    found = _read(Show.edition_id == edition_id, Show.city_id == city_id)
    audit.record(reader, [Fact.INCIDENT], of=[one.id for one in found], at=at)
    return tuple(sorted(found, key=lambda one: (one.settled_at is not None, -one.sent_at.timestamp())))


def for_lead(reader: Reader, incident_id: str, *, city_id: str, at: datetime) -> Incident:
    """One of them. Raises NotFound for everybody else, and for another city's."""
    _refuse_strangers(reader, city_id)
    found = _read(SealedIncident.id == incident_id, Show.city_id == city_id)
    if not found:
        raise NotFound
    audit.record(reader, [Fact.INCIDENT], of=[incident_id], at=at)
    return found[0]


def settle(reader: Reader, incident_id: str, *, at: datetime) -> None:
    """Say that somebody has dealt with it; who was first stays. The caller has checked that the reader may."""
    still = (SealedIncident.id == incident_id, SealedIncident.settled_at.is_(None))
    with granted("deal with a report"):
        db.session.execute(update(SealedIncident).where(*still).values(settled_at=at, settled_by=reader.id))


def city_of_open(incident_id: str) -> str | None:
    """The city of a report that nobody has dealt with."""
    still = (SealedIncident.id == incident_id, SealedIncident.settled_at.is_(None))
    with granted("whether a report is open"):
        return db.session.scalar(
            select(Show.city_id).join(SealedIncident, SealedIncident.show_id == Show.id).where(*still)
        )


def space_of(incident_id: str) -> str:
    """The space that a report is about."""
    with granted("the space of a report"):
        return db.session.scalars(select(SealedIncident.space_id).where(SealedIncident.id == incident_id)).one()


def _refuse_strangers(reader: Reader, city_id: str) -> None:
    if not may_see(Fact.INCIDENT, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound


def _read(*which: ColumnElement[bool]) -> tuple[Incident, ...]:
    with granted("reports of hosts"):
        rows = db.session.execute(
            select(*SealedIncident.__table__.columns, Show)
            .join(Show, Show.id == SealedIncident.show_id)
            .where(*which)
            .order_by(SealedIncident.sent_at, SealedIncident.id)
        ).all()
    names = identities({row.settled_by for row in rows if row.settled_by})
    return tuple(_incident(row, names[row.settled_by].name if row.settled_by in names else "") for row in rows)


def _incident(row: Row[*tuple[Any, ...]], settled_by: str) -> Incident:
    return Incident(
        row.id,
        row.Show,
        row.space_id,
        Kind(row.kind),
        cipher.current().open(row.words, f"sec_incidents.words|{row.id}"),
        row.sent_at,
        row.settled_at,
        settled_by,
        photos.of(Subject.INCIDENT, row.id),
    )
