"""Deputies of a city: they have a lead's rights and step in for her. Named by e-mail, and released again.

Whether the address was known is told to nobody: the words, the work and the list are the same. A letter brings the
news, to somebody new with a link that opens an account.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure.people import enrol
from coordinator.errors import Conflict, NotFound
from coordinator.people import accounts, attempts
from coordinator.people.models import Attempt, PersonRole, Role
from coordinator.people.readers import Reader

LETTER = "deputy"  # the outbox's kind


def name_deputy(reader: Reader, email: str, *, city_id: str, origin: str, at: datetime) -> str:
    """Make whoever has that address a deputy of the city, and have a letter sent; the person's id. `origin` is the
    network address. A second time changes nothing. Raises NotFound unless the reader leads the city or is global,
    Conflict: `leads_already`, `too_many_attempts`."""
    _refuse_others(reader, city_id)
    attempts.take(Attempt.LETTER, attempts.visitor(email, origin), at=at)
    person_id = enrol(email)
    accounts.grant(Role.LEAD, person_id, city_id=city_id, deputy=True)
    if not _is_deputy(person_id, city_id):
        raise Conflict("leads_already")
    moment = int(at.timestamp()) // 60  # a double click is one letter; named again later is another
    key = f"{LETTER}|{city_id}|{person_id}|{moment}"
    jobs.enqueue(LETTER, person_id=person_id, subject=city_id, dedupe_key=key, due_at=at)
    return person_id


def release_deputy(reader: Reader, person_id: str, *, city_id: str) -> None:
    """End a deputy's rights in the city, from the next request on. Where there is none, nothing changes. Raises
    NotFound as `name_deputy` does."""
    _refuse_others(reader, city_id)
    db.session.execute(delete(PersonRole).where(*_deputy(person_id, city_id)))


def may_name(reader: Reader, *, city_id: str) -> bool:
    """Whether the reader may name and release deputies there: its lead, who is no deputy, and the global team."""
    if reader.has(Role.GLOBAL):
        return True
    if reader.id is None or not reader.leads(city_id):
        return False
    return not _is_deputy(reader.id, city_id)


def _refuse_others(reader: Reader, city_id: str) -> None:
    if not may_name(reader, city_id=city_id):
        raise NotFound


def _is_deputy(person_id: str, city_id: str) -> bool:
    return db.session.scalar(select(PersonRole.id).where(*_deputy(person_id, city_id))) is not None


def _deputy(person_id: str, city_id: str) -> tuple[ColumnElement[bool], ...]:
    held = PersonRole.person_id == person_id, PersonRole.role == Role.LEAD, PersonRole.city_id == city_id
    return *held, PersonRole.deputy.is_(True)
