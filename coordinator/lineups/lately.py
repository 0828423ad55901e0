"""What was done on a city's board lately, with the names of acts and of who did it, for those who look at it now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import twins
from coordinator.disclosure.leads import lead_names
from coordinator.disclosure.steps import Step
from coordinator.lineups import steps
from coordinator.people.readers import Reader

BY_NOBODY = "left"  # the kind of step that an act makes; whose hand it was is not told


@dataclass(frozen=True, slots=True)
class Turn:
    """A slot (1 to 3) that changed: the names of the acts before and after, None for nobody."""

    show_id: str
    position: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A step as others are told of it. `who` is None where it was no lead of the city; `is_own`: the reader's."""

    number: int
    kind: str
    who: str | None
    is_own: bool
    at: datetime
    turns: tuple[Turn, ...]
    shows: tuple[str, ...]


def lately(reader: Reader, *, edition_id: str, city_id: str, after: int, at: datetime) -> list[Told]:
    """The steps after that number, the oldest first, at most `steps.MOST`. Raises NotFound for who does not lead the
    city. The same number of statements for one step and for fifty."""
    made = steps.since(reader, edition_id=edition_id, city_id=city_id, after=after)
    acts = _act_names(made)
    people = sorted({step.made_by for step in made if step.kind != BY_NOBODY})
    who = {person: one.name for person, one in lead_names(reader, people, city_id=city_id, at=at).items()}
    return [_told(step, acts, who, str(reader.id)) for step in made]


def touched(told: Iterable[Told | Step]) -> set[str]:
    """The ids of all shows that look different since, rooms that share their acts included."""
    shows = {show_id for step in told for show_id in step.shows}
    return shows | {one.partner for one in twins.kept(shows).values() if one.partner}


def _told(step: Step, acts: Mapping[str, str], who: Mapping[str, str], reader_id: str) -> Told:
    turns = tuple(
        Turn(one.show_id, one.position, acts.get(one.before or ""), acts.get(one.after or "")) for one in step.changes
    )
    by = None if step.kind == BY_NOBODY else who.get(step.made_by)
    return Told(step.number, step.kind, by, step.made_by == reader_id, step.made_at, turns, step.shows)


def _act_names(made: Iterable[Step]) -> dict[str, str]:
    ids = {act for step in made for one in step.changes for act in (one.before, one.after) if act}
    rows = db.session.execute(select(Artist.id, Artist.act_name).where(Artist.id.in_(sorted(ids))))
    return {row.id: row.act_name for row in rows}
