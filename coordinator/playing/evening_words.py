"""What an act reads of its rooms and ways, in its language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from coordinator.spaces.registration import Step
from coordinator.spaces.words import Pairs, told


def by_mode(mode: str) -> str:
    """“by car”."""
    words: dict[str, str] = {
        "car": gettext("by car"),
        "transit": gettext("by bus and train"),
        "bicycle": gettext("by bicycle"),
        "foot": gettext("on foot"),
    }
    return words[mode]


def visitors_read(said: Mapping[str, Any]) -> Pairs:
    """Question and answer of what visitors meet in a home, as far as it is told; nothing where it is not."""
    bell = [(gettext("At the door"), said["bell"])] if said.get("bell") else []
    rules = [(gettext("House rules"), said["rules"])] if said.get("rules") else []
    return [*bell, *told(said)[Step.GUESTS], *rules]
