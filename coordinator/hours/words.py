"""What tasks and lengths of time are called."""

from flask_babel import gettext

from coordinator.hours.models import Task
from coordinator.wording import number


def task_word(task: Task) -> str:
    """“at the door”."""
    words: str = {
        Task.LEADING: gettext("leading a city"),
        Task.DOOR: gettext("at the door"),
        Task.HOSTING: gettext("as a host"),
        Task.LETTERS: gettext("with letters"),
        Task.TEAM: gettext("in the team"),
    }[task]
    return words


def hours_words(minutes: int) -> str:
    """So many minutes in hours and quarters: “7.25 h”."""
    return str(gettext("%(hours)s h", hours=number(minutes / 60)))
