"""What a host may know of an evening in her own space beyond its public page: the set times without a name, who leads
her city. Who plays is not among it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from coordinator.artists.models import Application, Artist
from coordinator.db import db
from coordinator.disclosure import access_words, audit, doors, guest_lists, plus_ones, twins
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed import SealedSlot
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState, Help
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Playing:
    """What a room has to be ready for: an act in a slot (1 to 3) without its name or anything else it is known by."""

    position: int
    people: int
    needs: tuple[str, ...]
    set_minutes: int


@dataclass(frozen=True, slots=True)
class Bill:
    """The acts of a final lineup; of two rooms that have it (`shared`) by their slots in the first one, and `is_twin`
    says that this is the second."""

    acts: tuple[Playing, ...]
    shared: bool
    is_twin: bool


def shows_in(form: OwnForm) -> Sequence[Show]:
    """The shows of a host's space in order of time, those called off too; none of a draft."""
    wanted = select(Show).where(Show.space_id == form.space_id).order_by(Show.starts_at, Show.id)
    return db.session.scalars(wanted).all() if form.space else ()


def get_show(form: OwnForm, show_id: str) -> Show:
    """One of them that takes place. Raises NotFound."""
    show = db.session.get(Show, show_id)
    if show is None or show.space_id != form.space_id or show.state is ShowState.CANCELLED:
        raise NotFound
    return show


def shows_lost(form: OwnForm) -> Sequence[Show]:
    """The shows that were to take place in a host's space until she closed her door, and that have moved since or are
    called off, in order of time."""
    door = doors.find(form.space_id)
    gone = or_(Show.space_id != form.space_id, Show.state == ShowState.CANCELLED)
    wanted = select(Show).where(Show.id.in_(door.shows if door else ()), gone).order_by(Show.starts_at, Show.id)
    return db.session.scalars(wanted).all()


def get_show_reported(form: OwnForm, show_id: str) -> Show:
    """A show of which that host may have something to report: in her space, or there until she closed her door. Raises
    NotFound."""
    known = {show.id: show for show in (*shows_in(form), *shows_lost(form))}
    if show_id not in known:
        raise NotFound
    return known[show_id]


def is_closed(show: Show, edition: Edition, *, at: datetime) -> bool:
    """Whether the host has closed her door before the show."""
    return clock_of(show, edition).phase(at) is Phase.CLOSED


def may_know_sets(show: Show, edition: Edition, *, at: datetime) -> bool:
    """Whether it is time to tell a host the set times."""
    return may_see(Fact.SET_TIMES, Relation.HOST, clock_of(show, edition).phase(at))


def bill(reader: Reader, form: OwnForm, show: Show, edition: Edition, *, at: datetime) -> Bill | None:
    """The acts of a show in that host's space, once she may know when they play and the lineup is final; else None.

    Nothing is read before the policy has agreed.
    """
    if show.space_id != form.space_id or not may_know_sets(show, edition, at=at):
        return None
    kept = twins.kept([show.id])[show.id]
    if not kept.locked:
        return None
    wish = (Application.artist_id == SealedSlot.artist_id) & (Application.edition_id == show.edition_id)
    columns = (SealedSlot.position, Artist.people, Application.needs, Application.set_minutes)
    with granted("set times for a host"):
        rows = db.session.execute(
            select(*columns)
            .join(Artist, Artist.id == SealedSlot.artist_id)
            .join(Application, wish)
            .where(SealedSlot.show_id == kept.source)
            .order_by(SealedSlot.position)
        ).all()
    audit.record(reader, [Fact.SET_TIMES], of=[show.id], at=at)
    acts = tuple(Playing(position, people, tuple(needs), minutes) for position, people, needs, minutes in rows)
    return Bill(acts, kept.partner is not None, kept.is_twin)


def turnout(form: OwnForm, show: Show) -> Mapping[str, int]:
    """Pool of seats → how many people have confirmed one, for the host of the room. Raises NotFound for a show
    elsewhere."""
    if show.space_id != form.space_id or not may_see(Fact.TURNOUT, Relation.HOST, Phase.PLANNED):
        raise NotFound
    sure = (SealedEntry.show_id == show.id, SealedEntry.state == EntryState.CONFIRMED)
    with granted("how many come"):
        rows = db.session.execute(
            select(SealedEntry.pool, func.sum(SealedEntry.people)).where(*sure).group_by(SealedEntry.pool)
        ).all()
    return {str(pool): int(people) for pool, people in rows}


def helps(reader: Reader, form: OwnForm, show: Show, edition: Edition, *, at: datetime) -> Mapping[Help, int]:
    """What helps whom comes on a confirmed seat → in how many parties, in the order in which pages name it, for the
    host of the room: from the reveal to the end of the show. None of a show that is called off, or elsewhere."""
    phase = clock_of(show, edition).phase(at)
    if show.space_id != form.space_id or show.state is ShowState.CANCELLED:
        return {}
    if not may_see(Fact.ACCESS_HELPS, Relation.HOST, phase):
        return {}
    sure = (SealedEntry.show_id == show.id, SealedEntry.state == EntryState.CONFIRMED)
    with granted("what helps guests"):
        rows = db.session.execute(select(SealedEntry.id, SealedEntry.access).where(*sure)).all()
    audit.record(reader, [Fact.ACCESS_HELPS] if rows else (), of=[show.id], at=at)
    found = Counter(one for row in rows for one in access_words.opened(row.id, row.access)[2])
    return {one: found[one] for one in Help if found[one]}


def first_names(reader: Reader, form: OwnForm, show: Show, edition: Edition, *, at: datetime) -> tuple[str, ...]:
    """The first names of who comes on a confirmed seat, seconds who have said yes among them, in the order of the
    alphabet, for the host of the room: from the hour on which her bell is told until the end of the show, as the door
    has them. None before, behind a closed door, of a show that is called off, or of one elsewhere."""
    phase = clock_of(show, edition).phase(at)
    if show.space_id != form.space_id or show.state is ShowState.CANCELLED:
        return ()
    if not may_see(Fact.FIRST_NAMES, Relation.HOST, phase):
        return ()
    names = guest_lists.first_names(person_id for _, person_id in plus_ones.comers(show.id))
    audit.record(reader, [Fact.FIRST_NAMES] if names else (), of=[show.id], at=at)
    return tuple(sorted(filter(None, names.values()), key=str.casefold))


def leads(reader: Reader, show: Show, person_ids: Collection[str], *, at: datetime) -> Mapping[str, Identity]:
    """Who leads the city of a show, for the host of its room: person id → name and address. The caller has found the
    show in the reader's own space. Raises NotFound where hosts may not know."""
    if not may_see(Fact.LEAD_NAME, Relation.HOST, Phase.PLANNED):
        raise NotFound
    audit.record(reader, [Fact.LEAD_NAME], of=[show.city_id] if person_ids else [], at=at)
    return identities(person_ids)
