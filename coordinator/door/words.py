"""What those at a door, their lead and their guests are told, in their language."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.people.words import too_many_tries


def naming_refusal(refused: Conflict) -> str:
    """Why nobody is named."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    words: dict[str, str] = {"show_over": gettext("This evening is over, or called off: nobody has to stand there.")}
    return words[refused.reason]


def role_words() -> dict[str, str]:
    """What people at a door do."""
    return {"steward": gettext("steward"), "supervisor": gettext("supervisor")}
