"""Who waits for a seat, in the order of the draw, a few rows at a time; and who only seems to wait.

Whoever has a seat kept for access needs in a city where too few ask for one waits, as far as anybody can see. It has
its turn with the others, so that nobody who reads the published chain can tell it from them by a turn that it missed.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, exists, func, literal, or_, select, update

from coordinator.db import db
from coordinator.disclosure import access_words, plus_ones
from coordinator.disclosure.access_words import NEEDS
from coordinator.disclosure.entries import Where
from coordinator.disclosure.sealed_guests import SealedEntry, SealedWish
from coordinator.disclosure.seats import HOLDS, Seated
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.jobs import Outbox
from coordinator.shows.models import Show, ShowState

BATCH = 50  # rows
GENERAL = "g"  # as the draw calls the seats that are for everybody
_KEEP = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class InLine:
    """A party whose turn it may be: `party` as it would be seated. `has`: the id of the show where it has, or had, a
    seat that nobody may know of; None for who really waits."""

    party: Seated
    has: str | None


@dataclass(frozen=True, slots=True)
class Feigned:
    """A seat that is shown as an entry's, and is not: at which show, of how many people; `until` None once that is
    over."""

    show_id: str
    people: int
    until: datetime | None


def in_line(show_id: str, *, people: int, in_public: bool) -> Iterator[InLine]:
    """Parties of at most so many people that wait for a seat at a show; `in_public`: those that seem to."""
    waits = _seems_to_wait() if in_public else SealedEntry.state == EntryState.WAITLISTED
    yield from (_in_line(row, show_id) for row in _rows(show_id, waits, SealedEntry.people <= people))


def awaited(show_ids: Collection[str]) -> frozenset[str]:
    """Those shows at which somebody waits for a seat, or seems to: at the others nobody is to be asked, however many
    seats are free."""
    if not show_ids:
        return frozenset()
    waits = or_(SealedEntry.state == EntryState.WAITLISTED, _seems_to_wait())
    wished = select(SealedWish.show_id).join(SealedEntry, SealedEntry.id == SealedWish.entry_id)
    with granted("where somebody waits"):
        return frozenset(db.session.scalars(wished.where(SealedWish.show_id.in_(show_ids), waits).distinct()))


def needing(show_id: str, *, people: int) -> Iterator[InLine]:
    """Those among them that wait and need an access seat."""
    for row in _rows(show_id, SealedEntry.state == EntryState.WAITLISTED, SealedEntry.people <= people):
        if access_words.needs_seat(row.id, row.access):
            yield _in_line(row, show_id)


def swap(party: Seated, *, confirm_by: datetime) -> EntryState | None:
    """Let a party that has a kept seat at a show have one of everybody's there instead; where it stands, or None where
    it has none any more. Who has not said yes yet has until `confirm_by` to do so."""
    this = (SealedEntry.id == party.id, SealedEntry.show_id == party.show_id, SealedEntry.pool == NEEDS)
    for state, until in ((EntryState.WON, confirm_by), (EntryState.CONFIRMED, None)):
        if _changed(*this, SealedEntry.state == state, pool=GENERAL, people=party.people, confirm_by=until):
            return state
    return None


def feign(party: Seated, *, until: datetime) -> None:
    """Let a seat be shown as that of a party that has another one, or had, which nobody may know of."""
    shown = {"feigned_show_id": party.show_id, "feigned_people": party.people, "feigned_until": until}
    _changed(SealedEntry.id == party.id, **shown)


def find_feigned(entry_id: str) -> Feigned | None:
    """The seat that is shown as an entry's."""
    columns = (SealedEntry.feigned_show_id, SealedEntry.feigned_people, SealedEntry.feigned_until)
    with granted("a seat that is shown"):
        row = db.session.execute(select(*columns).where(SealedEntry.id == entry_id)).one_or_none()
    return Feigned(row[0], row[1] or 0, row[2]) if row is not None and row[0] is not None else None


def end_feigned(entry_id: str, *, forget: bool = False) -> None:
    """Show it no longer; with `forget` the entry may seem to wait again."""
    _changed(SealedEntry.id == entry_id, feigned_until=None, **({"feigned_show_id": None} if forget else {}))


def feigned_over(at: datetime) -> Sequence[tuple[Where, str, Seated]]:
    """Seats that are shown as an entry's and whose time is over, each with the entry's draw and rank."""
    with granted("seats that are shown no longer"):
        late = db.session.execute(select(SealedEntry.__table__).where(SealedEntry.feigned_until <= at)).all()
    return [
        (
            Where(row.edition_id, row.city_id),
            row.rank,
            Seated(row.id, row.public_id, row.person_id, row.feigned_people, row.feigned_show_id, ""),
        )
        for row in late
    ]


def waited(letter: str, *, since: datetime, until: datetime) -> Sequence[tuple[str, str]]:
    """(Entry id, person id) of who waits still, seconds who have said yes included, where all that the entry asked for
    and that takes place was over after `since` and not after `until`; not where its guest was told by a `letter` (a
    kind of the outbox, its keys ending in the ids of entry and person)."""
    key = literal(f"{letter}|", String) + SealedEntry.id + literal("|", String) + SealedEntry.person_id
    fresh = ~exists().where(Outbox.dedupe_key == key)
    last = func.max(Show.ends_at)
    rows = (
        select(SealedEntry.id, SealedEntry.person_id)
        .join(SealedWish, SealedWish.entry_id == SealedEntry.id)
        .join(Show, Show.id == SealedWish.show_id)
        .where(SealedEntry.state == EntryState.WAITLISTED, Show.state != ShowState.CANCELLED, fresh)
        .group_by(SealedEntry.id, SealedEntry.person_id)
        .having(last > since, last <= until)
    )
    with granted("who waited in vain"):
        found = [(row.id, row.person_id) for row in db.session.execute(rows) if row.person_id is not None]
    return [*found, *plus_ones.seconds([entry_id for entry_id, _ in found])]


def _seems_to_wait() -> ColumnElement[bool]:
    """Whoever has a seat that nobody may know of, or had, waits as well, until another one was shown as hers."""
    hidden = and_(SealedEntry.pool == NEEDS, SealedEntry.state.in_((*HOLDS, EntryState.LAPSED)))
    return and_(or_(SealedEntry.state == EntryState.WAITLISTED, hidden), SealedEntry.feigned_show_id.is_(None))


def _rows(show_id: str, *which: ColumnElement[bool]) -> Iterator[Any]:
    """Entries that wish to be at a show, by rank, fetched as they are asked for."""
    wanted = select(SealedEntry.__table__).join(SealedWish, SealedWish.entry_id == SealedEntry.id)
    wanted = wanted.where(SealedWish.show_id == show_id, *which).order_by(SealedEntry.rank).limit(BATCH)
    last = ""
    while True:
        with granted("who is next"):
            rows = db.session.execute(wanted.where(SealedEntry.rank > last)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].rank


def _in_line(row: Any, show_id: str) -> InLine:
    party = Seated(row.id, row.public_id, row.person_id, row.people, show_id, "")
    return InLine(party, row.show_id if row.pool else None)


def _changed(*which: ColumnElement[bool], **values: object) -> bool:
    with granted("what is shown of a seat"):
        changed = update(SealedEntry).where(*which).values(values).returning(SealedEntry.id)
        return db.session.scalar(changed, execution_options=_KEEP) is not None
