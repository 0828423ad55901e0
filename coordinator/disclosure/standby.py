"""Who stands by in a city, first to third. For the use-case that ranks them, which decides who may."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import audit
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_offers import SealedStandby
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader


def ranks(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Mapping[int, str]:
    """Rank → act, for the lead of the city. Raises NotFound for everybody else."""
    if not may_see(Fact.LINEUP, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound
    audit.record(reader, [Fact.LINEUP], of=[city_id], at=at)
    return kept(edition_id, city_id)


def kept(edition_id: str, city_id: str) -> Mapping[int, str]:
    """Rank → act as it stands."""
    columns = (SealedStandby.rank, SealedStandby.artist_id)
    here = _here(edition_id, city_id)
    with granted("acts that stand by"):
        rows = db.session.execute(select(*columns).where(*here).order_by(SealedStandby.rank))
        return {row.rank: row.artist_id for row in rows}


def hold(city_id: str) -> None:
    """Wait for everybody else who ranks acts of this city, to the end of the transaction."""
    db.session.execute(select(City.id).where(City.id == city_id).with_for_update(key_share=True))


def put(edition_id: str, city_id: str, ranked: Mapping[int, str]) -> None:
    """Make the ranks what `ranked` says (1 to 3 → act). The city is held by the caller."""
    rows = [{"edition_id": edition_id, "city_id": city_id, "rank": r, "artist_id": a} for r, a in ranked.items()]
    with granted("rank acts that stand by"):
        db.session.execute(delete(SealedStandby).where(*_here(edition_id, city_id)))
        if rows:
            db.session.execute(insert(SealedStandby), rows)


def drop(edition_id: str, artist_id: str) -> None:
    """Let an act stand by nowhere. Its city is held by the caller."""
    mine = (SealedStandby.edition_id == edition_id) & (SealedStandby.artist_id == artist_id)
    with granted("an act stands by no longer"):
        db.session.execute(delete(SealedStandby).where(mine))


def _here(edition_id: str, city_id: str) -> tuple[ColumnElement[bool], ...]:
    return SealedStandby.edition_id == edition_id, SealedStandby.city_id == city_id
