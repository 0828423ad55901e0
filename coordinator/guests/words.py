"""What guests are told, in their language."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.guests.models import Because
from coordinator.people.words import too_many_tries


def because_words(because: Because) -> str:
    """Why an entry is void."""
    words: dict[Because, str] = {
        Because.TWICE: gettext("one person with more than one party"),
        Because.SAFETY: gettext("the safety of others"),
        Because.ASKED: gettext("its guest asked for it"),
        Because.OTHER: gettext("another reason"),
    }
    return words[because]


def refusal_words(refused: Conflict) -> str:
    """Why something is not to be had any more, and what there is instead."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    words: dict[str, str] = {
        "own_interest": gettext(
            "You have an entry in this draw yourself: ask another lead or the global team to look at it."
        ),
        "not_drawn": gettext("The draw is not held yet: a published list stays as it is until then."),
        "nothing_left": gettext("This entry has no seat and does not wait for one; there is nothing to take away."),
        "seat_gone": gettext(
            "There is nothing to confirm: the time is over, you gave the seat back, or the show is cancelled."
        ),
        "seat_moved": gettext(
            "Your evening has changed since this page was open. Below is how it stands now: do you still come?"
        ),
        "too_late": gettext("It is too late to name somebody."),
        "has_second": gettext(
            "Somebody has said yes to coming with you. Take that back first, then name somebody else."
        ),
        "closed": gettext("Entries for this show are not open. What is open stands on the page of its city."),
        "listed_elsewhere": gettext(
            "You are in a draw whose list is published already, and there is one party a person and day. Look at your"
            " entry on the page “My entries”."
        ),
        "asked_since": gettext(
            "You asked for other shows after this letter, and that entry counts. To change it, sign in and look at “My"
            " entries”."
        ),
        "entered_meanwhile": gettext(
            "You entered somewhere else at the same moment. Look at “My entries”, then try again."
        ),
    }
    return words[refused.reason]
