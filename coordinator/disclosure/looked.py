"""Who looked at what is kept of a person: for herself, by role, never by name. It was somebody's duty to look.

By days: how often in a day, and at what hour, would tell how much there is to do about her evening.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure.own_data import learnt_of, scope_of
from coordinator.disclosure.people import roles_of
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.sealed import Disclosure
from coordinator.errors import NotAllowed
from coordinator.gate import granted
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, Reader


@dataclass(frozen=True, slots=True)
class Look:
    """That people with these roles (as they hold them now) learnt a fact: on how many days, and last on which. Nobody's
    role is that of who has left; `is_console`: who runs the site."""

    fact: Fact
    roles: tuple[Role, ...]
    is_console: bool
    days: int
    last_day: date


def looks(reader: Reader, *, zone: str) -> Sequence[Look]:
    """Who learnt what about the reader, the newest first, by the days of a zone (IANA). Raises NotAllowed for strangers
    and the console."""
    if reader.id is None or reader == CONSOLE:
        raise NotAllowed
    wanted = select(Disclosure.fact, Disclosure.reader_id, Disclosure.at).distinct()
    with granted("who learnt what about her"):
        rows = db.session.execute(wanted.where(learnt_of(scope_of(reader.id)))).all()
    roles = roles_of({row.reader_id for row in rows})
    found: dict[tuple[Fact, tuple[Role, ...], bool], set[date]] = {}
    for row in rows:
        key = (Fact(row.fact), roles.get(row.reader_id, ()), row.reader_id == CONSOLE.id)
        found.setdefault(key, set()).add(row.at.astimezone(ZoneInfo(zone)).date())
    told = [Look(*key, len(days), max(days)) for key, days in found.items()]
    return sorted(told, key=lambda one: (-one.last_day.toordinal(), one.fact, one.roles, one.is_console))
