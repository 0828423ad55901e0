"""Troubles of the day: written down, taken in hand by somebody of the global team, solved; each step stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import desk, leaks
from coordinator.disclosure.desk import State, Step, Trouble
from coordinator.disclosure.people import Identity, identities
from coordinator.editions.calendar import every
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.people.models import PersonRole, Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Told:
    """A trouble with its city and show, where it is of one."""

    trouble: Trouble
    city: City | None
    show: Show | None


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What an edition has left open: troubles that are not solved, and steps after a leak that wait."""

    edition: Edition
    troubles: int
    steps: int


def write_down(
    reader: Reader, edition: Edition, words: str, *, city: str, show: str, form: str = "", at: datetime
) -> str:
    """Write a trouble down, once for one opening of the form (`form`): of a show (its id), of a city (its slug), or of
    the whole day; its id. Raises NotFound for everybody but the team, and for a show or city that is not the
    edition's."""
    leaks.refuse_others(reader)
    row = db.session.get(Show, show) if show else None
    if show and (row is None or row.edition_id != edition.id):
        raise NotFound
    city_id = row.city_id if row else db.session.scalar(select(City.id).where(City.slug == city)) if city else None
    if city and city_id is None:
        raise NotFound
    return desk.open_trouble(reader, edition.id, words, city_id=city_id, show_id=show or None, form=form, at=at)


def say(reader: Reader, trouble_id: str, state: State, words: str, *, owner: str, seen: int, at: datetime) -> None:
    """Say how a trouble stands; `owner`: somebody of the team, or nobody (blank). Raises NotFound for everybody but
    the team and for an owner who is not of it, and Conflict (`changed`)."""
    leaks.refuse_others(reader)
    if owner and owner not in {one.person_id for one in team(reader)}:
        raise NotFound
    desk.say(reader, trouble_id, Step(state, owner or None, words, seen), at=at)


def team(reader: Reader) -> Sequence[Identity]:
    """Who is of the global team, by name. Raises NotFound for everybody but the team."""
    leaks.refuse_others(reader)
    people = db.session.scalars(select(PersonRole.person_id).where(PersonRole.role == Role.GLOBAL)).all()
    return sorted(identities(people).values(), key=lambda one: (one.name or one.email, one.person_id))


def told(reader: Reader, edition: Edition) -> Sequence[Told]:
    """All of an edition, the open ones first. Raises NotFound for everybody but the team."""
    found = desk.troubles(reader, edition.id)
    cities = {row.id: row for row in db.session.scalars(select(City))} if found else {}
    of = [one.show_id for one in found if one.show_id]
    shows = {row.id: row for row in db.session.scalars(select(Show).where(Show.id.in_(of)))} if of else {}
    return [Told(one, cities.get(one.city_id or ""), shows.get(one.show_id or "")) for one in found]


def left_open(reader: Reader, shown: Edition, *, at: datetime) -> Sequence[LeftOpen]:
    """What editions other than the one that is `shown` have left open, the latest first. Raises NotFound for everybody
    but the team. Three statements."""
    unsolved, waiting = desk.unsolved(reader), leaks.waiting(reader, at=at)
    some = (unsolved.keys() | waiting.keys()) - {shown.id}
    return [LeftOpen(one, unsolved.get(one.id, 0), waiting.get(one.id, 0)) for one in every() if one.id in some]
