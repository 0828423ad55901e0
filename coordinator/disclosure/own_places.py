"""Where an act plays and how long everybody plays there, for who speaks for it: once it has said yes to a final lineup.

Never who the others are. The address and how the door is found come in the phases in which the policy tells them to
somebody who plays; what is not told yet, or not any more, is absent. A yes holds until the act, the lead or a moved
show ends it. So who has said yes learns nothing from a lineup that is opened again, and keeps the way to the door; what
it reads of times is that of the last final version.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import audit, cipher, doors
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_offers import OwnOffer
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedSpace
from coordinator.disclosure.sealed_board import SealedVersion
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

WELCOME = ("capacity", "step_free", "steps", "toilet", "pets", "smoke", "shoes", "rules")
DOORBELL = ("bell",)


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A room as who plays there may know it now. `point` in degrees; `said`: the host's answers to visitors."""

    address: str | None = None
    point: tuple[float, float] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnStand:
    """How an act stands in the last final lineup: how many minutes are played in each slot, and what is told of its
    rooms (show id → place)."""

    sets: Mapping[int, int]
    places: Mapping[str, OwnPlace]


def stands(reader: Reader, offers: Sequence[OwnOffer], *, at: datetime) -> Mapping[str, OwnStand]:
    """Offer id → how the act stands there, of those offers to which the reader has said yes. Four statements, whatever
    their number."""
    asked = {one.id: one for one in offers if one.state is OfferState.CONFIRMED}
    sets = _sets(reader, list(asked))
    rooms = {room.show_id: one.id for one in asked.values() if one.id in sets for room in _rooms(one)}
    places = _places(reader, list(rooms), at=at)
    return {
        offer_id: OwnStand(minutes, {room: places[room] for room, of in rooms.items() if of == offer_id})
        for offer_id, minutes in sets.items()
    }


def _rooms(offer: OwnOffer) -> Sequence[Any]:
    return [room for room in (offer.evening, offer.again) if room is not None]


def _sets(reader: Reader, offer_ids: Sequence[str]) -> Mapping[str, Mapping[int, int]]:
    """Offer id → slot → minutes, of the reader's own offers, from the newest version of each lineup."""
    every = aliased(SealedVersion)
    newest = select(func.max(every.number)).where(every.show_id == SealedVersion.show_id).scalar_subquery()
    acts = (SealedVersion.first_id, SealedVersion.second_id, SealedVersion.third_id)
    rows = (
        select(SealedOffer.id, SealedOffer.position, SealedOffer.artist_id, Show.edition_id, *acts)
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .join(Show, Show.id == SealedOffer.show_id)
        .join(SealedVersion, SealedVersion.show_id == SealedOffer.show_id)
        .where(SealedOffer.id.in_(offer_ids), SealedArtist.contact_id == reader.id)
        .where(SealedVersion.number == newest)
    )
    with granted("an act's own place in a final lineup"):
        found = db.session.execute(rows).all()
    bills = {row.id: dict(enumerate((row.first_id, row.second_id, row.third_id), start=1)) for row in found}
    lengths = _lengths({(row.edition_id, act) for row in found for act in bills[row.id].values()})
    return {
        row.id: {slot: lengths[row.edition_id, act] for slot, act in bills[row.id].items()}
        for row in found
        if bills[row.id][row.position] == row.artist_id
    }


def _lengths(acts: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """(edition id, act) → minutes of its set."""
    chosen = Application.artist_id.in_({act for _, act in acts})
    rows = db.session.execute(
        select(Application.edition_id, Application.artist_id, Application.set_minutes).where(chosen)
    )
    return {(row.edition_id, row.artist_id): row.set_minutes for row in rows}


def _places(reader: Reader, show_ids: Sequence[str], *, at: datetime) -> Mapping[str, OwnPlace]:
    """The rooms of these shows, in which the reader's act plays, as far as they are told now."""
    columns = (SealedSpace.space_id, SealedSpace.address, SealedSpace.point, SealedForm.said)
    rows = (
        select(Show, Edition, *columns)
        .join(Edition, Edition.id == Show.edition_id)
        .join(SealedSpace, SealedSpace.space_id == Show.space_id)
        .outerjoin(SealedForm, SealedForm.space_id == Show.space_id)
        .where(Show.id.in_(show_ids))
    )
    with granted("where an act plays"):
        found = db.session.execute(rows).all()
    closed = doors.closed_since([row.space_id for row in found])
    return {row.Show.id: _place(reader, row, closed, at=at) for row in found}


def _place(reader: Reader, row: Row[*tuple[Any, ...]], closed: Mapping[str, datetime], *, at: datetime) -> OwnPlace:
    """What is told is opened, and that alone."""
    facts = _told(reader, row.Show, clock_of(row.Show, row.Edition, closed=closed).phase(at))
    audit.record(reader, sorted(facts), of=[row.Show.id], at=at)
    seal, space = cipher.current(), row.space_id
    known = _said(space, row.said) if row.said and facts & {Fact.WELCOME, Fact.DOORBELL} else {}
    wanted = (*(WELCOME if Fact.WELCOME in facts else ()), *(DOORBELL if Fact.DOORBELL in facts else ()))
    told_point = Fact.EXACT_POINT in facts
    return OwnPlace(
        seal.open(row.address, f"sec_spaces.address|{space}") if Fact.STREET_ADDRESS in facts else None,
        cipher.point(seal.open(row.point, f"sec_spaces.point|{space}")) if told_point else None,
        {name: known[name] for name in wanted if name in known},
    )


def _told(reader: Reader, show: Show, phase: Phase) -> frozenset[Fact]:
    how = relation(reader, city_id=show.city_id, contact_id=reader.id, plays=True)
    facts = (Fact.STREET_ADDRESS, Fact.EXACT_POINT, Fact.WELCOME, Fact.DOORBELL)
    return frozenset(fact for fact in facts if may_see(fact, how, phase))


def _said(space_id: str, sealed: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(cipher.current().open(sealed, f"sec_space_forms.said|{space_id}"))
    return said
