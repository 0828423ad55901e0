"""What each audience learns of a home: decided by the policy that decides it for them, filled in for the host alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.cities.models import Area, City
from coordinator.cities.registering import NameArea
from coordinator.db import db
from coordinator.disclosure import doors
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.policy import VISITORS, Clock, Fact, Phase, Relation, may_see
from coordinator.disclosure.visits import Visit, as_told
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space
from coordinator.spaces.previewing import preview
from coordinator.spaces.registration import has_place

OF_A_HOME = (
    Fact.STREET_ADDRESS,
    Fact.EXACT_POINT,
    Fact.ROOM_PHOTO,
    Fact.WELCOME,
    Fact.DOORBELL,
    Fact.HOST_NAME,
    Fact.SPACE_NAME,
    Fact.HOME,
)
"""The facts about a home, the most telling first."""

AUDIENCES: Mapping[str, tuple[Relation, Phase]] = {
    "stranger": (Relation.STRANGER, Phase.LIVE),
    "entrant": (Relation.ENTRANT, Phase.PLANNED),
    "guest": (Relation.GUEST, Phase.PLANNED),
    "guest_revealed": (Relation.GUEST, Phase.REVEALED),
    "guest_arriving": (Relation.GUEST, Phase.DOORBELL),
    "guest_after": (Relation.GUEST, Phase.FORGOTTEN),
    "door": (Relation.DOOR, Phase.DOORBELL),
    "artist": (Relation.ARTIST, Phase.LIVE),
    "performer": (Relation.PERFORMER, Phase.REVEALED),
    "lead": (Relation.LEAD, Phase.PLANNED),
}
"""Who looks, and when."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one audience learns of a home beyond what everybody does, and what it does not. `visit`: what its pages are
    given of the room in that phase; None where it is neither a visitor nor an act. `plays`: it is an act."""

    audience: str
    learns: tuple[Fact, ...]
    withheld: tuple[Fact, ...]
    phase: Phase
    visit: Visit | None
    plays: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A space, its public area and city, the shows that are still to come in it, in order, and whether its door is
    closed."""

    space: Space
    area: Area
    city: City
    shows: tuple[Show, ...]
    closed: bool

    @property
    def next_clock(self) -> Clock | None:
        """The clock of the next of them, as if its door were open."""
        if not self.shows:
            return None
        return clock_of(self.shows[0], db.session.get_one(Edition, self.shows[0].edition_id), closed={})


def audiences(form: OwnForm, *, closed: bool = False) -> tuple[Seen, ...]:
    """Every audience with what it learns. A `closed` door is closed to each of them, whenever she looks."""
    return tuple(_seen(form, name, who, Phase.CLOSED if closed else phase) for name, (who, phase) in AUDIENCES.items())


def home(form: OwnForm, *, name_area: NameArea, at: datetime) -> Home:
    """The public side of a host's space; a draft's as it would be. Raises NotFound before her pin is set."""
    if not has_place(form):
        raise NotFound
    if form.space is None:
        return Home(*preview(form, name_area=name_area), shows=(), closed=False)
    area, closed = db.session.get_one(Area, form.space.area_id), bool(doors.closed_since([form.space_id]))
    city = db.session.get_one(City, form.space.city_id)
    return Home(form.space, area, city, tuple(_shows(form.space, at)), closed)


def _seen(form: OwnForm, name: str, relation: Relation, phase: Phase) -> Seen:
    learns = tuple(fact for fact in OF_A_HOME if may_see(fact, relation, phase))
    plays = relation in (Relation.ARTIST, Relation.PERFORMER)
    visit = as_told(form, relation, phase) if plays or relation in VISITORS else None
    return Seen(name, learns, tuple(fact for fact in OF_A_HOME if fact not in learns), phase, visit, plays)


def _shows(space: Space, at: datetime) -> Sequence[Show]:
    coming = (Show.space_id == space.id, Show.state != ShowState.CANCELLED, Show.ends_at > at)
    return db.session.scalars(select(Show).where(*coming).order_by(Show.starts_at, Show.id)).all()
