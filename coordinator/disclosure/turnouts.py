"""How many of those who had a seat came, of a whole city and without a name: read once, for what is published of it.

Seats kept for a few who are not marked in the list (`guests.linking.hides`) are left out: how many of those were taken
is nobody's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, distinct, func, select

from coordinator.db import db
from coordinator.disclosure.entries import Where
from coordinator.disclosure.sealed_door import SealedAdmission
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.door.models import Way
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Turnout:
    """Of a show: parties that had said yes to a seat, and how many of those came in."""

    seated: int
    came: int


def of_city(where: Where, pools: Iterable[str]) -> list[Turnout]:
    """Of each show of a city that took place and had such parties, with seats of these pools."""
    came = select(SealedAdmission.show_id, SealedAdmission.party_id).where(
        SealedAdmission.way == Way.IN, SealedAdmission.counted > 0, SealedAdmission.undone_at.is_(None)
    )
    with granted("how many came, of a city"):
        rows = db.session.execute(_counted(where, list(pools), came.distinct())).all()
    return [Turnout(seated, there) for seated, there in rows]


def _counted(where: Where, pools: list[str], came: Select[str, str]) -> Select[int, int]:
    there = came.subquery()
    is_there = (there.c.party_id == SealedEntry.id) & (there.c.show_id == SealedEntry.show_id)
    mine = (SealedEntry.edition_id == where.edition_id, SealedEntry.city_id == where.city_id)
    seated = (SealedEntry.state == EntryState.CONFIRMED, SealedEntry.pool.in_(pools))
    return (
        select(func.count(distinct(SealedEntry.id)), func.count(distinct(there.c.party_id)))
        .join(Show, Show.id == SealedEntry.show_id)
        .outerjoin(there, is_there)
        .where(*mine, *seated, Show.state != ShowState.CANCELLED)
        .group_by(SealedEntry.show_id)
    )
