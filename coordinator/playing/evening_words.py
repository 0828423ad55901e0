"""What an act reads of its rooms and ways, in its language."""

from flask_babel import gettext


def by_mode(mode: str) -> str:
    """“by car”."""
    words: dict[str, str] = {
        "car": gettext("by car"),
        "transit": gettext("by bus and train"),
        "bicycle": gettext("by bicycle"),
        "foot": gettext("on foot"),
    }
    return words[mode]


def order_words(position: int) -> str:
    """Where an act stands in the evening, from its own slot alone: nothing of who else plays is in it."""
    words: dict[int, str] = {
        1: gettext("you open the evening, and load in last"),
        2: gettext("after the first act's set; who plays after you loads in before you"),
        3: gettext("after the second act's set; you close the evening, and load in first"),
    }
    return words[position]
