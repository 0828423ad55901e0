"""Moving a show: another time, another space, or both. Its acts come along where they can; who cannot is named.

The two rooms of a pair (see `twins`) keep one time: moving one moves the other's time along.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from coordinator.db import db
from coordinator.disclosure import offers, reserves, twins
from coordinator.disclosure.rooms import points
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, Say
from coordinator.geo.distance import km
from coordinator.lineups import alarms, changed_evening, locking, relocating, steps
from coordinator.lineups.adding import PLANNED
from coordinator.lineups.objections import hold_bill, objectors, set_aside
from coordinator.people.readers import Reader
from coordinator.shows import host_news
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking, hold_spaces, rebook, refuse_misfit, span_in
from coordinator.shows.scheduling import Span
from coordinator.spaces.models import Space

WALK_KM = 1.0  # between two rooms of one bill: a quarter of an hour on foot, as long as a change-over lasts
BECAUSE = "show_moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """A show as it stands after a move: the acts that were cleared, and whether anything is different."""

    show: Show
    cleared: tuple[str, ...]
    changed: bool


def seen_of(show: Show) -> str:
    """What a lead saw of a show's place and time when she opened the form, to tell whether that still holds."""
    return f"{show.space_id}@{show.starts_at:%Y%m%dT%H%M}+{round((show.ends_at - show.starts_at).total_seconds() / 60)}"


def move(
    reader: Reader,
    show_id: str,
    booking: Booking,
    *,
    city_id: str,
    seen: str,
    leave: Collection[str],
    reason: str = "",
    at: datetime,
) -> Moved:
    """Move a show; acts in `leave` (ids) may be cleared where they cannot come along, for a `reason` the others stay
    where a rule may be set aside. The same again changes nothing.

    Acts of a final lineup are asked again where time, area or what the room has changes, and told of what else they may
    know (`changed_evening`); where one is cleared the lineup is opened, and those left are asked at its next lock.

    Raises NotFound; Invalid by field as `planning.create` does; and Conflict: `acts_clash` (`objectors`),
    `moved_meanwhile`, `show_cancelled`, `show_begun`, `too_small` (`seats`), `too_far_apart` (`distance_km`),
    `cancelled_there`.
    """
    show = led_show(reader, show_id, city_id=city_id)
    spaces = hold_spaces({show.space_id, booking.space_id}, edition_id=show.edition_id, city_id=city_id)
    pair = pair_of(show)
    hold_bill(pair)
    span = span_in(booking, show.zone)
    if (show.space_id, show.starts_at, show.ends_at) == (booking.space_id, span.starts_at, span.ends_at):
        return Moved(show, (), changed=False)
    _refuse_state(show, spaces[booking.space_id], seen=seen, at=at)
    target = {show.id: spaces[booking.space_id]} | _others_room(pair, show)
    _refuse_rooms(pair, target, booking, span, at=at)
    with steps.noted(str(reader.id), pair, PLANNED, at=at):
        before = changed_evening.seen_by_acts(pair)
        cleared = _clear(reader, pair[0], target, booking, span, leave=leave, reason=reason, at=at)
        with relocating.told_to_guests(pair, at=at), host_news.told_to_hosts(pair, at=at):
            _write(pair, target, booking, span, by=str(reader.id), at=at)
        _let_go(show)
        changed_evening.renew(pair, before, cleared=cleared, by=str(reader.id), at=at)
    alarms.follow_clock(pair[0], at=at)
    return Moved(show, cleared, changed=True)


def _let_go(show: Show) -> None:
    """A space in which the show takes place stands ready for it no more."""
    if reserves.of_shows([show.id]).get(show.id) == show.space_id:
        reserves.pair(show.id, None)


def apart_km(one: Space, other: Space) -> float:
    """Geodesic km between two spaces."""
    here = points([one.id, other.id])
    return km(*here[one.id], *here[other.id])


def refuse_far(one: Space, other: Space) -> None:
    """Raise Conflict `too_far_apart` for two rooms that no act can walk between during a change-over."""
    distance = apart_km(one, other)
    if distance > WALK_KM:
        raise Conflict("too_far_apart", distance_km=distance)


def refuse_begun(show: Show, at: datetime) -> None:
    """Raise Conflict for a show that cannot be planned any more: `show_cancelled`, `show_begun`."""
    if show.state is ShowState.CANCELLED:
        raise Conflict("show_cancelled")
    if at >= show.starts_at:
        raise Conflict("show_begun")


def clear_or_refuse(
    reader: Reader, moved: Show, spaces: Sequence[Space], *, leave: Collection[str], reason: str, at: datetime
) -> tuple[str, ...]:
    """Clear the acts in `leave` that cannot come along, opening a final lineup, and keep the others for the `reason`;
    the ids of those cleared.

    `moved` is the show as it would be. Raises Conflict `acts_clash` with all `objectors` where one that is not in
    `leave` breaks a rule that nobody may set aside, or nobody said why.
    """
    against = objectors(reader, moved, spaces, at=at)
    leaving = tuple(one.artist_id for one in against if one.artist_id in leave)
    staying = [one for one in against if one.artist_id not in leave]
    if not all(reason and one.may_stay for one in staying):
        raise Conflict("acts_clash", objectors=tuple(against))
    if leaving and twins.kept([moved.id])[moved.id].locked:
        locking.release(db.session.get_one(Show, moved.id), BECAUSE, by=str(reader.id), at=at)
    for artist_id in leaving:
        offers.vacate(moved.id, artist_id)
    set_aside(moved.id, staying, reason, by=str(reader.id), at=at)
    return leaving


def copy_of(show: Show, **changed: object) -> Show:
    """A row like the show's that nobody keeps, with other values in some columns."""
    values = {column.key: getattr(show, column.key) for column in Show.__table__.columns}
    return Show(**(values | changed))


def pair_of(show: Show) -> Sequence[Show]:
    """The show, or with its twin the one that has the acts first."""
    kept = twins.kept([show.id])[show.id]
    if kept.partner is None:
        return [show]
    other = db.session.get_one(Show, kept.partner)
    return [other, show] if kept.is_twin else [show, other]


def _others_room(pair: Sequence[Show], show: Show) -> dict[str, Space]:
    return {other.id: db.session.get_one(Space, other.space_id) for other in pair if other.id != show.id}


def _refuse_state(show: Show, space: Space, *, seen: str, at: datetime) -> None:
    refuse_begun(show, at)
    if seen != seen_of(show):
        raise Conflict("moved_meanwhile")
    if space.capacity < (show.listed_seats or 0):
        raise Conflict("too_small", seats=show.listed_seats)


def _refuse_rooms(
    pair: Sequence[Show], target: Mapping[str, Space], booking: Booking, span: Span, *, at: datetime
) -> None:
    edition = db.session.get_one(Edition, pair[0].edition_id)
    if len(pair) > 1:
        refuse_far(*(target[show.id] for show in pair))
    for show in pair:
        beside = {one.id for one in pair}
        there = replace(booking, space_id=target[show.id].id)
        letters = show.starts_at - show.begins_at
        refuse_misfit(target[show.id], edition, there, span, zone=show.zone, at=at, beside=beside, letters=letters)
    if len({space.id for space in target.values()}) < len(pair):
        raise Invalid({"space_id": [Say("The other half of this bill plays in this space. Take another one.")]})


def _clear(
    reader: Reader,
    show: Show,
    target: Mapping[str, Space],
    booking: Booking,
    span: Span,
    *,
    leave: Collection[str],
    reason: str,
    at: datetime,
) -> tuple[str, ...]:
    times = {"local_start": booking.evening.start, "starts_at": span.starts_at, "ends_at": span.ends_at}
    moved = copy_of(show, space_id=target[show.id].id, **times)
    rooms = [target[show.id], *(space for key, space in target.items() if key != show.id)]
    return clear_or_refuse(reader, moved, rooms, leave=leave, reason=reason, at=at)


def _write(
    pair: Sequence[Show], target: Mapping[str, Space], booking: Booking, span: Span, *, by: str, at: datetime
) -> None:
    try:
        with db.session.begin_nested():
            for show in pair:
                rebook(show, target[show.id], replace(booking, space_id=target[show.id].id), span, by=by, at=at)
    except IntegrityError:
        raise Conflict("moved_meanwhile") from None
