"""Steps on a city's board: whoever changes lineups notes what changed, so that others see it and it can be undone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from coordinator.disclosure import steps
from coordinator.disclosure.steps import Change, Slots, Step
from coordinator.errors import NotFound
from coordinator.lineups import alarms, asking
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

MOST = 50  # steps told at once
DOING = frozenset({"assigned", "cleared", "moved", "swapped", "taken"})  # what can be undone
UNDONE, REDONE = "undone", "redone"


@contextmanager
def noted(by: str, shows: Sequence[Show], kind: str, *, at: datetime) -> Iterator[None]:
    """Note what the block changes in the slots of these shows, as one step in each of their cities.

    The shows are held by the caller. For a `kind` that is not about slots a step is noted all the same.
    """
    before = steps.standing([show.id for show in shows])
    yield
    after = steps.standing([show.id for show in shows])
    note(by, shows, kind, before=before, after=after, at=at)


def note(by: str, shows: Sequence[Show], kind: str, *, before: Slots, after: Slots, at: datetime) -> list[Step]:
    """Note a step that took the slots of these shows from `before` to `after`; where an undoable kind changed nothing,
    there is none. Slots that fell empty begin to count (`alarms`), offers of acts that left a bill end (`asking`)."""
    alarms.follow(shows, before, after, at=at)
    asking.follow(before, after, by=by, at=at)
    made = []
    for edition_id, city_id in sorted({(show.edition_id, show.city_id) for show in shows}):
        here = {show.id for show in shows if show.city_id == city_id}
        slots = sorted(slot for slot in before.keys() | after.keys() if slot[0] in here)
        changes = [
            Change(*slot, before.get(slot), after.get(slot)) for slot in slots if before.get(slot) != after.get(slot)
        ]
        if changes or kind not in DOING:
            made.append(steps.add(edition_id, city_id, kind, by=by, changes=changes, shows=here, at=at))
    return made


def newest(reader: Reader, *, edition_id: str, city_id: str) -> int:
    """The number of the last step in a city. Raises NotFound for who does not lead it."""
    _refuse_others(reader, city_id)
    return steps.newest(edition_id, city_id)


def since(reader: Reader, *, edition_id: str, city_id: str, after: int) -> list[Step]:
    """The steps after that number, the oldest first, at most MOST. Raises NotFound for who does not lead the city."""
    _refuse_others(reader, city_id)
    return steps.since(edition_id, city_id, after, most=MOST)


def undoable(reader: Reader, *, edition_id: str, city_id: str) -> Step | None:
    """The reader's last step that stands and can be taken back."""
    mine = steps.by_person(edition_id, city_id, str(reader.id), most=MOST)
    standing = (step for step in mine if step.kind in DOING | {REDONE} and step.undone_by is None)
    return next(standing, None)


def redoable(reader: Reader, *, edition_id: str, city_id: str) -> Step | None:
    """The reader's last undoing, unless she did something new since."""
    for step in steps.by_person(edition_id, city_id, str(reader.id), most=MOST):
        if step.kind == UNDONE and step.undone_by is None:
            return step
        if step.kind in DOING:
            return None
    return None


def _refuse_others(reader: Reader, city_id: str) -> None:
    if not (reader.leads(city_id) or reader.has(Role.GLOBAL)):
        raise NotFound
