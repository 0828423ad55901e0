"""Who of the waiting list stands before a door: said on her own phone, or by who stands at the door."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.disclosure import plus_ones
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.guest_lists import first_name
from coordinator.disclosure.people import identities
from coordinator.disclosure.sealed_door import SealedStandingBy
from coordinator.disclosure.sealed_guests import SealedEntry, SealedWish
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.once import insert_once
from coordinator.people.readers import Reader

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session
SIGNS = 8  # of her line in the draw: what somebody on the waiting list shows at a door
_WAITS = SealedEntry.state == EntryState.WAITLISTED


def put(show_id: str, entry_id: str, *, at: datetime) -> None:
    """Note that a party stands before a door, once."""
    with granted("who waits before a door"):
        insert_once(SealedStandingBy, show_id=show_id, entry_id=entry_id, here_at=at)


def drop(entry_id: str) -> None:
    """Let a party wait before no door any more."""
    with granted("who waits before a door"):
        gone = delete(SealedStandingBy).where(SealedStandingBy.entry_id == entry_id)
        db.session.execute(gone, execution_options=PLAIN)


def own_waiting(reader: Reader, entry_id: str) -> Sequence[str]:
    """The shows (ids) for which that entry, with which the reader comes, is on the waiting list; none where it is
    not."""
    mine = (SealedEntry.id == entry_id, plus_ones.comes_with(reader), _WAITS)
    joined = select(SealedWish.show_id).join(SealedEntry, SealedEntry.id == SealedWish.entry_id).where(*mine)
    with granted("one's own place on a waiting list"):
        return db.session.scalars(joined.order_by(SealedWish.position)).all()


def shows_here(reader: Reader, entry_id: str) -> Sequence[str]:
    """The shows before whose doors the reader's party stands."""
    mine = (SealedEntry.id == entry_id, plus_ones.comes_with(reader))
    joined = select(SealedStandingBy.show_id).join(SealedEntry, SealedEntry.id == SealedStandingBy.entry_id)
    with granted("where one waits"):
        return db.session.scalars(joined.where(*mine)).all()


def matches(standing: Standing, typed: str) -> Sequence[str]:
    """Entries on the waiting list of that door's show by what somebody typed there: the first signs of a line in the
    draw, or else a first name."""
    waiting = (SealedWish.show_id == standing.show.id, _WAITS)
    joined = select(SealedEntry.id, SealedEntry.public_id, SealedEntry.person_id)
    with granted("find somebody who waits"):
        rows = db.session.execute(
            joined.join(SealedWish, SealedWish.entry_id == SealedEntry.id).where(*waiting).order_by(SealedEntry.rank)
        ).all()
    said = typed.strip().casefold()
    by_code = [row.id for row in rows if len(said) >= SIGNS and row.public_id.startswith(said)]
    if by_code or not said:
        return by_code
    names = identities([row.person_id for row in rows])
    return [row.id for row in rows if first_name(names[row.person_id].name).casefold() == said]
