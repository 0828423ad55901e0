"""Keep or erase: thirty days after its edition what a host said of her home is erased, unless she stays for the next.

`sweep` is made every minute by whoever works the outbox; it takes some spaces at a time, so that nobody waits for it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import doors, erasing_homes, own_spaces
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.editions.calendar import LAST_ZONE_HOURS
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.lineups.doors import coming
from coordinator.people.readers import Reader
from coordinator.shows.planning import hold_spaces
from coordinator.spaces.models import Space, SpaceState

AFTER = timedelta(days=30)
AT_ONCE = 50  # spaces erased in one round
FIRST_DRAFTS = 50


@dataclass(frozen=True, slots=True)
class Keeping:
    """What becomes of a space: whether its host stays, when it is erased otherwise (instant), when it was (None: not
    yet), how many shows stand in the way of doing so now, and whether its door is closed: then the lead has to act."""

    stays: bool
    due_at: datetime
    erased_at: datetime | None
    shows: int
    is_closed: bool


def due_at(edition: Edition) -> datetime:
    """The instant from which spaces of an edition are erased: thirty days after its day is over everywhere."""
    begun = datetime.combine(edition.date, time(), tzinfo=UTC)
    return begun + timedelta(hours=LAST_ZONE_HOURS) + AFTER


def keeping(form: OwnForm, *, at: datetime) -> Keeping:
    """What becomes of a host's space."""
    edition = db.session.get_one(Edition, form.edition_id)
    shows = coming([form.space_id], at=at)[form.space_id]
    is_closed = doors.find(form.space_id) is not None
    stays, erased_at = erasing_homes.stays(form.space_id), erasing_homes.erased_at(form)
    return Keeping(stays, due_at(edition), erased_at, len(shows), is_closed)


def choose(reader: Reader, space_id: str, *, stays: bool) -> None:
    """Stay for the next edition, or not. Raises NotFound for everybody but the host, Conflict: `draft`, `erased`."""
    form, _ = _held(reader, space_id)
    if erasing_homes.erased_at(form) is not None:
        raise Conflict("erased")
    erasing_homes.choose(form, stays=stays)


def erase_now(reader: Reader, space_id: str, *, at: datetime) -> None:
    """Erase what was said of a space, and take it back: nothing more can be planned in it.

    Raises NotFound for everybody but the host, Conflict: `draft`, `shows_to_come` (`count`), `waits_for_lead` where
    the door is closed and she has yet to act.
    """
    form, space = _held(reader, space_id)
    shows = coming([space.id], at=at)[space.id]
    if shows and doors.find(space.id) is not None:
        raise Conflict("waits_for_lead")
    if shows:
        raise Conflict("shows_to_come", count=len(shows))
    space.state = SpaceState.WITHDRAWN
    erasing_homes.choose(form, stays=False)
    erasing_homes.erase(space, at=at)


def sweep(at: datetime) -> None:
    """Erase some of what is due at the instant `at`, in the caller's transaction."""
    for edition in db.session.scalars(select(Edition).order_by(Edition.date)):
        if at < due_at(edition):
            continue
        erasing_homes.forget_doors(edition.id)
        if spaces := erasing_homes.due(edition.id, most=AT_ONCE):
            erasing_homes.forget_distances(edition.id)
        for space in spaces:
            if not erasing_homes.stays(space.id):  # said while it was not held yet
                erasing_homes.erase(space, at=at)
        for draft in erasing_homes.drafts(edition.id, most=FIRST_DRAFTS):
            erasing_homes.erase_draft(draft)


ROUNDS = [sweep]


def _held(reader: Reader, space_id: str) -> tuple[OwnForm, Space]:
    """The host's space, to the end of the transaction hers alone."""
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.space is None:
        raise Conflict("draft")
    held = hold_spaces([space_id], edition_id=form.edition_id, city_id=form.space.city_id)
    return form, held[space_id]
