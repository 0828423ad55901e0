"""Letters that one may do without: which those are, who has stopped them, and the token that stops them in one press.

All others are needed: they let somebody in, put an offer to her, say what she has to do, or warn her. Or she has asked
for that very letter, as who wants to hear of an answer does.
"""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, delete, exists, select, table

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.cipher import CannotOpen
from coordinator.errors import NotAllowed
from coordinator.once import insert_once
from coordinator.people.models import Role, StoppedLetter, Topic
from coordinator.people.readers import Reader

_PLACE = "stop letters"
OF_ROLES = {
    Role.ARTIST: (Topic.REMINDERS, Topic.CHANGES, Topic.QUESTIONS),
    Role.LEAD: (Topic.CHECK_INS,),
    Role.HOST: (Topic.AFTERWARDS,),
    Role.GUEST: (Topic.AFTERWARDS,),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose letters about what a token stops."""

    person_id: str
    topic: Topic


def wants(person_id: str, topic: Topic) -> bool:
    """Whether a person is to get letters about that."""
    mine = (StoppedLetter.person_id == person_id, StoppedLetter.topic == topic)
    return db.session.scalar(select(StoppedLetter.topic).where(*mine)) is None


def stopped(reader: Reader) -> frozenset[Topic]:
    """What the reader gets no letters about."""
    return frozenset(db.session.scalars(select(StoppedLetter.topic).where(StoppedLetter.person_id == reader.id)))


def offered(reader: Reader) -> tuple[Topic, ...]:
    """What the reader may get letters about, by her roles, and as one who collects letters."""
    by_role = tuple(dict.fromkeys(topic for role, topics in OF_ROLES.items() if reader.has(role) for topic in topics))
    collects = exists().where(column("person_id") == reader.id).select_from(table("letter_collectors"))
    return (*by_role, Topic.COLLECTING) if reader.id and db.session.scalar(select(collects)) else by_role


def choose(reader: Reader, wanted: Collection[Topic], *, at: datetime) -> None:
    """Of what is offered to the reader have letters about these topics sent to her, and about no other."""
    if reader.id is None:
        raise NotAllowed
    mine = (StoppedLetter.person_id == reader.id, StoppedLetter.topic.in_(offered(reader)))
    db.session.execute(delete(StoppedLetter).where(*mine))
    for topic in set(offered(reader)) - set(wanted):
        stop(Stop(reader.id, topic), at=at)


def stop(what: Stop, *, at: datetime) -> None:
    """Stop letters. A second time changes nothing."""
    insert_once(StoppedLetter, person_id=what.person_id, topic=what.topic, at=at)


def token_of(what: Stop) -> str:
    """What stands in the letter's header: sealed, so that it tells nothing, works for this person and topic alone, and
    opens nothing else."""
    sealed = cipher.current().seal_bytes(f"{what.person_id}|{what.topic}".encode(), _PLACE)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def find(token: str) -> Stop | None:
    """What a token stops; None for one that we did not make."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        person_id, _, topic = cipher.current().open_bytes(sealed, _PLACE).decode().partition("|")
        return Stop(person_id, Topic(topic))
    except (CannotOpen, binascii.Error, ValueError):
        return None
