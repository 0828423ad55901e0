"""Steps: what leads did to the lineups of a city, numbered, so that it can be seen by others and taken back.

For the use-cases that change lineups and for those who show them; who may is decided there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from coordinator.cities.models import City
from coordinator.db import as_text, db, random_id
from coordinator.disclosure.sealed import SealedSlot
from coordinator.disclosure.sealed_board import SealedStep
from coordinator.gate import granted
from coordinator.shows.models import Show

Slots = dict[tuple[str, int], str]
"""(show id, position) → artist id."""


@dataclass(frozen=True, slots=True)
class Change:
    """A slot (1 to 3) of a show before and after a step: the act's id, None for nobody."""

    show_id: str
    position: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `shows` are the ids of all shows it was about, those without a changed slot too."""

    id: str
    number: int
    kind: str
    made_by: str
    made_at: datetime
    changes: tuple[Change, ...]
    shows: tuple[str, ...]
    undone_by: str | None


def standing(show_ids: Collection[str]) -> Slots:
    """Who stands in the slots of these shows now. The shows are held by the caller."""
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id)
    with granted("slots before and after a step"):
        rows = db.session.execute(select(*columns).where(SealedSlot.show_id.in_(sorted(show_ids))))
        return {(show_id, position): artist_id for show_id, position, artist_id in rows}


def add(
    edition_id: str,
    city_id: str,
    kind: str,
    *,
    by: str,
    changes: Iterable[Change],
    shows: Collection[str],
    at: datetime,
) -> Step:
    """Number a step. Whoever else numbers one in this city waits until the end of the transaction."""
    db.session.execute(select(City.id).where(City.id == city_id).with_for_update(key_share=True))
    told = tuple(changes)
    with granted("number a step"):
        number = newest(edition_id, city_id) + 1
        made = Step(random_id(), number, kind, by, at, told, tuple(sorted(shows)), None)
        kept = {"slots": [[one.show_id, one.position, one.before, one.after] for one in told], "shows": made.shows}
        head = {"id": made.id, "edition_id": edition_id, "city_id": city_id, "number": number, "kind": kind}
        row = {**head, "made_by": by, "made_at": at, "changes": kept, "undone_by": None}
        db.session.execute(insert(SealedStep), [row])
    return made


def take_back(step_id: str, by_step: str) -> None:
    """Note which step took this one back."""
    with granted("note a step that took another back"):
        db.session.execute(update(SealedStep).where(SealedStep.id == step_id).values(undone_by=by_step))


def newest(edition_id: str, city_id: str) -> int:
    """The number of the city's last step; 0 before the first."""
    here = (SealedStep.edition_id == edition_id) & (SealedStep.city_id == city_id)
    with granted("the last step"):
        return db.session.scalar(select(func.max(SealedStep.number)).where(here)) or 0


def newest_of(show: Show) -> int:
    """The number of the last step that was about that show; 0 before the first."""
    here = (SealedStep.edition_id == show.edition_id) & (SealedStep.city_id == show.city_id)
    about = as_text(SealedStep.changes).contains(show.id, autoescape=True)  # an id is found in its lists alone
    with granted("the last step of a show"):
        return db.session.scalar(select(func.max(SealedStep.number)).where(here, about)) or 0


def since(edition_id: str, city_id: str, after: int, *, most: int) -> list[Step]:
    """The steps with a higher number than `after`, at most so many of the newest, the oldest of them first."""
    here = (SealedStep.edition_id == edition_id) & (SealedStep.city_id == city_id)
    return _found(here & (SealedStep.number > after), most=most)[::-1]


def by_person(edition_id: str, city_id: str, person_id: str, *, most: int) -> list[Step]:
    """The last steps of one person in a city, the newest first."""
    here = (SealedStep.edition_id == edition_id) & (SealedStep.city_id == city_id)
    return _found(here & (SealedStep.made_by == person_id), most=most)


def _found(which: ColumnElement[bool], *, most: int) -> list[Step]:
    columns = ("id", "number", "kind", "made_by", "made_at", "changes", "undone_by")
    wanted = select(*(getattr(SealedStep, name) for name in columns)).where(which)
    with granted("steps of leads"):
        rows = db.session.execute(wanted.order_by(SealedStep.number.desc()).limit(most)).all()
    return [_step(**row._mapping) for row in rows]


def _step(*, changes: dict[str, Any], undone_by: str | None, **head: Any) -> Step:
    told = tuple(Change(*one) for one in changes["slots"])
    return Step(**head, changes=told, shows=tuple(changes["shows"]), undone_by=undone_by)
