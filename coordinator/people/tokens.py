"""Tokens: words by which programs act for somebody, made, named and taken back by herself.

Here is only the hash of one; it is shown once. What it may do is decided anew each time it is used: it stands for its
person with the roles that its scopes need, as far as she holds them still, and with no other.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update

from coordinator.db import db, unguessable
from coordinator.disclosure import cipher
from coordinator.errors import Conflict, NotAllowed, NotFound
from coordinator.once import insert_if_new
from coordinator.people import sessions
from coordinator.people.models import ApiToken, Person, PersonRole, Role, TokenScope
from coordinator.people.principal import Principal
from coordinator.people.readers import Customs, Reader

MOST = 20  # of one person
LIFETIMES = (30, 90, 365)  # days
PREFIX = "coordinator_"  # by which programs that look for lost secrets know one
NEEDS: Mapping[TokenScope, frozenset[Role]] = {TokenScope.ENTRIES: frozenset({Role.GUEST})}


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token as its person sees it: not the word itself. `used_on`: the day of UTC on which it was last used."""

    id: str
    name: str
    scopes: tuple[TokenScope, ...]
    made_at: datetime
    expires_at: datetime
    used_on: date | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token stands for, and what it may do."""

    token_id: str
    principal: Principal
    scopes: frozenset[TokenScope]


def make(reader: Reader, name: str, scopes: Sequence[TokenScope], *, days: int, form: str, at: datetime) -> str | None:
    """A new token of the reader, for so many days; None where that opening of the form (`form`) has made one before.
    Those of hers that are over go. Raises NotAllowed, Conflict (`too_many`)."""
    if reader.id is None:
        raise NotAllowed
    mine = ApiToken.person_id == reader.id
    db.session.execute(delete(ApiToken).where(mine, ApiToken.expires_at <= at))
    token, key = PREFIX + unguessable(), cipher.current().id_of_said(json.dumps([reader.id, form]), "a token made")
    known = db.session.scalar(select(ApiToken.id).where(ApiToken.id == key))
    if not known and (db.session.scalar(select(func.count()).where(mine)) or 0) >= MOST:
        raise Conflict("too_many")
    row = {"id": key, "person_id": reader.id, "token_hash": sessions.fingerprint(token), "name": name}
    lasts = {"made_at": at, "expires_at": at + timedelta(days=days), "used_on": None}
    return token if insert_if_new(ApiToken, **row, **lasts, scopes=[str(scope) for scope in scopes]) else None


def own(reader: Reader) -> tuple[OwnToken, ...]:
    """The reader's tokens, the newest first; those that are over, too."""
    columns = (ApiToken.id, ApiToken.name, ApiToken.scopes, ApiToken.made_at, ApiToken.expires_at, ApiToken.used_on)
    mine = select(*columns).where(ApiToken.person_id == (reader.id or ""))
    rows = db.session.execute(mine.order_by(ApiToken.made_at.desc(), ApiToken.id))
    return tuple(OwnToken(row.id, row.name, _scopes(row.scopes), *row[3:]) for row in rows)


def revoke(reader: Reader, token_id: str) -> None:
    """Take a token back: it opens nothing from now on. Raises NotFound unless it is the reader's."""
    mine = (ApiToken.id == token_id, ApiToken.person_id == (reader.id or ""))
    if db.session.scalar(delete(ApiToken).where(*mine).returning(ApiToken.id)) is None:
        raise NotFound


def find_bearer(token: str, *, at: datetime) -> Bearer | None:
    """Whom a token stands for at the instant `at`; None for one that is unknown, over or taken back. That it was used
    is noted by the day."""
    own = (Person.locale, Person.by_browser, Person.zone, Person.units, Person.second_step_at)
    rows = db.session.execute(
        select(ApiToken.id, ApiToken.person_id, ApiToken.scopes, ApiToken.used_on, *own, PersonRole.role)
        .join(Person, Person.id == ApiToken.person_id)
        .outerjoin(PersonRole, (PersonRole.person_id == Person.id) & PersonRole.city_id.is_(None))
        .where(ApiToken.token_hash == sessions.fingerprint(token), ApiToken.expires_at > at)
    ).all()
    if not rows:
        return None
    first = rows[0]
    scopes = _scopes(first.scopes)
    needed = frozenset[Role]().union(*(NEEDS[scope] for scope in scopes))
    reader = Reader(first.person_id, frozenset((row.role, None) for row in rows if row.role in needed))
    customs = Customs(None if first.by_browser else first.locale, first.zone, first.units)
    principal = Principal(reader, "", customs, "", reader, first.second_step_at is not None)
    if first.used_on != at.date():
        sessions.note(update(ApiToken).where(ApiToken.id == first.id).values(used_on=at.date()))
    return Bearer(first.id, principal, frozenset(scopes))


def _scopes(words: Sequence[str]) -> tuple[TokenScope, ...]:
    return tuple(scope for scope in TokenScope if scope in words)
