"""Judging what is offered, a space or an act: scores first and blind, then words, then a decision by somebody else.

Shared by the reviews of spaces and of applications. Whoever hosts the space, speaks for the act or plays in it does
not judge it. Where a city has two or more people who may, a decision takes two scores, or a reason for deciding alone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from coordinator.disclosure import reviews
from coordinator.errors import Conflict, NotFound
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll

State = TypeVar("State", bound=StrEnum)
ENOUGH = 2  # scores, where there are two who may judge


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: a space's id, or an application's."""

    id: str
    city_id: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with its words. `seen` is the state the decider saw, `alone` why she did not wait for a second score,
    `aware` how many shows she was told it touches."""

    state: str
    seen: str
    words: str
    alone: str = ""
    aware: int = 0


def score(reader: Reader, subject: Subject, points: int, *, words: str, at: datetime) -> bool:
    """Give a score, 1 to 5; whether it is the reader's first, which stays. Raises NotFound, Conflict `own`."""
    judge = _judge(reader, subject)
    if subject.id in reviews.scored_by(reader, [subject.id]):
        return False
    reviews.give(subject.id, judge, score=points, words=words, at=at)
    return True


def remark(reader: Reader, subject: Subject, words: str, *, form: str | None = None, at: datetime) -> None:
    """Say something to the others who have scored, once for one opening of the form (`form`). Raises NotFound,
    Conflict: `own`, `score_first`."""
    judge = _judge(reader, subject)
    if subject.id not in reviews.scored_by(reader, [subject.id]):
        raise Conflict("score_first")
    reviews.say(subject.id, by=judge, words=words, form=form, at=at)


def refuse_hasty(reader: Reader, subject: Subject, verdict: Verdict, *, at: datetime) -> None:
    """Raise NotFound, or Conflict: `own`, `score_first`, `second_score` where one is missing and no reason is given."""
    _judge(reader, subject)
    panel = reviews.panel(reader, subject.id, city_id=subject.city_id, at=at)
    if panel.mine is None:
        raise Conflict("score_first")
    if panel.scores < ENOUGH <= judges(subject) and not verdict.alone:
        raise Conflict("second_score")


def refuse_involved(reader: Reader, subject: Subject) -> None:
    """Raise NotFound unless the reader leads the city, Conflict `own` where this is her own."""
    _judge(reader, subject)


def keep(reader: Reader, subject: Subject, verdict: Verdict, *, at: datetime) -> None:
    """Keep the words of a decision."""
    words = f"{verdict.words} ({verdict.alone})" if verdict.alone else verdict.words
    reviews.say(subject.id, by=str(reader.id), words=words, at=at, decided=verdict.state)


def judges(subject: Subject) -> int:
    """How many leads and deputies of the city may judge this."""
    people = roll(subject.city_id)
    leads = {*people.leads, *people.deputies}
    return len(leads - reviews.involved(subject.id, leads))


def word(states: type[State], said: str) -> State:
    """The state of that name. Raises Conflict `no_such_decision`."""
    try:
        return states(said)
    except ValueError:
        raise Conflict("no_such_decision") from None


def refuse_others(reader: Reader, city_id: str) -> None:
    """Raise NotFound unless the reader leads the city or is of the global team."""
    if not (reader.leads(city_id) or reader.has(Role.GLOBAL)):
        raise NotFound


def _judge(reader: Reader, subject: Subject) -> str:
    refuse_others(reader, subject.city_id)
    if reader.id is None or reviews.involved(subject.id, [reader.id]):
        raise Conflict("own")
    return reader.id
