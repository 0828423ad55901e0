"""What the optimiser may be told: the whole day, or one city's part of it, as frozen rows without names or contacts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import Select, or_, select, true

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.models import City
from coordinator.db import as_text, db, words
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.rooms import RoomRow, rooms
from coordinator.disclosure.sealed import SealedArtist, SealedLeg, SealedLock, SealedMember, SealedSlot, SealedVeto
from coordinator.disclosure.sealed_board import SealedOverride
from coordinator.disclosure.touring import legs_where
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

WANTED = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)


class ActRow(NamedTuple):
    """An act that applied: what it is (columns of artists.models.Artist), what it wants (of Application), the exact
    points of its home and tour legs, its members' fingerprints, and the artists it must not meet (ids).

    Columns, not entities, and a tuple: of ten thousand acts these are read in a third of the time.
    """

    id: str
    act_name: str
    genres: tuple[str, ...]
    people: int
    languages: tuple[str, ...]
    city_id: str
    travel_km: float
    mode: str
    free_from: time | None
    free_until: time | None
    max_shows: int
    set_minutes: int
    rating: float
    needs: tuple[str, ...]
    latitude: float
    longitude: float
    members: frozenset[str]
    not_with: frozenset[str]
    legs: tuple[TourLeg, ...]


class Taken(NamedTuple):
    """A slot that is filled now. `locked`: held against proposals; `final`: of a show whose lineup is."""

    show_id: str
    position: int
    artist_id: str
    locked: bool
    final: bool


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

    `acts_at`: ids of artists and of shows; of the acts only these, and those that play there now, of the shows only
    these, and where these acts play.
    """
    stands = relation(reader, city_id=city_id) if city_id is not None else None
    may = reader.has(Role.GLOBAL) if stands is None else may_see(Fact.MATCHING, stands, Phase.PLANNED)
    if not may:
        raise NotFound
    with granted("matching"):
        vetoes, taken = _vetoes(edition_id), _taken(edition_id)
        some_acts, some_shows = _asked_for(acts_at, taken)
        found = rooms(edition_id, vetoes[0], only=some_shows)
        acts = _acts(edition_id, vetoes, only=some_acts)
    speeds = _speeds(frozenset(room.show.city_id for room in found))
    audit.record(reader, [Fact.MATCHING], of=[city_id or edition_id], at=at)
    return Day(found, acts, taken, speeds)


Vetoes = tuple[
    Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]
]  # space id → artist ids, artist id → artist ids


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
    by = ({key: frozenset(acts) for key, acts in found.items()} for found in (by_space, by_artist))
    return next(by), next(by)


def _asked_for(
    acts_at: tuple[Collection[str], Collection[str]] | None, taken: Collection[Taken]
) -> tuple[list[str] | None, list[str] | None]:
    """The ids of acts and of shows; None for all."""
    if acts_at is None:
        return None, None
    artists, shows = acts_at
    acts = {*artists, *(one.artist_id for one in taken if one.show_id in shows)}
    return sorted(acts), sorted({*shows, *(one.show_id for one in taken if one.artist_id in acts)})


def _acts(edition_id: str, vetoes: Vetoes, *, only: list[str] | None) -> tuple[ActRow, ...]:
    rows = db.session.execute(
        select(*_COLUMNS, SealedArtist.point)
        .join(Artist, Artist.id == SealedArtist.artist_id)
        .join(Application, Application.artist_id == Artist.id)
        .where(Application.edition_id == edition_id, Application.state.in_(WANTED))
        .where(true() if only is None else Artist.id.in_(only))
        .order_by(Artist.id)
    ).all()
    applied = select(Application.artist_id).where(Application.edition_id == edition_id) if only is None else only
    members, legs = _members(applied), legs_where(SealedLeg.artist_id.in_(applied))
    seal, nothing = cipher.current(), frozenset[str]()
    return tuple(
        ActRow._make(
            (
                *(artist_id, name, words(genres), people, words(languages), *wish, words(needs)),
                *cipher.point(seal.open(point, f"sec_artists.point|{artist_id}")),
                members.get(artist_id, nothing),
                vetoes[1].get(artist_id, nothing),
                legs.get(artist_id, ()),
            )
        )
        for artist_id, name, genres, people, languages, *wish, needs, point in rows
    )


_COLUMNS = (
    *(Artist.id, Artist.act_name, as_text(Artist.genres), Artist.people, as_text(Artist.languages)),
    *(Application.city_id, Application.travel_km, Application.mode, Application.free_from, Application.free_until),
    *(Application.max_shows, Application.set_minutes, Application.rating, as_text(Application.needs)),
)


def _members(artist_ids: list[str] | Select[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    columns = (SealedMember.artist_id, SealedMember.member)
    rows = db.session.execute(select(*columns).where(SealedMember.artist_id.in_(artist_ids)))
    for artist_id, member in rows:
        found[artist_id].append(member)
    return {artist_id: frozenset(members) for artist_id, members in found.items()}


def _speeds(city_ids: frozenset[str]) -> dict[str, dict[str, float]]:
    rows = db.session.execute(select(City.id, City.speed_kmh))
    return {city_id: speeds for city_id, speeds in rows if speeds and city_id in city_ids}


def _taken(edition_id: str) -> tuple[Taken, ...]:
    """A pair for which a lead set a rule aside counts as locked: the optimiser would never choose it by itself."""
    said = select(SealedOverride.show_id, SealedOverride.artist_id).distinct().subquery()
    same = (said.c.show_id == SealedSlot.show_id) & (said.c.artist_id == SealedSlot.artist_id)
    held = or_(SealedSlot.locked, said.c.show_id.is_not(None))
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id, held, SealedLock.show_id.is_not(None))
    rows = db.session.execute(
        select(*columns)
        .join(Show, Show.id == SealedSlot.show_id)
        .outerjoin(said, same)
        .outerjoin(SealedLock, SealedLock.show_id == SealedSlot.show_id)
        .where(Show.edition_id == edition_id)
        .order_by(SealedSlot.show_id, SealedSlot.position)
    )
    return tuple(map(Taken._make, rows))
