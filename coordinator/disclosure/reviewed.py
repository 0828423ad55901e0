"""What a lead sees of a space or an application beyond its public row, and what hangs on it: shows, slots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from coordinator.artists.models import Application
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedArtist, SealedLock, SealedPerson, SealedSlot, SealedSpace
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.geo.distance import km
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState

BESIDE_KM = 0.05  # pins so near may be of one home


@dataclass(frozen=True, slots=True)
class Room:
    """A space as a lead sees it."""

    name: str
    address: str
    host_name: str


@dataclass(frozen=True, slots=True)
class Booking:
    """A show that a decision touches: how many acts its lineup has; for an act, which slot it holds there."""

    show: Show
    city_slug: str
    space_name: str
    acts: int
    is_locked: bool
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Bookings:
    """The shows of the reader's city that a decision touches, and how many of other cities."""

    here: tuple[Booking, ...] = ()
    elsewhere: int = 0

    @property
    def count(self) -> int:
        """How many shows there are in all."""
        return len(self.here) + self.elsewhere


def space_names(reader: Reader, spaces: Sequence[Space], *, at: datetime) -> dict[str, str]:
    """Space id → its name, for the lead of the spaces' city. Raises NotFound for everybody else."""
    _refuse_strangers(reader, {space.city_id for space in spaces}, [Fact.SPACE_NAME])
    ids = [space.id for space in spaces]
    with granted("names of spaces"):
        names = _names(SealedSpace.space_id.in_(ids))
    audit.record(reader, [Fact.SPACE_NAME], of=ids, at=at)
    return names


def room(reader: Reader, space: Space, *, at: datetime) -> Room:
    """A space's name, address and host, for the lead of its city. Raises NotFound for everybody else."""
    facts = (Fact.SPACE_NAME, Fact.STREET_ADDRESS, Fact.HOST_NAME)
    _refuse_strangers(reader, {space.city_id}, facts)
    columns = (SealedSpace.name, SealedSpace.address, SealedSpace.host_id, SealedPerson.name.label("host"))
    with granted("a space for its lead"):
        row = db.session.execute(
            select(*columns)
            .join(SealedPerson, SealedPerson.person_id == SealedSpace.host_id)
            .where(SealedSpace.space_id == space.id)
        ).one()
    audit.record(reader, facts, of=[space.id], at=at)
    seal = cipher.current()
    name, address = (
        seal.open(text, f"sec_spaces.{column}|{space.id}")
        for column, text in (("name", row.name), ("address", row.address))
    )
    return Room(name, address, seal.open(row.host, f"sec_people.name|{row.host_id}"))


def beside(reader: Reader, space: Space, *, at: datetime) -> Mapping[str, str]:
    """Id → name of the spaces of other hosts in that city whose pins lie within BESIDE_KM of this one's, for the lead
    of the city: two accounts may offer one home, and be given two areas that meet there. Only she can be told: an area
    that followed from who lives beside would say so to its host. Raises NotFound for everybody else."""
    facts = (Fact.SPACE_NAME, Fact.EXACT_POINT)
    _refuse_strangers(reader, {space.city_id}, facts)
    theirs = (Space.city_id == space.city_id, Space.edition_id == space.edition_id, Space.state != SpaceState.WITHDRAWN)
    wanted = select(SealedSpace.space_id, SealedSpace.host_id, SealedSpace.point).join(Space)
    with granted("pins beside that of a space"):
        rows = db.session.execute(wanted.where(or_(and_(*theirs), Space.id == space.id))).all()
        points = {row.space_id: _point(row.space_id, row.point) for row in rows}
        hosts = {row.space_id: row.host_id for row in rows}
        here = points[space.id]
        near = [key for key in points if hosts[key] != hosts[space.id] and km(*points[key], *here) < BESIDE_KM]
        if not near or _is_middle(here, db.session.get_one(City, space.city_id)):
            return {}
        names = _names(SealedSpace.space_id.in_(near))
    audit.record(reader, facts, of=[space.id, *near], at=at)
    return names


def _point(space_id: str, sealed: str) -> tuple[float, float]:
    return cipher.point(cipher.current().open(sealed, f"sec_spaces.point|{space_id}"))


def _is_middle(point: tuple[float, float], city: City) -> bool:
    """Whether that is where all stand of whose address nothing but the town is known."""
    return km(*point, city.latitude, city.longitude) < BESIDE_KM


def contact_name(reader: Reader, application: Application, *, at: datetime) -> str:
    """Who speaks for an act, for the lead of the city it counts to. Raises NotFound for everybody else."""
    _refuse_strangers(reader, {application.city_id}, [Fact.CONTACT_NAME])
    columns = (SealedPerson.person_id, SealedPerson.name)
    with granted("who speaks for an act"):
        row = db.session.execute(
            select(*columns)
            .join(SealedArtist, SealedArtist.contact_id == SealedPerson.person_id)
            .where(SealedArtist.artist_id == application.artist_id)
        ).one()
    audit.record(reader, [Fact.CONTACT_NAME], of=[application.id], at=at)
    return cipher.current().open(row.name, f"sec_people.name|{row.person_id}")


def contact_of(application: Application) -> str:
    """The id of who speaks for an act, for the use-case that has a letter sent there."""
    with granted("who speaks for an act"):
        wanted = select(SealedArtist.contact_id).where(SealedArtist.artist_id == application.artist_id)
        return db.session.scalars(wanted).one()


def bookings_of_space(reader: Reader, space: Space, *, at: datetime) -> Bookings:
    """The shows in a space that are still to come. Raises NotFound as `room` does."""
    _refuse_strangers(reader, {space.city_id}, [Fact.LINEUP, Fact.SPACE_NAME])
    with granted("shows of a space"):
        found = _bookings(Show.space_id == space.id, at=at)
    audit.record(reader, [Fact.LINEUP], of=[one.show.id for one in found], at=at)
    return Bookings(found)


def bookings_of_act(reader: Reader, application: Application, *, at: datetime) -> Bookings:
    """The slots that an act holds at shows still to come; of other cities' only the number. Raises NotFound as `room`
    does."""
    _refuse_strangers(reader, {application.city_id}, [Fact.LINEUP, Fact.SPACE_NAME])
    holds = SealedSlot.artist_id == application.artist_id
    with granted("slots of an act"):
        rows = db.session.execute(select(SealedSlot.show_id, SealedSlot.position).where(holds)).all()
        slots = {row.show_id: row.position for row in rows}
        found = _bookings(Show.id.in_(slots), Show.edition_id == application.edition_id, at=at, slots=slots)
    here = tuple(one for one in found if one.show.city_id == application.city_id)
    audit.record(reader, [Fact.LINEUP], of=[one.show.id for one in here], at=at)
    return Bookings(here, len(found) - len(here))


def _refuse_strangers(reader: Reader, city_ids: set[str], facts: Sequence[Fact]) -> None:
    stands = [relation(reader, city_id=city_id) for city_id in city_ids]
    if not all(may_see(fact, stand, Phase.PLANNED) for fact in facts for stand in stands):
        raise NotFound


def _bookings(*which: ColumnElement[bool], at: datetime, slots: dict[str, int] | None = None) -> tuple[Booking, ...]:
    acts = select(func.count()).where(SealedSlot.show_id == Show.id).scalar_subquery()
    rows = db.session.execute(
        select(Show, City.slug, acts, SealedLock.show_id.is_not(None))
        .join(City, City.id == Show.city_id)
        .outerjoin(SealedLock, SealedLock.show_id == Show.id)
        .where(*which, Show.state != ShowState.CANCELLED, Show.ends_at > at)
        .order_by(Show.starts_at, Show.id)
    ).all()
    names = _names(SealedSpace.space_id.in_([show.space_id for show, *_ in rows]))
    return tuple(
        Booking(show, slug, names[show.space_id], count, bool(locked), (slots or {}).get(show.id))
        for show, slug, count, locked in rows
    )


def _names(which: ColumnElement[bool]) -> dict[str, str]:
    seal = cipher.current()
    rows = db.session.execute(select(SealedSpace.space_id, SealedSpace.name).where(which))
    return {row.space_id: seal.open(row.name, f"sec_spaces.name|{row.space_id}") for row in rows}
