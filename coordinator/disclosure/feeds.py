"""Private links to somebody's calendar, one for each person; of the token only its hash is kept."""

from datetime import datetime

from sqlalchemy import delete, select, update

from coordinator.db import db
from coordinator.disclosure.sealed_accounts import SealedFeed
from coordinator.gate import granted
from coordinator.once import insert_if_new

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


def put(person_id: str, token_hash: str, *, over: datetime | None, at: datetime) -> bool:
    """Keep a link instead of the one since the instant `over` (None: there is none); whether that was still so. Of two
    at once one is."""
    with granted("keep a calendar's link"):
        if over is None:
            return insert_if_new(SealedFeed, person_id=person_id, token_hash=token_hash, created_at=at)
        this = (SealedFeed.person_id == person_id, SealedFeed.created_at == over)
        renewed = update(SealedFeed).where(*this).values(token_hash=token_hash, created_at=at)
        return db.session.scalar(renewed.returning(SealedFeed.person_id), execution_options=PLAIN) is not None


def drop(person_id: str) -> bool:
    """Forget a link; whether there was one."""
    gone = delete(SealedFeed).where(SealedFeed.person_id == person_id).returning(SealedFeed.person_id)
    with granted("forget a calendar's link"):
        return db.session.scalar(gone, execution_options=PLAIN) is not None


def made_at(person_id: str) -> datetime | None:
    """Since when a person has her link."""
    with granted("since when there is a calendar's link"):
        return db.session.scalar(select(SealedFeed.created_at).where(SealedFeed.person_id == person_id))


def find_person(token_hash: str) -> str | None:
    """Whose link has that hash."""
    with granted("whose calendar's link it is"):
        return db.session.scalar(select(SealedFeed.person_id).where(SealedFeed.token_hash == token_hash))
