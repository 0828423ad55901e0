"""Offers: a slot put to an act, until when, and the answer. What an offer is, is decided when somebody looks.

The use-cases decide who may ask and answer; `seen_by` here, and `own_offers`, are the ways from a reader to them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, insert, or_, select, update
from sqlalchemy.orm import QueryableAttribute

from coordinator.db import db, random_id
from coordinator.disclosure import audit
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedSlot
from coordinator.disclosure.sealed_offers import SealedOffer
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


class OfferState(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({OfferState.OFFERED, OfferState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as it stands at the instant it is read; `kept` is what the database still calls it.

    `contact_id` is who speaks for the act, `by_act` whether it ended for the act's own reasons, silence among them.
    """

    id: str
    show_id: str
    position: int
    artist_id: str
    version: int
    state: OfferState
    kept: OfferState
    offered_at: datetime
    expires_at: datetime
    contact_id: str
    by_act: bool

    @property
    def is_live(self) -> bool:
        """Whether the act may play, as far as this offer says."""
        return self.state in LIVE


def state_at(row: Row[*tuple[Any, ...]], show: Show, at: datetime) -> OfferState:
    """What an offer is at the instant `at`: void once its show is cancelled or moved, lapsed once its time is over."""
    kept = OfferState(row.state)
    if kept in LIVE and (show.state is ShowState.CANCELLED or row.starts_at != show.starts_at):
        return OfferState.WITHDRAWN
    if kept is OfferState.OFFERED and at >= row.expires_at:
        return OfferState.LAPSED
    return kept


def make(show: Show, position: int, artist_id: str, *, version: int, until: datetime, at: datetime) -> str:
    """Ask an act to play in a slot; the offer's id. The show is held by the caller."""
    offer_id = random_id()
    row = {"id": offer_id, "show_id": show.id, "position": position, "artist_id": artist_id, "version": version}
    clock = {"starts_at": show.starts_at, "offered_at": at, "expires_at": until, "state": OfferState.OFFERED}
    with granted("make an offer"):
        db.session.execute(insert(SealedOffer), [row | clock])
    return offer_id


def settle(offer: Offer, state: OfferState, *, by: str | None, at: datetime) -> None:
    """Write an answer or an end down. The show is held by the caller, who has read the offer since."""
    this = update(SealedOffer).where(SealedOffer.id == offer.id, SealedOffer.state == offer.kept)
    with granted("settle an offer"):
        db.session.execute(this.values(state=state, answered_at=at, answered_by=by), execution_options=PLAIN)


def find(offer_id: str, *, at: datetime) -> Offer | None:
    """The offer of that id as it stands."""
    return next(iter(_offers(SealedOffer.id == offer_id, at=at)), None)


def get(offer_id: str, *, at: datetime) -> Offer:
    """The same. Raises NotFound where there is none."""
    found = find(offer_id, at=at)
    if found is None:
        raise NotFound
    return found


def of_shows(show_ids: Collection[str], *, at: datetime) -> Sequence[Offer]:
    """All offers of these shows, the oldest first, as they stand."""
    return _offers(SealedOffer.show_id.in_(show_ids), at=at)


def shows_of(artist_id: str) -> frozenset[str]:
    """The ids of shows for which the act has an offer that was not ended, for the use-case in which it leaves."""
    mine = (SealedOffer.artist_id == artist_id) & SealedOffer.state.in_(LIVE)
    with granted("where an act is asked"):
        return frozenset(db.session.scalars(select(SealedOffer.show_id).where(mine)))


def seen_by(reader: Reader, shows: Sequence[Show], *, at: datetime) -> Sequence[Offer]:
    """The same for the lead of their city. Raises NotFound if any of them is not the reader's to lead."""
    if not all(may_see(Fact.OFFER, relation(reader, city_id=show.city_id), Phase.PLANNED) for show in shows):
        raise NotFound
    ids = [show.id for show in shows]
    audit.record(reader, [Fact.OFFER], of=ids, at=at)
    return of_shows(ids, at=at)


def bills(show_ids: Collection[str]) -> Mapping[str, Mapping[int, str]]:
    """Show id → position → act, for the use-cases that ask and answer; every show of `show_ids` has its entry."""
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id)
    found: dict[str, dict[int, str]] = {show_id: {} for show_id in show_ids}
    with granted("the acts to ask"):
        rows = select(*columns).where(SealedSlot.show_id.in_(show_ids)).order_by(SealedSlot.position)
        for row in db.session.execute(rows):
            found[row.show_id][row.position] = row.artist_id
    return found


def left(edition_id: str) -> Mapping[str, frozenset[str]]:
    """Show id → the acts that left it for their own reasons, for the use-case that proposes."""
    wanted = select(SealedOffer.show_id, SealedOffer.artist_id).join(Show, Show.id == SealedOffer.show_id)
    found: dict[str, set[str]] = defaultdict(set)
    with granted("acts that left"):
        for row in db.session.execute(wanted.where(Show.edition_id == edition_id, _ended_by_act())):
            found[row.show_id].add(row.artist_id)
    return {show_id: frozenset(acts) for show_id, acts in found.items()}


def has_left(
    show_id: QueryableAttribute[str], artist_id: QueryableAttribute[Any], *, since: QueryableAttribute[datetime]
) -> ColumnElement[bool]:
    """The condition that an act left a show for its own reasons at the instant `since` or later: columns of a query in
    a grant of its own."""
    this = (SealedOffer.show_id == show_id) & (SealedOffer.artist_id == artist_id)
    return exists().where(this, _ended_by_act(), SealedOffer.answered_at >= since)


def _ended_by_act() -> ColumnElement[bool]:
    contact = select(SealedArtist.contact_id).where(SealedArtist.artist_id == SealedOffer.artist_id).scalar_subquery()
    taken_back = (SealedOffer.state == OfferState.WITHDRAWN) & (SealedOffer.answered_by == contact)
    return or_(SealedOffer.state.in_([OfferState.DECLINED, OfferState.LAPSED]), taken_back)


def vacate(show_id: str, artist_id: str) -> int | None:
    """Empty the slot that an act holds, held or not; its position. The lineup is open, the show held by the caller."""
    mine = (SealedSlot.show_id == show_id) & (SealedSlot.artist_id == artist_id)
    with granted("an act leaves"):
        gone = delete(SealedSlot).where(mine).returning(SealedSlot.position)
        return db.session.scalar(gone, execution_options=PLAIN)


def _offers(which: ColumnElement[bool], *, at: datetime) -> Sequence[Offer]:
    rows = (
        select(*SealedOffer.__table__.columns, SealedArtist.contact_id, Show)
        .join(SealedArtist, SealedArtist.artist_id == SealedOffer.artist_id)
        .join(Show, Show.id == SealedOffer.show_id)
        .where(which)
        .order_by(SealedOffer.offered_at, SealedOffer.position, SealedOffer.id)
    )
    with granted("offers"):
        found = db.session.execute(rows).all()
    return tuple(_offer(row, at) for row in found)


def _offer(row: Row[*tuple[Any, ...]], at: datetime) -> Offer:
    state = state_at(row, row.Show, at)
    taken_back = state is OfferState.WITHDRAWN and row.answered_by == row.contact_id
    return Offer(
        row.id,
        row.show_id,
        row.position,
        artist_id=row.artist_id,
        version=row.version,
        state=state,
        kept=OfferState(row.state),
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        contact_id=row.contact_id,
        by_act=taken_back or state in {OfferState.DECLINED, OfferState.LAPSED},
    )
