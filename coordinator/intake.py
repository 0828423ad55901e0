"""What an import says of its rows: which are new, changed or unchanged, what it warns of, why it refuses.

Rows go by the reference (`space_id`, `artist_id`) that the spreadsheet gives them; whoever read it knows the lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coordinator.errors import Invalid, Say


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about one column of the row with that reference."""

    reference: str
    column: str
    said: Say


@dataclass(frozen=True, slots=True)
class Outcome:
    """References of the rows by what became of them, and warnings."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    warnings: tuple[Note, ...] = ()

    def beside(self, other: "Outcome") -> "Outcome":
        """Both outcomes of the same rows as one: new before changed before unchanged."""
        new = self.new | other.new
        changed = (self.changed | other.changed) - new
        unchanged = (self.unchanged | other.unchanged) - changed - new
        return Outcome(new, changed, unchanged, (*self.warnings, *other.warnings))


class RefusedRows(Invalid):
    """Rows that cannot be taken; nothing of the import may be kept."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.notes = tuple(notes)
        by_place: dict[str, list[Say]] = {}
        for note in notes:
            by_place.setdefault(f"{note.reference}: {note.column}", []).append(note.said)
        super().__init__(by_place)


def assign_changed(row: object, values: Mapping[str, object]) -> bool:
    """Set the attributes of `row` that differ from `values`; whether any did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
