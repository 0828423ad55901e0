"""What guests are told, in their language."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.people.words import too_many_tries


def refusal_words(refused: Conflict) -> str:
    """Why something is not to be had any more, and what there is instead."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    return str(gettext("Entries for this show are not open. What is open stands on the page of its city."))
