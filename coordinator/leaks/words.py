"""What the leak desk says, in the reader's language."""

from flask_babel import gettext, ngettext

from coordinator.disclosure.leaks import Step, Unsealing
from coordinator.errors import Conflict
from coordinator.learnt_words import by_role


def who_words(one: Unsealing) -> str:
    """“Ada Lead, City lead”, or what is left of somebody who has been erased."""
    name = one.who.name or one.who.email
    return f"{name} ({by_role(one.roles, is_console=False)})" if name else by_role((), is_console=one.is_console)


def hours_words(hours: int | None) -> str:
    """“24 hours before”."""
    if hours is None:
        return str(gettext("when the edition says"))
    return str(ngettext("%(num)s hour before the show", "%(num)s hours before the show", hours))


def step_words(step: Step, city: str) -> str:
    """What a step is about; `city` by name, "" for every city."""
    where = gettext("One show in %(city)s", city=city) if step.where.show_id else city or gettext("Every city")
    return str(gettext("%(where)s: address told %(when)s", where=where, when=hours_words(step.hours)))


def refused_words(refused: Conflict) -> str:
    """Why a step is not taken, or not dropped."""
    words = {
        "own": gettext("You have asked for it yourself. Somebody else of the global team has to agree."),
        "changed": gettext(
            "What it would do has changed since it was asked for, so nothing was done. Look at it as it stands now."
        ),
        "done": gettext("It is done already."),
        "dropped": gettext("It has been dropped; nothing is done."),
        "lapsed": gettext("Nobody agreed within a day, so it has lapsed. Ask for it again."),
    }
    return str(words[refused.reason])
