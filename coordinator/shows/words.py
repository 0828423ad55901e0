"""What kinds of rooms and states of shows are called on pages, in the reader's language."""

from collections.abc import Callable

from flask_babel import gettext

from coordinator.shows.models import ShowState
from coordinator.spaces.models import Kind


def kind_word(kind: Kind) -> str:
    """“living room”. Only that one is looked up: a page may say hundreds."""
    words: dict[Kind, Callable[[], str]] = {
        Kind.LIVING_ROOM: lambda: gettext("living room"),
        Kind.ROOFTOP: lambda: gettext("rooftop"),
        Kind.GARDEN: lambda: gettext("garden"),
        Kind.LOFT: lambda: gettext("loft"),
        Kind.SHOP: lambda: gettext("shop"),
        Kind.GALLERY: lambda: gettext("gallery"),
        Kind.OFFICE: lambda: gettext("office"),
        Kind.STUDIO: lambda: gettext("studio"),
        Kind.OTHER: lambda: gettext("a room"),
    }
    return words[kind]()


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
