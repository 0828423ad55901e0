"""Why shows were cancelled, and their slots set free. For the use-case that calls a show off, which decides who may."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedLock, SealedSlot
from coordinator.disclosure.sealed_board import SealedCancellation
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


def note(show_id: str, reason: str, *, by: str, at: datetime) -> None:
    """Keep why a show is cancelled, in the stead of what was kept before. The show is held by the caller."""
    sealed = cipher.current().seal(reason, _place(show_id))
    with granted("why a show is cancelled"):
        db.session.execute(delete(SealedCancellation).where(SealedCancellation.show_id == show_id))
        row = {"show_id": show_id, "reason": sealed, "said_by": by, "said_at": at}
        db.session.execute(insert(SealedCancellation), [row])


def free(show_id: str) -> None:
    """Take the lock away and every act out of its slot, held or not. The show is held by the caller."""
    with granted("free the slots of a show"):
        db.session.execute(delete(SealedLock).where(SealedLock.show_id == show_id))
        db.session.execute(delete(SealedSlot).where(SealedSlot.show_id == show_id))


def reasons(reader: Reader, shows: Sequence[Show], *, at: datetime) -> Mapping[str, str]:
    """Show id → why it was cancelled, for the lead of its city. Raises NotFound if any of them is not the reader's."""
    if not all(may_see(Fact.LINEUP, relation(reader, city_id=show.city_id), Phase.PLANNED) for show in shows):
        raise NotFound
    ids = [show.id for show in shows]
    columns = (SealedCancellation.show_id, SealedCancellation.reason)
    with granted("why shows were cancelled"):
        rows = db.session.execute(select(*columns).where(SealedCancellation.show_id.in_(ids))).all()
    audit.record(reader, [Fact.LINEUP], of=[row.show_id for row in rows], at=at)
    seal = cipher.current()
    return {row.show_id: seal.open(row.reason, _place(row.show_id)) for row in rows}


def _place(show_id: str) -> str:
    return f"sec_cancellations.reason|{show_id}"
