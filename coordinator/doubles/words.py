"""What doubles and refusals of merging are called on pages, in the reader's language."""

from flask_babel import gettext, ngettext

from coordinator.disclosure.alike import Why
from coordinator.disclosure.merged import State
from coordinator.errors import Conflict


def why_word(why: Why) -> str:
    """“the same link”."""
    words: dict[Why, str] = {
        Why.LINK: gettext("the same link"),
        Why.EMAIL: gettext("the same e-mail address to write to"),
        Why.PHONE: gettext("the same phone number"),
        Why.MEMBERS: gettext("the same people play"),
    }
    return words[why]


def double_words(refused: Conflict) -> str:
    """Why two applications cannot become one act."""
    words: dict[str, str] = {
        "final": ngettext(
            "The act that would go holds a slot in a final lineup. Keep that one instead, or open the lineup first.",
            "The act that would go holds slots in %(num)s final lineups. Keep that one instead, or open them first.",
            refused.facts.get("count", 0),
        ),
        "at_once": gettext(
            "Both hold slots at shows that overlap, and one act cannot be in two places. Clear one of the slots first."
        ),
        "too_often": gettext(
            "Together they hold %(count)s slots, and the act that stays would play %(most)s that day at most. Clear "
            "one of the slots first, or keep the other.",
            **{"count": 0, "most": 0, **refused.facts},
        ),
        "minors": gettext(
            "The application that would go names somebody under 18, whose evening ends early, and the one that stays "
            "could not keep to that: it names nobody, or plays too late. Keep that one instead, or ask the other to "
            "name them too."
        ),
        "unreachable": gettext(
            "Two people speak for these acts, so both are asked first; the list that brought one of them gave no "
            "e-mail address. Add it to the list and import it again."
        ),
        "seen_meanwhile": gettext("The slots that go over have changed since you looked. Read it again, then decide."),
        "state_changed": gettext("One of the two was taken back or declined meanwhile, so nothing is left to merge."),
        "merged_already": gettext("They are one act already."),
    }
    return words[refused.reason]


def done_words(state: State) -> str:
    """What has become of a pair."""
    words: dict[State, str] = {
        State.MERGED: gettext("They are one act now. Those who speak for it get a letter."),
        State.ASKED: gettext("Both are asked by letter. They become one act once both have said yes."),
        State.TWO: gettext("Remembered: they are two."),
    }
    return words[state]
