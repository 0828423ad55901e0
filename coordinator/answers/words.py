"""What the pages of Answer Time say, in the reader's language."""

from flask_babel import gettext

from coordinator.answers.giveaways import Kind
from coordinator.answers.hours import Hour, Stage
from coordinator.answers.models import AnswerState, AskedState, Because, TimeState
from coordinator.clock import local
from coordinator.wording import day, own_zone, time_of_day, zone_name


def hour_words(hour: Hour) -> str:
    """From when to when, on the clocks of its zone, and on the reader's own if they differ."""
    there = _span(hour, hour.zone)
    name = zone_name(hour.local_from, hour.zone)
    own = own_zone()
    if own is None or local(hour.starts_at, own).utcoffset() == local(hour.starts_at, hour.zone).utcoffset():
        return str(gettext("%(hours)s (%(zone)s)", hours=there, zone=name))
    return str(gettext("%(hours)s (%(zone)s); %(own)s on your clock", hours=there, zone=name, own=_span(hour, own)))


def _span(hour: Hour, zone: str) -> str:
    begins, ends = local(hour.starts_at, zone), local(hour.ends_at, zone)
    said = {"day": day(begins), "begins": time_of_day(begins), "ends": time_of_day(ends)}
    if begins.date() == ends.date():
        return str(gettext("%(day)s, %(begins)s to %(ends)s", **said))
    return str(gettext("%(day)s, %(begins)s, to %(other)s, %(ends)s", **said, other=day(ends)))


def stage_words(stage: Stage) -> str:
    """Where an Answer Time is on its clock."""
    words: str = {
        Stage.ANNOUNCED: gettext("announced"),
        Stage.ASKING: gettext("open for questions"),
        Stage.ANSWERING: gettext("answering now"),
        Stage.CLOSED: gettext("over"),
        Stage.HELD: gettext("being moved"),
        Stage.OFF: gettext("called off"),
    }[stage]
    return words


def time_state_words(state: TimeState) -> str:
    """How the hour of an act stands."""
    words: str = {
        TimeState.PROPOSED: gettext("waits for the global team"),
        TimeState.AGREED: gettext("agreed"),
        TimeState.DECLINED: gettext("not agreed"),
        TimeState.TAKEN_BACK: gettext("taken back"),
        TimeState.OFF: gettext("called off"),
    }[state]
    return words


def asked_state_words(state: AskedState) -> str:
    """How a question stands."""
    words: str = {
        AskedState.WAITING: gettext("waits to be read"),
        AskedState.APPROVED: gettext("public"),
        AskedState.DECLINED: gettext("not let through"),
        AskedState.MERGED: gettext("merged"),
        AskedState.DOWN: gettext("taken down"),
        AskedState.TAKEN_BACK: gettext("taken back"),
    }[state]
    return words


def answer_state_words(state: AnswerState) -> str:
    """How an answer stands."""
    words: str = {
        AnswerState.WAITING: gettext("waits to be read"),
        AnswerState.APPROVED: gettext("let through"),
        AnswerState.RETURNED: gettext("sent back"),
        AnswerState.DOWN: gettext("taken down by the global team"),
        AnswerState.TAKEN_DOWN: gettext("taken down"),
    }[state]
    return words


def turned_down_words(because: Because) -> str:
    """Why something was not let through."""
    words: str = {
        Because.EVENING: gettext("It names an evening, a place or somebody who plays."),
        Because.PRIVATE: gettext("It is about somebody’s private life."),
        Because.UNKIND: gettext("It is unkind."),
        Because.ADVERT: gettext("It advertises something."),
        Because.BESIDE: gettext("It is about something else."),
        Because.HOUR: gettext("Another day or hour would suit better."),
        Because.OTHER: gettext("It does not fit here."),
    }[because]
    return words


OF_QUESTIONS = (Because.EVENING, Because.PRIVATE, Because.UNKIND, Because.ADVERT, Because.BESIDE, Because.OTHER)
OF_ANSWERS = (Because.EVENING, Because.PRIVATE, Because.UNKIND, Because.ADVERT, Because.OTHER)
OF_HOURS = (Because.HOUR, Because.OTHER)


def reasons(choices: tuple[Because, ...]) -> list[tuple[str, str]]:
    """Reasons to choose from."""
    return [("", str(gettext("Why?"))), *((str(one), turned_down_words(one)) for one in choices)]


def kind_words(kind: Kind) -> str:
    """What a few words may be."""
    words: str = {
        Kind.PLACE: gettext("a place?"),
        Kind.TIME: gettext("an evening?"),
        Kind.NAME: gettext("a name?"),
        Kind.CONTACT: gettext("a way to reach somebody?"),
    }[kind]
    return words


def refusal_words(reason: str) -> str:
    """Why something was not done, and what to do."""
    words: str = {
        "overtaken": gettext(
            "Somebody was quicker: this has changed since you opened the page. Look at it as it is now."
        ),
        "not_open": gettext("No questions and votes are taken here at present. The hours stand above."),
        "over": gettext("That hour is over. A new one can be proposed."),
        "public": gettext("Your answer is public. Take it down first, then write it anew."),
        "down": gettext("The global team has taken this answer down, and it stays so. Write to them."),
        "agreed": gettext("This hour is agreed and public. Call it off first, then propose another."),
        "not_yet": gettext("Everybody has to know first who played that day. Come back then."),
        "withdrawn": gettext("This act was taken back. Nobody is asked for it."),
        "day_of_shows": gettext(
            "Shows are played somewhere on that day, and nobody answers then. Ask for another day."
        ),
    }[reason]
    return words
