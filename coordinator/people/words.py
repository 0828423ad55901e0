"""What somebody who signs in is told, in her language."""

from http import HTTPStatus

from flask import after_this_request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordinator.errors import Conflict
from coordinator.people.models import Topic

MOST_MINUTES = 90  # a longer wait is told in hours


def too_many_tries(refused: Conflict) -> str:
    """How long to wait after `attempts.take` has refused one more; the answer tells it to programs as well
    (Retry-After, in seconds)."""
    seconds: int = refused.facts["seconds"]  # type: ignore[assignment]

    @after_this_request
    def tell(response: Response) -> Response:
        response.headers["Retry-After"] = str(seconds)
        return response

    return f"{_WHY[str(refused.facts['of'])]()} {_wait(-(-seconds // 60))}"


def too_often(refused: Conflict) -> str:
    """The same of what a form asks for, which stays in it: nothing is lost by coming back later."""
    return f"{too_many_tries(refused)} {gettext('Nothing was sent; what you typed stands here.')}"


def conflict_status(refused: Conflict) -> HTTPStatus:
    """The status of a page that says why something could not be done."""
    return HTTPStatus.TOO_MANY_REQUESTS if refused.reason == "too_many_attempts" else HTTPStatus.CONFLICT


def _wait(minutes: int) -> str:
    if minutes <= MOST_MINUTES:
        return str(ngettext("Wait %(num)d minute, then try again.", "Wait %(num)d minutes, then try again.", minutes))
    hours = -(-minutes // 60)
    return str(ngettext("Wait %(num)d hour, then try again.", "Wait %(num)d hours, then try again.", hours))


def topic_words(topic: Topic) -> str:
    """What letters are about, as the end of “letters about …”."""
    words: str = {
        Topic.REMINDERS: gettext("offers that wait for your answer, once more"),
        Topic.CHANGES: gettext("small changes of your evening, where nothing is left for you to do"),
        Topic.COLLECTING: gettext("the days by which letters that you collect are to be mailed and reported"),
        Topic.CHECK_INS: gettext("the days before your city’s first show: whether you are there"),
        Topic.AFTERWARDS: gettext("evenings that are over: thanks, who played, or that no seat came free"),
        Topic.QUESTIONS: gettext("questions that wait for your Answer Time"),
    }[topic]
    return words


_WHY = {
    "account": lambda: gettext("That is a lot of tries."),
    "origin": lambda: gettext("That is a lot of tries from where you are."),
    "all": lambda: gettext("So many are here at this moment that we have to slow down."),
}
