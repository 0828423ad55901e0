"""An act answers: words, the address of a video, or both. Somebody of the team reads it before it is public, and what
is public is taken down by one press."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from coordinator.answers import hours
from coordinator.answers.asking import refuse_links
from coordinator.answers.models import AnswerState, AskedState
from coordinator.answers.settling import OVERTAKEN
from coordinator.disclosure import asked
from coordinator.disclosure.asked import Asked
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.people.readers import Reader

ANSWER = 2_000  # characters
EDITABLE = (AnswerState.WAITING, AnswerState.RETURNED, AnswerState.TAKEN_DOWN)


def questions(reader: Reader, time_id: str, *, at: datetime) -> Sequence[Asked]:
    """The public questions to an act of the reader's, what most want answered first. Raises NotFound for everybody
    else."""
    hours.own_hour(reader, time_id, at=at)
    return [one for one in asked.of_time(time_id) if one.state is AskedState.APPROVED]


def get_question(reader: Reader, asked_id: str, *, at: datetime) -> Asked:
    """One of them. Raises NotFound."""
    found = asked.find(asked_id)
    if found is None or found.state is not AskedState.APPROVED:
        raise NotFound
    hours.own_hour(reader, found.time_id, at=at)
    return found


def write(reader: Reader, asked_id: str, words: str, link: str, *, seen: int, at: datetime) -> str:
    """Answer; its Answer Time. `seen`: the version that the form showed, 0 for none. The same again changes nothing.
    Raises NotFound as `get_question`, Invalid (`words`, `link`), Conflict: `over`, `public` (take it down first),
    `overtaken`."""
    one = get_question(reader, asked_id, at=at)
    if not hours.own_hour(reader, one.time_id, at=at).takes_answers(at):
        raise Conflict("over")
    refuse_links(words)
    _refuse_unfit(words, link)
    kept = one.answer
    if kept and (kept.words, kept.link) == (words, link) and kept.state in (AnswerState.WAITING, AnswerState.APPROVED):
        return one.time_id
    if kept and kept.state not in EDITABLE:
        raise Conflict("public" if kept.state is AnswerState.APPROVED else "down")
    if (kept.version if kept else 0) != seen or not asked.write(asked_id, words, link, seen=seen, at=at):
        raise Conflict(OVERTAKEN)
    return one.time_id


def take_down(reader: Reader, asked_id: str, *, at: datetime) -> str:
    """Take an answer down, at any time; its Answer Time. A second time changes nothing. Raises as `get_question`,
    Conflict (`overtaken`)."""
    one = get_question(reader, asked_id, at=at)
    if one.answer is None or one.answer.state is not AnswerState.APPROVED:
        return one.time_id
    if not asked.settle_answer(one, AnswerState.TAKEN_DOWN):
        raise Conflict(OVERTAKEN)
    return one.time_id


def put_back(reader: Reader, asked_id: str, *, at: datetime) -> str:
    """Undo that: the words are those that were read, so they are public again. Raises as `take_down`."""
    one = get_question(reader, asked_id, at=at)
    if one.answer is None or one.answer.state is not AnswerState.TAKEN_DOWN:
        return one.time_id
    if not asked.settle_answer(one, AnswerState.APPROVED):
        raise Conflict(OVERTAKEN)
    return one.time_id


def host_of(link: str) -> str:
    """The host that a link leads to, as it is shown beside it."""
    return urlsplit(link).hostname or ""


def _refuse_unfit(words: str, link: str) -> None:
    if not words and not link:
        raise Invalid({"words": [Say("Write something, or give the address of a video.")]})
    parts = urlsplit(link)
    odd = parts.username or parts.password or "." not in (parts.hostname or "") or any(map(str.isspace, link))
    if link and (parts.scheme != "https" or odd or not link.isascii()):
        raise Invalid({"link": [Say("Give the whole address of a video, beginning with https://.")]})
