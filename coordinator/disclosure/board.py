"""What a lead's board draws of a city without opening an address: rooms by name, who plays, where its acts live.

An act's base is told to the leads of the city it applied in, and to nobody else: those of other cities have no point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application, Artist
from coordinator.db import db
from coordinator.disclosure import audit, cipher, twins
from coordinator.disclosure.matching import WANTED
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedLeg, SealedSlot, SealedSpace
from coordinator.disclosure.touring import legs_where
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

COARSE = 3  # digits after the point: which block, never which door


@dataclass(frozen=True, slots=True)
class Held:
    """An act in a slot (1 to 3)."""

    position: int
    artist_id: str


@dataclass(frozen=True, slots=True)
class BoardShow:
    """A show in the list of a board. `partner`: the other room of a pair, if there is one (a show's id)."""

    space_name: str
    lineup: tuple[Held, ...]
    locked: bool
    is_twin: bool
    partner: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """The block (degrees, to about 100 m) that an act comes from that day, and how far it travels (km)."""

    artist_id: str
    act_name: str
    latitude: float
    longitude: float
    travel_km: float


def board_shows(reader: Reader, shows: Sequence[Show], *, at: datetime) -> dict[str, BoardShow]:
    """Show id → what a board lists of it. Three statements. Raises NotFound if any show is not the reader's to lead."""
    facts = (Fact.SPACE_NAME, Fact.LINEUP)
    for city_id in {show.city_id for show in shows}:
        if not all(may_see(fact, relation(reader, city_id=city_id), Phase.PLANNED) for fact in facts):
            raise NotFound
    ids = [show.id for show in shows]
    kept = twins.kept(ids)
    with granted("a board"):
        names = _names(ids)
        held = _held(sorted({one.source for one in kept.values()}))
    audit.record(reader, facts, of=ids, at=at)
    return {
        show.id: BoardShow(
            names[show.space_id],
            kept[show.id].turned(held.get(kept[show.id].source, ())),
            locked=kept[show.id].locked,
            is_twin=kept[show.id].is_twin,
            partner=kept[show.id].partner,
        )
        for show in shows
    }


def homes(reader: Reader, *, edition_id: str, city_id: str, on: datetime, at: datetime) -> Sequence[Home]:
    """The acts that applied in the city, where they live at the instant `on`. Two statements.

    Raises NotFound for who does not lead the city.
    """
    if not may_see(Fact.MATCHING, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound
    here = (Application.edition_id == edition_id) & (Application.city_id == city_id)
    wanted = here & Application.state.in_(WANTED)
    columns = (Artist.id, Artist.act_name, SealedArtist.point, Application.travel_km)
    joined = select(*columns).join(SealedArtist, SealedArtist.artist_id == Artist.id)
    joined = joined.join(Application, Application.artist_id == Artist.id).where(wanted).order_by(Artist.id)
    with granted("homes of a city's acts"):
        rows = db.session.execute(joined).all()
    legs = legs_where(SealedLeg.artist_id.in_(select(Application.artist_id).where(wanted)))
    audit.record(reader, [Fact.MATCHING], of=[city_id], at=at)
    return [
        Home(artist_id, name, *_base(artist_id, point, legs.get(artist_id, ()), on), travel_km=travel_km)
        for artist_id, name, point, travel_km in rows
    ]


def _base(artist_id: str, point: str, legs: Sequence[TourLeg], on: datetime) -> tuple[float, float]:
    away = next((leg for leg in legs if leg.begins <= on < leg.ends), None)
    if away is not None:
        return round(away.latitude, COARSE), round(away.longitude, COARSE)
    latitude, longitude = cipher.point(cipher.current().open(point, f"sec_artists.point|{artist_id}"))
    return round(latitude, COARSE), round(longitude, COARSE)


def _names(show_ids: list[str]) -> dict[str, str]:
    """Space id → name."""
    wanted = select(Show.space_id).where(Show.id.in_(show_ids))
    rows = select(SealedSpace.space_id, SealedSpace.name).where(SealedSpace.space_id.in_(wanted))
    seal = cipher.current()
    return {key: seal.open(name, f"sec_spaces.name|{key}") for key, name in db.session.execute(rows).all()}


def _held(show_ids: list[str]) -> dict[str, list[Held]]:
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id)
    rows = select(*columns).where(SealedSlot.show_id.in_(show_ids)).order_by(SealedSlot.show_id, SealedSlot.position)
    found: dict[str, list[Held]] = {}
    for show_id, position, artist_id in db.session.execute(rows):
        found.setdefault(show_id, []).append(Held(position, artist_id))
    return found
