"""What programs send is done once: a request that comes again under the key that it came with (`Idempotency-Key`)
changes nothing. It is remembered in the transaction of what it did, so what was refused can be sent again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.errors import Invalid, NotAllowed, Say
from coordinator.once import insert_if_new
from coordinator.people.models import ApiRequest
from coordinator.people.readers import Reader

KEPT = timedelta(days=1)
FIELD = "Idempotency-Key"


def forget(at: datetime) -> None:
    """Forget what was sent a day before the instant `at`, and earlier."""
    db.session.execute(delete(ApiRequest).where(ApiRequest.at <= at - KEPT))


def is_first(reader: Reader, key: str, said: str, *, at: datetime) -> bool:
    """Whether the reader has sent nothing under that key within a day; `said` is the whole request. Raises Invalid
    (`Idempotency-Key`) where she has sent something else, and NotAllowed for a stranger."""
    if reader.id is None:
        raise NotAllowed
    seal = cipher.current()
    row = {"person_id": reader.id, "key": seal.index(f"{reader.id}|{key}", "key of a request")}
    print_of_it = seal.index(f"{reader.id}|{said}", "request of a program")
    forget(at)
    if insert_if_new(ApiRequest, **row, said=print_of_it, at=at):
        return True
    before = select(ApiRequest.said).where(ApiRequest.person_id == reader.id, ApiRequest.key == row["key"])
    if db.session.scalar(before) != print_of_it:
        raise Invalid({FIELD: [Say("Something else was sent under this key. Take a new key for each request.")]})
    return False
