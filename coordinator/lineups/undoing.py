"""Taking back one's own last steps on a board, and doing them again: by the same rules as doing them at first."""

from datetime import datetime

from coordinator.disclosure import steps as kept
from coordinator.disclosure.steps import Step
from coordinator.errors import NotFound
from coordinator.lineups import assignment, steps
from coordinator.people.readers import Reader


def undo(reader: Reader, number: int, *, edition_id: str, city_id: str, at: datetime) -> bool:
    """Take back the reader's step of that number, her last one that stands; whether there was anything to take back.

    A number that is not her last one's has been undone already: nothing happens. Raises NotFound for who does not lead
    the city, and Conflict: `changed_meanwhile` where somebody changed one of the slots since, and those of
    `assignment.rearrange`.
    """
    steps.newest(reader, edition_id=edition_id, city_id=city_id)
    return _back(reader, steps.undoable(reader, edition_id=edition_id, city_id=city_id), number, steps.UNDONE, at)


def redo(reader: Reader, number: int, *, edition_id: str, city_id: str, at: datetime) -> bool:
    """Do again what the reader's undoing of that number took back. Otherwise as `undo`."""
    steps.newest(reader, edition_id=edition_id, city_id=city_id)
    return _back(reader, steps.redoable(reader, edition_id=edition_id, city_id=city_id), number, steps.REDONE, at)


def _back(reader: Reader, step: Step | None, number: int, kind: str, at: datetime) -> bool:
    if step is None or step.number != number:
        return False
    changes = {(one.show_id, one.position): one.before for one in step.changes}
    seen = {(one.show_id, one.position): one.after for one in step.changes}
    made = assignment.rearrange(reader, changes, kind, seen=seen, insisted=True, at=at)
    if not made:
        raise NotFound
    kept.take_back(step.id, made[0].id)
    return True
