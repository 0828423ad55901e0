"""The reveal: each confirmed guest is told by one letter that her address is ready. The page decides what she reads.

A late or dead worker changes nothing but the hour of the letter; past the start none is sent.
"""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import guest_evenings

LETTER = "address_ready"  # the outbox's kind


def reveal_due(at: datetime) -> None:
    """Have those told who may read their address by now and were not told so before, once for each seat they have."""
    for entry_id, person_id, key in guest_evenings.untold(LETTER, at=at):
        jobs.enqueue(LETTER, person_id=person_id, subject=entry_id, dedupe_key=key, due_at=at)
