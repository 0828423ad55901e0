"""The letters of a rehearsal as they lie in the outbox: what somebody would have read, and when it left."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from html import unescape
from pathlib import Path

from sqlalchemy import select

from coordinator.db import db
from coordinator.jobs import Outbox

_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Done:
    """A job that is over: its row, how often it was tried, and what its last try raised."""

    id: str
    kind: str
    person_id: str | None
    subject: str
    attempts: int
    failed: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: the job that sent it, to whom (name and address), its subject, and all it says, both parts of it."""

    job: Done
    name: str
    address: str
    title: str
    said: str

    def token(self, path: str) -> str | None:
        """The word behind `path` in a link of it."""
        found = re.search(re.escape(path) + r"([A-Za-z0-9_-]+)", self.said)
        return found[1] if found else None


def done_at(at: datetime) -> Sequence[Done]:
    """The jobs that were over at that instant."""
    columns = (Outbox.id, Outbox.kind, Outbox.person_id, Outbox.subject, Outbox.attempts, Outbox.failed)
    rows = db.session.execute(select(*columns).where(Outbox.done_at == at).order_by(Outbox.id))
    return [Done(*row) for row in rows]


def letters_of(done: Sequence[Done], folder: Path) -> Iterator[Letter]:
    """The letters that these jobs have put into the outbox."""
    for job in done:
        file = folder / f"{job.id}.eml"
        if file.exists():
            yield _read(job, file.read_bytes())


def _read(job: Done, raw: bytes) -> Letter:
    message = message_from_bytes(raw)
    name, address = parseaddr(str(make_header(decode_header(message["To"]))))
    parts = [_text(part) for part in message.walk() if not part.is_multipart()]
    return Letter(job, name, address, str(make_header(decode_header(message["Subject"]))), "\n".join(parts))


def _text(part: object) -> str:
    payload = part.get_payload(decode=True).decode("utf-8")  # type: ignore[attr-defined]
    return unescape(_TAGS.sub(" ", payload)) if part.get_content_type() == "text/html" else payload  # type: ignore[attr-defined]
