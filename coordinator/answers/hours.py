"""Answer Times as they stand: those of one's own acts, those everybody sees, and all of them for the global team.

An act of an edition may have an Answer Time once everybody may know who played there, whether it played or not; and
nobody answers while shows of any edition are played somewhere. Both follow from dates that everybody knows. Nothing
here asks whether, where or when an act plays: a refusal because of that would tell it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select

from coordinator.answers.models import AnswerTime, Because, TimeState
from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.disclosure.own_acts import OwnAct
from coordinator.disclosure.performed import FORGOTTEN
from coordinator.editions.calendar import DAY_HOURS, first_instant
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.spaces.offered import AROUND

ASKED_BEFORE = timedelta(days=7)  # from when on questions are taken, counted back from its start
ANSWERED_AFTER = timedelta(days=14)  # what did not fit into the hour may still be answered
TOLD_BEFORE = timedelta(days=1)  # its start, an act hears that there are questions
KEPT_FOR = timedelta(days=30)  # after its end: who asked and voted, and what did not become public
PUBLIC = (TimeState.AGREED, TimeState.OFF)

Span = tuple[datetime, datetime]  # instants


class Stage(StrEnum):
    """Where an Answer Time is on its clock."""

    ANNOUNCED = "announced"
    ASKING = "asking"
    ANSWERING = "answering"
    CLOSED = "closed"
    HELD = "held"  # an edition has been put on its day since
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Hour:
    """An Answer Time, by what everybody may know of it once it is agreed."""

    id: str
    artist_id: str
    act_name: str
    edition_name: str
    zone: str
    local_from: datetime
    local_until: datetime
    starts_at: datetime
    ends_at: datetime
    state: TimeState
    because: Because | None
    version: int
    stage: Stage

    @property
    def asks_from(self) -> datetime:
        """The instant from which questions are taken."""
        return self.starts_at - ASKED_BEFORE

    @property
    def takes_questions(self) -> bool:
        """Whether questions and votes are taken now."""
        return self.stage in (Stage.ASKING, Stage.ANSWERING)

    def takes_answers(self, at: datetime) -> bool:
        """Whether the act may still write."""
        return self.state is TimeState.AGREED and at < self.ends_at + ANSWERED_AFTER

    def shows_answers(self, at: datetime) -> bool:
        """Whether its answers are public: from its start on."""
        return self.stage not in (Stage.HELD, Stage.OFF) and at >= self.starts_at


@dataclass(frozen=True, slots=True)
class Mine:
    """An act of the reader's, from when on it may have an Answer Time (None: nobody knows yet), and the one it has."""

    act: OwnAct
    edition_name: str
    zone: str
    opens_at: datetime | None
    hour: Hour | None

    def is_open(self, at: datetime) -> bool:
        """Whether it may have one by now."""
        return self.opens_at is not None and at >= self.opens_at


def opens_at(edition: Edition) -> datetime | None:
    """The instant from which acts of an edition may have an Answer Time: every lineup is everybody's by then, the late
    ones too."""
    return None if edition.embargo_ends_at is None else edition.embargo_ends_at + FORGOTTEN


def own(reader: Reader, *, at: datetime) -> Sequence[Mine]:
    """The reader's acts that were sent, of any edition, the latest day first."""
    acts = own_acts.earlier_acts(reader, None)
    editions = {
        one.id: one for one in db.session.scalars(select(Edition).where(Edition.id.in_({a.edition_id for a in acts})))
    }
    hours = {one.artist_id: one for one in _read(AnswerTime.artist_id.in_([act.artist_id for act in acts]), at=at)}
    found = [_mine(act, editions[act.edition_id], hours.get(act.artist_id)) for act in acts]
    return sorted(found, key=lambda one: (-editions[one.act.edition_id].date.toordinal(), one.act.name))


def own_one(reader: Reader, artist_id: str, *, at: datetime) -> Mine:
    """One of them. Raises NotFound for everybody but who speaks for it."""
    act = own_acts.own_act(reader, artist_id)
    if act.city is None:
        raise NotFound
    hour = next(iter(_read(AnswerTime.artist_id == artist_id, at=at)), None)
    return _mine(act, db.session.get_one(Edition, act.edition_id), hour)


def own_hour(reader: Reader, time_id: str, *, at: datetime) -> Hour:
    """An Answer Time of an act of the reader's. Raises NotFound for everybody else."""
    found = next(iter(_read(AnswerTime.id == time_id, at=at)), None)
    if found is None:
        raise NotFound
    own_acts.own_act(reader, found.artist_id)
    return found


def public(*, at: datetime) -> Sequence[Hour]:
    """Those that are agreed, or were called off since, the next ones first and what is over last."""
    found = _read(AnswerTime.state.in_(PUBLIC), at=at)
    found = sorted(found, key=lambda one: (one.starts_at, one.id))
    return [*(one for one in found if at < one.ends_at), *(one for one in reversed(found) if at >= one.ends_at)]


def public_one(time_id: str, *, at: datetime) -> Hour:
    """One of them. Raises NotFound."""
    found = next(iter(_read(AnswerTime.id == time_id, AnswerTime.state.in_(PUBLIC), at=at)), None)
    if found is None:
        raise NotFound
    return found


def refuse_others(reader: Reader) -> None:
    """Raise NotFound for everybody but the global team."""
    if not reader.has(Role.GLOBAL):
        raise NotFound


def desk(reader: Reader, *, at: datetime) -> Sequence[Hour]:
    """All of them for the global team, those that wait for a word first. Raises NotFound as `refuse_others`."""
    refuse_others(reader)
    found = _read(at=at)
    return sorted(found, key=lambda one: (one.state is not TimeState.PROPOSED, -one.starts_at.timestamp(), one.id))


def desk_one(reader: Reader, time_id: str, *, at: datetime) -> Hour:
    """One of them. Raises NotFound as `refuse_others`, and where there is none."""
    refuse_others(reader)
    found = next(iter(_read(AnswerTime.id == time_id, at=at)), None)
    if found is None:
        raise NotFound
    return found


def stage_of(row: AnswerTime, *, on_a_day_of_shows: bool, at: datetime) -> Stage:
    """Where it is on its clock at the instant `at`."""
    if row.state is TimeState.OFF:
        return Stage.OFF
    if at >= row.ends_at:
        return Stage.CLOSED
    if on_a_day_of_shows:
        return Stage.HELD
    if at >= row.starts_at:
        return Stage.ANSWERING
    return Stage.ASKING if at >= row.starts_at - ASKED_BEFORE else Stage.ANNOUNCED


def meets(day: Span, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an hour meets a day of shows."""
    begins, ends = day
    return starts_at < ends and ends_at > begins


def days_of_shows() -> Sequence[Span]:
    """From when to when shows of each edition may be on: its day and those around it, from where the first of them
    begins on the earth until the last is over everywhere, and longer while the last show is on."""
    days = db.session.execute(select(Edition.date, Edition.embargo_ends_at)).all()
    spans = [(first_instant(day - AROUND), first_instant(day + AROUND), last) for day, last in days]
    return [(begins, max(lasts + timedelta(hours=DAY_HOURS), last or begins)) for begins, lasts, last in spans]


def _mine(act: OwnAct, edition: Edition, hour: Hour | None) -> Mine:
    return Mine(act, edition.name, act.city.zone if act.city else "Etc/UTC", opens_at(edition), hour)


def _read(*which: ColumnElement[bool], at: datetime) -> Sequence[Hour]:
    """Two statements."""
    joined = (
        select(AnswerTime, Artist.act_name, Edition.name)
        .join(Artist, Artist.id == AnswerTime.artist_id)
        .join(Edition, Edition.id == AnswerTime.edition_id)
    )
    rows = db.session.execute(joined.where(*which).execution_options(populate_existing=True)).all()
    days = days_of_shows() if rows else ()
    return [_hour(row, act_name, name, days, at=at) for row, act_name, name in rows]


def _hour(row: AnswerTime, act_name: str, edition_name: str, days: Sequence[Span], *, at: datetime) -> Hour:
    barred = any(meets(day, row.starts_at, row.ends_at) for day in days)
    columns = ("zone", "local_from", "local_until", "starts_at", "ends_at", "state", "because", "version")
    said = {name: getattr(row, name) for name in columns}
    stage = stage_of(row, on_a_day_of_shows=barred, at=at)
    return Hour(row.id, row.artist_id, act_name, edition_name, **said, stage=stage)
