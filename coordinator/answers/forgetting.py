"""Thirty days after an Answer Time: who asked and voted is forgotten, and what did not become public is deleted."""

from datetime import datetime

from coordinator.answers.hours import KEPT_FOR
from coordinator.disclosure import asked_after


def tidy(at: datetime) -> None:
    """Forget some that are due, in the caller's transaction."""
    for time_id in asked_after.due(at - KEPT_FOR):
        asked_after.forget(time_id)


ROUNDS = [tidy]
