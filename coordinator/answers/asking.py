"""Asking an act, with an account or without, and wanting somebody's question answered.

Nobody has to say who she is. A fingerprint of the account, or of a word that the browser keeps, lets one vote a
question once and take it back; whoever leaves an address gets one letter, after which it is forgotten.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from coordinator.answers import hours
from coordinator.answers.hours import Hour
from coordinator.answers.models import AnswerState, AskedState
from coordinator.disclosure import asked
from coordinator.disclosure.asked import Asked, Asker
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.people import attempts
from coordinator.people.models import Attempt

QUESTION = 300  # characters
_MARKUP = re.compile(r"<\s*[a-z!/]|&(?:#\d+|[a-z]+);", re.IGNORECASE)
_LINK = re.compile(r"[a-z][a-z+.-]*://|\bwww\.|\b(?:[\w-]+\.)+[a-z]{2,}(?:/|\b(?!\.))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks or votes: what names her, first as she is now (`person|id` or `browser|token`), then what named this
    browser before; her account, and the network address she comes from."""

    names: tuple[str, ...]
    person_id: str | None = None
    origin: str = field(default="", repr=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """Her fingerprints."""
        return tuple(map(asked.asker_key, self.names))


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks. `email`: where she wants to hear of the answer, with the locale that she reads in; who is
    signed in says `tell` instead. `form` is of the form, so that a retry is the same question."""

    words: str
    form: str
    email: str | None = field(default=None, repr=False)
    locale: str | None = None
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody sees of an Answer Time: what is answered, what is open, those of these that she voted for, and her
    own questions that are not public."""

    hour: Hour
    answered: tuple[Asked, ...]
    open: tuple[Asked, ...]
    own: tuple[Asked, ...]
    mine: frozenset[str]
    voted: frozenset[str]


def page(time_id: str, visitor: Visitor, *, at: datetime) -> Page:
    """What she sees. Raises NotFound."""
    hour = hours.public_one(time_id, at=at)
    mine, voted = asked.by(visitor.keys, time_id), asked.voted(visitor.keys, time_id)
    everything = asked.of_time(time_id)
    public = [one for one in everything if one.state is AskedState.APPROVED]
    answered = tuple(one for one in public if is_answered(hour, one, at=at))
    rest = tuple(one for one in public if one not in answered)
    own = tuple(one for one in everything if one.id in mine and one.state is not AskedState.APPROVED)
    return Page(hour, answered, rest, own, mine, voted)


def is_answered(hour: Hour, one: Asked, *, at: datetime) -> bool:
    """Whether everybody may read the answer to a question."""
    is_through = one.answer is not None and one.answer.state is AnswerState.APPROVED
    return one.state is AskedState.APPROVED and is_through and hour.shows_answers(at)


def ask(time_id: str, question: Question, visitor: Visitor, *, at: datetime) -> None:
    """Ask; somebody of the team reads it before it is public. The same again changes nothing. Raises NotFound,
    Invalid (`words`), Conflict: `not_open`, `too_many_attempts`."""
    _refuse_closed(hours.public_one(time_id, at=at))
    refuse_links(question.words)
    email = None if visitor.person_id else question.email
    tells = visitor.person_id if question.tell else None
    asker = Asker(visitor.keys[0], tells, email, question.locale if email else None)
    if not asked.put(time_id, question.words, asker, form=question.form, at=at):
        return
    attempts.take(Attempt.QUESTION, attempts.visitor(visitor.person_id or visitor.names[0], visitor.origin), at=at)
    if email:
        attempts.take(Attempt.ASKING, attempts.visitor(email, visitor.origin), at=at)


def take_back(asked_id: str, visitor: Visitor) -> str:
    """Take one's own question back, public or not; its Answer Time. A second time changes nothing. Raises NotFound for
    everybody else's, Conflict (`overtaken`)."""
    one = _own(asked_id, visitor)
    if one.state is not AskedState.TAKEN_BACK and not asked.settle(one, AskedState.TAKEN_BACK):
        raise Conflict("overtaken")
    return one.time_id


def ask_again(asked_id: str, visitor: Visitor, *, at: datetime) -> str:
    """Ask again what one has taken back: somebody reads it once more. Raises as `take_back`, Conflict (`not_open`)."""
    one = _own(asked_id, visitor)
    _refuse_closed(hours.public_one(one.time_id, at=at))
    if one.state is AskedState.TAKEN_BACK and not asked.settle(one, AskedState.WAITING):
        raise Conflict("overtaken")
    return one.time_id


def vote(asked_id: str, visitor: Visitor, *, wants: bool, at: datetime) -> str:
    """Want a question answered, or no longer; its Answer Time. The same again changes nothing. Raises NotFound for one
    that is not public, Conflict: `not_open`, `too_many_attempts`."""
    one = asked.find(asked_id)
    if one is None or one.state is not AskedState.APPROVED:
        raise NotFound
    hour = hours.public_one(one.time_id, at=at)
    if not wants:
        asked.unvote(asked_id, visitor.keys)
        return one.time_id
    _refuse_closed(hour)
    if asked_id not in asked.voted(visitor.keys, one.time_id):
        attempts.take(Attempt.VOTE, attempts.visitor(visitor.person_id or visitor.names[0], visitor.origin), at=at)
        asked.vote(asked_id, visitor.keys[0], at=at)
    return one.time_id


def time_of(asked_id: str) -> str:
    """The Answer Time in which a question was asked. Raises NotFound."""
    found = asked.find(asked_id)
    if found is None:
        raise NotFound
    return found.time_id


def refuse_links(text: str, name: str = "words") -> None:
    """Raise Invalid for words with markup or a web address in them."""
    if _MARKUP.search(text):
        raise Invalid({name: [Say("Plain words only: leave out marks such as <b> and &amp;.")]})
    if _LINK.search(text):
        raise Invalid({name: [Say("Web addresses are left out here; say it in words.")]})


def _own(asked_id: str, visitor: Visitor) -> Asked:
    one = asked.find(asked_id)
    if one is None or asked_id not in asked.by(visitor.keys, one.time_id):
        raise NotFound
    return one


def _refuse_closed(hour: Hour) -> None:
    if not hour.takes_questions:
        raise Conflict("not_open")
