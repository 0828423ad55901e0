"""Accounts: roles, password, and the end of all sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.errors import Invalid, NotAllowed, Say
from coordinator.once import insert_once
from coordinator.people import notices, passwords, sessions
from coordinator.people.models import Person, PersonRole, Role, SignInLink
from coordinator.people.notices import Changed
from coordinator.people.readers import UNCHOSEN, Customs, Reader

_FIRST_PAGES = {
    Role.LEAD: "/lead/{city}/",
    Role.GLOBAL: "/global/",
    Role.HOST: "/host/",
    Role.ARTIST: "/artist/",
    Role.CAMPAIGN: "/campaign/",
    Role.GUEST: "/entries/",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds. A lead has a city."""

    role: Role
    city_slug: str | None = None
    city_name: str | None = None
    deputy: bool = False

    @property
    def page(self) -> str | None:
        """Where work in this role begins: a path."""
        path = _FIRST_PAGES.get(self.role)
        return path and path.format(city=self.city_slug)


def grant(role: Role, person_id: str, *, city_id: str | None = None, deputy: bool = False) -> None:
    """Give a person a role, a lead or her `deputy` in a city. A second time changes nothing, save that a deputy who is
    made a lead is one from then on. Raises Invalid (`city`, `deputy`)."""
    if role is Role.LEAD and city_id is None:
        raise Invalid({"city": [Say("A lead is one of a city; say which.")]})
    if role is not Role.LEAD and city_id is not None:
        raise Invalid({"city": [Say("Only a lead belongs to a city; leave it out.")]})
    if role is not Role.LEAD and deputy:
        raise Invalid({"deputy": [Say("Only a lead has a deputy; leave it out.")]})
    this = _this(role, person_id, city_id)
    held = {"person_id": person_id, "role": role, "city_id": city_id, "deputy": deputy}
    insert_once(PersonRole, provided=~exists().where(*this), id=random_id(), **held)
    if not deputy:
        db.session.execute(update(PersonRole).where(*this, PersonRole.deputy).values(deputy=False))


def revoke(role: Role, person_id: str, *, city_id: str | None = None) -> None:
    """Take a role from a person, from the next request on. Where there is none, nothing changes."""
    db.session.execute(delete(PersonRole).where(*_this(role, person_id, city_id)))


def roles_of(person_id: str) -> list[Held]:
    """The roles of a person in the order of the work they bring, a lead's by name of the city."""
    rows = db.session.execute(
        select(PersonRole.role, City.slug, City.name, PersonRole.deputy)
        .outerjoin(City, City.id == PersonRole.city_id)
        .where(PersonRole.person_id == person_id)
    )
    order = list(_FIRST_PAGES)
    return sorted((Held(*row) for row in rows), key=lambda held: (order.index(held.role), held.city_name or ""))


def customs_of(person_id: str) -> Customs:
    """How a person reads letters: as she chose, or as her last browser does where she chose that."""
    columns = (Person.locale, Person.zone, Person.units)
    found = db.session.execute(select(*columns).where(Person.id == person_id)).one_or_none()
    return Customs(*found) if found else UNCHOSEN


def set_customs(reader: Reader, customs: Customs) -> None:
    """Have the reader read so from the next request and letter on; without a locale as each browser of hers does."""
    chosen = {"locale": customs.locale, "zone": customs.zone, "units": customs.units, "by_browser": not customs.locale}
    db.session.execute(update(Person).where(Person.id == reader.id).values(chosen))


def read_in(person_id: str, locale: str | None) -> None:
    """Have a person read in that locale from now on, unless she has chosen one; of who reads as her browser does these
    are letters alone."""
    if locale:
        unchosen = (Person.id == person_id, Person.locale.is_(None) | Person.by_browser)
        db.session.execute(update(Person).where(*unchosen).values(locale=locale))


def find_password_hash(reader: Reader) -> str | None:
    """What is kept of the reader's password; None when there is none."""
    return db.session.scalar(select(Person.password_hash).where(Person.id == reader.id))


def check_password(current: str, kept: str | None) -> None:
    """Raise Invalid (`current`) unless `current` is the password behind `kept`, or there is none yet. Takes a while:
    end the transaction before."""
    if kept is not None and not passwords.fits(current, kept):
        raise Invalid({"current": [Say("This is not your present password. Look for a typing error and try again.")]})


def set_password_hash(reader: Reader, hashed: str, *, at: datetime) -> None:
    """Let the reader sign in with another password from now on, end all sessions begun before, and tell her so."""
    db.session.execute(update(Person).where(Person.id == reader.id).values(password_hash=hashed))
    end_sessions(reader, at=at)
    notices.tell(reader.id or "", Changed.PASSWORD, at=at)


def end_sessions(reader: Reader, *, at: datetime) -> None:
    """End every session of the reader, on all devices, and spend the links that could begin one."""
    if reader.id is None:
        raise NotAllowed
    sessions.end_all(reader.id)
    spend_links(reader.id, at=at)


def spend_links(person_id: str, *, at: datetime) -> None:
    """Let no link that was sent to a person so far open anything."""
    unused = (SignInLink.person_id == person_id, SignInLink.used_at.is_(None))
    db.session.execute(update(SignInLink).where(*unused).values(used_at=at))


def _this(role: Role, person_id: str, city_id: str | None) -> Sequence[ColumnElement[bool]]:
    return PersonRole.person_id == person_id, PersonRole.role == role, PersonRole.city_id.is_not_distinct_from(city_id)
