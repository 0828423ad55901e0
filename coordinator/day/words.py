"""What the board of the global team says, in the reader's language."""

from flask_babel import gettext, ngettext

from coordinator.day.deadlines import Lack, ShowDue
from coordinator.disclosure.desk import State
from coordinator.disclosure.people import Identity


def show_due_word(due: ShowDue) -> str:
    """“Entries close”."""
    words: dict[ShowDue, str] = {
        ShowDue.ENTRIES: gettext("Entries close"),
        ShowDue.DRAW: gettext("Guests are drawn"),
        ShowDue.LOCK: gettext("Lineups are locked"),
        ShowDue.REVEAL: gettext("Guests learn the address"),
        ShowDue.STARTS: gettext("The first act plays"),
        ShowDue.ENDS: gettext("The evening ends"),
    }
    return words[due]


def lack_words(lack: Lack, count: int) -> str:
    """“2 acts missing”."""
    words: dict[Lack, str] = {
        Lack.ACTS: ngettext("%(num)s act missing", "%(num)s acts missing", count),
        Lack.LOCK: gettext("not locked"),
        Lack.YES: ngettext("%(num)s act has not said yes", "%(num)s acts have not said yes", count),
        Lack.RESERVE: gettext("no room stands ready"),
    }
    return words[lack]


def state_words(state: State) -> str:
    """“in hand”."""
    words: dict[State, str] = {
        State.OPEN: gettext("open"),
        State.IN_HAND: gettext("in hand"),
        State.SOLVED: gettext("solved"),
    }
    return words[state]


def person_words(one: Identity) -> str:
    """Somebody of the team by name."""
    return one.name or one.email or str(gettext("Somebody who has left"))
