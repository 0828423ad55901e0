"""Announcements to the leads of a city, a zone or all: written by one of the global team, let out by another.

Each lead and deputy gets one letter that says that there is word and where it is read; the page decides what of it she
may read when she looks. Letting the same one out again sends nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from coordinator.cities.models import City
from coordinator.day import shifts
from coordinator.db import db
from coordinator.disclosure import announcements, leaks
from coordinator.disclosure.announcements import Announcement, Reach
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.jobs import enqueue_all
from coordinator.joining.models import JoinedCity
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.people.rolls import rolls
from coordinator.shows.models import Show

LETTER = "announcement"  # the outbox's kind


@dataclass(frozen=True, slots=True)
class Reached:
    """Who gets one: person ids, each once; and the cities it is for where nobody leads (ids)."""

    people: tuple[str, ...]
    leaderless: tuple[str, ...]


def reached(edition: Edition, reach: Reach) -> Reached:
    """Who leads or deputises in the cities it is for, as it is now."""
    cities = [city for city, zone in _cities(edition).items() if reach.holds(city, zone)]
    people = rolls(cities) if cities else {}
    here = {city: (*people[city].leads, *people[city].deputies) for city in cities}
    told = sorted({person for some in here.values() for person in some})
    return Reached(tuple(told), tuple(city for city, some in here.items() if not some))


def zones(edition: Edition, *, at: datetime) -> Sequence[str]:
    """The zones of the cities that take part, from east to west as clocks stand at the instant `at`."""
    return shifts.from_the_east(set(_cities(edition).values()), at=at)


def reach_of(edition: Edition, *, city: str, zone: str) -> Reach:
    """Whom it is for, by a city's slug or a zone, or neither. Raises Invalid for both at once, and for what takes no
    part."""
    places = _cities(edition)
    found = db.session.scalar(select(City.id).where(City.slug == city)) if city else None
    if city and zone:
        raise Invalid({"to": [Say("Choose a city or a zone, not both; leave the other as it was.")]})
    if (city and found not in places) or (zone and zone not in places.values()):
        raise Invalid({"to": [Say("Choose a city that takes part, a zone in which one does, or all.")]})
    return Reach(found, zone or None)


def write(reader: Reader, edition: Edition, reach: Reach, words: str, *, form: str = "", at: datetime) -> str:
    """Write one, once for one opening of the form (`form`); it waits for somebody else of the team. Its id. Raises
    NotFound for everybody but the team."""
    leaks.refuse_others(reader)
    return announcements.put(edition.id, reach, words, by=str(reader.id), form=form, at=at)


def let_out(reader: Reader, announcement_id: str, *, at: datetime) -> int:
    """Let it leave; to how many. Raises NotFound for everybody but the team, and Conflict: `own` (nobody reads her own
    words as others do), `sent`, `dropped`."""
    found = _waiting(reader, announcement_id)
    if found.written_by.person_id == reader.id:
        raise Conflict("own")
    if not announcements.settle(found.id, is_sent=True, by=str(reader.id), at=at):
        raise _settled(found.id)
    people = reached(db.session.get_one(Edition, found.edition_id), found.reach).people
    enqueue_all(LETTER, [(person, found.id, f"{found.id}|{person}") for person in people], due_at=at)
    return len(people)


def drop(reader: Reader, announcement_id: str, *, at: datetime) -> None:
    """Drop it before it leaves. Raises NotFound for everybody but the team, and Conflict: `sent`, `dropped`."""
    found = _waiting(reader, announcement_id)
    if not announcements.settle(found.id, is_sent=False, by=str(reader.id), at=at):
        raise _settled(found.id)


def written(reader: Reader, edition: Edition) -> Sequence[Announcement]:
    """All of an edition, the newest first. Raises NotFound for everybody but the team."""
    leaks.refuse_others(reader)
    return announcements.of_edition(edition.id)


def told(reader: Reader, edition: Edition) -> Sequence[Announcement]:
    """Those that have left and are for the reader, the newest first: for the cities she leads now, or all of them for
    the global team."""
    places = _cities(edition)
    led = {city for role, city in reader.roles if role is Role.LEAD and city in places}
    sent = [one for one in announcements.of_edition(edition.id) if one.is_sent]
    if reader.has(Role.GLOBAL):
        return sent
    return [one for one in sent if any(one.reach.holds(city, places[city]) for city in led if city)]


def still_for(person_id: str, announcement_id: str) -> Edition | None:
    """The edition of one that has left and is for that person as she is now; None where it is not."""
    found = announcements.find(announcement_id)
    if found is None or not found.is_sent:
        return None
    edition = db.session.get_one(Edition, found.edition_id)
    return edition if person_id in reached(edition, found.reach).people else None


def _waiting(reader: Reader, announcement_id: str) -> Announcement:
    leaks.refuse_others(reader)
    found = announcements.find(announcement_id)
    if found is None:
        raise NotFound
    if found.settled_at is not None:
        raise _settled(found.id)
    return found


def _settled(announcement_id: str) -> Conflict:
    """What has become of one that waits no more."""
    found = announcements.find(announcement_id)
    return Conflict("sent" if found is not None and found.is_sent else "dropped")


def _cities(edition: Edition) -> Mapping[str, str]:
    """City id → zone, of those that take part: with a show, though it be called off by now, or joined and still
    without one."""
    shows = select(Show.city_id).where(Show.edition_id == edition.id)
    joined = select(JoinedCity.city_id).where(JoinedCity.edition_id == edition.id)
    taking_part = or_(City.id.in_(shows), City.id.in_(joined))
    rows = db.session.execute(select(City.id, City.zone).where(taking_part).order_by(City.name, City.id))
    return {row.id: row.zone for row in rows}
