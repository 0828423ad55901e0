"""Who did not come: once the show is over, whoever stands at its door says so of a party; two of them make it so.

It is kept for the record of the evening alone; nothing that draws ever reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator.disclosure import no_shows
from coordinator.disclosure.counts import Admission
from coordinator.disclosure.doorkeepers import Standing
from coordinator.disclosure.guest_lists import Party
from coordinator.door.checking import Door
from coordinator.door.models import PartyKind, Way
from coordinator.errors import Conflict


@dataclass(frozen=True, slots=True)
class Absent:
    """A party that nobody let in. `witnesses`: how many have said that it did not come; `is_mine`: the reader has."""

    party: Party
    witnesses: int
    is_mine: bool


def missed(standing: Standing, door: Door, *, at: datetime) -> Sequence[Absent]:
    """Parties with a ticket that never came in; none before the show is over."""
    if at < standing.show.ends_at:
        return ()
    seen = no_shows.witnesses(standing.show.id)
    never = (one.party for one in door.parties if one.party.kind is PartyKind.TICKET and not _came(one.said))
    said = ((party, seen.get(party.id, frozenset())) for party in never)
    return [Absent(party, len(by), standing.person_id in by) for party, by in said]


def say(standing: Standing, door: Door, party_id: str, *, at: datetime) -> None:
    """Bear witness that a party did not come; a second time nothing happens. Raises Conflict: `not_over`, `no_seat`,
    `came` where somebody let it in."""
    if any(one.party.id == party_id and _came(one.said) for one in door.parties):
        raise Conflict("came")
    no_shows.see(standing.show, party_id, by=standing.person_id, at=at)


def take_back(standing: Standing, party_id: str) -> None:
    """Take one's own word back."""
    no_shows.unsee(party_id, by=standing.person_id)


def _came(said: Sequence[Admission]) -> bool:
    return any(one.way is Way.IN and one.undone_at is None for one in said)
