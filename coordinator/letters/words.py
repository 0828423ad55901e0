"""What the pages about letters say, in the reader's language."""

from collections.abc import Sequence

from babel import Locale
from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from coordinator.geo.countries import country_name
from coordinator.letters.models import LANGUAGES, CaseState, Channel, LetterAction, Step, Why


def language_name(code: str) -> str:
    """What a language is called: “Spanish”."""
    return str(Locale.parse(code).get_display_name(get_locale()) or code)


def own_name(code: str) -> str:
    """What a language calls itself: “español”."""
    return str(Locale.parse(code).get_display_name() or code)


def languages_list(codes: Sequence[str]) -> str:
    """“Spanish, French or English”."""
    return str(format_list([language_name(code) for code in codes], style="or", locale=get_locale()))


def language_choices() -> list[tuple[str, str]]:
    """Every language that can be chosen, with its name, in the order of these."""
    return sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1])


def direction(code: str) -> str:
    """“rtl” for a language that is written from right to left."""
    return str(Locale.parse(code).text_direction)


def land(code: str) -> str:
    """A country by its name; all that have no section of their own where there is none."""
    return country_name(code, str(get_locale())) if code else str(gettext("Everywhere else"))


def state_words(state: CaseState) -> str:
    """How a case stands, in a word or two."""
    words: str = {
        CaseState.DRAFT: gettext("draft"),
        CaseState.OPEN: gettext("open"),
        CaseState.CLOSED: gettext("closed"),
        CaseState.WITHDRAWN: gettext("withdrawn"),
    }[state]
    return words


def refusal_words(reason: str) -> str:
    """Why a case was not changed, and what to do."""
    words: str = {
        "withdrawn": gettext("This case is withdrawn. Nothing of it can be changed or opened any more."),
        "no_words": gettext("Nothing is told yet. Write what the case says in one language at least, then open it."),
        "no_section": gettext("There is no section yet. Add the one that letters go through, then open the case."),
        "overtaken": gettext(
            "Somebody else has saved something here since you opened this page. Yours stands below, and is not saved."
        ),
    }[reason]
    return words


def step_words(step: Step) -> str:
    """What was done, as the head of a column."""
    words: str = {
        Step.PLEDGED: gettext("Pledged"),
        Step.WRITTEN: gettext("Written"),
        Step.HANDED_OVER: gettext("Handed over"),
        Step.MAILED: gettext("Mailed"),
        Step.REPORTED: gettext("Reported"),
        Step.VERIFIED: gettext("Verified"),
    }[step]
    return words


def own_step(step: Step) -> str:
    """The same as somebody says it of herself."""
    words: str = {
        Step.PLEDGED: gettext("I will write"),
        Step.WRITTEN: gettext("I have written"),
        Step.HANDED_OVER: gettext("I have handed it over"),
        Step.MAILED: gettext("I have put it into the post"),
    }[step]
    return words


def thanks(step: Step, *, remind: bool = False) -> str:
    """What who has said so reads, whether it counted before or not, and whether she is reminded already or not."""
    if remind and step in (Step.PLEDGED, Step.WRITTEN):
        return str(
            gettext(
                "Thank you. It counts once, however often you say it. To be reminded, say yes in the letter that we "
                "have sent you, unless you have done so before or are signed in with that address."
            )
        )
    if step is Step.PLEDGED:
        return str(gettext("Thank you. It counts once, however often you say it. Come back when you have written."))
    return str(gettext("Thank you. It counts once, however often you say it."))


def batch_steps(*, is_team: bool) -> list[tuple[str, str]]:
    """What a collector can report, and the team besides."""
    steps = [Step.WRITTEN, Step.HANDED_OVER, Step.MAILED, Step.REPORTED, *([Step.VERIFIED] if is_team else [])]
    return [*((str(step), step_words(step)) for step in steps), ("returned", gettext("Returned by the post"))]


def line_words(line: LetterAction) -> str:
    """What a line of the ledger says: “Mailed, on paper”."""
    done = {
        Why.SAID: step_words(line.step),
        Why.RETURNED: gettext("Returned by the post"),
        Why.CORRECTED: gettext("Corrected: %(step)s", step=step_words(line.step)),
    }[line.why]
    way = gettext("on paper") if line.channel is Channel.PAPER else gettext("online")
    return str(gettext("%(done)s, %(way)s", done=done, way=way))


def late_words(reason: str) -> str:
    """Why a letter was not counted, and what to do."""
    words: str = {
        "withdrawn": gettext("This case is withdrawn. Please write no more for it."),
        "not_open": gettext("Nobody signs up for this case any more. There are others."),
        "no_section": gettext("Letters from that country go through no section yet. Tell the campaign team."),
        "alike": gettext(
            "A batch like this was counted within a day, perhaps by somebody else. If yours is another one, say so "
            "below, and it counts."
        ),
        "too_late": gettext("The last day of this section is over. Tell the campaign team what is missing."),
    }[reason]
    return words


def hour_words(minutes: int) -> str:
    """How long letters are written before the first act."""
    if not minutes:
        return str(gettext("no letters"))
    return str(ngettext("letters for %(num)s minute", "letters for %(num)s minutes", minutes))


def evening_refusal(reason: str) -> str:
    """Why the hour of a show was not set."""
    words: str = {
        "drawn": gettext("The guests of this show are drawn and know when to come, so its hours stay as they are."),
        "occupied": gettext("The room is not to be had then. Take fewer minutes, or ask the lead of its city."),
    }[reason]
    return words
