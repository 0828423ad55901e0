"""Why shows take place outside the times that their hosts offer; for use-cases that have checked who plans and asks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.own_spaces import Said, opened
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_board import SealedOutside
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space

CHUNK = 500  # rows in one IN list


def note(show_id: str, reason: str, *, by: str, at: datetime) -> None:
    """Keep why a show is outside these times, in the stead of what was kept before; blank: it is within them. The show
    is held by the caller."""
    with granted("why a show is outside the times offered"):
        db.session.execute(delete(SealedOutside).where(SealedOutside.show_id == show_id))
        if reason:
            sealed = cipher.current().seal(reason, _place(show_id))
            row = {"show_id": show_id, "reason": sealed, "said_by": by, "said_at": at}
            db.session.execute(insert(SealedOutside), [row])


def is_settled(show_id: str) -> bool:
    """Whether a lead has said why a show is outside these times."""
    with granted("whether a show may be outside the times offered"):
        return db.session.scalar(select(SealedOutside.show_id).where(SealedOutside.show_id == show_id)) is not None


def reasons(reader: Reader, shows: Sequence[Show], *, at: datetime) -> Mapping[str, str]:
    """Show id → why, for the lead of its city. Raises NotFound if any of them is not the reader's."""
    _refuse_others(reader, {show.city_id for show in shows})
    columns = (SealedOutside.show_id, SealedOutside.reason)
    with granted("why shows are outside the times offered"):
        rows = db.session.execute(select(*columns).where(SealedOutside.show_id.in_([show.id for show in shows]))).all()
    audit.record(reader, [Fact.HOME], of=[row.show_id for row in rows], at=at)
    return {row.show_id: cipher.current().open(row.reason, _place(row.show_id)) for row in rows}


def described(reader: Reader, spaces: Sequence[Space], *, at: datetime) -> Mapping[str, Said]:
    """Space id → what its host says of it, for the lead of its city. Raises NotFound if any of them is not the
    reader's."""
    _refuse_others(reader, {space.city_id for space in spaces})
    found = said([space.id for space in spaces])
    audit.record(reader, [Fact.HOME], of=list(found), at=at)
    return found


def said(space_ids: Collection[str]) -> Mapping[str, Said]:
    """Space id → what its host says of it, to hold a plan to; a space that a list brought is left out."""
    ids, found = sorted(space_ids), {}
    with granted("times that hosts offer"):
        for start in range(0, len(ids), CHUNK):
            here = SealedForm.space_id.in_(ids[start : start + CHUNK])
            for row in db.session.execute(select(SealedForm.space_id, SealedForm.said).where(here)):
                found[row.space_id] = opened(row.space_id, row.said)
    return found


def _refuse_others(reader: Reader, city_ids: Collection[str]) -> None:
    if not all(may_see(Fact.HOME, relation(reader, city_id=city_id), Phase.PLANNED) for city_id in city_ids):
        raise NotFound


def _place(show_id: str) -> str:
    return f"sec_outside_times.reason|{show_id}"
