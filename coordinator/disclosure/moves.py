"""Shows that moved after their guests were drawn: who has opened the new address, and who has to say yes again.

That a guest has read is kept sealed, for the lead of the city and the door. What had been told of a place, and what is
told now, is compared here, because nobody else may look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from coordinator.cities.models import Area
from coordinator.db import db, is_reading, random_id
from coordinator.disclosure import audit, cipher, plus_ones
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.own_spaces import opened
from coordinator.disclosure.people import identities
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_guests import SealedEntry, SealedMove, SealedPlusOne, SealedReading
from coordinator.disclosure.sealed_hosts import SealedForm
from coordinator.disclosure.seats import HOLDS
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.geo.distance import km
from coordinator.guests.models import EntryState
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

FAR_KM, LATER = 2.0, timedelta(minutes=30)  # beyond these a yes that was said holds no more
FLIGHT = 20  # steps; more than that is a climb
_KEEP = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Standing:
    """What guests of a show know of its place and time: `place` and point (degrees) are those of the room where the
    address had been told, else of its area; likewise its `toilet` and whether one `climbs` to it, None where its host
    has not said so."""

    place: str
    point: tuple[float, float]
    starts_at: datetime
    ends_at: datetime
    step_free: bool
    toilet: str | None = None
    climbs: bool | None = None

    def asks_anew(self, before: "Standing") -> bool:
        """Whether who had said yes to what stood `before` has to say so again."""
        far = km(*self.point, *before.point) > FAR_KM
        access = ((self.toilet, before.toilet), (self.climbs, before.climbs))
        another = any(None not in pair and pair[0] != pair[1] for pair in access)
        later = abs(self.starts_at - before.starts_at) > LATER
        return far or later or another or self.step_free != before.step_free


@dataclass(frozen=True, slots=True)
class Unread:
    """A party that has not opened the new address: its guest's first name, and how many they are."""

    entry_id: str
    name: str
    people: int


def standing(show: Show, *, told: bool) -> Standing:
    """How a show stands for its guests, whose address has been `told` or not."""
    times = (show.starts_at, show.ends_at, show.step_free)
    if not told:
        area = db.session.get_one(Area, show.area_id)
        return Standing(area.id, (area.latitude, area.longitude), *times)
    with granted("where a show stood"):
        columns = (SealedSpace.address, SealedSpace.point, SealedForm.said)
        joined = select(*columns).outerjoin(SealedForm, SealedForm.space_id == SealedSpace.space_id)
        row = db.session.execute(joined.where(SealedSpace.space_id == show.space_id)).one()
    address, point = (
        cipher.current().open(text, f"sec_spaces.{column}|{show.space_id}")
        for column, text in (("address", row.address), ("point", row.point))
    )
    said = opened(show.space_id, row.said) if row.said else {}
    steps = said.get("steps")
    climbs = None if steps is None else steps > FLIGHT
    return Standing(f"{show.space_id}|{address}", cipher.point(point), *times, said.get("toilet"), climbs)


def is_told(show: Show, *, at: datetime) -> bool:
    """Whether guests have had the time to read the address of a show; a door that was closed since changes that not."""
    return at >= clock_of(show, db.session.get_one(Edition, show.edition_id), closed={}).reveals_at


def note(show: Show, *, anew: bool, until: datetime | None, at: datetime) -> str:
    """Note that a show moved; its id. Where parties are asked `anew`, those with a seat have to say yes `until` then,
    but for None, when it is too late to ask anybody."""
    key = random_id()
    with granted("note a move"):
        db.session.execute(insert(SealedMove), [{"id": key, "show_id": show.id, "moved_at": at, "anew": anew}])
        if anew and until is not None:
            seated = (SealedEntry.show_id == show.id, SealedEntry.state.in_(HOLDS))
            asked = update(SealedEntry).where(*seated).values(state=EntryState.WON, confirm_by=until)
            db.session.execute(asked, execution_options=_KEEP)
    return key


def is_latest(move_id: str) -> str | None:
    """The show (id) of a move, unless it has moved again since."""
    with granted("which move was the last"):
        show_id = db.session.scalar(select(SealedMove.show_id).where(SealedMove.id == move_id))
    return show_id if show_id is not None and _latest(show_id) == move_id else None


def seen_of(show_id: str) -> str:
    """What whoever looks at a seat sees of its show, in a word that is another one after each move: for her yes."""
    return f"{show_id}|{_latest(show_id) or ''}"


def holders(show_id: str) -> Sequence[tuple[str, str]]:
    """(Entry id, person id) of all who have a seat, confirmed or not, and of seconds who have said yes: for letters."""
    sits = (SealedEntry.show_id == show_id, SealedEntry.state.in_(HOLDS))
    seconds = select(SealedEntry.id, SealedPlusOne.person_id).join(
        SealedPlusOne, SealedPlusOne.entry_id == SealedEntry.id
    )
    with granted("who has a seat"):
        guests = db.session.execute(select(SealedEntry.id, SealedEntry.person_id).where(*sits)).all()
        rows = [*guests, *db.session.execute(seconds.where(*sits, plus_ones.has_said_yes())).all()]
    return sorted((entry_id, person_id) for entry_id, person_id in rows if person_id is not None)


def note_read(show_id: str, entry_id: str, *, at: datetime) -> None:
    """Note that a party has opened the address of a show since it moved last. Once; in a request that only reads by a
    transaction of its own, as the audit does."""
    move_id = _latest(show_id)
    if move_id is None or _has_read(move_id, entry_id):
        return
    row = {"move_id": move_id, "entry_id": entry_id, "read_at": at}
    try:
        with granted("note that a party has read"):
            if is_reading():
                with db.engine.begin() as own:
                    own.execute(insert(SealedReading), [row])
            else:
                with db.session.begin_nested():
                    db.session.execute(insert(SealedReading), [row])
    except IntegrityError:
        return  # its other window was faster


def is_unread(show_id: str, entry_id: str) -> bool:
    """Whether that party has not opened the address since the show moved last, for its own page."""
    move_id = _latest(show_id)
    return move_id is not None and not _has_read(move_id, entry_id)


def unread(show: Show) -> frozenset[str]:
    """The parties (entry ids) with a confirmed seat that have not opened the address since the show moved last; none of
    one that never moved. For use-cases that have checked who asks."""
    move_id = _latest(show.id)
    read = exists().where(SealedReading.entry_id == SealedEntry.id, SealedReading.move_id == move_id)
    wanted = (SealedEntry.show_id == show.id, SealedEntry.state == EntryState.CONFIRMED, ~read)
    with granted("who has not read"):
        return frozenset(db.session.scalars(select(SealedEntry.id).where(*wanted))) if move_id else frozenset()


def unread_parties(reader: Reader, show: Show, *, at: datetime) -> Sequence[Unread]:
    """The same by first name, for the lead of the show's city. Raises NotFound for everybody else."""
    if not may_see(Fact.READ_RECEIPT, relation(reader, city_id=show.city_id), Phase.PLANNED):
        raise NotFound
    columns = (SealedEntry.id, SealedEntry.person_id, SealedEntry.people)
    with granted("who has not read, for the lead"):
        rows = db.session.execute(select(*columns).where(SealedEntry.id.in_(unread(show)))).all()
    audit.record(reader, [Fact.READ_RECEIPT], of=[show.id], at=at)
    names = identities([row.person_id for row in rows])
    told = [Unread(row.id, (names[row.person_id].name.split() or [""])[0], row.people) for row in rows]
    return sorted(told, key=lambda one: (one.name.casefold(), one.entry_id))


def _latest(show_id: str) -> str | None:
    newest = select(SealedMove.id).where(SealedMove.show_id == show_id).order_by(SealedMove.moved_at.desc())
    with granted("the last move of a show"):
        return db.session.scalar(newest.limit(1))


def _has_read(move_id: str, entry_id: str) -> bool:
    this = (SealedReading.move_id == move_id, SealedReading.entry_id == entry_id)
    with granted("whether a party has read"):
        return db.session.scalar(select(SealedReading.read_at).where(*this)) is not None
