"""The reveal for acts: who speaks for one that has said yes is told by one letter that its address is ready, as guests
are (`guests.revealing`). The page decides what she reads; past the start none is sent.
"""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import own_places

LETTER = "act_address_ready"  # the outbox's kind


def reveal_due(at: datetime) -> None:
    """Have those told whose address is told by now and who were not told so before."""
    for offer_id, person_id in own_places.untold(LETTER, at=at):
        key = own_places.key_of(LETTER, offer_id, person_id)
        jobs.enqueue(LETTER, person_id=person_id, subject=offer_id, dedupe_key=key, due_at=at)


ROUNDS = [reveal_due]
