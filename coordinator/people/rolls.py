"""Who answers for cities: their leads and deputies, and the global team behind all of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select

from coordinator.db import db
from coordinator.people.models import PersonRole, Role


@dataclass(frozen=True, slots=True)
class Roll:
    """Person ids, each list in a fixed order. Who is in two of them counts as the first."""

    leads: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    team: tuple[str, ...] = ()


def rolls(city_ids: Collection[str] | None = None) -> Mapping[str, Roll]:
    """City id → its roll, for these cities or for all; one without a lead has the global team alone. One statement."""
    led = PersonRole.role == Role.LEAD
    here = led if city_ids is None else led & PersonRole.city_id.in_(city_ids)
    columns = (PersonRole.person_id, PersonRole.role, PersonRole.city_id, PersonRole.deputy)
    wanted = select(*columns).where(or_(here, PersonRole.role == Role.GLOBAL)).order_by(PersonRole.person_id)
    rows = db.session.execute(wanted).all()
    team = tuple(row.person_id for row in rows if row.role is Role.GLOBAL)
    leads: dict[str, list[str]] = defaultdict(list)
    deputies: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.role is Role.LEAD and row.city_id is not None:
            (deputies if row.deputy else leads)[row.city_id].append(row.person_id)
    cities = {*leads, *deputies, *(city_ids or ())}
    found = {city: Roll(tuple(leads[city]), tuple(deputies[city]), team) for city in cities}
    return defaultdict(lambda: Roll(team=team), found)


def roll(city_id: str) -> Roll:
    """The roll of one city."""
    return rolls([city_id])[city_id]
