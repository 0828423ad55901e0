"""What the global team announces to leads: kept sealed, for use-cases that have checked who asks. It is read on a page;
no letter carries a word of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.sealed_desk import SealedAnnouncement
from coordinator.gate import granted
from coordinator.once import insert_once

NOBODY = Identity("", "", "")
PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom it is for: the leads of one city (an id), of the cities of one zone, or of all."""

    city_id: str | None = None
    zone: str | None = None

    def holds(self, city_id: str, zone: str) -> bool:
        """Whether it is for the leads of that city, in that zone."""
        return self.city_id in {None, city_id} and self.zone in {None, zone}


@dataclass(frozen=True, slots=True)
class Announcement:
    """One of them; `settled_at` None: it waits for a second pair of eyes."""

    id: str
    edition_id: str
    reach: Reach
    words: str
    written_by: Identity
    written_at: datetime
    settled_by: Identity
    settled_at: datetime | None
    is_sent: bool


def put(edition_id: str, reach: Reach, words: str, *, by: str, form: str = "", at: datetime) -> str:
    """Keep one that waits; its id. The same from one opening of the form (`form`) is one."""
    said = "\n".join((form, edition_id, reach.city_id or "", reach.zone or "", by, words))
    key = cipher.current().index(said, "announcement")[:26]
    sealed = cipher.current().seal(words, f"sec_announcements.words|{key}")
    with granted("write an announcement"):
        insert_once(
            SealedAnnouncement,
            id=key,
            edition_id=edition_id,
            city_id=reach.city_id,
            zone=reach.zone,
            words=sealed,
            written_by=by,
            written_at=at,
            is_sent=False,
        )
    return key


def settle(announcement_id: str, *, is_sent: bool, by: str, at: datetime) -> bool:
    """Let it leave, or drop it; whether it waited until now. Of two at once one is first."""
    waits = (SealedAnnouncement.id == announcement_id) & SealedAnnouncement.settled_at.is_(None)
    done = update(SealedAnnouncement).where(waits).values(settled_by=by, settled_at=at, is_sent=is_sent)
    with granted("settle an announcement"):
        return db.session.scalar(done.returning(SealedAnnouncement.id), execution_options=PLAIN) is not None


def find(announcement_id: str) -> Announcement | None:
    """The one with that id."""
    return next(iter(_read(SealedAnnouncement.id == announcement_id)), None)


def of_edition(edition_id: str) -> Sequence[Announcement]:
    """Those of an edition, the newest first. Two statements."""
    return _read(SealedAnnouncement.edition_id == edition_id)


def _read(which: ColumnElement[bool]) -> Sequence[Announcement]:
    newest = (SealedAnnouncement.written_at.desc(), SealedAnnouncement.id)
    with granted("read announcements"):
        rows = db.session.execute(select(SealedAnnouncement.__table__).where(which).order_by(*newest)).all()
    names = identities({person for row in rows for person in (row.written_by, row.settled_by) if person})
    return [
        Announcement(
            row.id,
            row.edition_id,
            Reach(row.city_id, row.zone),
            cipher.current().open(row.words, f"sec_announcements.words|{row.id}"),
            names.get(row.written_by, NOBODY),
            row.written_at,
            names.get(row.settled_by or "", NOBODY),
            row.settled_at,
            row.is_sent,
        )
        for row in rows
    ]
