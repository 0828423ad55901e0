"""What the steps of an application and its answers are called on pages, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from flask_babel import gettext, ngettext

from coordinator.artists.applying import Step
from coordinator.artists.depositing import MINORS, minors
from coordinator.artists.models import ApplicationState
from coordinator.disclosure.own_acts import NEEDS, Said
from coordinator.editions.models import Edition
from coordinator.errors import Conflict
from coordinator.people.words import too_many_tries
from coordinator.spaces.words import Pairs
from coordinator.wording import distance, language, time_of_day, when

MOST = 20  # names of a list in one line


def act_step_word(step: Step) -> str:
    """“The act”."""
    words: dict[Step, str] = {
        Step.ACT: gettext("The act"),
        Step.PEOPLE: gettext("Who plays"),
        Step.HOME: gettext("Where you live"),
        Step.REACH: gettext("How far you go"),
        Step.LEGS: gettext("On tour"),
        Step.EVENING: gettext("The evening"),
        Step.HEAR: gettext("Hear and see"),
        Step.APART: gettext("Not with"),
        Step.TERMS: gettext("Expenses and consent"),
    }
    return words[step]


def act_choices(name: str) -> list[tuple[str, str]]:
    """The answers to choose from, with their words."""
    return list(_choices()[name].items())


def _choices() -> Mapping[str, Mapping[str, str]]:
    return {
        "mode": {
            "car": gettext("by car"),
            "transit": gettext("by bus and train"),
            "bicycle": gettext("by bicycle"),
            "foot": gettext("on foot"),
        },
        "max_shows": {"1": gettext("one show"), "2": gettext("two shows, with time for the way between")},
        "filmed": {"yes": gettext("yes, we may be filmed"), "no": gettext("no, please do not film us")},
    }


def thing_word(thing: str) -> str:
    """What a thing that changed is called: “set length”."""
    words: dict[str, Callable[[], str]] = {
        "act_name": lambda: gettext("name"),
        "genres": lambda: gettext("genres"),
        "languages": lambda: gettext("languages"),
        "set_minutes": lambda: gettext("length of the set"),
        "people": lambda: gettext("number on stage"),
        "needs": lambda: gettext("needs"),
        "members": lambda: gettext("who plays"),
        "phone": lambda: gettext("phone number"),
        "home": lambda: gettext("home"),
        "travel_km": lambda: gettext("how far it goes"),
        "mode": lambda: gettext("how it gets about"),
        "legs": lambda: gettext("tour"),
        "hours": lambda: gettext("hours"),
        "max_shows": lambda: gettext("shows that day"),
        "links": lambda: gettext("links"),
        "bio": lambda: gettext("about the act"),
        "filmed": lambda: gettext("open to being filmed"),
        "apart": lambda: gettext("not with"),
        "terms": lambda: gettext("consent to the terms"),
    }
    return words[thing]()


def need_words(said: Said) -> str:
    """“amplified sound, power”, or that it plays as it is."""
    words: dict[str, str] = {
        "amplified": gettext("amplified sound"),
        "drums": gettext("drums"),
        "piano": gettext("a piano"),
        "power": gettext("power"),
    }
    return ", ".join(words[need] for need in NEEDS if said.get(need)) or gettext("nothing, we play acoustic")


def terms_of(edition: Edition) -> str:
    """What an act is paid, in the words of the edition or of the house."""
    house: str = gettext(
        "Nobody is paid: hosts give their room, guests their donations, acts their music. Where travel costs are a "
        "problem, the lead of your city can say what is possible before you confirm."
    )
    return edition.artist_terms or house


def told(said: Said) -> dict[Step, Pairs]:
    """Step → question and answer of what has been said; what has not is left out."""
    makers = {
        Step.ACT: _act,
        Step.PEOPLE: _people,
        Step.HOME: _home,
        Step.REACH: _reach,
        Step.LEGS: _legs,
        Step.EVENING: _evening,
        Step.HEAR: _hear,
        Step.APART: _apart,
        Step.TERMS: _terms,
    }
    return {step: [pair for pair in make(said) if pair[1]] for step, make in makers.items()}


def told_to_lead(said: Said) -> Pairs:
    """What a lead reads of an act beyond its public rows, and beyond its own text; nothing of where its home stands."""
    parts = told({name: value for name, value in said.items() if name not in {"pinned", "max_shows"}})
    if said.get("legs"):
        parts[Step.LEGS] = [(gettext("On tour"), f"{town}: {days}") for town, days in parts[Step.LEGS]]
    steps = (Step.PEOPLE, Step.HOME, Step.LEGS, Step.HEAR, Step.APART, Step.TERMS)
    return [pair for step in steps for pair in parts[step]]


def changes_told(changes: Mapping[str, str]) -> list[tuple[str, datetime]]:
    """What changed since the act was sent, and when (UTC), the latest first."""
    latest = sorted(changes.items(), key=lambda one: one[1], reverse=True)
    return [(thing_word(thing), datetime.fromisoformat(at)) for thing, at in latest]


def _act(said: Said) -> Pairs:
    if "act_name" not in said:
        return []
    return [
        (gettext("Genres"), ", ".join(said["genres"][:MOST])),
        (gettext("Languages"), ", ".join(map(language, said["languages"][:MOST]))),
        (gettext("Set"), ngettext("%(num)s minute", "%(num)s minutes", said["set_minutes"])),
        (gettext("On stage"), ngettext("%(num)s person", "%(num)s people", said["people"])),
        (gettext("Needs"), need_words(said)),
    ]


def _people(said: Said) -> Pairs:
    names = [
        gettext("%(name)s (under 18)", name=one["name"]) if one["minor"] else one["name"]
        for one in said.get("members", ())
    ]
    answers = [gettext("%(guardian)s for %(name)s", **one) for one in minors(said)]
    ends = gettext("by %(time)s, since somebody is under 18", time=time_of_day(MINORS[1])) if answers else ""
    return [
        (gettext("Who plays"), ", ".join(names)),
        (gettext("Phone on the evening"), said.get("phone", "")),
        (gettext("Answers for them"), "; ".join(answers)),
        (gettext("Over"), ends),
    ]


def _home(said: Said) -> Pairs:
    return [(gettext("Town"), said.get("city", ""))]


def _reach(said: Said) -> Pairs:
    if not said.get("pinned"):
        return []
    return [
        (gettext("Pin"), f"{said['latitude']:.5f}, {said['longitude']:.5f}"),
        (gettext("Goes as far as"), distance(said["travel_km"])),
        (gettext("Gets about"), _chosen(said, "mode")),
    ]


def _legs(said: Said) -> Pairs:
    if "legs" not in said:
        return []
    rows = [(leg["city"], f"{_moment(leg['begins'])} – {_moment(leg['ends'])}") for leg in said["legs"]]
    return rows or [(gettext("On tour"), gettext("no, at home that day"))]


def _evening(said: Said) -> Pairs:
    if "max_shows" not in said:
        return []
    first, last = (time_of_day(time.fromisoformat(said[name])) if said.get(name) else "" for name in _HOURS)
    free = {
        (True, True): gettext("from %(start)s until %(end)s", start=first, end=last),
        (True, False): gettext("from %(start)s", start=first),
        (False, True): gettext("until %(end)s", end=last),
    }
    return [
        (gettext("Free"), free.get((bool(first), bool(last)), gettext("at any time"))),
        (gettext("That day"), _chosen(said, "max_shows")),
    ]


_HOURS = ("free_from", "free_until")


def _hear(said: Said) -> Pairs:
    return [
        (gettext("Filming"), _chosen(said, "filmed")),
    ]


def _apart(said: Said) -> Pairs:
    if "apart" not in said:
        return []
    return [(gettext("Not with"), "; ".join(said["apart"]) or gettext("nobody in particular"))]


def _terms(said: Said) -> Pairs:
    return [(gettext("Agreed to"), said.get("terms", ""))]


def _chosen(said: Said, name: str) -> str:
    known = _choices()[name]
    return known.get(str(said.get(name)), "")


def _moment(text: Any) -> str:
    return when(datetime.fromisoformat(f"{text}+00:00"), "Etc/UTC")  # a wall time, said as it is


def what_next(state: ApplicationState, city: str) -> str:
    """What becomes of an application that was sent, in a sentence."""
    words: dict[ApplicationState, str] = {
        ApplicationState.SUBMITTED: gettext(
            "The lead of %(city)s listens to you and reads what you sent, then accepts you, puts you on the waiting "
            "list, or declines. You can change everything meanwhile; she sees what changed.",
            city=city,
        ),
        ApplicationState.ACCEPTED: gettext(
            "You are accepted. When a lead anywhere within your reach wants you for an evening, you get a letter, and "
            "the offer stands under “My evening”: day, area, and what the room has."
        ),
        ApplicationState.WAITLISTED: gettext(
            "You are on the waiting list of %(city)s: when an act falls away, you may be asked at short notice.",
            city=city,
        ),
        ApplicationState.DECLINED: gettext(
            "The lead of %(city)s has decided for others this time. Thank you for offering to play. "
            "Another act of yours can still apply, and you can come as a guest.",
            city=city,
        ),
        ApplicationState.WITHDRAWN: gettext(
            "You have taken this application back; nobody asks you to play. You can apply again whenever you like: "
            "what you said stands there already."
        ),
    }
    return words[state]


def apply_refusal_words(refused: Conflict) -> str:
    """Why an act's wish could not be done."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    words: dict[str, str] = {
        "too_many": gettext("You have %(most)s acts already; that is the most for one person.", **refused.facts),
        "sent_already": gettext("This has been sent already; the lead has it."),
        "withdrawn": gettext("You have taken this application back. Apply anew if you want to play after all."),
        "pictures_wait": gettext("Many photos are being taken in just now. Try again in a minute."),
        "steps_open": gettext("Something is still open. Answer the steps marked below, then send it."),
        "applied_still": gettext("This application stands already: look at it, and change what is not right."),
        "terms_changed": gettext("What is said about expenses has changed meanwhile. Read it again, then send it."),
    }
    return words[refused.reason]
