"""Whom acts would not be placed with, kept true: a name means whoever goes by it, also those who come later.

Acts write names. What they mean is worked out when an act says so, when somebody comes in, and when somebody is called
otherwise; a job does it (`playing.keeping`), so that nobody learns from an answer, nor from how long it takes, whether
a name was met.
"""

from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import apart, own_acts
from coordinator.spaces.importing import put_vetoes

RENEW = "keep_apart"  # the outbox's kind


def ask(edition_id: str, *, at: datetime) -> None:
    """Have the names looked up anew, since some are new, or somebody is who may go by one."""
    key = f"{RENEW}|{edition_id}|{at:%Y%m%dT%H%M%S%f}"
    jobs.enqueue(RENEW, person_id=None, subject=edition_id, dedupe_key=key, due_at=at)


def renew(edition_id: str) -> frozenset[str]:
    """Look up what every act of the edition wrote; the acts for which that changed something."""
    said = own_acts.said_apart(edition_id)
    return put_vetoes(apart.meant(said, edition_id=edition_id), said_by="artist")
