"""What refusals of planning are called on pages: one sentence each, with what to do next."""

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.lineups.words import refusal_words
from coordinator.spaces.offered import Offered
from coordinator.wording import day, distance, number, time_of_day


def planning_words(refused: Conflict) -> str:
    """Why a show could not be created, moved, split, joined, called off or paired."""
    words: dict[str, str] = {
        "moved_meanwhile": gettext("Another lead moved this show meanwhile. Look at it again, then send your choice."),
        "show_begun": gettext("This show has begun; it stays where it is."),
        "cancelled_there": gettext(
            "A show was called off there at this time. Call it back with “Add a show”, or begin a little later."
        ),
        "split_already": gettext("This show is split already. Join its rooms first."),
        "entries_open": gettext("Guests can enter for this show by now, so its rooms stay as they are."),
        "has_twin": gettext("A second room plays the same acts. Join the rooms or call the second one off first."),
        "not_free_then": gettext("This space is not free then. Take another one."),
    }
    if refused.reason == "acts_clash":
        return _clash_words(refused)
    if refused.reason == "too_far_apart":
        away = distance(float(str(refused.facts["distance_km"])))
        told = gettext("The rooms are %(distance)s apart; acts walk between them. Take a nearer one.", distance=away)
        return str(told)
    if refused.reason == "too_small":
        seats = number(float(str(refused.facts["seats"])))
        return str(gettext("Guests are drawn for %(seats)s seats. Take a space with as many.", seats=seats))
    return words[refused.reason] if refused.reason in words else refusal_words(refused)


def _clash_words(refused: Conflict) -> str:
    found = refused.facts.get("objectors")
    if isinstance(found, tuple) and any(one.may_stay for one in found):
        said = gettext(
            "Some acts do not fit there. Tick those whose slots may be cleared, and say why the others stay."
        )
    else:
        said = gettext("Some acts cannot come along. Tick those whose slots may be cleared, or plan it otherwise.")
    return str(said)


def called_off_words(reason: str) -> str:
    """Why a show does not take place."""
    return gettext("its acts play in one room again") if reason == "joined_again" else reason


def offered_words(times: Offered) -> str:
    """When a space is offered: a day, and from when to when."""
    facts = {"day": day(times.opens), "opens": time_of_day(times.opens), "closes": time_of_day(times.closes)}
    said: str = gettext("%(day)s, %(opens)s – %(closes)s", **facts)
    return said


def act_needs(need: str) -> str:
    """What an act brings or has to find, on the sheet of its evening."""
    words: dict[str, str] = {
        "amplified": gettext("amplifiers"),
        "drums": gettext("a drum kit"),
        "piano": gettext("a piano"),
        "power": gettext("power sockets"),
    }
    return words.get(need, need)


def whose_words(whose: str) -> str:
    """For whom a sheet is printed."""
    words: dict[str, str] = {"host": gettext("Sheet for the host"), "door": gettext("Sheet for the door")}
    return words[whose]
