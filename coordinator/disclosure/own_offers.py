"""An act's own offers, for the person who speaks for it: the evening by its area, never who else plays nor where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from coordinator.artists.models import Application, Artist
from coordinator.cities.models import Area, City
from coordinator.db import db
from coordinator.disclosure import cipher, own_acts
from coordinator.disclosure.offers import OfferState, state_at
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist
from coordinator.disclosure.sealed_board import SealedTwin
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.disclosure.twins import turned
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Kind, Space


@dataclass(frozen=True, slots=True)
class Evening:
    """A show as an act that is asked to play there may know it. Degrees are those of the area's centre.

    `local_start` and `curfew` are wall times in `zone`; the other instants are UTC. `stage_people` None: no limit said.
    """

    show_id: str
    city_id: str
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
    curfew: time | None


@dataclass(frozen=True, slots=True)
class Hall:
    """What of an evening's room an act may know without an evening, as an Evening names it; None of a draft's is what
    its host has not said yet."""

    kind: Kind | None
    seats: int | None
    step_free: bool | None
    has: tuple[str, ...] | None
    stage_people: int | None


def hall_of(space: Space) -> Hall:
    """A room as an act that is asked to play there knows it."""
    said = None if space.has is None else tuple(space.has)
    return Hall(space.kind, space.capacity, space.step_free, said, space.stage_people)


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer with its evening, and the room next door where the act plays too, in another slot.

    `own_zone` is that of the town in which the act lives, `own_city` its name; of an act that has not said where, of
    the city it counts to. `mode` is how it gets from one show to the next, at `speed_kmh` where the show's city says
    so. `offered_for` is the start it was offered for, `answered_at` when it was answered or ended. `uid` is what
    calendars call it: it leads nobody back to the offer.
    """

    id: str
    uid: str
    state: OfferState
    artist_id: str
    act_name: str
    set_minutes: int
    mode: str
    position: int
    offered_for: datetime
    offered_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    own_city: str
    own_zone: str
    evening: Evening
    again: Evening | None  # the second room of a pair, at the same time
    again_position: int
    speed_kmh: float | None


def own_offers(reader: Reader, *, at: datetime) -> Sequence[OwnOffer]:
    """The offers of the acts for which the reader speaks, in order of their evenings; none for anybody else. Three
    statements, whatever their number."""
    if reader.id is None:
        return ()
    with granted("one's own offers"):
        rows = [row for row in db.session.execute(_rows(reader.id)) if _may_see(reader, row)]
    known = evenings({one for row in rows for one in (row.show_id, row.twin_id) if one})
    homes = own_acts.homes({row.artist_id for row in rows})
    return tuple(_own(row, known, homes.get(row.artist_id), at) for row in rows)


def speaks_for(reader: Reader, artist_id: str) -> bool:
    """Whether the reader is the one who answers for the act."""
    if reader.id is None:
        return False
    with granted("who speaks for an act"):
        contact = db.session.scalar(select(SealedArtist.contact_id).where(SealedArtist.artist_id == artist_id))
    return contact == reader.id


def _may_see(reader: Reader, row: Row[*tuple[Any, ...]]) -> bool:
    stands = relation(reader, city_id=row.Show.city_id, contact_id=row.contact_id)
    return may_see(Fact.OFFER, stands, Phase.PLANNED)


def _rows(person_id: str) -> Select[*tuple[Any, ...]]:
    wish = (Application.artist_id == SealedOffer.artist_id) & (Application.edition_id == Show.edition_id)
    place = aliased(City)
    return (
        select(*SealedOffer.__table__.columns, SealedArtist.contact_id, Artist.act_name)
        .add_columns(Application.set_minutes, Application.mode, place.speed_kmh.label("there"))
        .add_columns(Show, SealedTwin.twin_id, City.name.label("counts_to"), City.zone)
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .join(Artist, Artist.id == SealedOffer.artist_id)
        .join(Show, Show.id == SealedOffer.show_id)
        .join(Application, wish)
        .join(City, City.id == Application.city_id)
        .join(place, place.id == Show.city_id)
        .outerjoin(SealedTwin, SealedTwin.show_id == SealedOffer.show_id)
        .where(SealedArtist.contact_id == person_id)
        .order_by(Show.starts_at, SealedOffer.offered_at, SealedOffer.id)
    )


def _own(
    row: Row[*tuple[Any, ...]], known: Mapping[str, Evening], home: tuple[str, str] | None, at: datetime
) -> OwnOffer:
    own_city, own_zone = home or (row.counts_to, row.zone)
    return OwnOffer(
        row.id,
        cipher.current().index(row.id, "calendar"),
        state_at(row, row.Show, at),
        row.artist_id,
        row.act_name,
        set_minutes=row.set_minutes,
        mode=row.mode,
        position=row.position,
        offered_for=row.starts_at,
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        answered_at=row.answered_at,
        own_city=own_city,
        own_zone=own_zone,
        evening=known[row.show_id],
        again=known[row.twin_id] if row.twin_id else None,
        again_position=turned(row.position),
        speed_kmh=row.there.get(row.mode),
    )


def evenings(show_ids: Collection[str]) -> Mapping[str, Evening]:
    """Show id → what an act that is asked to play there may know of it. One statement."""
    rows = db.session.execute(
        select(Show, Space, Area, City.name)
        .join(Space, Space.id == Show.space_id)
        .join(Area, Area.id == Show.area_id)
        .join(City, City.id == Show.city_id)
        .where(Show.id.in_(show_ids))
    )
    return {show.id: _evening(show, space, area, city) for show, space, area, city in rows}


def _evening(show: Show, space: Space, area: Area, city: str) -> Evening:
    return Evening(
        show.id,
        show.city_id,
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
        curfew=space.curfew,
    )
