"""What guests say after an evening: sealed, for the lead of its city, and for its host where they want that. No name
goes with it: few enough were there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see, relation
from coordinator.disclosure.sealed_after import SealedFeedback
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said of a show (id); `for_host`: its host may read it too."""

    show_id: str
    words: str = field(repr=False)
    for_host: bool
    said_at: datetime


def put(show_id: str, person_id: str, words: str, *, for_host: bool, at: datetime) -> None:
    """Keep somebody's words over those before; none takes them away. The caller has found out that she was there."""
    mine = (SealedFeedback.show_id == show_id, SealedFeedback.person_id == person_id)
    with granted("keep what a guest says"):
        if not words:
            db.session.execute(delete(SealedFeedback).where(*mine), execution_options=PLAIN)
            return
        before = next(iter(_read(*mine)), None)
        if before is not None and (before.words, before.for_host) == (words, for_host):
            return
        said = {"words": cipher.current().seal(words, _place(show_id, person_id)), "for_host": for_host, "said_at": at}
        insert_once(SealedFeedback, show_id=show_id, person_id=person_id, **said)  # type: ignore[arg-type]
        db.session.execute(update(SealedFeedback).where(*mine).values(said), execution_options=PLAIN)


def own(reader: Reader, show_id: str) -> Feedback | None:
    """What the reader said of a show."""
    mine = (SealedFeedback.show_id == show_id, SealedFeedback.person_id == (reader.id or ""))
    return next(iter(_read(*mine)), None)


def of_city(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[Feedback]:
    """All that guests said of the shows of a city, the newest first, for its lead. Raises NotFound for everybody
    else."""
    if not may_see(Fact.FEEDBACK, relation(reader, city_id=city_id), Phase.ENDED):
        raise NotFound
    shows = select(Show.id).where(Show.edition_id == edition_id, Show.city_id == city_id)
    found = _read(SealedFeedback.show_id.in_(shows))
    audit.record(reader, [Fact.FEEDBACK], of=sorted({one.show_id for one in found}), at=at)
    return found


def for_host(shows: Collection[str]) -> Sequence[Feedback]:
    """What guests said for the host of these shows (ids), who is the caller's to find out."""
    if not may_see(Fact.FEEDBACK, Relation.HOST, Phase.ENDED):
        return ()
    return _read(SealedFeedback.show_id.in_(shows), SealedFeedback.for_host.is_(True))


def _read(*which: ColumnElement[bool]) -> Sequence[Feedback]:
    newest = (SealedFeedback.said_at.desc(), SealedFeedback.show_id, SealedFeedback.person_id)
    with granted("what guests say"):
        rows = db.session.execute(select(*SealedFeedback.__table__.columns).where(*which).order_by(*newest)).all()
    seal = cipher.current()
    return [
        Feedback(row.show_id, seal.open(row.words, _place(row.show_id, row.person_id)), row.for_host, row.said_at)
        for row in rows
    ]


def _place(show_id: str, person_id: str) -> str:
    return f"sec_feedback.words|{show_id} {person_id}"
