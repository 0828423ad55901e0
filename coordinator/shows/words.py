"""What kinds of rooms and states of shows are called on pages, in the reader's language."""

from flask_babel import gettext

from coordinator.shows.models import ShowState
from coordinator.spaces.models import Kind


def kind_word(kind: Kind) -> str:
    """“living room”."""
    words: dict[Kind, str] = {
        Kind.LIVING_ROOM: gettext("living room"),
        Kind.ROOFTOP: gettext("rooftop"),
        Kind.GARDEN: gettext("garden"),
        Kind.LOFT: gettext("loft"),
        Kind.SHOP: gettext("shop"),
        Kind.GALLERY: gettext("gallery"),
        Kind.OFFICE: gettext("office"),
        Kind.STUDIO: gettext("studio"),
        Kind.OTHER: gettext("a room"),
    }
    return words[kind]


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
