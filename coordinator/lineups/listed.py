"""What a page has listed of a show before its button is pressed: one word for it, to tell whether it is still so."""

import hashlib
import json

from coordinator.errors import Conflict
from coordinator.lineups.moving import seen_of
from coordinator.shows.models import Show

CHANGED = "consequences_changed"


def mark(show: Show, *facts: object) -> str:
    """What stands for a show's place and time and for `facts` (plain values): the same word for the same alone."""
    told = json.dumps([seen_of(show), *facts], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def refuse_changed(seen: str, stands: str) -> None:
    """Raise Conflict (`consequences_changed`) where a page that was pressed had listed something else."""
    if seen != stands:
        raise Conflict(CHANGED)
