"""What the optimiser may be told: the whole day, or one city's part of it, as frozen rows without names or contacts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time

from sqlalchemy import ColumnElement, exists, or_, select, true

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.rooms import RoomRow, rooms
from coordinator.disclosure.sealed import SealedArtist, SealedLeg, SealedMember, SealedSlot, SealedVeto
from coordinator.disclosure.sealed_board import SealedOverride
from coordinator.disclosure.touring import legs_where
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

WANTED = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Act:
    """What an act is: columns of artists.models.Artist."""

    id: str
    act_name: str
    genres: list[str]
    people: int
    languages: list[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What it wants: columns of artists.models.Application."""

    city_id: str
    travel_km: float
    mode: str
    free_from: time | None
    free_until: time | None
    max_shows: int
    set_minutes: int
    rating: float
    needs: list[str]


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act that applied, with the exact points of its home and tour legs, its members' fingerprints, and what it must
    not get.

    Columns, not entities: of ten thousand acts these are read in a third of the time.
    """

    artist: Act
    application: Wish
    latitude: float
    longitude: float
    members: frozenset[str]
    not_with: frozenset[str]  # artist ids
    legs: tuple[TourLeg, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A slot that is filled now."""

    show_id: str
    position: int
    artist_id: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Day:
    """All of an edition, for the optimiser. `speed_kmh`: city id → mode → km/h, where a city says so."""

    rooms: tuple[RoomRow, ...]
    acts: tuple[ActRow, ...]
    taken: tuple[Taken, ...]
    speed_kmh: Mapping[str, Mapping[str, float]]


def day(
    reader: Reader,
    edition_id: str,
    *,
    city_id: str | None,
    at: datetime,
    acts_at: tuple[Collection[str], Collection[str]] | None = None,
) -> Day:
    """The day of an edition, for the global team; for a city's lead, who names her city, the same rows, since an act
    that is taken elsewhere must be seen to be. Raises NotFound for anybody else.

    `acts_at`: ids of artists and of shows; of the acts only these, and those that play there now.
    """
    stands = relation(reader, city_id=city_id) if city_id is not None else None
    may = reader.has(Role.GLOBAL) if stands is None else may_see(Fact.MATCHING, stands, Phase.PLANNED)
    if not may:
        raise NotFound
    with granted("matching"):
        vetoes = _vetoes(edition_id)
        found = rooms(edition_id, vetoes[0])
        taken = _taken(edition_id)
        acts = _acts(edition_id, vetoes, _asked_for(acts_at, taken))
    speeds = _speeds(frozenset(room.show.city_id for room in found))
    audit.record(reader, [Fact.MATCHING], of=[city_id or edition_id], at=at)
    return Day(found, acts, taken, speeds)


Vetoes = tuple[dict[str, set[str]], dict[str, set[str]]]  # space id → artist ids, artist id → artist ids


def _vetoes(edition_id: str) -> Vetoes:
    by_space: dict[str, set[str]] = defaultdict(set)
    by_artist: dict[str, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(SealedVeto.artist_id, SealedVeto.space_id, SealedVeto.other_artist_id)
        .join(Application, Application.artist_id == SealedVeto.artist_id)
        .where(Application.edition_id == edition_id)
    )
    for artist_id, space_id, other_id in rows:
        if space_id is not None:
            by_space[space_id].add(artist_id)
        elif other_id is not None:
            by_artist[artist_id].add(other_id)
    return by_space, by_artist


def _asked_for(
    acts_at: tuple[Collection[str], Collection[str]] | None, taken: Collection[Taken]
) -> ColumnElement[bool]:
    if acts_at is None:
        return true()
    artists, shows = acts_at
    return Artist.id.in_(sorted({*artists, *(one.artist_id for one in taken if one.show_id in shows)}))


def _acts(edition_id: str, vetoes: Vetoes, wanted: ColumnElement[bool]) -> tuple[ActRow, ...]:
    acts = [getattr(Artist, each.name) for each in fields(Act)]
    wishes = [getattr(Application, each.name) for each in fields(Wish)]
    rows = db.session.execute(
        select(SealedArtist.point, *acts, *wishes)
        .join(Artist, Artist.id == SealedArtist.artist_id)
        .join(Application, Application.artist_id == Artist.id)
        .where(Application.edition_id == edition_id, Application.state.in_(WANTED), wanted)
        .order_by(Artist.id)
    ).all()
    members, legs = _members(edition_id), _legs(edition_id)
    seal = cipher.current()
    return tuple(
        ActRow(
            Act(*said[: len(acts)]),
            Wish(*said[len(acts) :]),
            *cipher.point(seal.open(point, f"sec_artists.point|{said[0]}")),
            members=frozenset(members.get(said[0], ())),
            not_with=frozenset(vetoes[1].get(said[0], ())),
            legs=legs.get(said[0], ()),
        )
        for point, *said in rows
    )


def _members(edition_id: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(SealedMember.artist_id, SealedMember.member)
        .join(Application, Application.artist_id == SealedMember.artist_id)
        .where(Application.edition_id == edition_id)
    )
    for artist_id, member in rows:
        found[artist_id].add(member)
    return found


def _legs(edition_id: str) -> dict[str, tuple[TourLeg, ...]]:
    applied = select(Application.artist_id).where(Application.edition_id == edition_id)
    return legs_where(SealedLeg.artist_id.in_(applied))


def _speeds(city_ids: frozenset[str]) -> dict[str, dict[str, float]]:
    rows = db.session.execute(select(City.id, City.speed_kmh))
    return {city_id: speeds for city_id, speeds in rows if speeds and city_id in city_ids}


def _taken(edition_id: str) -> tuple[Taken, ...]:
    """A pair for which a lead set a rule aside counts as locked: the optimiser would never choose it by itself."""
    same = (SealedOverride.show_id == SealedSlot.show_id) & (SealedOverride.artist_id == SealedSlot.artist_id)
    held = or_(SealedSlot.locked, exists().where(same))
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id, held)
    rows = db.session.execute(
        select(*columns)
        .join(Show, Show.id == SealedSlot.show_id)
        .where(Show.edition_id == edition_id)
        .order_by(SealedSlot.show_id, SealedSlot.position)
    )
    return tuple(Taken(*row) for row in rows)
