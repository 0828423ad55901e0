"""Enrolling the people whom a spreadsheet names, in bulk, with the role they have by it."""

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select

from coordinator.db import db, random_id
from coordinator.disclosure.people import NO_ADDRESS, enrol_all, moved_on, normalised
from coordinator.people.models import PersonRole, Role

CHUNK = 500  # rows in one IN list


def enrol_with_role(named: dict[str, str], role: Role) -> dict[str, str]:
    """Normalised address → person id, for all of `named` (address → name), each holding `role`.

    Names count where somebody is new; a person who is known already has a name of their own choosing.
    """
    people = enrol_all(named)
    grant_all(people.values(), role)
    return people


def answering(
    addresses: Mapping[str, str], names: Mapping[str, str], role: Role, *, present: Mapping[str, str]
) -> dict[str, str]:
    """Thing of a list → who answers for it, by the address that stands there (thing → address, and name), each holding
    `role`. Who answers for it already (`present`) and has only changed her address since goes on to."""
    still = moved_on(present, addresses)
    people = enrol_with_role({email: names[thing] for thing, email in addresses.items() if thing not in still}, role)
    return {thing: still.get(thing) or people[normalised(email)] for thing, email in addresses.items()}


def grant_all(person_ids: Iterable[str], role: Role, *, city_id: str | None = None) -> None:
    """Give each of these people the role (in that city), where they do not hold it."""
    wanted = list(dict.fromkeys(person_ids))
    held: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        some = PersonRole.person_id.in_(wanted[start : start + CHUNK])
        same = (PersonRole.role == role) & PersonRole.city_id.is_not_distinct_from(city_id)
        held |= set(db.session.scalars(select(PersonRole.person_id).where(some, same)))
    missing = [person for person in wanted if person not in held]
    rows = [{"id": random_id(), "person_id": person, "role": role, "city_id": city_id} for person in missing]
    if rows:
        db.session.execute(insert(PersonRole), rows)


def address_or_stand_in(email: str, *, edition_id: str, reference: str) -> str:
    """The normalised address; where none is said, one that no mail ever goes to, the same for the same row each time.

    It tells nothing of the row.
    """
    if email.strip():
        return normalised(email)
    digest = hashlib.sha256(f"{edition_id}|{reference}".encode()).hexdigest()
    return f"{digest[:32]}{NO_ADDRESS}"
