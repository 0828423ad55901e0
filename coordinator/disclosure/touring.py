"""Tour legs: where an act lives for some days, kept like its home. The times are plain, the base is sealed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed import SealedLeg
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg

CHUNK = 500  # rows in one IN list


def put_legs(legs: Mapping[str, Sequence[TourLeg]]) -> None:
    """Replace the legs of these acts (artist id → legs). Their times are instants, no two of one act begin at one."""
    ids = list(legs)
    rows = [_row(artist_id, leg) for artist_id, theirs in legs.items() for leg in theirs]
    with granted("seal tour legs"):
        for start in range(0, len(ids), CHUNK):
            db.session.execute(delete(SealedLeg).where(SealedLeg.artist_id.in_(ids[start : start + CHUNK])))
        if rows:
            db.session.execute(insert(SealedLeg), rows)


def legs_where(which: ColumnElement[bool]) -> dict[str, tuple[TourLeg, ...]]:
    """Artist id → its legs in order of time, of those that a condition on SealedLeg finds; for `disclosure` alone."""
    found: dict[str, list[TourLeg]] = defaultdict(list)
    columns = (SealedLeg.artist_id, SealedLeg.starts_at, SealedLeg.ends_at, SealedLeg.point)
    seal = cipher.current()
    with granted("tour legs"):
        rows = db.session.execute(select(*columns).where(which).order_by(SealedLeg.artist_id, SealedLeg.starts_at))
        for artist_id, begins, ends, point in rows:
            base = cipher.point(seal.open(point, _bound(artist_id, begins)))
            found[artist_id].append(TourLeg(begins, ends, *base))
    return {artist_id: tuple(legs) for artist_id, legs in found.items()}


def _row(artist_id: str, leg: TourLeg) -> dict[str, Any]:
    point = cipher.current().seal(f"{leg.latitude!r},{leg.longitude!r}", _bound(artist_id, leg.begins))
    return {"artist_id": artist_id, "starts_at": leg.begins, "ends_at": leg.ends, "point": point}


def _bound(artist_id: str, begins: datetime) -> str:
    return f"sec_legs.point|{artist_id} {begins.astimezone(UTC):%Y-%m-%dT%H:%M}"
