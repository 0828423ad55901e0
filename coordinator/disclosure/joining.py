"""Two acts become one: what is sealed of the one goes over to the other. For the use-case that merges, which decides
who may and holds both acts and their shows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, insert, select, update
from sqlalchemy.orm import aliased

from coordinator.artists.models import Application
from coordinator.db import db, random_id
from coordinator.disclosure import standby, touring
from coordinator.disclosure.offers import LIVE
from coordinator.disclosure.sealed import SealedLeg, SealedMember, SealedVeto
from coordinator.disclosure.sealed_hosts import SealedHostVeto
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.shows.models import Show

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


def offers_over(shows: Mapping[str, Show], artist_id: str, into: str, *, at: datetime) -> Sequence[str]:
    """Let the offers that an act has for these shows (id → show) be the other's, the answers with them: their ids. Of
    shows that are over they stay. Who was asked for one show keeps the offer that she has."""
    coming = [show_id for show_id, show in shows.items() if at < show.ends_at]
    other = aliased(SealedOffer)
    has = exists().where(other.show_id == SealedOffer.show_id, other.artist_id == into, other.state.in_(LIVE))
    mine = and_(SealedOffer.artist_id == artist_id, SealedOffer.state.in_(LIVE), SealedOffer.show_id.in_(coming))
    with granted("offers of an act that is another"):
        ids = db.session.scalars(select(SealedOffer.id).where(mine, ~has)).all()
        moved = update(SealedOffer).where(SealedOffer.id.in_(ids)).values(artist_id=into)
        db.session.execute(moved, execution_options=PLAIN)
    return ids


def vetoes_over(artist_id: str, into: str) -> None:
    """Let whoever does not want the one not meet the other: hosts, leads and acts alike; and keep what a list says that
    the one does not want."""
    columns = (SealedVeto.artist_id, SealedVeto.space_id, SealedVeto.other_artist_id, SealedVeto.said_by)
    named = (SealedVeto.artist_id == artist_id) | (SealedVeto.other_artist_id == artist_id)
    linked = update(SealedHostVeto).where(SealedHostVeto.artist_id == artist_id).values(artist_id=into)
    with granted("vetoes about an act that is another"):
        db.session.execute(linked, execution_options=PLAIN)
        said = {
            tuple(into if one == artist_id else one for one in row)
            for row in db.session.execute(select(*columns).where(named))
        }
        kept = select(*columns).where((SealedVeto.artist_id == into) | (SealedVeto.other_artist_id == into))
        fresh = said - {tuple(row) for row in db.session.execute(kept)}
        rows = [
            {"id": random_id(), "artist_id": act, "space_id": space, "other_artist_id": other, "said_by": by}
            for act, space, other, by in sorted(fresh, key=str)
            if act != other
        ]
        db.session.execute(delete(SealedVeto).where(named), execution_options=PLAIN)
        if rows:
            db.session.execute(insert(SealedVeto), rows)


def members(artist_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Act → the fingerprints of who plays in it, of these acts."""
    columns = select(SealedMember.artist_id, SealedMember.member).where(SealedMember.artist_id.in_(artist_ids))
    with granted("who plays in acts that are one"):
        rows = db.session.execute(columns).all()
    return {act: frozenset(row.member for row in rows if row.artist_id == act) for act in artist_ids}


def members_over(artist_id: str, into: str) -> None:
    """Let all who play in the one play in the other."""
    known = members([artist_id, into])
    rows = [{"artist_id": into, "member": member} for member in sorted(known[artist_id] - known[into])]
    if rows:
        with granted("who plays in an act that is another"):
            db.session.execute(insert(SealedMember), rows)


def legs(artist_ids: Collection[str]) -> Mapping[str, tuple[TourLeg, ...]]:
    """Act → the legs of its tour, whoever said them, of those of these acts that have any."""
    return touring.legs_where(SealedLeg.artist_id.in_(artist_ids))


def put_legs(of: Mapping[str, Sequence[TourLeg]]) -> None:
    """Let these be the legs of these acts."""
    touring.put_legs(of)


def standby_over(wish: Application, into: Application) -> None:
    """Let the other stand by where the one does, unless it does already."""
    standby.hold(wish.city_id)
    ranks = standby.kept(wish.edition_id, wish.city_id)
    mine = next((rank for rank, act in ranks.items() if act == wish.artist_id), None)
    standby.drop(wish.edition_id, wish.artist_id)
    if mine is not None and into.artist_id not in ranks.values():
        standby.put(wish.edition_id, wish.city_id, {**ranks, mine: into.artist_id})
