"""Sealing anew after a key was seen: what the page can do. Making the new key and destroying the old one are the
operator's, at the machine's settings (`coordinator keys --help`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import cipher, leaks, resealing
from coordinator.people.readers import Reader

KIND = "seal_anew"  # the outbox's kind


@dataclass(frozen=True, slots=True)
class Key:
    """A seal key by its id, and how many values it seals; under "" those whose key is not here."""

    name: str
    seals: int


def keys(reader: Reader) -> Sequence[Key]:
    """The keys, the sealing one first. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    found = resealing.sealed_by()
    return [Key(name, found[name]) for name in (*cipher.current().keys, "") if name or found[name]]


def begin(reader: Reader, *, at: datetime) -> None:
    """Have a worker seal by the first key whatever an older one seals. Raises NotFound for everybody but the team."""
    leaks.refuse_others(reader)
    first = next(iter(cipher.current().keys))
    key = f"{KIND}|{first}|{int(at.timestamp()) // 60}"  # a double click is one job
    jobs.enqueue(KIND, person_id=reader.id, subject=first, dedupe_key=key, due_at=at)


def seal_anew(job: jobs.Job, at: datetime) -> None:
    """Run a job. Nothing is left of it where another key seals by now, or no older one does."""
    db.session.commit()
    if job.subject == next(iter(cipher.current().keys)):
        with jobs.held(job, at):
            resealing.reseal()


JOBS = {KIND: seal_anew}
