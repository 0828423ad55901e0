"""Who and what a rehearsal is played with: the edition, its people, what chance decides, and what is written down."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.door.checking import Said
from coordinator.door.models import DoorRole
from coordinator.editions.models import Edition
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.rehearsal.agenda import Agenda
from coordinator.shows.models import Show, ShowState

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a rehearsal is, what chance begins with, and the local day that it plays."""

    shows: int
    cities: int
    artists: int
    seed: int
    day: date


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the course of events: when, in which city (its name and zone; blank: everywhere), and what, as a word
    of `words`."""

    at: datetime
    what: str
    city: str = ""
    zone: str = "Etc/UTC"


@dataclass(slots=True)
class Stage:
    """A rehearsal as it runs. People are ids; `silent` are cities whose lead says nothing, `deaf` those whose deputy
    does not, either; `spare` are rooms without a show, by city; `offline` are shows (ids) whose doors have no network,
    `unheard` what the phone of each role there has noted, `walked` how many of a party (show and entry) came in."""

    size: Size
    edition: Edition
    cities: dict[str, City]
    leads: dict[str, str]
    deputies: dict[str, str]
    team: tuple[str, str]
    campaign: str
    chance: Random
    begins: datetime
    agenda: Agenda = field(default_factory=Agenda)
    silent: frozenset[str] = frozenset()
    deaf: frozenset[str] = frozenset()
    spare: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    course: list[Told] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    off: Counter[str] = field(default_factory=Counter)
    done: int = 0
    asked: int = 0
    broke: list[tuple[datetime, str]] = field(default_factory=list)
    offline: frozenset[str] = frozenset()
    unheard: dict[tuple[str, DoorRole], list[Said]] = field(default_factory=dict)
    walked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def tell(self, at: datetime, what: str, city_id: str | None = None) -> None:
        """Write a line into the course of events, and count it."""
        self.figures[what] += 1
        city = self.cities[city_id] if city_id else None
        self.course.append(Told(at, what, city.name, city.zone) if city else Told(at, what))

    def is_new(self, what: str) -> bool:
        """Whether nobody has taken care of that before."""
        if what in self.seen:
            return False
        self.seen.add(what)
        return True

    def shows(self) -> list[Show]:
        """The shows that take place, in the order of their starts and rooms."""
        playing = (Show.edition_id == self.edition.id, Show.state != ShowState.CANCELLED)
        return list(db.session.scalars(select(Show).where(*playing).order_by(Show.starts_at, Show.id)))

    def is_near(self, at: datetime, *, days: int = 4) -> bool:
        """Whether the day is so many days ahead at most, or on."""
        return at > datetime.combine(self.size.day, time(), UTC) - days * DAY

    def lead(self, city_id: str) -> Reader:
        """The lead of a city."""
        return Reader(self.leads[city_id], frozenset({(Role.LEAD, city_id)}))

    def deputy(self, city_id: str) -> Reader | None:
        """Her deputy, where there is one."""
        mine = frozenset({(Role.LEAD, city_id)})
        return Reader(self.deputies[city_id], mine) if city_id in self.deputies else None

    def of_team(self, number: int = 0) -> Reader:
        """Somebody of the global team."""
        return Reader(self.team[number], frozenset({(Role.GLOBAL, None)}))

    def of_campaign(self) -> Reader:
        """Somebody of the campaign team."""
        return Reader(self.campaign, frozenset({(Role.CAMPAIGN, None)}))

    def who_leads(self, city_id: str) -> Reader:
        """Whoever sees to a city: its lead, or where she is silent her deputy, or the global team."""
        if city_id not in self.silent:
            return self.lead(city_id)
        deputy = None if city_id in self.deaf else self.deputy(city_id)
        return deputy or self.of_team()

    def within(self, begins: datetime, ends: datetime, *, minutes: int = 15) -> datetime:
        """An instant between two, by chance, at a whole quarter of an hour (or so many minutes)."""
        steps = max(int((ends - begins) / timedelta(minutes=minutes)), 1)
        return begins + self.chance.randrange(steps) * timedelta(minutes=minutes)

    def spare_room(self, show: Show) -> str | None:
        """A room of the show's city that nobody plays in and nobody has closed, taken for it; None without one."""
        closed = rehearsed.closed_doors()
        left = [room for room in self.spare.get(show.city_id, ()) if room not in closed]
        if not left:
            return None
        self.spare[show.city_id].remove(left[0])
        return left[0]
