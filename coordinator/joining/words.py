"""What pages say of cities that want to join."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.joining.models import RequestState
from coordinator.people.words import too_often


def state_words(state: RequestState) -> str:
    """Where a request stands."""
    words: str = {
        RequestState.UNVERIFIED: gettext("not confirmed yet"),
        RequestState.WAITING: gettext("waits for the team"),
        RequestState.ASKED: gettext("asked back"),
        RequestState.ACCEPTED: gettext("joins"),
        RequestState.DECLINED: gettext("declined"),
    }[state]
    return words


def refusal_words(refused: Conflict) -> str:
    """Why something could not be done, and what to do next."""
    if refused.reason == "too_many_attempts":
        return too_often(refused)
    words: dict[str, str] = {
        "closed": gettext("No other city can join this time: the day is too near. Come again for the next one."),
        "decided": gettext("It is decided already. Read what stands there now."),
        "changed": gettext("It has changed since you opened this page. Read what stands there now; nothing was done."),
        "too_many": gettext("You have asked for three cities already. Take one back first."),
        "asked_already": gettext("You have asked for this city already. Here is what you said; you can change it."),
    }
    return words[refused.reason]
