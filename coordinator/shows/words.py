"""What states of shows are called on pages, in the reader's language."""

from flask_babel import gettext

from coordinator.shows.models import ShowState


def state_word(state: ShowState) -> str:
    """“planned”."""
    words: dict[ShowState, str] = {
        ShowState.PLANNED: gettext("planned; entries are not open yet"),
        ShowState.OPEN: gettext("entries are open"),
        ShowState.DRAWN: gettext("guests are drawn"),
        ShowState.REVEALED: gettext("guests know the address"),
        ShowState.LIVE: gettext("playing now"),
        ShowState.ENDED: gettext("over"),
        ShowState.CANCELLED: gettext("cancelled"),
    }
    return words[state]
