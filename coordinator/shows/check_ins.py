"""Who answers for a city as its day comes: the lead, who says “I am here” 48, 24 and 6 hours before the first show.

T is the start of the city's first show that is not cancelled. Each time opens some hours before it is due. Silence past
it passes the city to the deputy, longer silence to the global team; a lead who is late takes her city back by saying
so, unless a deputy or the global team has taken it over in her stead: then it is hers again at the next time. All of it
is decided when somebody looks, from check-ins, roles and starts. Hours are counted between instants, so neither zones
nor changes of clocks matter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, func, select

from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.once import insert_once
from coordinator.people.models import CheckIn
from coordinator.people.readers import Reader
from coordinator.people.rolls import Roll, roll, rolls
from coordinator.shows.models import Show, ShowState


class Post(StrEnum):
    """Who answers for a city."""

    LEAD = "lead"
    DEPUTY = "deputy"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Watch:
    """A time to check in: due so many hours before T, open so many before that; after `grace` hours of silence the
    deputy's turn is over, too."""

    hours: int
    opens: int
    grace: int


WATCHES = (Watch(48, opens=12, grace=4), Watch(24, opens=6, grace=2), Watch(6, opens=3, grace=1))
FIRST = timedelta(hours=max(watch.hours + watch.opens for watch in WATCHES))  # before a show: nobody is asked earlier


@dataclass(frozen=True, slots=True)
class Turn:
    """A watch of a city, in instants, and who has said “I am here” for it."""

    hours: int
    opens_at: datetime
    due_at: datetime
    passes_at: datetime
    said_by: str | None = None
    said_at: datetime | None = None
    post: Post | None = None  # of who said it

    @property
    def is_said(self) -> bool:
        """Whether somebody has."""
        return self.said_by is not None

    def holder(self, at: datetime) -> Post:
        """Whose the city is by this turn, which is due, at the instant `at`."""
        if self.post is not None:
            return self.post
        return Post.DEPUTY if at < self.passes_at else Post.TEAM


@dataclass(frozen=True, slots=True)
class Day:
    """A city's day: its turns in order (none without a show), its end, who is who."""

    roll: Roll
    turns: tuple[Turn, ...] = ()
    first_start: datetime | None = None
    last_end: datetime | None = None

    def next_turn(self, at: datetime) -> Turn | None:
        """The first whose time is not over at the instant `at` and that nobody has answered."""
        return next((turn for turn in self.turns if at < turn.due_at and not turn.is_said), None)

    def last_said(self) -> Turn | None:
        """The last one that somebody has answered."""
        return next((turn for turn in reversed(self.turns) if turn.is_said), None)

    def to_say(self, person_id: str, *, at: datetime) -> tuple[Turn, ...]:
        """Those that this person would answer by saying “I am here” at the instant `at`."""
        post = _post(self.roll, person_id)
        if post is None or self.last_end is None or at >= self.last_end:
            return ()
        return tuple(turn for turn in self.turns if _is_for(turn, post, at) and not turn.is_said)


@dataclass(frozen=True, slots=True)
class Charge:
    """Who answers for a city: the post, its people (ids), and since which silence it is not the lead."""

    post: Post
    people: tuple[str, ...]
    silent_since: datetime | None = None
    day: Day = field(default_factory=lambda: Day(Roll()), compare=False, repr=False)

    @property
    def is_passed(self) -> bool:
        """Whether the city has passed from a lead who fell silent."""
        return self.silent_since is not None


def in_charge(edition: Edition, city_id: str, *, at: datetime) -> Charge:
    """Who answers for the city at the instant `at`. Three statements."""
    day = _days(edition, (city_id,), {city_id: roll(city_id)})[city_id]
    return _charge(day, at)


def charges(edition: Edition, *, at: datetime) -> Mapping[str, Charge]:
    """City id → the same, for every city with a show. Three statements, whatever their number."""
    days = _days(edition, None, rolls())
    return {city_id: _charge(day, at) for city_id, day in days.items()}


def is_watched(edition: Edition, *, at: datetime) -> bool:
    """Whether anybody can be asked or told at the instant `at`: a show begins soon, or is on. One statement, most
    minutes of a year."""
    soon = (Show.starts_at <= at + FIRST, Show.ends_at > at, Show.state != ShowState.CANCELLED)
    return bool(db.session.scalar(select(exists().where(Show.edition_id == edition.id, *soon))))


def check_in(reader: Reader, edition: Edition, city_id: str, *, at: datetime) -> Charge:
    """Say “I am here” for every time that is open; who answers for the city then. Again it changes nothing.

    A deputy or the global team can only once a time is past due. Raises NotFound for everybody else, and Conflict:
    `no_shows`, `day_over`, `not_open_yet` (`opens_at`: the next time), `lead_still_has_it` (`due_at`),
    `said_already` (`post`: who has the city until the next time).
    """
    post = _post(roll(city_id), reader.id)
    if post is None or reader.id is None:
        raise NotFound
    _forget_those_who_left(edition, city_id)
    for turn in _to_answer(in_charge(edition, city_id, at=at).day, post, reader.id, at):
        where: dict[str, Any] = {"edition_id": edition.id, "city_id": city_id, "hours": turn.hours}
        insert_once(CheckIn, person_id=reader.id, at=at, **where)
    after = in_charge(edition, city_id, at=at)
    _to_answer(after.day, post, reader.id, at)  # somebody may have been quicker
    return after


def _to_answer(day: Day, post: Post, person_id: str, at: datetime) -> Sequence[Turn]:
    """The turns that somebody of that post answers now. Raises Conflict where there is none, save after their own."""
    if not day.turns or day.last_end is None:
        raise Conflict("no_shows")
    if at >= day.last_end:
        raise Conflict("day_over")
    if at < day.turns[0].opens_at:
        raise Conflict("not_open_yet", opens_at=day.turns[0].opens_at)
    mine = [turn for turn in day.turns if _is_for(turn, post, at)]
    if not mine:
        raise Conflict("lead_still_has_it", due_at=day.turns[0].due_at)
    silent = [turn for turn in mine if not turn.is_said]
    if not silent and mine[-1].said_by != person_id:
        raise Conflict("said_already", post=mine[-1].post)
    return silent


def _is_for(turn: Turn, post: Post, at: datetime) -> bool:
    """A lead's from its opening on, everybody else's once it is over."""
    return at >= (turn.opens_at if post is Post.LEAD else turn.due_at)


def _charge(day: Day, at: datetime) -> Charge:
    """The last turn that is due decides; before the first of them the lead has the city. Once its last show is over
    nobody is silent any more."""
    due = [turn for turn in day.turns if turn.due_at <= at]
    holder = due[-1].holder(at) if due else Post.LEAD
    people = {Post.LEAD: day.roll.leads, Post.DEPUTY: day.roll.deputies, Post.TEAM: day.roll.team}
    ladder = list(Post)[list(Post).index(holder) :]
    post = next((post for post in ladder if people[post]), Post.TEAM)
    is_over = day.last_end is not None and at >= day.last_end
    silent = due[-1].due_at if due and holder is not Post.LEAD and not is_over else None
    return Charge(post, people[post], silent, day)


def _days(edition: Edition, city_ids: Sequence[str] | None, by_city: Mapping[str, Roll]) -> Mapping[str, Day]:
    playing = (Show.edition_id == edition.id) & (Show.state != ShowState.CANCELLED)
    spans = select(Show.city_id, func.min(Show.starts_at), func.max(Show.ends_at)).where(playing)
    said = select(CheckIn).where(CheckIn.edition_id == edition.id)
    if city_ids is not None:
        spans, said = spans.where(Show.city_id.in_(city_ids)), said.where(CheckIn.city_id.in_(city_ids))
    answers: dict[str, dict[int, CheckIn]] = defaultdict(dict)
    for row in db.session.scalars(said.execution_options(populate_existing=True)):
        answers[row.city_id][row.hours] = row
    days = {city_id: Day(by_city[city_id]) for city_id in city_ids or ()}
    for city_id, first, last in db.session.execute(spans.group_by(Show.city_id)):
        people = by_city[city_id]
        turns = tuple(_turn(watch, first, answers[city_id].get(watch.hours), people) for watch in WATCHES)
        days[city_id] = Day(people, turns, first, last)
    return days


def _turn(watch: Watch, first_start: datetime, said: CheckIn | None, people: Roll) -> Turn:
    """A check-in of somebody who has nothing to do with the city any more is none."""
    due = first_start - timedelta(hours=watch.hours)
    instants = (due - timedelta(hours=watch.opens), due, due + timedelta(hours=watch.grace))
    post = _post(people, said.person_id) if said else None
    if said is None or post is None:
        return Turn(watch.hours, *instants)
    return Turn(watch.hours, *instants, said.person_id, said.at, post)


def _post(people: Roll, person_id: str | None) -> Post | None:
    if person_id in people.leads:
        return Post.LEAD
    if person_id in people.deputies:
        return Post.DEPUTY
    return Post.TEAM if person_id in people.team else None


def _forget_those_who_left(edition: Edition, city_id: str) -> None:
    people = roll(city_id)
    here = (CheckIn.edition_id == edition.id) & (CheckIn.city_id == city_id)
    known = {*people.leads, *people.deputies, *people.team}
    db.session.execute(delete(CheckIn).where(here, CheckIn.person_id.not_in(known)))
