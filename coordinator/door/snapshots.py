"""What a phone at a door keeps to go on without a network, and what it says of it: for one show, until six hours after
its start. First names, also of who waits before the door, how many, whether somebody needs access, for a supervisor
also in the guest's words, fingerprints of codes; no code, no address, no act.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from coordinator.disclosure import door_words, doorkeepers
from coordinator.disclosure.counts import Admission
from coordinator.disclosure.doorkeepers import STAYS, Standing
from coordinator.disclosure.guest_lists import Party
from coordinator.door import checking, waiting
from coordinator.door.checking import LATE, Door, Present
from coordinator.guests.models import Help

Needs = Callable[[str, tuple[Help, ...]], str]


def snapshot(standing: Standing, *, needs: Needs, at: datetime) -> dict[str, Any]:
    """The door as JSON has it; instants are ISO 8601. `needs`: a sentence of what a party says and what helps it."""
    door, show = checking.look(standing, at=at), standing.show
    names = doorkeepers.called(show.id)
    ends = show.starts_at + STAYS
    return {
        "show": show.id,
        "expires": ends.isoformat(),
        "at": at.isoformat(),
        "late": (show.starts_at + LATE).isoformat(),
        "supervisor": standing.is_supervisor,
        "capacity": door.count.capacity,
        "inside": door.count.inside,
        "closed": door.count.closed_at and door.count.closed_at.isoformat(),
        "waits": [_waiting(one) for one in waiting.in_line(standing)],
        "parties": [_party(one, standing, names, needs) for one in door.parties],
        "words": [[hour.isoformat(), words] for hour, words in door_words.hours(show, standing.edition, until=ends)],
    }


def _waiting(party: Party) -> dict[str, Any]:
    return {"name": party.name, "people": party.people, "access": party.needs_access}


def keepers(standing: Standing, door: Door) -> Mapping[str, str]:
    """Person id → what she is called, of those who let anybody in; who was taken off the door since has no name."""
    names = doorkeepers.called(standing.show.id)
    return {one.by_id: names.get(one.by_id, "") for party in door.parties for one in party.said}


def _party(one: Present, standing: Standing, names: Mapping[str, str], needs: Needs) -> dict[str, Any]:
    party = one.party
    return {
        "id": party.id,
        "kind": str(party.kind),
        "name": party.name,
        "people": party.people,
        "access": party.needs_access,
        "needs": needs(party.needs, party.helps),
        "unread": party.unread,
        "digest": party.digest,
        "inside": one.inside,
        "said": [_said(each, standing, names) for each in one.said if each.undone_at is None],
    }


def _said(one: Admission, standing: Standing, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.client_id,
        "way": str(one.way),
        "people": one.people,
        "counted": one.counted,
        "by": names.get(one.by_id, ""),
        "mine": one.by_id == standing.person_id,
        "at": one.at.isoformat(),
    }
