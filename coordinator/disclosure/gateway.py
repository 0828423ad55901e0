"""The gateway: the only way from a reader to a sealed fact. Grants open here, and are closed before anything renders.

What a reader may not learn is absent from what comes back. Whoever may learn nothing gets NotFound, the same as for a
show that does not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import audit, cipher, doors, twins
from coordinator.disclosure.offers import has_left
from coordinator.disclosure.policy import Clock, Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import (
    SealedProposal,
    SealedProposed,
    SealedSlot,
    SealedSpace,
)
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import LATER_REVEALS, Show, hours_before


@dataclass(frozen=True, slots=True)
class Slotted:
    """An act in a slot (1 to 3) of a show."""

    position: int
    artist_id: str
    act_name: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """A slot of a proposal: an act, its distance (km) and the terms that spoke for it.

    Where nobody could be found: `reason` and its facts, and `act_name` is that of the nearest miss.
    """

    position: int
    artist_id: str | None
    act_name: str | None
    distance_km: float | None
    reason: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LeadShow:
    """A show as its city's lead sees it: the place in full, the lineup, what the latest proposal suggests.

    `partner` is the show that shares the acts, in another room at the same time. Of the two `is_twin` is the one that
    has no slots of its own: it has the other's lineup and lock, each act one slot later.
    """

    show_id: str
    space_name: str
    address: str
    latitude: float
    longitude: float
    lineup: tuple[Slotted, ...]
    locked: bool
    proposed: tuple[Suggested, ...]
    partner: str | None = None
    is_twin: bool = False


def has_revealed(edition: Edition, *, at: datetime) -> ColumnElement[bool]:
    """That a show of the edition tells its address by the instant `at`, for statements about many."""
    usual = Show.reveal_hours.is_(None) & (Show.starts_at <= at + timedelta(hours=edition.reveal_hours))
    held = {hours: at + timedelta(hours=hours_before(edition, hours)) for hours in LATER_REVEALS}
    later = ((Show.reveal_hours == hours) & (Show.starts_at <= until) for hours, until in held.items())
    return or_(usual, *later)


def clock_of(show: Show, edition: Edition, *, closed: Mapping[str, datetime] | None = None) -> Clock:
    """The disclosure clock of a show, whose room's door may be closed; `closed`: space id → since when, for who has
    asked for several shows already."""
    shut = doors.closed_since([show.space_id]) if closed is None else closed
    return Clock(
        show.starts_at,
        show.ends_at,
        reveal_hours=hours_before(edition, show.reveal_hours),
        doorbell_hours=edition.doorbell_hours,
        forget_hours=edition.forget_hours,
        embargo_ends_at=edition.embargo_ends_at,
        closed_at=shut.get(show.space_id),
    )


def lead_shows(reader: Reader, shows: Sequence[Show], *, at: datetime) -> dict[str, LeadShow]:
    """Show id → all that the lead of its city may know. Raises NotFound if any of them is not the reader's to lead.

    The same six statements for one show and for three hundred.
    """
    facts = (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.SPACE_NAME, Fact.LINEUP, Fact.PROPOSAL)
    for show in shows:
        stands = relation(reader, city_id=show.city_id)
        if not all(may_see(fact, stands, Phase.PLANNED) for fact in facts):
            raise NotFound
    ids = [show.id for show in shows]
    kept = twins.kept(ids)
    sources = sorted({one.source for one in kept.values()})
    with granted("a lead's shows"):
        places = _places(ids)
        slots = _slots(sources)
        proposed = _latest_proposed(sources)
    audit.record(reader, facts, of=ids, at=at)
    return {
        show.id: LeadShow(
            show.id,
            *places[show.space_id],
            lineup=kept[show.id].turned(slots.get(kept[show.id].source, ())),
            locked=kept[show.id].locked,
            proposed=kept[show.id].turned(proposed.get(kept[show.id].source, ())),
            partner=kept[show.id].partner,
            is_twin=kept[show.id].is_twin,
        )
        for show in shows
    }


def _opened(column: str, sealed: str, space_id: str) -> str:
    return cipher.current().open(sealed, f"sec_spaces.{column}|{space_id}")


def _places(show_ids: list[str]) -> dict[str, tuple[str, str, float, float]]:
    columns = (SealedSpace.space_id, SealedSpace.name, SealedSpace.address, SealedSpace.point)
    wanted = select(Show.space_id).where(Show.id.in_(show_ids))
    rows = db.session.execute(select(*columns).where(SealedSpace.space_id.in_(wanted))).all()
    return {
        key: (_opened("name", name, key), _opened("address", address, key), *cipher.point(_opened("point", point, key)))
        for key, name, address, point in rows
    }


def _slots(show_ids: list[str]) -> dict[str, list[Slotted]]:
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id, SealedSlot.locked, Artist.act_name)
    rows = db.session.execute(
        select(*columns)
        .join(Artist, Artist.id == SealedSlot.artist_id)
        .where(SealedSlot.show_id.in_(show_ids))
        .order_by(SealedSlot.show_id, SealedSlot.position)
    )
    found: dict[str, list[Slotted]] = {}
    for row in rows:
        slot = Slotted(row.position, row.artist_id, row.act_name, row.locked)
        found.setdefault(row.show_id, []).append(slot)
    return found


def _latest_proposed(show_ids: list[str]) -> dict[str, list[Suggested]]:
    """Show id → the slots of the newest proposal that speaks of it, but for acts that have left the show since."""
    columns = (
        SealedProposed.show_id,
        SealedProposed.proposal_id,
        SealedProposed.position,
        SealedProposed.artist_id,
        SealedProposed.distance_km,
        SealedProposed.reason,
        SealedProposed.facts,
        Artist.act_name,
    )
    rows = db.session.execute(
        select(*columns)
        .join(SealedProposal, SealedProposal.id == SealedProposed.proposal_id)
        .outerjoin(Artist, Artist.id == SealedProposed.artist_id)
        .where(SealedProposed.show_id.in_(show_ids))
        .where(~has_left(SealedProposed.show_id, SealedProposed.artist_id, since=SealedProposal.made_at))
        .order_by(SealedProposal.made_at.desc(), SealedProposal.id, SealedProposed.position)
    )
    newest: dict[str, str] = {}
    latest = [row for row in rows if newest.setdefault(row.show_id, row.proposal_id) == row.proposal_id]
    misses = _act_names({row.facts["artist"] for row in latest if row.reason and "artist" in row.facts})
    found: dict[str, list[Suggested]] = {}
    for row in latest:
        name = row.act_name or misses.get(row.facts.get("artist"))
        said = Suggested(row.position, row.artist_id, name, row.distance_km, row.reason, row.facts)
        found.setdefault(row.show_id, []).append(said)
    return found


def _act_names(artist_ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Artist.id, Artist.act_name).where(Artist.id.in_(artist_ids)))
    return {row.id: row.act_name for row in rows}
