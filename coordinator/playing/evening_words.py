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
