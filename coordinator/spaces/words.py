"""What kinds of rooms, the steps of a host's form and its answers are called on pages, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any

from flask_babel import gettext, ngettext

from coordinator.disclosure.own_spaces import Said
from coordinator.errors import Conflict
from coordinator.spaces.models import Kind
from coordinator.spaces.registration import LISTED, PHOTOS, Step
from coordinator.wording import language, long_day, number, time_of_day

Pairs = list[tuple[str, str]]


def kind_word(kind: Kind) -> str:
    """“living room”. Only that one is looked up: a page may say hundreds."""
    words: dict[Kind, Callable[[], str]] = {
        Kind.LIVING_ROOM: lambda: gettext("living room"),
        Kind.ROOFTOP: lambda: gettext("rooftop"),
        Kind.GARDEN: lambda: gettext("garden"),
        Kind.LOFT: lambda: gettext("loft"),
        Kind.SHOP: lambda: gettext("shop"),
        Kind.GALLERY: lambda: gettext("gallery"),
        Kind.OFFICE: lambda: gettext("office"),
        Kind.STUDIO: lambda: gettext("studio"),
        Kind.OTHER: lambda: gettext("a room"),
    }
    return words[kind]()


def step_word(step: str) -> str:
    """“The address”. A word of Step, LISTED or PHOTOS."""
    words: dict[str, str] = {
        Step.ROOM: gettext("The room"),
        Step.ADDRESS: gettext("The address"),
        Step.PIN: gettext("The place on the map"),
        Step.GUESTS: gettext("The guests"),
        Step.SOUND: gettext("The music"),
        Step.HOUSE: gettext("The house"),
        Step.TIMES: gettext("The times"),
        LISTED: gettext("What a list says"),
        PHOTOS: gettext("The photos"),
    }
    return words[step]


def choice_word(name: str, value: str) -> str:
    """What an answer to choose is called: “asked already”."""
    return _choices()[name].get(value, value)


def choices(name: str) -> list[tuple[str, str]]:
    """The answers to choose from, with their words."""
    return list(_choices()[name].items())


def _choices() -> Mapping[str, Mapping[str, str]]:
    return {
        "kind": {kind.value: kind_word(kind) for kind in Kind} | {Kind.OTHER.value: gettext("something else")},
        "toilet": {
            "yes": gettext("yes"),
            "step-free": gettext("yes, without a step and wide enough for a wheelchair"),
            "no": gettext("none for guests"),
        },
        "smoke": {
            "no": gettext("nobody smokes there"),
            "outside": gettext("outside only"),
            "yes": gettext("people smoke inside"),
        },
        "shoes": {"on": gettext("stay on"), "off": gettext("are taken off")},
        "neighbours": {
            "told": gettext("they know and agree"),
            "will tell": gettext("I am going to tell them"),
            "none near": gettext("nobody lives near enough to hear it"),
        },
        "landlord": {
            "own": gettext("it is my own"),
            "agreed": gettext("the landlord has agreed"),
            "not yet": gettext("I have not asked yet"),
        },
    }


def told(said: Said) -> dict[Step, Pairs]:
    """Step → question and answer of what has been said; what has not is left out."""
    makers = {
        Step.ROOM: _room,
        Step.ADDRESS: _address,
        Step.PIN: _pin,
        Step.GUESTS: _guests,
        Step.SOUND: _sound,
        Step.HOUSE: _house,
        Step.TIMES: _times,
    }
    return {step: [pair for pair in make(said) if pair[1]] for step, make in makers.items()}


def visitors_read(said: Mapping[str, Any]) -> Pairs:
    """Question and answer of what visitors meet in a home, as far as it is told; nothing where it is not."""
    rules = [(gettext("House rules"), said["rules"])] if said.get("rules") else []
    return [*(pair for pair in at_the_door(said) if pair[1]), *told(said)[Step.GUESTS], *rules]


def at_the_door(said: Mapping[str, Any]) -> Pairs:
    """How the door is found, and whom one calls who stands before it in vain; an answer that is not there is blank."""
    return [
        (gettext("At the door"), said.get("bell", "")),
        (gettext("Phone at the door"), said.get("door_phone", "")),
    ]


def differences(before: Said, after: Said) -> Iterator[tuple[str, str, str]]:
    """What is different: the question, what was answered before, and what is answered now."""
    old, new = told(before), told(after)
    for step in Step:
        was, now = old[step], new[step]
        if step is Step.TIMES:
            was, now = _joined(was), _joined(now)
        for question in dict.fromkeys(term for term, _ in (*was, *now)):
            one, other = dict(was).get(question, ""), dict(now).get(question, "")
            if one != other:
                yield question, one, other
    yield from _photos(before.get(PHOTOS, {}), after.get(PHOTOS, {}))


def _photos(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """How many there are, and what is said of those that stay."""
    if before.keys() != after.keys():
        known = ngettext("%(num)s photo", "%(num)s photos", len(before)) if before else ""
        fresh, now = len(after.keys() - before.keys()), ngettext("%(num)s photo", "%(num)s photos", len(after))
        told = ngettext("%(num)s of them is new", "%(num)s of them are new", fresh) if fresh and before else ""
        yield gettext("Photos"), known, ", ".join(filter(None, (now, told))) if after else ""
    for photo in (one for one in after if one in before and before[one] != after[one]):
        yield gettext("On a photo"), before[photo], after[photo]


def _joined(times: Pairs) -> Pairs:
    """Days are no questions: all of them are one answer."""
    return [(gettext("Times"), "; ".join(f"{day} {text}" for day, text in times))]


def _room(said: Said) -> Pairs:
    return [(gettext("Kind"), _chosen(said, "kind")), (gettext("Called"), said.get("name", ""))]


def _address(said: Said) -> Pairs:
    town = said.get("town", {}).get("name", "")
    return [
        (gettext("Address"), said.get("street", "")),
        (gettext("City"), town),
        *at_the_door(said),
    ]


def _pin(said: Said) -> Pairs:
    if not said.get("pinned"):
        return []
    return [(gettext("Pin"), f"{said['latitude']:.5f}, {said['longitude']:.5f}")]


def _guests(said: Said) -> Pairs:
    if "capacity" not in said:
        return []
    steps = said.get("steps")
    return [
        (gettext("Guests"), ngettext("%(num)s at most", "%(num)s at most", said["capacity"])),
        (gettext("Step-free"), gettext("yes") if said.get("step_free") else gettext("no")),
        (gettext("Steps"), "" if steps is None else number(steps)),
        (gettext("Toilet"), _chosen(said, "toilet")),
        (gettext("Pets"), said.get("pets", "")),
        (gettext("Smoke"), _chosen(said, "smoke")),
        (gettext("Shoes"), _chosen(said, "shoes")),
    ]


def _sound(said: Said) -> Pairs:
    has = {
        "amplified": gettext("amplified sound"),
        "drums": gettext("drums"),
        "piano": gettext("a piano"),
        "power": gettext("power"),
    }
    people, area = said.get("stage_people"), said.get("stage_area")
    room = [
        ngettext("%(num)s person", "%(num)s people", people) if people else "",
        gettext("%(area)s m²", area=number(area)) if area else "",
    ]
    if not any(name in said for name in has):
        return []
    return [
        (gettext("Possible"), ", ".join(word for name, word in has.items() if said.get(name)) or gettext("acoustic")),
        (gettext("On stage"), ", ".join(filter(None, room))),
        (gettext("Neighbours"), _chosen(said, "neighbours")),
        (gettext("Quiet from"), _clock(said.get("curfew"))),
    ]


def _house(said: Said) -> Pairs:
    if "landlord" not in said:
        return []
    return [
        (gettext("Permission"), _chosen(said, "landlord")),
        (gettext("A second adult is there"), gettext("yes") if said.get("second_adult") else gettext("not yet")),
        (gettext("House rules"), said.get("rules", "")),
    ]


def _times(said: Said) -> Pairs:
    rows = [
        (long_day(date.fromisoformat(row["day"])), f"{_clock(row['opens'])} – {_clock(row['closes'])}")
        for row in said.get("times", ())
    ]
    return [*rows, (gettext("Spoken there"), ", ".join(map(language, said.get("languages", ()))))]


def _chosen(said: Said, name: str) -> str:
    return choice_word(name, said[name]) if said.get(name) else ""


def _clock(text: Any) -> str:
    return time_of_day(time.fromisoformat(text)) if text else ""


def refusal_words(refused: Conflict) -> str:
    """Why a host's wish could not be done."""
    most = refused.facts.get("most", 0)
    words: dict[str, str] = {
        "too_many": gettext("You have %(most)s spaces already; that is the most for one person.", most=most),
        "sent_already": gettext("This has been sent already; the lead of your city has it."),
        "decided_already": gettext(
            "The lead of your city has decided about this one by now. Close your door if you do not want to host."
        ),
        "nothing_kept": gettext("Nothing is kept of this space any more. Offer a space anew."),
        "offered_still": gettext("This space is offered already: look at it, and change what is not right."),
        "taken_back": gettext("You have taken this space back. Offer it anew if you would like to."),
        "other_city": gettext(
            "That is another city, with another lead. Offer it as a space of its own, and close the door of this one."
        ),
        "shows_there": gettext("A show is still to take place in it. Your lead finds it another room; come back then."),
        "too_many_words": gettext("That is enough for one space: %(most)s at most.", most=most),
        "no_door": gettext("There is no door to close yet, or you have taken this space back."),
        "acted_already": gettext(
            "Your lead has acted by now: a show has moved or is called off. You can ask her to open it again."
        ),
        "too_many_attempts": gettext("You have opened it often today. Ask your lead to open it, or do it tomorrow."),
        "steps_open": gettext("Something is still open. Answer the steps marked below, then send it."),
        "no_day_near": gettext("None of the times you offer is near the day of the concerts. Look at them again."),
        "promise_open": gettext(
            "Two things must be settled first: the landlord’s permission, and a second adult who is there all evening."
        ),
    }
    return words[refused.reason]
