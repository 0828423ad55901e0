"""What somebody who signs in is told, in her language."""

from flask import after_this_request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordinator.errors import Conflict
from coordinator.people.models import Topic


def too_many_tries(refused: Conflict) -> str:
    """How long to wait after `attempts.take` has refused one more; the answer tells it to programs as well
    (Retry-After, in seconds)."""
    seconds: int = refused.facts["seconds"]  # type: ignore[assignment]

    @after_this_request
    def tell(response: Response) -> Response:
        response.headers["Retry-After"] = str(seconds)
        return response

    minutes = -(-seconds // 60)
    wait = ngettext("Wait %(num)d minute, then try again.", "Wait %(num)d minutes, then try again.", minutes)
    return f"{_WHY[str(refused.facts['of'])]()} {wait}"


def topic_words(topic: Topic) -> str:
    """What letters are about, as the end of “letters about …”."""
    words: str = {
        Topic.REMINDERS: gettext("offers that wait for your answer, once more"),
        Topic.CHANGES: gettext("small changes of your evening, where nothing is left for you to do"),
        Topic.CHECK_INS: gettext("the days before your city’s first show: whether you are there"),
    }[topic]
    return words


_WHY = {
    "account": lambda: gettext("That is a lot of tries."),
    "origin": lambda: gettext("That is a lot of tries from where you are."),
    "all": lambda: gettext("So many want to come in at this moment that we have to slow down."),
}
