"""What a lead asks a host to change or to find out, and the answer: between the two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from coordinator.db import db
from coordinator.disclosure import audit, cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed_hosts import SealedQuestion
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom (a person's id), and the answer (None: not yet)."""

    id: str
    space_id: str
    asked_by: str
    words: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    seen_at: datetime | None

    @property
    def is_new(self) -> bool:
        """Whether there is an answer that no lead has marked as seen."""
        return self.answered_at is not None and self.seen_at is None


def id_of(space_id: str, words: str, *, by: str, form: str) -> str:
    """The id of a question, which the same opening of the form (`form`) has again when it is sent again."""
    return cipher.current().id_of_said(f"{form}\n{space_id}\n{by}\n{words}", "a question to a host")


def put(space_id: str, words: str, *, by: str, form: str = "", at: datetime) -> str:
    """Keep a question; its id. The space is held by the caller, who has seen that there is no such question yet."""
    key = id_of(space_id, words, by=by, form=form)
    row = {"id": key, "space_id": space_id, "asked_by": by, "asked_at": at, "answer": None, "answered_at": None}
    sealed = cipher.current().seal(words, f"sec_host_questions.words|{key}")
    with granted("ask a host"):
        db.session.execute(insert(SealedQuestion), [row | {"words": sealed, "seen_at": None}])
    return key


def answer(question_id: str, words: str, *, at: datetime) -> bool:
    """Keep the answer to a question; whether there was none before. The space is held by the caller."""
    sealed = cipher.current().seal(words, f"sec_host_questions.answer|{question_id}")
    first = (SealedQuestion.id == question_id) & SealedQuestion.answered_at.is_(None)
    written = update(SealedQuestion).where(first).values(answer=sealed, answered_at=at).returning(SealedQuestion.id)
    with granted("answer a lead"):
        return db.session.scalar(written, execution_options=PLAIN) is not None


def see(question_id: str, *, at: datetime) -> None:
    """Mark an answer as seen."""
    with granted("see an answer"):
        db.session.execute(
            update(SealedQuestion).where(SealedQuestion.id == question_id).values(seen_at=at), execution_options=PLAIN
        )


def of_space(space_id: str) -> Sequence[Question]:
    """The questions to the host of a space, the newest first, for use-cases that have checked who asks."""
    return tuple(reversed(_read(SealedQuestion.space_id == space_id)))


def find(question_id: str) -> Question | None:
    """A question, for use-cases that have checked who asks."""
    return next(iter(_read(SealedQuestion.id == question_id)), None)


def told(reader: Reader, space: Space, *, at: datetime) -> Sequence[Question]:
    """The questions to the host of a space, the newest first, for the lead of its city. Raises NotFound for everybody
    else."""
    if not may_see(Fact.HOME, relation(reader, city_id=space.city_id), Phase.PLANNED):
        raise NotFound
    found = of_space(space.id)
    audit.record(reader, [Fact.HOME] if any(one.answer for one in found) else (), of=[space.id], at=at)
    return found


def is_open() -> ColumnElement[bool]:
    """Of a row: there is an answer that no lead has seen."""
    return SealedQuestion.answered_at.is_not(None) & SealedQuestion.seen_at.is_(None)


def _read(which: ColumnElement[bool]) -> Sequence[Question]:
    wanted = select(*SealedQuestion.__table__.columns).where(which)
    with granted("questions to hosts"):
        rows = db.session.execute(wanted.order_by(SealedQuestion.asked_at, SealedQuestion.id)).all()
    seal = cipher.current()
    return tuple(
        Question(
            row.id,
            row.space_id,
            row.asked_by,
            seal.open(row.words, f"sec_host_questions.words|{row.id}"),
            row.asked_at,
            seal.open(row.answer, f"sec_host_questions.answer|{row.id}") if row.answer else None,
            row.answered_at,
            row.seen_at,
        )
        for row in rows
    )
