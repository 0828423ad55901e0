"""The evenings in a host's space: when she has to be ready for whom, and the guests of her own.

Until entries close she says how many seats she keeps; who comes on them she may change until the list at the door is
final.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coordinator.clock import local
from coordinator.db import db
from coordinator.disclosure import own_evenings, own_guests, own_spaces
from coordinator.disclosure.entries import Where
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.own_evenings import Bill, Playing
from coordinator.disclosure.own_guests import NEIGHBOURS, Expected, Kept
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.people import Identity
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, Say
from coordinator.guests import entries
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import Help
from coordinator.hosting.reporting import may_report
from coordinator.lineups.problem import ACTS, Artist
from coordinator.lineups.problem import Show as ProblemShow
from coordinator.lineups.running_order import shared_times, times_of
from coordinator.lineups.sheets import APART
from coordinator.lineups.travel import LOAD_IN
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.models import Show, ShowState
from coordinator.shows.planning import curfew_at
from coordinator.shows.scheduling import Span

FINAL = timedelta(hours=1)  # before the start the list at the door is final


@dataclass(frozen=True, slots=True)
class Set:
    """A set: wall times at the room, and what it takes. No name."""

    position: int
    begins: datetime
    ends: datetime
    people: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostEvening:
    """An evening as its host may know it now. All times but `starts_at` are wall times at the room.

    `helps`: what helps guests who come, and in how many parties, known from the instant `helps_from` (None: past).
    `coming` are guests who have confirmed a seat, `on_access_seats` those of them who have one of these; `first_names`
    is empty while they are not hers to know, which they are from the instant `names_from` (None: it is past) until the
    end.

    `sets` is empty while they are not hers to know (`sets_are_told` False) or the lineup is not final. `names_until` is
    an instant.
    """

    show: Show
    edition: Edition
    load_in: datetime
    letters: datetime | None
    ends: datetime
    quiet_at: datetime | None
    sets: tuple[Set, ...]
    sets_are_told: bool
    kept: Kept
    coming: int
    on_access_seats: int
    helps: Mapping[Help, int]
    helps_from: datetime | None
    first_names: tuple[str, ...]
    names_from: datetime | None
    most_guests: int
    may_declare: bool
    may_name: bool
    names_until: datetime
    is_over: bool
    is_closed: bool
    may_report: bool
    leads: tuple[Identity, ...]

    @property
    def drawn_seats(self) -> int:
        """Seats that are left for the draw."""
        return max(self.show.capacity - self.kept.seats, 0)


def evenings(reader: Reader, form: OwnForm, *, at: datetime) -> tuple[HostEvening, ...]:
    """Every evening in that host's space that takes place, in order."""
    shows = [show for show in own_evenings.shows_in(form) if show.state is not ShowState.CANCELLED]
    return tuple(evening(reader, form, show, at=at) for show in shows)


def evening(reader: Reader, form: OwnForm, show: Show, *, at: datetime) -> HostEvening:
    """One of them."""
    edition = db.session.get_one(Edition, show.edition_id)
    bill = own_evenings.bill(reader, form, show, edition, at=at)
    quiet = _quiet_at(form, show)
    city, turnout = roll(show.city_id), own_evenings.turnout(form, show)
    clock = clock_of(show, edition, closed={})
    known = own_evenings.leads(reader, show, city.leads or city.deputies or city.team, at=at)
    return HostEvening(
        show,
        edition,
        load_in=_wall(show, -(LOAD_IN + APART * (ACTS - 1))),
        letters=_wall(show, -show.letter_minutes) if show.letter_minutes else None,
        ends=local(show.ends_at, show.zone).replace(tzinfo=None),
        quiet_at=local(quiet, show.zone).replace(tzinfo=None) if quiet else None,
        sets=_sets(show, bill, quiet) if bill else (),
        sets_are_told=own_evenings.may_know_sets(show, edition, at=at),
        kept=own_guests.declared([show])[show.id],
        coming=sum(turnout.values()),
        on_access_seats=turnout.get(Pool.ACCESS, 0),
        helps=own_evenings.helps(reader, form, show, edition, at=at),
        helps_from=_ahead(clock.reveals_at, at),
        first_names=own_evenings.first_names(reader, form, show, edition, at=at),
        names_from=_ahead(clock.rings_at, at),
        most_guests=own_guests.most(show),
        may_declare=entries.takes_entries(edition, show.city_id, at=at),
        may_name=at < show.starts_at - FINAL,
        names_until=show.starts_at - FINAL,
        is_over=at >= show.ends_at,
        may_report=may_report(show, at=at),
        is_closed=own_evenings.is_closed(show, edition, at=at),
        leads=tuple(known[one] for one in sorted(known, key=lambda one: known[one].name)),
    )


def _ahead(instant: datetime, at: datetime) -> datetime | None:
    return instant if at < instant else None


def keep_seats(
    reader: Reader, space_id: str, show_id: str, wanted: Kept | None, names: Expected, *, at: datetime
) -> None:
    """Keep so many seats (None: as many as are kept) for these guests. Raises NotFound for everybody but the host;
    Conflict: `listed`, `list_final`; Invalid (`guests`, `neighbours`, `name`)."""
    form = own_spaces.own_form(reader, space_id, held=True)
    show = own_evenings.get_show(form, show_id)
    standing = own_guests.declared([show])[show.id]
    if at >= show.starts_at - FINAL:
        raise Conflict("list_final")
    if wanted not in (None, standing) and not entries.stays_open(Where(show.edition_id, show.city_id), at=at):
        raise Conflict("listed")  # the list of the draw declares them
    kept = wanted or standing
    _refuse_too_many(show, kept, names)
    own_guests.keep(form, show, kept, names, at=at)


def _refuse_too_many(show: Show, kept: Kept, names: Expected) -> None:
    faults = {}
    if kept.guests > own_guests.most(show):
        said = "Of %(seats)d seats you can keep %(most)d at most, a tenth."
        faults["guests"] = [Say(said, seats=show.capacity, most=own_guests.most(show))]
    if kept.neighbours > NEIGHBOURS:
        faults["neighbours"] = [Say("There are %(most)d passes for neighbours.", most=NEIGHBOURS)]
    for field, seats, named in (
        ("guests", kept.guests, names.guests),
        ("neighbours", kept.neighbours, names.neighbours),
    ):
        if len(named) > seats and field not in faults:
            said = "%(named)d names stand below, and %(seats)d seats are kept. Take a name away, or keep more seats."
            faults[field] = [Say(said, named=len(named), seats=seats)]
    if faults:
        raise Invalid(faults)


def _quiet_at(form: OwnForm, show: Show) -> datetime | None:
    """The instant by which it has to be quiet."""
    if form.space is None or form.space.curfew is None:
        return None
    span = Span(show.starts_at, show.ends_at, twice=False)
    return curfew_at(form.space.curfew, show.local_start, span, show.zone)


def _sets(show: Show, bill: Bill, quiet: datetime | None) -> tuple[Set, ...]:
    room = _room(show, quiet)
    acts = {one.position: _artist(one) for one in bill.acts}
    told = {str(one.position): one for one in bill.acts}
    times = shared_times(room, acts, second=bill.is_twin) if bill.shared else times_of(room, acts)
    return tuple(
        Set(
            one.slot,
            _wall(show, one.begins - room.local_start),
            _wall(show, one.ends - room.local_start),
            told[one.artist].people,
            told[one.artist].needs,
        )
        for one in times
    )


def _room(show: Show, quiet: datetime | None) -> ProblemShow:
    """The show as set times are counted; where it is does not matter to them."""
    begins = show.local_start.hour * 60 + show.local_start.minute
    return ProblemShow(
        id=show.id,
        city=show.city_id,
        latitude=0.0,
        longitude=0.0,
        starts_at=0,
        local_start=begins,
        minutes=_minutes(show.ends_at - show.starts_at),
        curfew=None if quiet is None else begins + _minutes(quiet - show.starts_at),
    )


def _artist(one: Playing) -> Artist:
    return Artist(id=str(one.position), latitude=0.0, longitude=0.0, set_minutes=one.set_minutes)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _wall(show: Show, minutes: int) -> datetime:
    """The wall time so many minutes after the start, counted in instants so that clocks may change in between."""
    return local(show.starts_at + timedelta(minutes=minutes), show.zone).replace(tzinfo=None)
