"""The private link under which somebody's own calendar asks for her evenings: made, renewed, taken back by herself."""

import hashlib
from datetime import datetime

from coordinator.db import unguessable
from coordinator.disclosure import feeds
from coordinator.errors import Conflict, NotFound
from coordinator.people.readers import Reader


def renew(reader: Reader, *, seen: str, at: datetime) -> str:
    """A new token for the reader's link; the one before opens nothing from now on. Only its hash is kept, so that it
    can be shown this once. Raises NotFound for somebody unknown, Conflict (`changed`) where her link is not the one any
    more that she has `seen`: then this has been sent before, or she has changed it on another page."""
    if reader.id is None:
        raise NotFound
    token, before = unguessable(), made_at(reader)
    if seen != seen_of(before) or not feeds.put(reader.id, _hash(token), over=before, at=at):
        raise Conflict("changed")
    return token


def revoke(reader: Reader) -> bool:
    """Take the reader's link back; whether there was one."""
    return reader.id is not None and feeds.drop(reader.id)


def made_at(reader: Reader) -> datetime | None:
    """Since when the reader has her link; None: she has none."""
    return feeds.made_at(reader.id) if reader.id is not None else None


def seen_of(since: datetime | None) -> str:
    """What a page says that has shown a link which there is since then; blank of none."""
    return since.isoformat() if since else ""


def subscriber(token: str) -> Reader:
    """Who has that link, as a reader of her own things and of nothing else. Raises NotFound for one that is unknown or
    was taken back."""
    person_id = feeds.find_person(_hash(token))
    if person_id is None:
        raise NotFound
    return Reader(person_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
