"""Faults of the trade, carrying facts. What status or words they become is the edge's business."""

from collections.abc import Mapping, Sequence


class Say:
    """A sentence for a person, kept untranslated: gettext message id (`%(name)s` places) and its facts.

    `str()` gives the English; the edge translates the message id into the reader's language and fills it then.
    """

    def __init__(self, message: str, **facts: object) -> None:
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return self.message % self.facts if self.facts else self.message


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
