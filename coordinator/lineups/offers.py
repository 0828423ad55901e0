"""An act's answer to an offer, and what the lead sees of offers. An answer that came too late gets its own sentence."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import engagements, offers, twins
from coordinator.disclosure.offers import Offer, OfferState
from coordinator.errors import Conflict, NotFound
from coordinator.jobs import Job
from coordinator.lineups import asking
from coordinator.lineups.leaving import leave
from coordinator.lineups.problem import ACTS
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A slot as its offer stands: of the act that holds it, or for an empty one of the act that left it.

    `until` is the deadline; without `state` nobody was asked yet.
    """

    position: int
    act_name: str | None
    holds: bool
    state: OfferState | None
    until: datetime | None


def confirm(reader: Reader, offer_id: str, *, at: datetime) -> None:
    """Say yes, for the act's contact; a second time changes nothing.

    Raises NotFound for everybody else's offer, and Conflict: `offer_declined`, `offer_lapsed`, `offer_withdrawn`.
    """
    _, offer = _held(reader, offer_id, at=at)
    if offer.state not in offers.LIVE:
        raise Conflict(f"offer_{offer.state}")
    if offer.state is OfferState.OFFERED:
        offers.settle(offer, OfferState.CONFIRMED, by=reader.id, at=at)


def decline(reader: Reader, offer_id: str, *, at: datetime) -> None:
    """Say no; a second time changes nothing. Raises NotFound, and Conflict: `offer_confirmed`, `offer_lapsed`,
    `offer_withdrawn`."""
    show, offer = _held(reader, offer_id, at=at)
    if offer.state is OfferState.OFFERED:
        leave(show, offer, OfferState.DECLINED, by=reader.id, at=at)
    elif offer.state is not OfferState.DECLINED:
        raise Conflict(f"offer_{offer.state}")


def withdraw(reader: Reader, offer_id: str, *, at: datetime) -> None:
    """Take a yes back, always; of an offer that is over nothing changes. Raises NotFound."""
    show, offer = _held(reader, offer_id, at=at)
    if offer.is_live:
        leave(show, offer, OfferState.WITHDRAWN, by=reader.id, at=at)


def lapse(job: Job, at: datetime) -> None:
    """Run a job: put the slot of an offer back that nobody answered in time, and tell act and lead."""
    offer = offers.find(job.subject, at=at)
    if offer is None:
        return
    show = _hold(offer)
    offer = offers.get(offer.id, at=at)
    if offer.kept is OfferState.OFFERED and offer.state is OfferState.LAPSED:
        leave(show, offer, OfferState.LAPSED, by=None, at=at)
        asking.tell_over(offer, at=at)


JOBS = {asking.LAPSE: lapse}


def states(reader: Reader, show_ids: Collection[str], *, at: datetime) -> Mapping[str, Mapping[int, OfferState]]:
    """Show id → position → how the offer of that slot stands, for the lead of their cities; absent: nobody was asked.

    An empty slot has the state of the act that left it; a twin has those of its show, one slot later. Raises NotFound
    if any show is not the reader's to lead.
    """
    kept = twins.kept(show_ids)
    wanted = {*show_ids, *(one.source for one in kept.values())}
    newest = _newest(reader, db.session.scalars(select(Show).where(Show.id.in_(wanted))).all(), at=at)
    return {
        show_id: {twins.turned(at_) if one.is_twin else at_: offer.state for at_, offer in newest[one.source].items()}
        for show_id, one in kept.items()
    }


def on_show(reader: Reader, show: Show, *, at: datetime) -> Sequence[SlotOffer]:
    """The three slots of a show (of a twin, as its show's acts play there) as their offers stand, for its lead. Raises
    NotFound for everybody else."""
    kept = twins.kept([show.id])[show.id]
    newest = _newest(reader, [show, db.session.get_one(Show, kept.source)], at=at)[kept.source]
    bill = offers.bills([kept.source])[kept.source]
    acts = {*bill.values(), *(offer.artist_id for offer in newest.values())}
    chosen = select(Artist.id, Artist.act_name).where(Artist.id.in_(acts))
    names = {row.id: row.act_name for row in db.session.execute(chosen)}
    slots = [_slot(position, bill.get(position), newest.get(position), names) for position in range(1, ACTS + 1)]
    return kept.turned(slots)


def refusing(reader: Reader, show: Show, *, at: datetime) -> frozenset[str]:
    """The acts that have left this show for their own reasons, so that nobody proposes them for it again."""
    found = offers.seen_by(reader, [show], at=at)
    return frozenset(offer.artist_id for offer in found if not offer.is_live and offer.by_act)


def _newest(reader: Reader, shows: Sequence[Show], *, at: datetime) -> dict[str, dict[int, Offer]]:
    """Show id → position → the offer that counts there: of the act that holds the slot, else of the one that left."""
    bills = offers.bills([show.id for show in shows])
    over = {show.id for show in shows if at >= show.ends_at}
    found: dict[str, dict[int, Offer]] = {show.id: {} for show in shows}
    for offer in offers.seen_by(reader, shows, at=at):
        holds = next((at_ for at_, act in bills[offer.show_id].items() if act == offer.artist_id), None)
        if holds is not None:
            if offer.kept not in offers.LIVE and offer.show_id not in over:
                continue  # it was put back since: nobody has asked it anew
            found[offer.show_id][holds] = offer
        elif offer.by_act and not offer.is_live and offer.position not in bills[offer.show_id]:
            found[offer.show_id][offer.position] = offer
    return found


def _slot(position: int, act: str | None, offer: Offer | None, names: Mapping[str, str]) -> SlotOffer:
    named = act or (offer.artist_id if offer else None)
    return SlotOffer(
        position,
        names[named] if named else None,
        holds=act is not None,
        state=offer.state if offer else None,
        until=offer.expires_at if offer else None,
    )


def _held(reader: Reader, offer_id: str, *, at: datetime) -> tuple[Show, Offer]:
    """An offer of an act for which the reader speaks, and its show, held to the end of the transaction."""
    offer = offers.get(offer_id, at=at)
    if reader.id is None or offer.contact_id != reader.id:
        raise NotFound
    return _hold(offer), offers.get(offer_id, at=at)


def _hold(offer: Offer) -> Show:
    show = db.session.get_one(Show, offer.show_id)
    engagements.hold(show, ())
    return show
