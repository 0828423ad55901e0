"""What guests are told, in their language."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.people.words import too_many_tries


def refusal_words(refused: Conflict) -> str:
    """Why something is not to be had any more, and what there is instead."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    words: dict[str, str] = {
        "too_late": gettext("It is too late to name somebody."),
        "has_second": gettext(
            "Somebody has said yes to coming with you. Take that back first, then name somebody else."
        ),
        "closed": gettext("Entries for this show are not open. What is open stands on the page of its city."),
        "listed_elsewhere": gettext(
            "You are in a draw whose list is published already, and there is one party a person and day. Look at your"
            " entry on the page “My entries”."
        ),
        "entered_meanwhile": gettext(
            "You entered somewhere else at the same moment. Look at “My entries”, then try again."
        ),
    }
    return words[refused.reason]
