"""Splitting a show into two smaller rooms whose three acts rotate (A-B-C beside C-A-B), and joining them again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator.db import db
from coordinator.disclosure import cancellations, twins
from coordinator.disclosure import steps as kept_steps
from coordinator.disclosure.host_news import News
from coordinator.disclosure.reserves import LedSpace, led_spaces
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.geo.distance import km
from coordinator.lineups import changed_evening, steps
from coordinator.lineups.adding import PLANNED
from coordinator.lineups.changed_evening import Change
from coordinator.lineups.listed import mark, refuse_changed
from coordinator.lineups.moving import WALK_KM, clear_or_refuse, copy_of, refuse_begun, refuse_far
from coordinator.lineups.objections import hold_bill
from coordinator.people.readers import Reader
from coordinator.shows import host_news, planning
from coordinator.shows.leading import led_show
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import Booking, Side, hold_spaces, spaces_of
from coordinator.shows.scheduling import Evening, Span, renew_embargo
from coordinator.spaces.models import Space


@dataclass(frozen=True, slots=True)
class SecondRoom:
    """A space within walking distance (km) that is free during a show."""

    space: Space
    led: LedSpace
    distance_km: float


def second_rooms(reader: Reader, show: Show, *, at: datetime) -> Sequence[SecondRoom]:
    """The rooms that could be a show's second one, the nearest first. Raises NotFound for who does not lead it."""
    spaces = {space.id: space for space in spaces_of(reader, edition_id=show.edition_id, city_id=show.city_id)} | {
        show.space_id: db.session.get_one(Space, show.space_id)
    }
    led = led_spaces(reader, list(spaces.values()), at=at)
    busy = planning.busy(spaces.keys(), Span(show.starts_at, show.ends_at, twice=False))
    here = led[show.space_id]
    rooms = [
        SecondRoom(space, led[key], km(here.latitude, here.longitude, led[key].latitude, led[key].longitude))
        for key, space in spaces.items()
        if key != show.space_id and key not in busy
    ]
    return sorted((one for one in rooms if one.distance_km <= WALK_KM), key=lambda one: one.distance_km)


def split(
    reader: Reader,
    show_id: str,
    space_id: str,
    *,
    city_id: str,
    leave: Collection[str],
    reason: str = "",
    outside: str = "",
    seen: str | None = None,
    at: datetime,
) -> Show:
    """Let a show's acts play in a second room, too, from the same start to the same end; the second room's show.
    `seen`: the mark (`listed.mark`) of the show as its lead saw it.

    Acts in `leave` (ids) may be cleared where they cannot play in both rooms, for a `reason` the others stay where a
    rule may be set aside. The same again is the show that stands. Raises NotFound, Invalid by field as
    `planning.create` does, and Conflict: `consequences_changed`, `split_already`, `too_far_apart` (`distance_km`),
    `acts_clash` (`objectors`), `show_locked`, `entries_open`, `show_cancelled`, `show_begun`.
    """
    show = led_show(reader, show_id, city_id=city_id)
    spaces = hold_spaces({show.space_id, space_id}, edition_id=show.edition_id, city_id=city_id)
    hold_bill([show])
    kept = twins.kept([show.id])[show.id]
    if kept.partner is not None:
        return _standing(kept.partner, space_id, is_twin=kept.is_twin)
    _refuse(show, seen, locked=kept.locked, at=at)
    rooms = [spaces[show.space_id], spaces[space_id]]
    refuse_far(*rooms)
    edition = db.session.get_one(Edition, show.edition_id)
    before = kept_steps.standing([show.id])
    cleared = clear_or_refuse(reader, copy_of(show), rooms, leave=leave, reason=reason, at=at)
    twin = planning.create(reader, edition, city_id, _booking_of(show, space_id, outside), at=at)
    db.session.flush()
    twins.pair(show.id, twin.id)
    changed_evening.follow(show, Change.ASKED, cleared=cleared, by=str(reader.id), at=at)
    after = kept_steps.standing([show.id])
    steps.note(str(reader.id), [show, twin], PLANNED, before=before, after=after, at=at)
    host_news.tell(space_id, twin, News.PLANNED, at=at)
    return twin


def join(reader: Reader, show_id: str, *, city_id: str, at: datetime) -> Show:
    """Give up the second room: its show is cancelled, the acts stay with the first, which is returned.

    `show_id` may be either. Where there is no pair nothing changes. Raises NotFound, and Conflict `entries_open` once
    guests may have entered for one of them, `show_begun`.
    """
    asked = led_show(reader, show_id, city_id=city_id)
    kept = twins.kept([asked.id])[asked.id]
    if kept.partner is None:
        return asked
    show = db.session.get_one(Show, kept.source)
    twin = db.session.get_one(Show, kept.partner) if show.id == asked.id else asked
    hold_bill([show, twin])
    refuse_begun(twin, at)
    if {show.state, twin.state} != {ShowState.PLANNED}:
        raise Conflict("entries_open")
    with steps.noted(str(reader.id), [show, twin], PLANNED, at=at):
        twins.part(twin.id)
        cancellations.note(twin.id, "joined_again", by=str(reader.id), at=at)
        with host_news.told_to_hosts([twin], at=at):
            twin.state = ShowState.CANCELLED
        changed_evening.follow(show, Change.TOLD, by=str(reader.id), at=at)
    renew_embargo(db.session.get_one(Edition, show.edition_id))
    return show


def _refuse(show: Show, seen: str | None, *, locked: bool, at: datetime) -> None:
    if seen is not None:
        refuse_changed(seen, mark(show))
    refuse_begun(show, at)
    if show.state is not ShowState.PLANNED or locked:
        raise Conflict("show_locked" if locked else "entries_open")


def _standing(partner: str, space_id: str, *, is_twin: bool) -> Show:
    other = db.session.get_one(Show, partner)
    if is_twin or other.space_id != space_id:
        raise Conflict("split_already")
    return other


def _booking_of(show: Show, space_id: str, outside: str) -> Booking:
    """The same evening in another space, to the instant."""
    minutes = round((show.ends_at - show.starts_at).total_seconds() / 60)
    evening = Evening(show.local_start, minutes)
    first = planning.span_in(Booking(space_id, evening, Side.EARLIER), show.zone).starts_at
    return Booking(space_id, evening, Side.EARLIER if first == show.starts_at else Side.LATER, outside)
