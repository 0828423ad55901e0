"""Who is signed in, as Flask-Login holds it: a frozen value, read anew at every request."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.people import sessions
from coordinator.people.models import OpenSession, Person, PersonRole, Role
from coordinator.people.readers import STRANGER, UNCHOSEN, Customs, Reader

PRIVILEGED = (Role.LEAD, Role.GLOBAL)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody signed in, by the session with that token."""

    reader: Reader
    name: str
    customs: Customs
    token: str = field(repr=False)
    behind: Reader  # with the roles that wait for a second step
    has_second_step: bool

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        """What the browser keeps."""
        return self.token


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody not signed in."""

    reader: Reader = STRANGER
    name: str = ""
    customs: Customs = UNCHOSEN
    behind: Reader = STRANGER

    is_authenticated: ClassVar[bool] = False
    is_active: ClassVar[bool] = False
    is_anonymous: ClassVar[bool] = True

    def get_id(self) -> None:
        """Nobody."""


def find_principal(token: str, *, at: datetime) -> Principal | None:
    """The person of a session that is open at the instant `at`, with her roles and her own name; None once it is over.
    Two queries, whatever she holds."""
    own = (Person.id, Person.locale, Person.by_browser, Person.zone, Person.units, Person.second_step_at)
    is_open = (OpenSession.begun_at > at - sessions.LASTS) & OpenSession.awaits_code.is_(False)
    rows = db.session.execute(
        select(*own, PersonRole.role, PersonRole.city_id, OpenSession.seen_at)
        .join(OpenSession, OpenSession.person_id == Person.id)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .where(OpenSession.token_hash == sessions.fingerprint(token), is_open)
    ).all()
    if not rows:
        return None
    first = rows[0]
    roles = frozenset((row.role, row.city_id) for row in rows if row.role is not None)
    customs = Customs(None if first.by_browser else first.locale, first.zone, first.units)
    whole = Reader(first.id, roles)
    if at - first.seen_at >= (sessions.IDLE_PRIVILEGED if is_privileged(whole) else sessions.IDLE):
        return None
    sessions.note_use(token, seen_at=first.seen_at, at=at)
    return Principal(whole, identity(first.id).name, customs, token, whole, first.second_step_at is not None)


def is_privileged(reader: Reader) -> bool:
    """Whether the reader sees what others keep secret: a lead, or the global team."""
    return any(reader.has(role) for role in PRIVILEGED)


def held_back(principal: Principal) -> Principal:
    """The same person without the rights of a lead or of the global team as long as she has no second step."""
    if principal.has_second_step or not is_privileged(principal.behind):
        return principal
    others = frozenset((role, city) for role, city in principal.behind.roles if role not in PRIVILEGED)
    return replace(principal, reader=Reader(principal.behind.id, others))
