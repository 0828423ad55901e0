"""An act's own offers, for the person who speaks for it: the evening by its area, never who else plays nor where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from coordinator.artists.models import Application, Artist
from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.disclosure.offers import OfferState, state_at
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Kind, Space


@dataclass(frozen=True, slots=True)
class Evening:
    """A show as an act that is asked to play there may know it. Degrees are those of the area's centre.

    `local_start` is wall time in `zone`; the other instants are UTC. `stage_people` None: no limit said.
    """

    show_id: str
    city: str
    area: str
    latitude: float
    longitude: float
    local_start: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime
    kind: Kind
    seats: int
    step_free: bool
    has: tuple[str, ...]
    stage_people: int | None


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer with its evening. `own_zone` is that of the city in which the act applied, `own_city` its name."""

    id: str
    state: OfferState
    artist_id: str
    act_name: str
    set_minutes: int
    position: int
    offered_at: datetime
    expires_at: datetime
    own_city: str
    own_zone: str
    evening: Evening


def own_offers(reader: Reader, *, at: datetime) -> Sequence[OwnOffer]:
    """The offers of the acts for which the reader speaks, in order of their evenings; none for anybody else."""
    if reader.id is None:
        return ()
    with granted("one's own offers"):
        rows = db.session.execute(_rows(reader.id)).all()
    return tuple(_own(row, at) for row in rows if _may_see(reader, row))


def _may_see(reader: Reader, row: Row[*tuple[Any, ...]]) -> bool:
    stands = relation(reader, city_id=row.Show.city_id, contact_id=row.contact_id)
    return may_see(Fact.OFFER, stands, Phase.PLANNED)


def _rows(person_id: str) -> Select[*tuple[Any, ...]]:
    home = aliased(City)
    wish = (Application.artist_id == SealedOffer.artist_id) & (Application.edition_id == Show.edition_id)
    return (
        select(*SealedOffer.__table__.columns, SealedArtist.contact_id, Artist.act_name, Application.set_minutes)
        .add_columns(Show, Space, Area, City.name.label("city"))
        .add_columns(home.name.label("own_city"), home.zone.label("own_zone"))
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .join(Artist, Artist.id == SealedOffer.artist_id)
        .join(Show, Show.id == SealedOffer.show_id)
        .join(Space, Space.id == Show.space_id)
        .join(Area, Area.id == Show.area_id)
        .join(City, City.id == Show.city_id)
        .join(Application, wish)
        .join(home, home.id == Application.city_id)
        .where(SealedArtist.contact_id == person_id)
        .order_by(Show.starts_at, SealedOffer.offered_at, SealedOffer.id)
    )


def _own(row: Row[*tuple[Any, ...]], at: datetime) -> OwnOffer:
    return OwnOffer(
        row.id,
        state_at(row, row.Show, at),
        row.artist_id,
        row.act_name,
        set_minutes=row.set_minutes,
        position=row.position,
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        own_city=row.own_city,
        own_zone=row.own_zone,
        evening=_evening(row.Show, row.Space, row.Area, row.city),
    )


def _evening(show: Show, space: Space, area: Area, city: str) -> Evening:
    return Evening(
        show.id,
        city,
        area.name,
        latitude=area.latitude,
        longitude=area.longitude,
        local_start=show.local_start,
        zone=show.zone,
        starts_at=show.starts_at,
        ends_at=show.ends_at,
        kind=show.kind,
        seats=show.capacity,
        step_free=show.step_free,
        has=tuple(space.has),
        stage_people=space.stage_people,
    )
