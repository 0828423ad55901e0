"""Erase me: what is still to come is dealt with as if she had done it herself, then everything of her goes, at once.

Her doors close and her acts withdraw by their own use-cases, so that leads are alarmed and nobody waits at a door. Her
cities pass to their deputies, else to the global team. A last letter, to an address that is kept no longer than that.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState
from coordinator.cities.models import City
from coordinator.db import db, random_id
from coordinator.disclosure import addressees, city_requests, entries, erasing_people
from coordinator.disclosure import plus_ones as asked_along
from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.own_data import scope_of
from coordinator.disclosure.people import NO_ADDRESS, identity
from coordinator.errors import Conflict, NotAllowed
from coordinator.guests import plus_ones, seats
from coordinator.hosting import closing
from coordinator.lineups import withdrawing
from coordinator.lineups.doors import coming
from coordinator.people import accounts
from coordinator.people.models import Person, PersonRole, Role
from coordinator.people.readers import CONSOLE, Reader
from coordinator.people.rolls import rolls
from coordinator.spaces.models import Space, SpaceState

ERASED, LEFT = "erased", "lead_left"  # the outbox's kinds


@dataclass(frozen=True, slots=True)
class Led:
    """A city that she leads, and whether somebody else leads it or deputises there; if not, the global team has it."""

    name: str
    has_others: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What somebody leaves behind: shows to come in her rooms, acts that have applied, cities; and whether she is the
    last of the global team, who cannot go before there is another."""

    shows: int
    acts: int
    cities: tuple[Led, ...]
    is_last: bool


def look_ahead(reader: Reader, *, at: datetime) -> Ahead:
    """What erasing the reader would touch. Raises NotAllowed for strangers and the console."""
    who = scope_of(_own(reader))
    shows = sum(map(len, coming(who.spaces, at=at).values()))
    return Ahead(shows, len(_wishes(who.acts)), _led(_own(reader)), _is_last(_own(reader)))


def erase(reader: Reader, *, at: datetime, locale: str | None = None) -> None:
    """Erase the reader, with a last letter in `locale` unless she has chosen another. Raises NotAllowed as above, and
    Conflict (`last_of_team`)."""
    person_id = _own(reader)
    db.session.execute(select(PersonRole.id).where(PersonRole.role == Role.GLOBAL).with_for_update())
    if _is_last(person_id):
        raise Conflict("last_of_team")
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    if identity(person_id).email.endswith(NO_ADDRESS):
        return  # another press of the same button was quicker
    who, own, customs = scope_of(person_id), identity(person_id), accounts.customs_of(person_id)
    cities = _cities(person_id)
    db.session.execute(delete(PersonRole).where(PersonRole.person_id == person_id))  # others are told from here on
    for application_id in _wishes(who.acts):
        withdrawing.withdraw(reader, application_id, at=at)
    seats.release_all(reader, at=at)
    plus_ones.leave_all(reader, at=at)
    _close_doors(reader, who.spaces, at=at)
    db.session.flush()
    erasing_people.erase(person_id, at=at)
    addressees.drop_all(own.email)
    entries.drop_of(own.email)
    city_requests.drop_of(own.email)
    asked_along.drop_of(own.email)
    for city_id in cities:
        _pass_on(city_id, at=at)
    _say_goodbye(Addressee(own.email, locale=customs.locale or locale, zone=customs.zone), at=at)


def _close_doors(reader: Reader, space_ids: tuple[str, ...], *, at: datetime) -> None:
    """What is to take place there alarms its lead; the other rooms are simply taken back."""
    busy = {space_id for space_id, shows in coming(space_ids, at=at).items() if shows}
    open_still = Space.id.in_(busy) & (Space.state != SpaceState.WITHDRAWN)
    for space_id in db.session.scalars(select(Space.id).where(open_still).order_by(Space.id)).all():
        closing.close(reader, space_id, at=at)
    idle = Space.id.in_(set(space_ids) - busy)
    db.session.execute(update(Space).where(idle).values(state=SpaceState.WITHDRAWN))


def _pass_on(city_id: str, *, at: datetime) -> None:
    """Tell whoever has the city from now on."""
    here = rolls([city_id])[city_id]
    for person_id in here.leads or here.deputies or here.team:
        key = f"{LEFT}|{city_id}|{person_id}|{at:%Y%m%dT%H%M%S}"
        jobs.enqueue(LEFT, person_id=person_id, subject=city_id, dedupe_key=key, due_at=at)


def _say_goodbye(to: Addressee, *, at: datetime) -> None:
    key = random_id()
    addressees.put(key, to, at=at)
    jobs.enqueue(ERASED, person_id=None, subject=key, dedupe_key=f"{ERASED}|{key}", due_at=at)


def _wishes(artist_ids: tuple[str, ...]) -> list[str]:
    """Applications that are not taken back, by id."""
    mine = Application.artist_id.in_(artist_ids) & (Application.state != ApplicationState.WITHDRAWN)
    return list(db.session.scalars(select(Application.id).where(mine).order_by(Application.id)))


def _cities(person_id: str) -> list[str]:
    """The cities that she leads, as a lead and no deputy."""
    led = (PersonRole.person_id == person_id) & (PersonRole.role == Role.LEAD) & PersonRole.deputy.is_(False)
    return [city for city in db.session.scalars(select(PersonRole.city_id).where(led)) if city is not None]


def _led(person_id: str) -> tuple[Led, ...]:
    ids = _cities(person_id)
    held = rolls(ids)
    cities = db.session.execute(select(City.id, City.name).where(City.id.in_(ids)).order_by(City.name))
    return tuple(
        Led(name, bool({*held[city_id].leads, *held[city_id].deputies} - {person_id})) for city_id, name in cities
    )


def _is_last(person_id: str) -> bool:
    team = select(func.count()).where(PersonRole.role == Role.GLOBAL)
    mine = (PersonRole.role == Role.GLOBAL) & (PersonRole.person_id == person_id)
    belongs = db.session.scalar(select(PersonRole.id).where(mine)) is not None
    return belongs and db.session.scalar(team) == 1


def _own(reader: Reader) -> str:
    if reader.id is None or reader == CONSOLE:
        raise NotAllowed
    return reader.id
