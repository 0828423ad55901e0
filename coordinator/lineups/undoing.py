"""Taking back one's own last steps on a board, and doing them again: by the same rules as doing them at first."""

from collections.abc import Callable
from datetime import datetime

from coordinator.disclosure import engagements
from coordinator.disclosure import steps as kept
from coordinator.disclosure.steps import Step
from coordinator.lineups import assignment, steps
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_show

Find = Callable[..., Step | None]


def undo(reader: Reader, number: int, *, edition_id: str, city_id: str, at: datetime) -> bool:
    """Take back the reader's step of that number, her last one that stands; whether there was anything to take back.

    A number that is not her last one's has been undone already: nothing happens. Raises NotFound for who does not lead
    the city, and Conflict: `changed_meanwhile` where somebody changed one of the slots since, and those of
    `assignment.rearrange`.
    """
    return _back(reader, steps.undoable, number, steps.UNDONE, edition_id=edition_id, city_id=city_id, at=at)


def redo(reader: Reader, number: int, *, edition_id: str, city_id: str, at: datetime) -> bool:
    """Do again what the reader's undoing of that number took back. Otherwise as `undo`."""
    return _back(reader, steps.redoable, number, steps.REDONE, edition_id=edition_id, city_id=city_id, at=at)


def _back(reader: Reader, find: Find, number: int, kind: str, *, edition_id: str, city_id: str, at: datetime) -> bool:
    steps.newest(reader, edition_id=edition_id, city_id=city_id)
    step = find(reader, edition_id=edition_id, city_id=city_id)
    if step is None or step.number != number:
        return False
    engagements.hold_all([led_show(reader, show_id, city_id=city_id) for show_id in step.shows], ())
    if find(reader, edition_id=edition_id, city_id=city_id) != step:
        return False  # sent twice at once, and the other one was first
    left = {(one.show_id, one.position): one.after for one in step.changes}
    assignment.refuse_changed(kept.standing(step.shows), left)
    changes = {(one.show_id, one.position): one.before for one in step.changes}
    made = assignment.rearrange(reader, changes, kind, insisted=True, at=at)
    kept.take_back(step.id, made[0].id)
    return True
