"""Faults of the trade, carrying facts. What status or words they become is the edge's business."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time


class Say:
    """A sentence for a person, kept untranslated: gettext message id (`%(name)s` places) and its facts.

    `str()` gives the English, as programs print it; the edge translates the message id into the reader's language and
    fills it then. Days, wall times and distances are facts as they are (`date`, `time`, `datetime`, `Km`): each reader
    has ways of her own to write them. A part of a sentence that has to be translated is a `Say` itself.
    """

    def __init__(self, message: str, **facts: object) -> None:
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return self.message % {name: _plain(fact) for name, fact in self.facts.items()} if self.facts else self.message


def _plain(fact: object) -> object:
    """A day as 2026-09-20, a wall time as 19:30."""
    if isinstance(fact, datetime):
        return f"{fact:%Y-%m-%d %H:%M}"
    return f"{fact:%H:%M}" if isinstance(fact, time) else fact


class Km(float):
    """A distance as a fact of a sentence."""

    def __str__(self) -> str:
        return f"{self:.0f} km"


class DomainError(Exception):
    """Something the rules of the house refuse."""


class NotFound(DomainError):
    """It does not exist, or this reader may not know that it does."""


class NotAllowed(DomainError):
    """The reader may know of it, and may not do this to it."""


class Conflict(DomainError):
    """Somebody was quicker, or the present state refuses this. `reason` is a code, `facts` fill its sentence."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Invalid(DomainError):
    """Input that cannot be taken: field name → sentences that say what is wrong and what would be right."""

    def __init__(self, faults: Mapping[str, Sequence[Say]]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(map(str, said))}" for field, said in faults.items()))
        self.faults = {field: list(said) for field, said in faults.items()}
