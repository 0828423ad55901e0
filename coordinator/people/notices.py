"""Letters that tell somebody what was changed about her account, in case it was not she who did."""

from datetime import datetime
from enum import StrEnum

from coordinator import jobs


class Changed(StrEnum):
    """What was changed; the outbox's kinds."""

    EMAIL = "email_changed"
    PASSWORD = "password_changed"  # noqa: S105  # nosec B105 # a word, not a secret
    STEP_ADDED = "second_step_added"
    STEP_REMOVED = "second_step_removed"
    CODES = "recovery_codes_renewed"


def tell(person_id: str, what: Changed, *, at: datetime) -> None:
    """Have a letter about it sent."""
    moment = int(at.timestamp())  # a double click is one letter
    jobs.enqueue(what, person_id=person_id, dedupe_key=f"{what}|{person_id}|{moment}", due_at=at)
