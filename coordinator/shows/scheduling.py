"""When shows take place: wall time of the room's city becomes instants, for one show or for a whole spreadsheet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from coordinator.cities.models import City
from coordinator.clock import instant
from coordinator.db import db, random_id
from coordinator.disclosure import outside_times
from coordinator.editions.models import Edition
from coordinator.errors import Invalid, Say
from coordinator.intake import Note, Outcome, RefusedRows, assign_changed
from coordinator.shows.listed_seats import hold_lists
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.offered import Offered, is_within, offered

CHUNK = 500  # rows in one IN list
_OUTSIDE = "The show at %(start)s is outside the times that the host offers; ask whether that suits."
_ASIDE = (SpaceState.SUSPENDED, SpaceState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Evening:
    """A show as it is wished for: `start` is wall time (naive) at the space's city."""

    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Span:
    """From which instant to which a show lasts. `twice`: clocks show the start twice that day; this is the earlier."""

    starts_at: datetime
    ends_at: datetime
    twice: bool


def span_of(evening: Evening, zone: str) -> Span:
    """The instants of an evening in an IANA zone. Raises Invalid (`start`) for a time that clocks skip that day."""
    starts_at = instant(evening.start, zone, fold=0)
    twice = starts_at != instant(evening.start, zone, fold=1)
    return Span(starts_at, starts_at + timedelta(minutes=evening.minutes), twice)


def schedule(
    edition: Edition, wanted: Mapping[str, Sequence[Evening]], *, references: Mapping[str, str], leave_several: bool
) -> Outcome:
    """Give each space (id → its evenings) the shows it wants, and the shows what their space says (room, zone, area).

    Shows that stand already at a wanted time stay; of the others, taken in order of time, the first is moved to the
    first wanted time, and so on; wishes left over become new shows. Shows left over stay, with a warning.
    `leave_several`: spaces that have more than one show keep their times (a list of spaces knows only one). Spaces that
    are suspended or withdrawn keep them too, and get no new show, with a warning.
    `references` gives the name of each space in notes and outcome. Raises RefusedRows for times that clocks skip,
    evenings that overlap in one room, letters included, shows that cannot move because one of their acts plays
    elsewhere then, and rooms that became smaller than the list of a draw says, or are in another city. Warns of
    evenings outside the times that a host offers.
    """
    rooms = _rooms(list(wanted))
    hold_lists({city.id for _, city in rooms.values()})
    standing = _standing(edition, list(wanted))
    times = {key: offered(said) for key, said in outside_times.said(wanted).items()}
    work = _Schedule(edition, references)
    for space_id, evenings in wanted.items():
        shows = standing[space_id]
        aside = rooms[space_id][0].state in _ASIDE
        keep = aside or (leave_several and len(shows) > 1)
        pairs = work.settle(*rooms[space_id], shows=shows, evenings=_as_they_are(shows) if keep else evenings)
        work.warn_outside(references[space_id], times.get(space_id, ()), () if keep else pairs)
        if aside:
            said = Say("This space is set aside at present: its shows stay as they are, and no new one is planned.")
            work.warnings.append(Note(references[space_id], "space_id", said))
    return work.outcome()


def renew_embargo(edition: Edition) -> None:
    """The embargo ends when the last show that takes place anywhere is over; None while there is no show.

    To be called whenever shows of the edition were added, moved or cancelled.
    """
    last = select(func.max(Show.ends_at)).where(Show.edition_id == edition.id, Show.state != ShowState.CANCELLED)
    edition.embargo_ends_at = db.session.scalar(last)
    db.session.flush()


class _Schedule:
    """Collects what is new, changed, refused and warned of while spaces are settled one by one."""

    def __init__(self, edition: Edition, references: Mapping[str, str]) -> None:
        self.edition = edition
        self.references = references
        self.fresh: list[dict[str, Any]] = []
        self.new: set[str] = set()
        self.changed: set[str] = set()
        self.seen: set[str] = set()
        self.faults: list[Note] = []
        self.warnings: list[Note] = []

    def settle(
        self, space: Space, city: City, *, shows: Sequence[Show], evenings: Sequence[Evening]
    ) -> Sequence["_Pair"]:
        """One space: pair its shows with its evenings; the pairs."""
        reference = self.references[space.id]
        self.seen.add(reference)
        spans = self._spans(reference, evenings, city.zone)
        if spans is None:
            return ()
        pairs, unpaired = _paired(shows, spans)
        self._refuse_crowded(reference, pairs, unpaired)
        for evening, span, show in pairs:
            values = values_of(space, city, evening=evening, span=span, seats=show.listed_seats if show else None)
            if show is None:
                self.fresh.append({"id": random_id(), "edition_id": self.edition.id, "space_id": space.id} | values)
                self.new.add(reference)
            elif self._is_as_listed(reference, show, space) and assign_changed(show, values):
                self.changed.add(reference)
        for show in unpaired:
            message = "The show at %(start)s stands in no row; it stays. Cancel it where it must not take place."
            self.warnings.append(Note(reference, "start", Say(message, start=f"{show.local_start:%Y-%m-%d %H:%M}")))
        return pairs

    def _refuse_crowded(self, reference: str, pairs: Sequence["_Pair"], unpaired: Sequence[Show]) -> None:
        """No two evenings are in one room at once, those included that no row names; nor do letters begin, which stay
        with their show wherever a list moves it, before the show ahead of them is over."""
        taken = [(span.starts_at, span.ends_at, one.start, _letters(show)) for one, span, show in pairs if _is_on(show)]
        taken += [(show.starts_at, show.ends_at, show.local_start, _letters(show)) for show in unpaired]
        for (_, ends_at, before, _), (starts_at, _, after, letters) in pairwise(sorted(taken)):
            if starts_at < ends_at:
                message = "The show at %(start)s is not over when the next one begins; leave time between them."
                self.faults.append(Note(reference, "start", Say(message, start=f"{before:%H:%M}")))
            elif starts_at - letters < ends_at:
                message = "Letters are written from %(from)s on, before the show at %(start)s; leave time for them."
                told = {"from": f"{after - letters:%H:%M}", "start": f"{after:%H:%M}"}
                self.faults.append(Note(reference, "start", Say(message, **told)))

    def warn_outside(self, reference: str, times: Sequence[Offered], pairs: Sequence["_Pair"]) -> None:
        """Say which evenings, their letters included, are outside the times that the host offers."""
        for one, _, show in pairs:
            if not is_within(times, one.start - _letters(show), one.start + timedelta(minutes=one.minutes)):
                said = Say(_OUTSIDE, start=f"{one.start:%Y-%m-%d %H:%M}")
                self.warnings.append(Note(reference, "start", said))

    def _is_as_listed(self, reference: str, show: Show, space: Space) -> bool:
        """Whether a room is still what the list of its show's draw says, where that is published."""
        before = len(self.faults)
        if show.listed_seats is not None and space.city_id != show.city_id:
            message = "Guests were told of its show in another city. Keep the city."
            self.faults.append(Note(reference, "city", Say(message)))
        if show.state != ShowState.CANCELLED and space.capacity < (show.listed_seats or 0):
            message = "Guests are drawn for %(seats)s seats at its show. Keep as many, or move the show first."
            self.faults.append(Note(reference, "capacity", Say(message, seats=show.listed_seats)))
        return len(self.faults) == before

    def outcome(self) -> Outcome:
        """Write what was collected. Raises RefusedRows."""
        if self.faults:
            raise RefusedRows(self.faults)
        self._move()
        if self.fresh:
            db.session.execute(insert(Show), self.fresh)
        new = frozenset(self.new)
        changed = frozenset(self.changed) - new
        return Outcome(new, changed, frozenset(self.seen) - changed - new, tuple(self.warnings))

    def _move(self) -> None:
        try:
            db.session.flush()
        except IntegrityError:
            message = "An act that is placed at a show of these rows plays elsewhere at the new time; clear that slot."
            raise RefusedRows([Note(one, "start", Say(message)) for one in sorted(self.changed)]) from None

    def _spans(self, reference: str, evenings: Sequence[Evening], zone: str) -> list[tuple[Evening, Span]] | None:
        try:
            spans = sorted(((each, span_of(each, zone)) for each in evenings), key=lambda pair: pair[1].starts_at)
        except Invalid as skipped:
            self.faults += [Note(reference, "start", said) for said in skipped.faults["start"]]
            return None
        for each, span in spans:
            if span.twice:
                message = "Clocks in %(zone)s show %(start)s twice that day; the earlier one is taken."
                said = Say(message, zone=zone, start=f"{each.start:%H:%M}")
                self.warnings.append(Note(reference, "start", said))
        return spans


_Pair = tuple[Evening, Span, Show | None]  # an evening and the show that is or becomes it


def _letters(show: Show | None) -> timedelta:
    return show.starts_at - show.begins_at if show else timedelta(0)


def _is_on(show: Show | None) -> bool:
    return show is None or show.state is not ShowState.CANCELLED


def _paired(shows: Sequence[Show], spans: Iterable[tuple[Evening, Span]]) -> tuple[list[_Pair], list[Show]]:
    """Each evening with the show that is or becomes it, and the shows left over."""
    by_start = {show.starts_at: show for show in shows}
    exact = [(evening, span, by_start.pop(span.starts_at, None)) for evening, span in spans]
    left = (show for show in by_start.values() if show.state != ShowState.CANCELLED)
    others = iter(sorted(left, key=lambda show: show.starts_at))
    pairs = [(evening, span, show or next(others, None)) for evening, span, show in exact]
    return pairs, list(others)


def values_of(space: Space, city: City, *, evening: Evening, span: Span, seats: int | None) -> dict[str, Any]:
    """What a show's row says when it takes place in that space then: all of it public. `seats`: those of the published
    list of its draw."""
    return {
        "city_id": city.id,
        "area_id": space.area_id,
        "kind": space.kind,
        "capacity": space.capacity if seats is None else seats,
        "step_free": space.step_free,
        "local_start": evening.start,
        "zone": city.zone,
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
    }


def _as_they_are(shows: Sequence[Show]) -> list[Evening]:
    return [Evening(show.local_start, round((show.ends_at - show.starts_at).total_seconds() / 60)) for show in shows]


def _standing(edition: Edition, space_ids: list[str]) -> dict[str, list[Show]]:
    """Space id → its shows of the edition, cancelled ones too: an import must not call them back."""
    found: dict[str, list[Show]] = defaultdict(list)
    for start in range(0, len(space_ids), CHUNK):
        some = Show.space_id.in_(space_ids[start : start + CHUNK])
        here = select(Show).where(some, Show.edition_id == edition.id)
        for show in db.session.scalars(here.execution_options(populate_existing=True)):
            found[show.space_id].append(show)
    return found


def _rooms(space_ids: list[str]) -> dict[str, tuple[Space, City]]:
    """Held to the end of the transaction, so that nobody else books them meanwhile."""
    found: dict[str, tuple[Space, City]] = {}
    for start in range(0, len(space_ids), CHUNK):
        some = Space.id.in_(space_ids[start : start + CHUNK])
        wanted = select(Space, City).join(City, City.id == Space.city_id).where(some).order_by(Space.id)
        rows = db.session.execute(wanted.with_for_update(key_share=True, of=Space))
        found |= {space.id: (space, city) for space, city in rows}
    return found
