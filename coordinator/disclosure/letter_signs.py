"""Who has signed up for which case: a fingerprint of the mailbox keeps the same from counting twice, and goes when its
person has herself erased. Nothing leads from it to a line of the ledger, nor back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.mailboxes import reached_by
from coordinator.disclosure.sealed_letters import SealedLetterSign
from coordinator.gate import granted
from coordinator.letters.models import Case, CaseState, Step
from coordinator.once import insert_if_new

BEGUN = (str(Step.PLEDGED), str(Step.WRITTEN))
DONE = (str(Step.HANDED_OVER), str(Step.MAILED))


@dataclass(frozen=True, slots=True)
class Sign:
    """A step for a case by a channel, alone or for a group."""

    case_id: str
    channel: str
    step: str
    is_group: bool


def person_key(email: str) -> str:
    """The fingerprint of the mailbox that an address reaches, however it is spelled."""
    return cipher.current().index(reached_by(email), "letter")


def note(email: str, sign: Sign, *, at: datetime) -> bool:
    """Keep it; whether it is new. Of two at once one is."""
    with granted("count a letter once"):
        return insert_if_new(SealedLetterSign, person_key=person_key(email), said_at=at, **asdict(sign))


def unfinished(key: str, edition_id: str) -> frozenset[str]:
    """The open cases of a campaign for which somebody, by her fingerprint, has said that she writes or has written, and
    not yet that the letter has left her."""
    begun, done = aliased(SealedLetterSign), aliased(SealedLetterSign)
    wanted = select(begun.case_id).join(Case, Case.id == begun.case_id).where(begun.person_key == key)
    left = exists().where(done.person_key == key, done.case_id == begun.case_id, done.step.in_(DONE))
    running = (Case.edition_id == edition_id, Case.state == CaseState.OPEN)
    with granted("letters that somebody still has to mail"):
        return frozenset(db.session.scalars(wanted.where(begun.step.in_(BEGUN), ~left, *running)))
