"""What deadlines, tasks and refusals of a check-in are called on pages, in the reader's language."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from coordinator.errors import Conflict
from coordinator.lineups.readiness import Deadline, Due, Step, Task
from coordinator.shows.check_ins import Charge, Post
from coordinator.wording import deadline


@dataclass(frozen=True, slots=True)
class Told:
    """A task in words, with the page where it is done."""

    words: str
    url: str


def due_word(deadline: Deadline) -> str:
    """“Lineups are locked”."""
    hours = deadline.hours or 0
    words: dict[Due, str] = {
        Due.ENTRIES: gettext("Entries close"),
        Due.DRAW: gettext("Guests are drawn"),
        Due.LOCK: gettext("Lineups are locked"),
        Due.REVEAL: gettext("Guests learn the address"),
        Due.CHECK_IN: ngettext("Check-in, %(num)s hour before", "Check-in, %(num)s hours before", hours),
        Due.FIRST_SHOW: gettext("The first show begins"),
    }
    return words[deadline.due]


def task_words(step: Step, city: str) -> Told:
    """A step as a sentence, and where to take it."""
    count, board = step.count, url_for("lineups.board", city=city)
    told: dict[Task, Told] = {
        Task.CHECK_IN: Told(gettext("Say that you are here"), "#check-in"),
        Task.CHANGES: Told(
            ngettext("Look at what %(num)s host has said", "Look at what %(num)s hosts have said", count),
            url_for("changes.overview", city=city),
        ),
        Task.SPACES: Told(
            ngettext("Review %(num)s space", "Review %(num)s spaces", count), url_for("reviews.spaces", city=city)
        ),
        Task.ACTS: Told(
            ngettext("Review %(num)s act", "Review %(num)s acts", count), url_for("reviews.applications", city=city)
        ),
        Task.FILL: Told(ngettext("Fill %(num)s show", "Fill %(num)s shows", count), board),
        Task.LOCK: Told(ngettext("Lock %(num)s full lineup", "Lock %(num)s full lineups", count), board),
        Task.CONFIRM: Told(
            ngettext("Wait for %(num)s act to say yes", "Wait for %(num)s acts to say yes", count), board
        ),
        Task.RESERVE: Told(
            ngettext(
                "Find a room that stands ready for %(num)s show",
                "Find rooms that stand ready for %(num)s shows",
                count,
            ),
            url_for("planning.reserve_spaces", city=city),
        ),
        Task.DEPUTY: Told(gettext("Name a deputy who steps in for you"), url_for("readiness.team", city=city)),
    }
    return told[step.task]


def passed_words(charge: Charge) -> str:
    """Who has a city whose lead fell silent."""
    words: dict[Post, str] = {
        Post.LEAD: gettext("with its lead"),
        Post.DEPUTY: gettext("with the deputy"),
        Post.TEAM: gettext("with the global team"),
    }
    return words[charge.post]


def check_in_words(refused: Conflict, zone: str) -> str:
    """Why a check-in could not be taken; instants on the clocks of the city."""
    if refused.reason == "not_open_yet":
        opens = deadline(refused.facts["opens_at"], zone)  # type: ignore[arg-type]
        return str(gettext("This is early. Say it from %(when)s on.", when=opens))
    if refused.reason == "lead_still_has_it":
        due = deadline(refused.facts["due_at"], zone)  # type: ignore[arg-type]
        return str(gettext("The lead has time until %(when)s. If she is silent then, the city is yours.", when=due))
    words: dict[str, str] = {
        "no_shows": gettext("There is no show to be there for. Plan one first."),
        "day_over": gettext("The day is over. Rest well."),
        "said_already": gettext("Somebody else has taken the city over. Say it again at the next check-in."),
    }
    return words[refused.reason]
