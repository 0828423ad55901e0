"""The acts that stand by in a city, first to third: asked first when somebody else falls away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application, Artist
from coordinator.db import db
from coordinator.disclosure import engagements, standby
from coordinator.disclosure.matching import WANTED
from coordinator.errors import Conflict, NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader

RANKS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class StandbyAct:
    """An act of the city that wants to play: its rank (None: it does not stand by), rating 0 to 5, shows it holds."""

    artist_id: str
    act_name: str
    genres: tuple[str, ...]
    rating: float
    plays: int
    rank: int | None


def ranks(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Mapping[str, int]:
    """Act → its rank in the city, for its lead. Raises NotFound for everybody else."""
    found = standby.ranks(reader, edition_id=edition_id, city_id=city_id, at=at)
    return {artist_id: rank for rank, artist_id in found.items()}


def acts(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[StandbyAct]:
    """The acts of the city that want to play: those that stand by, then those with the fewest shows, best first.

    Raises NotFound for who does not lead the city.
    """
    ranked = ranks(reader, edition_id=edition_id, city_id=city_id, at=at)
    rows = db.session.execute(
        select(Artist.id, Artist.act_name, Artist.genres, Application.rating)
        .join(Application, Application.artist_id == Artist.id)
        .where(Application.edition_id == edition_id, Application.state.in_(WANTED))
        .where((Application.city_id == city_id) | Artist.id.in_(ranked))
    ).all()
    held = engagements.engagements({row.id for row in rows}, edition_id=edition_id)
    plays = {row.id: sum(one.artist_id == row.id for one in held) for row in rows}
    found = [
        StandbyAct(row.id, row.act_name, tuple(row.genres), row.rating, plays=plays[row.id], rank=ranked.get(row.id))
        for row in rows
    ]
    return sorted(found, key=lambda act: (act.rank or len(RANKS) + 1, act.plays, -act.rating, act.act_name))


def place(
    reader: Reader, rank: int, artist_id: str, *, edition_id: str, city_id: str, instead_of: str | None = None
) -> None:
    """Give an act of the city a rank; who held that one takes the act's former rank, or goes where it had none.

    `instead_of`: whom the lead saw there ("" for nobody, None: whoever it is). A second time changes nothing. Raises
    NotFound for who does not lead the city or an act that does not want to play there, and Conflict: `no_such_rank`,
    `rank_changed`.
    """
    _refuse_others(reader, city_id)
    if rank not in RANKS:
        raise Conflict("no_such_rank")
    wish = (Application.edition_id == edition_id) & (Application.artist_id == artist_id)
    here = wish & (Application.city_id == city_id) & Application.state.in_(WANTED)
    if db.session.scalar(select(Application.id).where(here)) is None:
        raise NotFound
    standby.hold(city_id)
    ranked = dict(standby.kept(edition_id, city_id))
    if instead_of is not None and ranked.get(rank, "") not in (instead_of, artist_id):
        raise Conflict("rank_changed")
    standby.put(edition_id, city_id, _placed(ranked, rank, artist_id))


def drop(reader: Reader, artist_id: str, *, edition_id: str, city_id: str) -> None:
    """Let an act stand by no longer; the others keep their ranks. A second time changes nothing. Raises NotFound."""
    _refuse_others(reader, city_id)
    standby.hold(city_id)
    left = {rank: act for rank, act in standby.kept(edition_id, city_id).items() if act != artist_id}
    standby.put(edition_id, city_id, left)


def _placed(ranked: dict[int, str], rank: int, artist_id: str) -> dict[int, str]:
    before = next((held for held, act in ranked.items() if act == artist_id), None)
    holder = ranked.get(rank)
    if before is not None:
        del ranked[before]
        if holder is not None and before != rank:
            ranked[before] = holder
    ranked[rank] = artist_id
    return ranked


def _refuse_others(reader: Reader, city_id: str) -> None:
    if not (reader.leads(city_id) or reader.has(Role.GLOBAL)):
        raise NotFound
