"""Planning a city's evenings: which show takes place in which space, from when to when.

What the space says is respected: it is approved, free then, and the evening ends before its curfew. Wall times are
those of the city. A space is held to the end of the transaction that books it, so that nobody books it twice; an import
holds the spaces it schedules, too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.clock import first_shown, instant
from coordinator.db import db
from coordinator.disclosure import outside_times, seats
from coordinator.disclosure.own_spaces import Said
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.intake import assign_changed
from coordinator.people.readers import Reader
from coordinator.shows.leading import refuse_others
from coordinator.shows.listed_seats import hold_lists, listed_seats
from coordinator.shows.models import Show, ShowState
from coordinator.shows.scheduling import Evening, Span, renew_embargo, values_of
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.offered import AROUND, is_within, offered

_OUTSIDE = "This is outside the times that the host offers. Take one of them, or say why it is another time."
_DAY, _NOON = 24 * 60, 12 * 60
LONGEST_LETTERS = timedelta(minutes=90)  # before a show
_SMALL_HOURS = 5 * 60  # what begins before five belongs to the evening before


class Side(StrEnum):
    """Which one is meant of a time that clocks show twice."""

    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Booking:
    """A space for an evening. `side` is asked for only where clocks show the start twice, `outside` (why it is another
    time all the same) only outside the times that the space's host offers."""

    space_id: str
    evening: Evening
    side: Side | None = None
    outside: str = ""


def span_in(booking: Booking, zone: str) -> Span:
    """The instants of a booking in an IANA zone.

    Raises Invalid: `start` where clocks skip it, with the next time that there is, `side` where they show it twice and
    nobody has said which is meant.
    """
    start = booking.evening.start
    following = first_shown(start, zone)
    if following != start:
        skipped = "Clocks in %(zone)s skip %(time)s on %(day)s. The next time that there is: %(next)s."
        named = following.time() if following.date() == start.date() else following
        raise Invalid({"start": [Say(skipped, zone=zone, time=start.time(), day=start.date(), next=named)]})
    earlier, later = (instant(start, zone, fold=fold) for fold in (0, 1))
    if earlier != later and booking.side is None:
        twice = "Clocks in %(zone)s show %(time)s twice that night. Say which one is meant."
        raise Invalid({"side": [Say(twice, zone=zone, time=start.time())]})
    starts_at = later if booking.side is Side.LATER else earlier
    return Span(starts_at, starts_at + timedelta(minutes=booking.evening.minutes), earlier != later)


def curfew_at(curfew: time, start: datetime, span: Span, zone: str) -> datetime:
    """The instant by which an evening has to be over in a room with that curfew.

    An evening that begins before five in the morning belongs to the day before. A curfew in the morning that is not
    after the start is the next morning's, one in the afternoon or evening is of the evening's own day.
    """
    begins = _minutes(start.time())
    early = begins < _SMALL_HOURS
    ends, begins = _minutes(curfew), begins + _DAY * early
    ends += _DAY * (ends <= begins and ends < _NOON)
    midnight = datetime.combine(start.date() - timedelta(days=early), time())
    wall = first_shown(midnight + timedelta(minutes=ends), zone)
    both = [instant(wall, zone, fold=fold) for fold in (0, 1)]
    return next((at for at in both if at > span.starts_at), both[-1])


def spaces_of(reader: Reader, *, edition_id: str, city_id: str) -> Sequence[Space]:
    """The approved spaces of a city, for its lead. Raises NotFound for everybody else."""
    refuse_others(reader, city_id)
    here = (Space.edition_id == edition_id) & (Space.city_id == city_id) & (Space.state == SpaceState.APPROVED)
    return db.session.scalars(select(Space).where(here).order_by(Space.id)).all()


def get_space(reader: Reader, space_id: str, *, city_id: str) -> Space:
    """A space of that city, approved or not, for its lead. Raises NotFound for everybody else."""
    refuse_others(reader, city_id)
    space = db.session.get(Space, space_id)
    if space is None or space.city_id != city_id:
        raise NotFound
    return space


def hold_spaces(space_ids: Collection[str], *, edition_id: str, city_id: str) -> Mapping[str, Space]:
    """The spaces by id, held to the end of the transaction, in which no list of the city's draw is published. Raises
    NotFound for one that is not this city's."""
    rows = select(Space).where(Space.id.in_(sorted(space_ids))).order_by(Space.id).with_for_update(key_share=True)
    found = {space.id: space for space in db.session.scalars(rows.execution_options(populate_existing=True))}
    mine = {key for key, space in found.items() if (space.edition_id, space.city_id) == (edition_id, city_id)}
    if mine != set(space_ids):
        raise NotFound
    hold_lists([city_id])
    return found


def create(reader: Reader, edition: Edition, city_id: str, booking: Booking, *, at: datetime) -> Show:
    """A show in a space of a city that the reader leads. The same once more is the show that stands already.

    One that was cancelled in this space at this time is called back: open to guests if its draw is to come, with those
    who were drawn for it if that was held. Raises NotFound, and Invalid by field: `day`, `start`, `side`, `minutes`,
    `space_id`, `outside`.
    """
    refuse_others(reader, city_id)
    space = hold_spaces([booking.space_id], edition_id=edition.id, city_id=city_id)[booking.space_id]
    city = db.session.get_one(City, city_id)
    span = span_in(booking, city.zone)
    standing = standing_at(space.id, span.starts_at, held=True)
    if standing is not None and standing.state is not ShowState.CANCELLED and standing.ends_at == span.ends_at:
        return standing
    refuse_misfit(
        space, edition, booking, span, zone=city.zone, at=at, seats=standing.listed_seats if standing else None
    )
    show = standing or Show(edition_id=edition.id, space_id=space.id)
    assign_changed(show, values_of(space, city, evening=booking.evening, span=span, seats=show.listed_seats))
    show.state = _state_now(show)
    db.session.add(show)
    renew_embargo(edition)
    _note_outside(show, booking, by=str(reader.id), at=at)
    return show


def rebook(show: Show, space: Space, booking: Booking, span: Span, *, by: str, at: datetime) -> None:
    """Write a show's new space and time, for `by` (a person). Space and show are held by the caller, who has looked
    whether they fit.

    Raises Conflict `cancelled_there`: in the new space a cancelled show stands at exactly this time.
    """
    other = standing_at(space.id, span.starts_at)
    if other is not None and other.id != show.id:
        raise Conflict("cancelled_there")
    city = db.session.get_one(City, show.city_id)
    seats = listed_seats([show.id]).get(show.id)
    assign_changed(
        show, {"space_id": space.id, **values_of(space, city, evening=booking.evening, span=span, seats=seats)}
    )
    renew_embargo(db.session.get_one(Edition, show.edition_id))
    _note_outside(show, booking, by=by, at=at)


def standing_at(space_id: str, starts_at: datetime, *, held: bool = False) -> Show | None:
    """The show that stands in a space at exactly this time, a cancelled one too; with `held` nobody else changes it
    before the transaction ends."""
    there = select(Show).where(Show.space_id == space_id, Show.starts_at == starts_at)
    now = there.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalar(now if held else there)


def refuse_misfit(
    space: Space,
    edition: Edition,
    booking: Booking,
    span: Span,
    *,
    zone: str,
    at: datetime,
    beside: Collection[str] = (),
    seats: int | None = None,
    letters: timedelta = timedelta(0),
) -> None:
    """Raise Invalid with all that speaks against a booking; shows in `beside` (ids) are about to leave the space.
    `seats`: how many the list of the show's draw has. `letters`: for how long they are written before its start."""
    faults = {"day": _against_day(edition, booking, span, at)}
    faults["space_id"] = [*_against_space(space, span, beside, letters), *_against_size(space, seats)]
    faults["minutes"] = _against_curfew(space, booking, span, zone)
    faults["outside"] = [] if booking.outside or _is_offered(booking, letters) else [Say(_OUTSIDE)]
    if any(faults.values()):
        raise Invalid({field: said for field, said in faults.items() if said})


def busy(space_ids: Collection[str], span: Span) -> Mapping[str, Show]:
    """Space id → a show that takes place there at that time; free ones are left out."""
    return {show.space_id: show for show in in_the_way(space_ids, span)}


def in_the_way(space_ids: Collection[str], span: Span, *, beside: Collection[str] = ()) -> Sequence[Show]:
    """The shows that take place in these spaces at that time, their letters too, in order; but for those in `beside`
    (ids)."""
    here = Show.space_id.in_(space_ids) & (Show.state != ShowState.CANCELLED) & Show.id.not_in(beside)
    near = (Show.starts_at < span.ends_at + LONGEST_LETTERS) & (Show.ends_at > span.starts_at)
    found = db.session.scalars(select(Show).where(here, near).order_by(Show.starts_at, Show.id))
    return [show for show in found if show.begins_at < span.ends_at]


def _against_day(edition: Edition, booking: Booking, span: Span, at: datetime) -> list[Say]:
    if abs(booking.evening.start.date() - edition.date) > AROUND:
        message = "This edition is on %(day)s. Take that day, the one before or the one after."
        return [Say(message, day=edition.date)]
    if span.starts_at <= at:
        return [Say("This time is over. Take a later one.")]
    return []


def _against_space(space: Space, span: Span, beside: Collection[str], letters: timedelta) -> list[Say]:
    if space.state is not SpaceState.APPROVED:
        return [Say("This space is not approved. Approve it first, or take another one.")]
    message = "Another show is in this space at %(time)s. Take another time or another space."
    others = in_the_way([space.id], replace(span, starts_at=span.starts_at - letters), beside=beside)
    return [Say(message, time=one.local_start.time()) for one in others[:1]]


def _against_size(space: Space, seats: int | None) -> list[Say]:
    if seats is None or seats <= space.capacity:
        return []
    return [Say("Guests are drawn for %(seats)s seats. Take a space with as many.", seats=seats)]


def _against_curfew(space: Space, booking: Booking, span: Span, zone: str) -> list[Say]:
    if space.curfew is None:
        return []
    curfew = curfew_at(space.curfew, booking.evening.start, span, zone)
    if span.ends_at <= curfew:
        return []
    left = int((curfew - span.starts_at).total_seconds() // 60)
    facts = {"curfew": space.curfew, "minutes": left}
    if left <= 0:
        return [Say("In this space it has to be quiet from %(curfew)s on. Begin earlier.", **facts)]
    message = "In this space it has to be quiet from %(curfew)s on: take %(minutes)s minutes at most, or begin earlier."
    return [Say(message, **facts)]


def is_offered(said: Said, start: datetime, minutes: int, *, letters: timedelta = timedelta(0)) -> bool:
    """Whether an evening (wall time), with the `letters` before its start, lies within the times that a host who says
    this offers."""
    return is_within(offered(said), start - letters, start + timedelta(minutes=minutes))


def _is_offered(booking: Booking, letters: timedelta) -> bool:
    said = outside_times.said([booking.space_id]).get(booking.space_id, {})
    return is_offered(said, booking.evening.start, booking.evening.minutes, letters=letters)


def _note_outside(show: Show, booking: Booking, *, by: str, at: datetime) -> None:
    letters = timedelta(minutes=show.letter_minutes or 0)  # of a new one nothing stands there before it is written
    outside_times.note(show.id, "" if _is_offered(booking, letters) else booking.outside, by=by, at=at)


def _state_now(show: Show) -> ShowState:
    """The state of a show that is planned, or called back: its row is held."""
    if show.listed_seats is None:
        return ShowState.PLANNED
    return ShowState.DRAWN if seats.free(show.id) else ShowState.OPEN


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
