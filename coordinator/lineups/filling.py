"""Filling a whole lineup at once: what a proposal suggests for one show, in the stead of what stands there."""

from collections.abc import Mapping
from datetime import datetime

from coordinator.disclosure import gateway
from coordinator.lineups import assignment
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


def fill(
    reader: Reader, show: Show, wanted: Mapping[int, str], *, at: datetime, seen: Mapping[int, str | None] | None = None
) -> None:
    """Make the lineup what `wanted` says (position → artist id); positions it does not name stay as they are.

    `seen`: whom the reader saw in which position. All or nothing, in the caller's transaction. Raises NotFound and
    Conflict as `assignment.rearrange` does.
    """
    standing = {slot.position: slot.artist_id for slot in gateway.lead_shows(reader, [show], at=at)[show.id].lineup}
    moving = [position for position, artist in standing.items() if artist in wanted.values()]
    changes = {**dict.fromkeys(moving), **wanted}
    seen_slots = {(show.id, one): artist for one, artist in (seen or {}).items()}
    after = {(show.id, one): artist for one, artist in changes.items()}
    assignment.rearrange(reader, after, "taken", at=at, seen=seen_slots)


def proposed(reader: Reader, show: Show, *, at: datetime) -> dict[int, str]:
    """What the latest proposal wants for a show: position → artist id; empty without a proposal."""
    said = gateway.lead_shows(reader, [show], at=at)[show.id].proposed
    return {slot.position: slot.artist_id for slot in said if slot.artist_id is not None}
