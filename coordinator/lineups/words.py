"""What refusals and reasons about lineups are called on pages: one sentence each, with what to do next."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.lineups.problem import Reason


def refusal_words(refused: Conflict) -> str:
    """Why an act could not be placed, cleared or locked."""
    words: dict[str, str] = {
        "no_such_slot": gettext("A show has three slots. Choose one of them."),
        "slot_locked": gettext("This slot is locked. Free it first."),
        "slot_taken": gettext("Somebody filled this slot just now. Look at it again."),
        "show_locked": gettext("This lineup is locked. Open it again before you change it."),
        "twin_show": gettext("This room plays the acts of another show, in another order. Place and lock them there."),
        "show_cancelled": gettext("This show is cancelled; nobody plays there."),
        "show_over": gettext("This show is over; its lineup stays as it was."),
        "already_at_show": gettext("This act is on the bill already. Clear its slot to move it."),
        "plays_elsewhere": gettext("This act plays at another show then. Choose somebody else, or clear it there."),
        "member_plays_elsewhere": gettext("Somebody of this act plays with another band then. Choose another act."),
        "enough_shows": gettext("This act plays as many shows that day as it wants. Choose another one."),
        "vetoed": gettext("Host or act asked not to be put together. Choose another act."),
        "not_three_acts": gettext("Only three acts can be locked. Fill the empty slots first."),
        "no_such_rank": gettext("Three acts stand by at most. Take rank 1, 2 or 3."),
    }
    return words[refused.reason]


def opened_words(because: str) -> str:
    """Why a lineup was opened: what a lead wrote, or which answer of an act did it."""
    words: dict[str, str] = {
        "act_declined": gettext("an act declined its offer"),
        "act_lapsed": gettext("an act did not answer in time"),
        "act_withdrew": gettext("an act took its word back"),
    }
    return words.get(because, because)


def need_word(need: str) -> str:
    """What a room has, or an act needs."""
    words: dict[str, str] = {
        "amplified": gettext("amplified sound is fine"),
        "drums": gettext("drums are fine"),
        "piano": gettext("a piano"),
        "power": gettext("power sockets"),
    }
    return words.get(need, need)


def against_words(reason: Reason) -> str:
    """Why an act does not fit, in two or three words."""
    words: dict[Reason, str] = {
        Reason.NO_ARTIST_IN_RANGE: gettext("too far to travel"),
        Reason.NONE_FREE: gettext("not free then"),
        Reason.TECHNICAL: gettext("room lacks what it needs"),
        Reason.CURFEW: gettext("set too long"),
        Reason.VETOED: gettext("asked not to be put together"),
        Reason.ALL_TAKEN: gettext("plays elsewhere"),
        Reason.GENRE_CLASH: gettext("genre is on the bill already"),
    }
    return words[reason]
