"""What states of spaces and applications, and refusals of a review, are called on pages, in the reader's language."""

from flask_babel import gettext, ngettext

from coordinator.artists.models import ApplicationState
from coordinator.errors import Conflict
from coordinator.spaces.models import SpaceState


def space_state_word(state: SpaceState) -> str:
    """“approved”."""
    words: dict[SpaceState, str] = {
        SpaceState.DRAFT: gettext("draft"),
        SpaceState.SUBMITTED: gettext("submitted"),
        SpaceState.APPROVED: gettext("approved"),
        SpaceState.SUSPENDED: gettext("suspended"),
        SpaceState.WITHDRAWN: gettext("withdrawn"),
    }
    return words[state]


def application_state_word(state: ApplicationState) -> str:
    """“accepted”."""
    words: dict[ApplicationState, str] = {
        ApplicationState.DRAFT: gettext("draft"),
        ApplicationState.SUBMITTED: gettext("submitted"),
        ApplicationState.ACCEPTED: gettext("accepted"),
        ApplicationState.WAITLISTED: gettext("on the waiting list"),
        ApplicationState.DECLINED: gettext("declined"),
        ApplicationState.WITHDRAWN: gettext("withdrawn"),
    }
    return words[state]


def need_word(need: str) -> str:
    """“drums”."""
    words: dict[str, str] = {
        "amplified": gettext("amplified sound"),
        "drums": gettext("drums"),
        "piano": gettext("a piano"),
        "power": gettext("power"),
    }
    return words.get(need, need)


def review_words(refused: Conflict) -> str:
    """Why a score, a remark or a decision could not be taken."""
    touched = refused.facts.get("count", 0)
    words: dict[str, str] = {
        "own": gettext("This is your own. Somebody else looks at it; ask another lead or the global team."),
        "score_first": gettext("Give your own score first; then you see what the others think, and can decide."),
        "second_score": gettext(
            "Only one of you has scored this. Wait for a second score, or say why you decide alone."
        ),
        "consequences": ngettext(
            "By now this touches %(num)s show. Look at it below, then decide again.",
            "By now this touches %(num)s shows. Look at them below, then decide again.",
            touched,
        ),
        "decided_meanwhile": gettext("Somebody decided this just now. Look at it as it stands; your words are below."),
        "door_closed": gettext("The host has closed the door. It is hers to open; she can ask you to."),
        "pin_open": gettext("The host has said another town and is about to place the pin. Wait for it, or ask her."),
        "no_such_decision": gettext("This cannot be decided from here. Choose one of the decisions below."),
    }
    return words[refused.reason]
