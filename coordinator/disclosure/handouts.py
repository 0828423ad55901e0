"""To whom pictures of evenings were given, and whom the lead has yet to tell that she may not use them any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from coordinator.album.models import Use
from coordinator.db import db, random_id
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed_album import SealedHandout, SealedShot
from coordinator.disclosure.shots import PLAIN
from coordinator.gate import granted
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Handout:
    """Who was given a picture, for what and when; since when she may not use it any more, and when she was told."""

    id: str
    shot_id: str
    use: Use
    to: str = field(repr=False)
    given_at: datetime
    recalled_at: datetime | None
    told_at: datetime | None


def give(shot_id: str, use: Use, to: str, *, by: str, at: datetime) -> str:
    """Keep that somebody is given it; the id of that."""
    key = random_id()
    row = {"id": key, "shot_id": shot_id, "use": use, "given_by": by, "given_at": at}
    with granted("give a picture"):
        db.session.execute(insert(SealedHandout), [row | {"said": cipher.current().seal(to, _place(key))}])
    return key


def of_shots(shot_ids: Collection[str]) -> Mapping[str, tuple[Handout, ...]]:
    """Shot id → to whom it was given, the first first."""
    wanted = select(SealedHandout.__table__).where(SealedHandout.shot_id.in_(shot_ids))
    with granted("to whom pictures were given"):
        rows = db.session.execute(wanted.order_by(SealedHandout.given_at, SealedHandout.id)).all()
    found: dict[str, tuple[Handout, ...]] = {}
    for row in rows:
        found[row.shot_id] = (*found.get(row.shot_id, ()), _handout(row))
    return found


def untold() -> Mapping[str, datetime]:
    """City id → when the last picture of it was taken back that somebody had been given who is not told yet."""
    wanted = (
        select(Show.city_id, func.max(SealedHandout.recalled_at).label("last"))
        .join(SealedShot, SealedShot.id == SealedHandout.shot_id)
        .join(Show, Show.id == SealedShot.show_id)
        .where(SealedHandout.recalled_at.is_not(None), SealedHandout.told_at.is_(None))
        .group_by(Show.city_id)
    )
    with granted("whom leads are to tell"):
        return {row.city_id: row.last for row in db.session.execute(wanted)}


def tell(handout_id: str, *, at: datetime) -> None:
    """Keep that she was told; again nothing changes."""
    this = (SealedHandout.id == handout_id, SealedHandout.recalled_at.is_not(None), SealedHandout.told_at.is_(None))
    with granted("that somebody was told"):
        db.session.execute(update(SealedHandout).where(*this).values(told_at=at), execution_options=PLAIN)


def _handout(row: Any) -> Handout:
    to = cipher.current().open(row.said, _place(row.id))
    return Handout(row.id, row.shot_id, Use(row.use), to, row.given_at, row.recalled_at, row.told_at)


def _place(key: str) -> str:
    return f"sec_handouts.said|{key}"
