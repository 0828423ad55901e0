"""The token of an entry, for its guest and for nobody else: what proves that a line of the published list is hers."""

from base64 import b32encode

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.people.readers import Reader


def own_token(reader: Reader, entry_id: str) -> str:
    """The token whose hash is an entry's line in the draw, in base32 (26 signs). Raises NotFound for everybody but its
    guest."""
    mine = (SealedEntry.id == entry_id, SealedEntry.person_id == (reader.id or ""))
    with granted("the token of one's own entry"):
        sealed = db.session.scalar(select(SealedEntry.token).where(*mine, SealedEntry.state != EntryState.UNVERIFIED))
    if sealed is None:
        raise NotFound
    token = bytes.fromhex(cipher.current().open(sealed, place_of(entry_id)))
    return b32encode(token).decode("ascii").rstrip("=")


def place_of(entry_id: str) -> str:
    """Where the token of an entry is kept, which its cipher text is bound to."""
    return f"sec_entries.token|{entry_id}"
