"""Reading before everybody does: the global team lets questions and answers through, or not, and takes both down.

Whoever is second learns that somebody was quicker. Each step can be taken back by another; none is a deletion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator.answers import hours
from coordinator.answers.hours import Hour
from coordinator.answers.models import AnswerState, AskedState, Because, TimeState
from coordinator.answers.settling import OVERTAKEN, UNDONE_WITHIN
from coordinator.disclosure import asked
from coordinator.disclosure.asked import Asked
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.jobs import enqueue
from coordinator.people.readers import Reader

READY, ANSWERED = "questions_ready", "question_answered"  # the outbox's kinds
STEPS: dict[AskedState, tuple[AskedState, ...]] = {
    AskedState.WAITING: (AskedState.APPROVED, AskedState.DECLINED, AskedState.MERGED),
    AskedState.APPROVED: (AskedState.DOWN, AskedState.MERGED, AskedState.WAITING),
    AskedState.DECLINED: (AskedState.WAITING,),
    AskedState.MERGED: (AskedState.WAITING,),
    AskedState.DOWN: (AskedState.APPROVED,),
    AskedState.TAKEN_BACK: (),
}
ANSWER_STEPS: dict[AnswerState, tuple[AnswerState, ...]] = {
    AnswerState.WAITING: (AnswerState.APPROVED, AnswerState.RETURNED),
    AnswerState.APPROVED: (AnswerState.DOWN,),
    AnswerState.RETURNED: (AnswerState.WAITING,),
    AnswerState.DOWN: (AnswerState.APPROVED,),
    AnswerState.TAKEN_DOWN: (),
}


@dataclass(frozen=True, slots=True)
class Step:
    """How a question is to stand: where it is not let through because of what, where it is merged into which."""

    state: AskedState
    because: Because | None = None
    into_id: str | None = None


def questions(reader: Reader, time_id: str) -> Sequence[Asked]:
    """All that was asked there. Raises NotFound for everybody but the team."""
    hours.refuse_others(reader)
    return asked.of_time(time_id)


def settle(reader: Reader, asked_id: str, step: Step, *, seen: int, at: datetime) -> str:
    """Let a question stand otherwise; its Answer Time. `seen` is the version that the page showed. The same again
    changes nothing. Raises NotFound for everybody but the team, Invalid (`because`, `into`), Conflict (`overtaken`)."""
    one = get_question(reader, asked_id)
    is_merged = step.state is AskedState.MERGED
    if one.state is step.state and (not is_merged or one.into_id == step.into_id):
        return one.time_id
    if one.version != seen or step.state not in STEPS[one.state]:
        raise Conflict(OVERTAKEN)
    if step.state is AskedState.DECLINED and step.because is None:
        raise Invalid({"because": [Say("Choose why.")]})
    if is_merged:
        _refuse_unfit(one, step.into_id)
    why = step.because if step.state is AskedState.DECLINED else None
    if not asked.settle(one, step.state, because=why, into_id=step.into_id if is_merged else None):
        raise Conflict(OVERTAKEN)
    if step.state is AskedState.APPROVED:
        _tell_act(hours.desk_one(reader, one.time_id, at=at), at=at)
    return one.time_id


def settle_answer(
    reader: Reader, asked_id: str, state: AnswerState, *, because: Because | None = None, seen: int, at: datetime
) -> str:
    """Let an answer stand otherwise; its Answer Time. Who asked gets a letter ten minutes after it was let through, and
    not before it is public. Raises as `settle`."""
    one = get_question(reader, asked_id)
    if one.answer is None:
        raise NotFound
    if one.answer.state is state:
        return one.time_id
    if one.answer.version != seen or state not in ANSWER_STEPS[one.answer.state]:
        raise Conflict(OVERTAKEN)
    if state is AnswerState.RETURNED and because is None:
        raise Invalid({"because": [Say("Choose why.")]})
    if not asked.settle_answer(one, state, because=because if state is AnswerState.RETURNED else None):
        raise Conflict(OVERTAKEN)
    if state is AnswerState.APPROVED:
        hour = hours.desk_one(reader, one.time_id, at=at)
        _tell_askers(asked_id, seen + 1, due_at=max(at + UNDONE_WITHIN, hour.starts_at))
    return one.time_id


def get_question(reader: Reader, asked_id: str) -> Asked:
    """One of them. Raises NotFound for everybody but the team."""
    hours.refuse_others(reader)
    found = asked.find(asked_id)
    if found is None:
        raise NotFound
    return found


def _refuse_unfit(one: Asked, into_id: str | None) -> None:
    """What a question is merged into is public, of the same act, and another one; what others were merged into stays
    where it is, or the trail of a vote would have two steps."""
    into = asked.find(into_id) if into_id else None
    fits = into is not None and into.time_id == one.time_id and into.state is AskedState.APPROVED
    if into is None or not fits or into.id == one.id:
        raise Invalid({"into": [Say("Choose a question that is public already.")]})
    others = (other for other in asked.of_time(one.time_id) if other.state is AskedState.MERGED)
    if any(other.into_id == one.id for other in others):
        raise Invalid({"into": [Say("Others were merged into this one. Merge the other into it instead.")]})


def _tell_act(hour: Hour, *, at: datetime) -> None:
    """Have who speaks for the act told once, a day before its hour or as soon as there is a question."""
    person = asked.speaker(hour.artist_id)
    if person and hour.state is TimeState.AGREED:
        due = max(at + UNDONE_WITHIN, hour.starts_at - hours.TOLD_BEFORE)
        enqueue(READY, person_id=person, subject=hour.id, dedupe_key=f"{READY}|{hour.id}|{hour.starts_at}", due_at=due)


def _tell_askers(asked_id: str, version: int, *, due_at: datetime) -> None:
    """Each once: who was told wants to hear no more."""
    for one, hearer in asked.hearers(asked_id).items():
        key = f"{ANSWERED}|{one}|{version}"
        enqueue(ANSWERED, person_id=hearer.person_id, subject=f"{asked_id}|{one}", dedupe_key=key, due_at=due_at)
