"""Who is signed in, as Flask-Login holds it: a frozen value, read anew at every request."""

import hmac
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure.people import identity
from coordinator.people.models import Person, PersonRole
from coordinator.people.readers import STRANGER, UNCHOSEN, Customs, Reader


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody signed in. A session lasts as long as its key is the person's."""

    reader: Reader
    name: str
    customs: Customs
    session_key: str = field(repr=False)

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        """What the session keeps: person and key."""
        return f"{self.reader.id}.{self.session_key}"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody not signed in."""

    reader: Reader = STRANGER
    name: str = ""
    customs: Customs = UNCHOSEN

    is_authenticated: ClassVar[bool] = False
    is_active: ClassVar[bool] = False
    is_anonymous: ClassVar[bool] = True

    def get_id(self) -> None:
        """Nobody."""


def find_principal(person_id: str) -> Principal | None:
    """The person with her roles and her own name. Two queries, whatever she holds."""
    own = (Person.session_key, Person.locale, Person.zone, Person.units)
    rows = db.session.execute(
        select(*own, PersonRole.role, PersonRole.city_id)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.id == person_id)
    ).all()
    if not rows:
        return None
    roles = frozenset((row.role, row.city_id) for row in rows if row.role is not None)
    customs = Customs(rows[0].locale, rows[0].zone, rows[0].units)
    return Principal(Reader(person_id, roles), identity(person_id).name, customs, rows[0].session_key)


def load_principal(user_id: str) -> Principal | None:
    """The person of a session; None once the session has been ended elsewhere."""
    person_id, _, key = user_id.partition(".")
    found = find_principal(person_id)
    if found is None or not hmac.compare_digest(found.session_key.encode(), key.encode()):
        return None
    return found
