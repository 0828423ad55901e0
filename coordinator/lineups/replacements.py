"""Who could take the place of an act that left: those who stand by first, then the best of those who fit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator.disclosure import offers, slots
from coordinator.lineups import assignment, locking
from coordinator.lineups.candidates import Candidate
from coordinator.lineups.problem import ACTS
from coordinator.people.readers import Reader

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Replacement:
    """An act that fits, and its rank among those who stand by, if it does."""

    candidate: Candidate
    rank: int | None


def ranked(
    fitting: Sequence[Candidate], standing_by: Mapping[str, int], refusing: Collection[str]
) -> Sequence[Replacement]:
    """The first few of `fitting` (best first), those who stand by before all others, without those who left before."""
    left = [one for one in fitting if one.artist_id not in refusing]
    last = max(standing_by.values(), default=0) + 1
    first = sorted(left, key=lambda one: standing_by.get(one.artist_id, last))
    return [Replacement(one, standing_by.get(one.artist_id)) for one in first[:SHOWN]]


def take(reader: Reader, show_id: str, position: int, artist_id: str, *, at: datetime) -> bool:
    """Place a replacement in the empty slot, and lock the lineup once three acts are there, so that it is asked;
    whether it is locked. A second time changes nothing.

    Raises as `assignment.assign` and `locking.lock` do.
    """
    assignment.assign(reader, show_id, position, artist_id, instead_of="", at=at)
    complete = len(offers.bills([show_id])[show_id]) == ACTS
    if complete and show_id not in slots.locked_shows([show_id]):
        locking.lock(reader, show_id, at=at)
    return complete
