"""What guests are told, in their language."""

from collections.abc import Iterable

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.guests.models import Because, Help
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


def help_word(one: Help) -> str:
    """What helps somebody in a party."""
    words: dict[Help, str] = {
        Help.STEPS: gettext("a way without a step"),
        Help.WHEELCHAIR: gettext("room for a wheelchair"),
        Help.CHAIR: gettext("a chair kept free near the door"),
        Help.HEARING: gettext("a seat where one hears well, or a hearing loop"),
        Help.SIGHT: gettext("being met and led to a seat"),
        Help.ANIMAL: gettext("room for an assistance animal"),
    }
    return words[one]


def access_words(words: str, helps: Iterable[Help]) -> str:
    """What a party says that it needs: what helps it, and its own words."""
    kinds = "; ".join(map(help_word, helps))
    return " – ".join(filter(None, (kinds, words)))


def refusal_words(refused: Conflict) -> str:
    """Why something is not to be had any more, and what there is instead."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    words: dict[str, str] = {
        "own_interest": gettext(
            "You have an entry in this draw yourself: ask another lead or the global team to look at it."
        ),
        "not_closed": gettext("Entries are not closed yet: an entry is made void once the list is published."),
        "decided": gettext("What decides is known by now: this can be undone once the draw is held."),
        "not_listed": gettext("The list of this draw was published without it: nobody can put it there afterwards."),
        "void": gettext("Your entry for this day was made void. Why stands on the page “My entries”."),
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
        "entered_since": gettext(
            "You have an entry that this form did not show. Look at what would give way, then send it again."
        ),
        "entered_meanwhile": gettext(
            "You entered somewhere else at the same moment. Look at “My entries”, then try again."
        ),
    }
    return words[refused.reason]


def keeping_words(refused: Conflict) -> str:
    """Why a seat is not given back."""
    words: dict[str, str] = {
        "over": gettext("This evening is over."),
        "seat_gone": gettext("There is no seat to give back: the draw has not been held."),
        "inside": gettext(
            "Somebody of you is in the room already, so the seat is not given back. Tell the door when you leave."
        ),
    }
    return words[refused.reason]


def elsewhere_words(refused: Conflict) -> str:
    """Why there is no seat elsewhere."""
    if refused.reason == "inside":
        return keeping_words(refused)
    if refused.reason != "elsewhere_full":
        return refusal_words(refused)
    return str(gettext("Nobody can have a seat there any more: others were quicker. Look at what there is now."))
