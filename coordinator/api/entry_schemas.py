"""An entry as its guest's program gets it: what her page “My entries” shows at that moment."""

from marshmallow import Schema
from marshmallow.fields import Boolean, Integer, List, String

from coordinator.guests.models import EntryState


class Entry(Schema):
    """An entry of one's own. Neither where a show is nor who plays stands here, whatever its guest knows by then."""

    id = String(required=True)
    city = String(required=True, metadata={"description": "Id of the city whose draw it is in."})
    edition = String(required=True, metadata={"description": "Slug."})
    shows = List(String(), required=True, metadata={"description": "Ids, the dearest first."})
    people = Integer(required=True, metadata={"description": "1 or 2."})
    state = String(
        required=True, metadata={"enum": [str(state) for state in EntryState if state is not EntryState.UNVERIFIED]}
    )
    closes_at = String(
        required=True, metadata={"format": "date-time", "description": "Instant, UTC, until which it can be changed."}
    )
    may_change = Boolean(required=True, metadata={"description": "Whether it can be changed or taken back still."})
    seat = String(required=True, allow_none=True, metadata={"description": "Id of the show that it has a seat at."})
    confirm_by = String(
        required=True,
        allow_none=True,
        metadata={"format": "date-time", "description": "Instant, UTC, until which its guest may say yes to it."},
    )
    url = String(required=True, metadata={"format": "uri", "description": "Page where the rest of it is done."})
