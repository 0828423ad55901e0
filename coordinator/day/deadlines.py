"""The shows of a day by their next deadline, and what each of them lacks: for the global team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import progress
from coordinator.disclosure.progress import ACTS, ShowFigures
from coordinator.editions.models import Edition
from coordinator.guests import entries
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState, hours_before


class ShowDue(StrEnum):
    """What a deadline of a show is of, in the order of its clock."""

    ENTRIES = "entries"
    DRAW = "draw"
    LOCK = "lock"
    REVEAL = "reveal"
    STARTS = "starts"
    ENDS = "ends"


class Lack(StrEnum):
    """What a show may lack."""

    ACTS = "acts"
    LOCK = "lock"
    YES = "yes"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class ShowLine:
    """A show on the board: its next deadline (an instant), and what it lacks with how many; `late` are those lacks
    whose time has passed."""

    show: Show
    city: PublicCity
    due: ShowDue
    due_at: datetime
    lacks: tuple[tuple[Lack, int], ...]
    late: frozenset[Lack]


def by_deadline(reader: Reader, edition: Edition, *, at: datetime) -> Sequence[ShowLine]:
    """The shows of an edition that are not over, the one whose deadline comes first before the others. Raises NotFound
    for everybody but the global team. Two statements, whatever their number."""
    figures = progress.shows(reader, edition.id, at=at)
    playing = (Show.edition_id == edition.id, Show.state != ShowState.CANCELLED)
    rows = db.session.execute(select(Show, City).join(City, City.id == Show.city_id).where(*playing)).all()
    first: dict[str, datetime] = {}
    for show, _ in rows:
        first[show.city_id] = min(show.starts_at, first.get(show.city_id, show.starts_at))
    lines = [
        _line(show, public_city(city), figures[show.id], clock(show, edition, first=first[city.id]), at)
        for show, city in rows
        if show.ends_at > at
    ]
    return sorted(lines, key=lambda line: (line.due_at, line.show.starts_at, line.city.name, line.show.id))


def clock(show: Show, edition: Edition, *, first: datetime) -> Mapping[ShowDue, datetime]:
    """The deadlines of a show, in instants. A city has one draw: its entries close, and it is held, for the start of
    its `first` show."""
    revealed = timedelta(hours=hours_before(edition, show.reveal_hours))
    return {
        ShowDue.ENTRIES: entries.closes_before(first, edition),
        ShowDue.DRAW: entries.draws_before(first, edition),
        ShowDue.LOCK: show.starts_at - timedelta(days=edition.lock_days),
        ShowDue.REVEAL: show.starts_at - revealed,
        ShowDue.STARTS: show.starts_at,
        ShowDue.ENDS: show.ends_at,
    }


def _line(show: Show, city: PublicCity, has: ShowFigures, ends: Mapping[ShowDue, datetime], at: datetime) -> ShowLine:
    due, due_at = min(((due, when) for due, when in ends.items() if when > at), key=lambda turn: turn[1])
    counted = {
        Lack.ACTS: ACTS - has.acts,
        Lack.LOCK: int(not has.locked),
        Lack.YES: ACTS - has.confirmed if has.locked else 0,
        Lack.RESERVE: int(not has.with_reserve),
    }
    lacks = tuple((lack, count) for lack, count in counted.items() if count > 0)
    by = {Lack.ACTS: ShowDue.LOCK, Lack.LOCK: ShowDue.LOCK, Lack.YES: ShowDue.REVEAL, Lack.RESERVE: ShowDue.REVEAL}
    return ShowLine(show, city, due, due_at, lacks, frozenset(lack for lack, _ in lacks if ends[by[lack]] <= at))
