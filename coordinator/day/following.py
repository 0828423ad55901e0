"""The edition's day from its first instant to its last, and which shows play when: of public facts alone.

Two worlds that differ in lineups or addresses give the same values here: a show is the city it is in and its times.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import select

from coordinator.cities.listing import PublicCity
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.editions.calendar import DAY_HOURS, first_instant
from coordinator.editions.models import Edition
from coordinator.shows.models import Show, ShowState

STEP = 5  # minutes of the map's clock
EVENING = timedelta(hours=3)  # before its start a show's light grows warm


class Light(StrEnum):
    """How a show, or the city it is in, is lit at an instant."""

    AHEAD = "ahead"
    EVENING = "evening"
    PLAYING = "playing"
    PLAYED = "played"


@dataclass(frozen=True, slots=True)
class Evening:
    """One show: its instants."""

    starts_at: datetime
    ends_at: datetime

    def light(self, at: datetime) -> Light:
        """How it is lit at an instant."""
        if at < self.starts_at - EVENING:
            return Light.AHEAD
        if at < self.starts_at:
            return Light.EVENING
        return Light.PLAYING if at < self.ends_at else Light.PLAYED


@dataclass(frozen=True, slots=True)
class CityEvenings:
    """A city and its shows of the day, the earliest first."""

    city: PublicCity
    evenings: tuple[Evening, ...]

    def light(self, at: datetime) -> Light:
        """The city is lit as the show of it that matters most: who plays, else who is about to, else what is ahead."""
        lights = {evening.light(at) for evening in self.evenings}
        return next(one for one in (Light.PLAYING, Light.EVENING, Light.AHEAD, Light.PLAYED) if one in lights)

    def playing(self, at: datetime) -> tuple[Evening, ...]:
        """Its shows that play at an instant."""
        return tuple(evening for evening in self.evenings if evening.light(at) is Light.PLAYING)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many shows of the day play at an instant, are still to come, and have played."""

    playing: int
    ahead: int
    played: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the earth has it: `DAY_HOURS` of instants from its first midnight on, and where shows begin in them.
    `elsewhere`: how many shows of the edition begin outside of it."""

    date: date
    begins: datetime
    cities: tuple[CityEvenings, ...]
    elsewhere: int

    @property
    def over(self) -> datetime:
        """When the day is over on every clock of the earth."""
        return self.begins + timedelta(hours=DAY_HOURS)

    @property
    def last_ends_at(self) -> datetime:
        """When the last of its shows ends; of a day without any, when it is over."""
        return max((show.ends_at for one in self.cities for show in one.evenings), default=self.over)

    @property
    def minutes(self) -> int:
        """So long its clock runs: until the day is over, and its last show, too; in whole steps of that clock."""
        return STEP * ceil((max(self.over, self.last_ends_at) - self.begins) / timedelta(minutes=STEP))

    @property
    def ends(self) -> datetime:
        """When its clock stops."""
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def is_late(self) -> bool:
        """Whether a show is on once the day is over."""
        return self.ends > self.over

    @property
    def shows(self) -> int:
        """How many shows begin in it."""
        return sum(len(one.evenings) for one in self.cities)

    def within(self, at: datetime) -> datetime:
        """The instant of the day that is nearest to `at`."""
        return min(max(at, self.begins), self.ends)

    def opening(self, at: datetime) -> datetime:
        """The instant a page opens at: the present one while the day is on, before it as its first show begins."""
        first = min((one.evenings[0].starts_at for one in self.cities), default=self.begins)
        return first if at < self.begins else self.within(at)

    def tally(self, at: datetime) -> Tally:
        """Its shows at an instant."""
        lights = [evening.light(at) for one in self.cities for evening in one.evenings]
        playing, played = lights.count(Light.PLAYING), lights.count(Light.PLAYED)
        return Tally(playing, len(lights) - playing - played, played)

    def playing(self, at: datetime) -> list[tuple[PublicCity, int]]:
        """The cities where shows play at an instant, and how many, those that began last first."""
        now = [(one.city, one.playing(at)) for one in self.cities]
        begun = [(city, shows) for city, shows in now if shows]
        begun.sort(key=lambda pair: pair[0].name)
        begun.sort(key=lambda pair: pair[1][-1].starts_at, reverse=True)
        return [(city, len(shows)) for city, shows in begun]


def day_of(edition: Edition) -> Day:
    """The day of an edition: one statement, however many shows."""
    begins = first_instant(edition.date)
    shows = _shows(edition)
    of_it = [row for row in shows if begins <= row[1].starts_at < begins + timedelta(hours=DAY_HOURS)]
    return Day(edition.date, begins, _gathered(of_it), len(shows) - len(of_it))


def _gathered(shows: Iterable[tuple[PublicCity, Evening]]) -> tuple[CityEvenings, ...]:
    of: dict[PublicCity, list[Evening]] = {}
    for city, evening in shows:
        of.setdefault(city, []).append(evening)
    return tuple(CityEvenings(city, tuple(evenings)) for city, evenings in of.items())


def _shows(edition: Edition) -> Sequence[tuple[PublicCity, Evening]]:
    columns = (City.id, City.slug, City.name, City.country, City.latitude, City.longitude, City.zone)
    rows = db.session.execute(
        select(*columns, Show.starts_at, Show.ends_at)
        .join(Show, Show.city_id == City.id)
        .where(Show.edition_id == edition.id, Show.state != ShowState.CANCELLED)
        .order_by(City.name, City.id, Show.starts_at, Show.ends_at)
    )
    return [(PublicCity(*row[:-2]), Evening(*row[-2:])) for row in rows]
