"""Calling a show off: what follows is told first; then its slots are free, its acts know, and the reason is kept."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from coordinator.db import db
from coordinator.disclosure import alarms, cancellations, gateway, reserves, twins
from coordinator.disclosure.offers import LIVE
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, Say
from coordinator.lineups import asking, changed_evening, locking, offers, steps
from coordinator.lineups.adding import PLANNED
from coordinator.lineups.changed_evening import Change
from coordinator.lineups.listed import mark, refuse_changed
from coordinator.lineups.objections import hold_bill
from coordinator.people.readers import Reader
from coordinator.shows import host_news
from coordinator.shows import reserves as ready
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show, ShowState
from coordinator.shows.scheduling import renew_embargo

BECAUSE = "show_cancelled"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What calling a show off would mean.

    `acts` lose their slot, `asked` of them are told by letter; `locked`: the lineup is final; `partner`: the show in
    another room that shares its acts, and whether this one `is_twin`; `open_to_guests`: entries may have been made.
    """

    acts: tuple[str, ...]
    asked: int
    locked: bool
    partner: str | None
    is_twin: bool
    open_to_guests: bool
    has_reserve: bool


def consequences(reader: Reader, show: Show, *, at: datetime) -> Consequences:
    """What calling it off would mean, for the show's lead. Raises NotFound for everybody else."""
    seen = gateway.lead_shows(reader, [show], at=at)[show.id]
    states = offers.states(reader, [show.id], at=at)[show.id]
    return Consequences(
        () if seen.is_twin else tuple(slot.act_name for slot in seen.lineup),
        asked=sum(state in LIVE for state in states.values()),
        locked=seen.locked and not seen.is_twin,
        partner=seen.partner,
        is_twin=seen.is_twin,
        open_to_guests=show.state is not ShowState.PLANNED,
        has_reserve=show.id in reserves.of_shows([show.id]),
    )


def facts_of(told: Consequences) -> tuple[object, ...]:
    """The same as plain values, for `listed.mark`."""
    return astuple(told)


def call_off(
    reader: Reader, show_id: str, because: str, *, city_id: str, seen: str | None = None, at: datetime
) -> Sequence[str]:
    """Cancel a show for a reason that only leads learn; the acts whose slots are free now. Again it changes nothing.
    `seen`: the mark (`listed.mark`) of the consequences she has read.

    Raises NotFound, Invalid (`because`) without a reason, and Conflict: `consequences_changed`, `show_over`, `has_twin`
    while a second room shares its acts.
    """
    show = led_show(reader, show_id, city_id=city_id)
    if not because:
        raise Invalid({"because": [Say("Say in a few words why: it is kept for the leads of your city only.")]})
    kept = twins.kept([show.id])[show.id]
    pair = [show] if kept.partner is None else [db.session.get_one(Show, kept.source), show]
    bill = hold_bill(list(dict.fromkeys(pair)))
    kept = twins.kept([show.id])[show.id]
    if show.state is ShowState.CANCELLED:
        return ()
    if seen is not None:
        refuse_changed(seen, mark(show, *facts_of(consequences(reader, show, at=at))))
    _refuse(show, at=at, has_twin=kept.partner is not None and not kept.is_twin)
    with steps.noted(str(reader.id), list(dict.fromkeys(pair)), PLANNED, at=at):
        _end(show, because, by=str(reader.id), at=at)
        if kept.is_twin:
            changed_evening.follow(pair[0], Change.TOLD, by=str(reader.id), at=at)
    return () if kept.is_twin else tuple(bill.values())


def _refuse(show: Show, *, at: datetime, has_twin: bool) -> None:
    if at >= show.ends_at:
        raise Conflict("show_over")
    if has_twin:
        raise Conflict("has_twin")


def _end(show: Show, because: str, *, by: str, at: datetime) -> None:
    asking.call_off(show, by=by, at=at)
    locking.release(show, BECAUSE, by=by, at=at)
    cancellations.free(show.id)
    cancellations.note(show.id, because, by=by, at=at)
    twins.part(show.id)
    ready.stand(show, None, at=at)
    alarms.end(show.id, at=at)
    with host_news.told_to_hosts([show], at=at):
        show.state = ShowState.CANCELLED
    renew_embargo(db.session.get_one(Edition, show.edition_id))
