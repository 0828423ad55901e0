"""What refusals and reasons about lineups are called on pages: one sentence each, with what to do next."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_babel import gettext

from coordinator.errors import Conflict
from coordinator.lineups.levels import Objection
from coordinator.lineups.problem import Reason
from coordinator.lineups.rechecking import Misfit
from coordinator.wording import distance, number, time_of_day


def refusal_words(refused: Conflict) -> str:
    """Why an act could not be placed, cleared or locked."""
    words: dict[str, str] = {
        "no_such_slot": gettext("A show has three slots. Choose one of them."),
        "slot_locked": gettext("This slot is held against changes. Let proposals change it first."),
        "slot_taken": gettext("Somebody filled this slot just now. Look at it again."),
        "show_locked": gettext("This lineup is locked. Open it again before you change it."),
        "twin_show": gettext("This room plays the acts of another show, in another order. Place and lock them there."),
        "show_cancelled": gettext("This show is cancelled; nobody plays there."),
        "show_over": gettext("This show is over; its lineup stays as it was."),
        "already_at_show": gettext("This act is on the bill already. Move it from its slot."),
        "plays_elsewhere": gettext("This act plays at another show then. Choose somebody else, or clear it there."),
        "member_plays_elsewhere": gettext("Somebody of this act plays with another band then. Choose another act."),
        "enough_shows": gettext("This act plays as many shows that day as it wants. Choose another one."),
        "vetoed": gettext("Host or act asked not to be put together. Choose another act."),
        "not_free": gettext("This act is not free for the whole evening. Choose another act, or move the show."),
        "set_too_long": gettext("This act's set is too long for three in this evening. Choose another act."),
        "room_lacks": gettext("The room lacks something this act cannot play without. Choose another act."),
        "gap_too_short": gettext("This act has too little time between two shows."),
        "too_far": gettext("This act would have to come from farther than it wants to."),
        "same_genre": gettext("An act of the same main genre is on the bill already."),
        "stage_too_small": gettext("This act is more people than the stage has room for."),
        "act_left": gettext("This act’s application was taken back or not accepted. Choose somebody else."),
        "needs_reason": _needs_reason(refused),
        "changed_meanwhile": gettext("This slot changed since you looked. Here is how it stands now; choose again."),
        "consequences_changed": gettext(
            "What follows has changed since you opened this page, so nothing was done. Read it again, then press."
        ),
        "nobody_there": gettext("There is no act in this slot any more. Here is how it stands now."),
        "not_three_acts": gettext("Only three acts can be locked. Fill the empty slots first."),
        "rank_changed": gettext("Another lead chose who stands by there since you looked. Here is how it stands now."),
        "no_such_rank": gettext("Three acts stand by at most. Take rank 1, 2 or 3."),
    }
    said = words[refused.reason]
    if "act" in refused.facts:
        return str(gettext("%(act)s cannot play as it is. %(said)s", act=refused.facts["act"], said=said))
    return said


def _needs_reason(refused: Conflict) -> str:
    rules = refused.facts.get("rules")
    said = ", ".join(objection_words(Objection(rule)) for rule in rules) if isinstance(rules, list) else ""
    return str(gettext("Not as it is: %(rules)s. Say why this act should play here all the same.", rules=said))


def moved_words(position: int, *, swapped: bool) -> str:
    """That an act changed its slot, alone or with another one."""
    if swapped:
        return str(gettext("Swapped with the act of slot %(position)s.", position=position))
    return str(gettext("Moved to slot %(position)s.", position=position))


def lost_words(city: str, act: str | None, position: object) -> str:
    """To a lead who lost her city while she chose: what was not saved."""
    if act and position:
        said = gettext(
            "You do not lead %(city)s any more, so this was not saved: %(act)s in slot %(position)s.",
            city=city,
            act=act,
            position=position,
        )
    else:
        said = gettext("You do not lead %(city)s any more, so nothing was saved.", city=city)
    return str(gettext("%(said)s Tell whoever leads it now, or the global team.", said=said))


def opened_words(because: str) -> str:
    """Why a lineup was opened: what a lead wrote, or which answer of an act did it."""
    words: dict[str, str] = {
        "act_declined": gettext("an act declined its offer"),
        "act_lapsed": gettext("an act did not answer in time"),
        "act_withdrew": gettext("an act took its word back"),
        "show_moved": gettext("the show was moved, and an act could not come along"),
        "show_cancelled": gettext("the show was called off"),
        "show_split": gettext("the show was split into two rooms"),
        "act_called_in": gettext("the global team called another act in"),
    }
    return words.get(because, because)


def need_word(need: str) -> str:
    """What a room has, or an act needs."""
    words: dict[str, str] = {
        "amplified": gettext("amplified sound is fine"),
        "drums": gettext("drums are fine"),
        "piano": gettext("a piano"),
        "power": gettext("power sockets"),
    }
    return words.get(need, need)


def need_name(need: str) -> str:
    """What an act cannot play without, as a noun."""
    words: dict[str, str] = {
        "amplified": gettext("amplified sound"),
        "drums": gettext("drums"),
        "piano": gettext("piano"),
        "power": gettext("power"),
    }
    return words.get(need, need)


def needs_words(needs: Sequence[str], lacking: Sequence[str]) -> str:
    """What an act cannot play without, and whether a room has it. Both words of `problem.Need`."""
    things, missing = (", ".join(need_name(need) for need in several) for several in (needs, lacking))
    if lacking:
        return str(gettext("needs %(things)s (not here: %(missing)s)", things=things, missing=missing))
    return str(gettext("needs %(things)s (all here)", things=things))


def objection_words(objection: Objection) -> str:
    """What speaks against an act, or is to be said of a bill, in a few words."""
    return objections_in_words()[objection]


def objections_in_words() -> dict[Objection, str]:
    """The words of every objection, for a page that says many."""
    return {
        Objection.LEFT: gettext("does not apply any more, or is not accepted"),
        Objection.OVERLAP: gettext("plays elsewhere then"),
        Objection.MEMBER: gettext("somebody of it plays elsewhere then"),
        Objection.TWICE: gettext("plays as many shows as it wants"),
        Objection.VETOED: gettext("asked not to be put together"),
        Objection.NOT_FREE: gettext("not free then"),
        Objection.TOO_LONG: gettext("set too long"),
        Objection.LACKS: gettext("room lacks what it needs"),
        Objection.GAP: gettext("too little time between two shows"),
        Objection.REACH: gettext("too far to travel"),
        Objection.GENRE: gettext("genre is on the bill already"),
        Objection.STAGE: gettext("too many for the stage"),
        Objection.ACOUSTIC: gettext("an amplified act in an acoustic home"),
        Objection.MOOD: gettext("all three of one mood"),
        Objection.NOBODY_LOCAL: gettext("nobody local plays"),
    }


def misfit_words(misfit: Misfit) -> list[str]:
    """Why an act fits its show no more, one sentence for each rule, the weightiest first."""
    return [_now_said(rule, misfit.facts.get(rule, {})) or objection_words(rule) for rule in misfit.who.rules]


def _now_said(rule: Objection, facts: Mapping[str, Any]) -> str | None:
    """A rule with what the act says now; None where the rule's own words say all."""
    if rule is Objection.NOT_FREE:
        return _now_free(*facts["free"], *facts["evening"])
    if rule is Objection.TOO_LONG:
        return str(gettext("plays %(minutes)s minutes, too long for three sets", minutes=number(facts["minutes"])))
    if rule is Objection.LACKS:
        return str(gettext("needs what the room lacks: %(things)s", things=", ".join(map(need_name, facts["needs"]))))
    if rule is Objection.REACH:
        return str(gettext("comes %(distance)s at most, and this room is farther", distance=distance(facts["km"])))
    if rule is Objection.STAGE:
        people, room = number(facts["people"]), number(facts["room"])
        return str(gettext("is %(people)s people, and the stage has room for %(room)s", people=people, room=room))
    return None


def _now_free(first: int | None, last: int | None, begins: int, ends: int) -> str:
    start, end, free_from, free_until = (_wall(one) for one in (begins, ends, first or 0, last or 0))
    if first is not None and last is not None:
        said = gettext("is free from %(first)s to %(last)s only", first=free_from, last=free_until)
    elif first is not None:
        said = gettext("is free from %(first)s only", first=free_from)
    else:
        said = gettext("is free until %(last)s only", last=free_until)
    return str(gettext("%(said)s; the evening is from %(start)s to %(end)s", said=said, start=start, end=end))


def _wall(minutes: int) -> str:
    return time_of_day(time(minutes // 60 % 24, minutes % 60))


def genre_words(genres: Sequence[str], bill: Mapping[str, Sequence[str]]) -> list[str]:
    """How an act's genres go with those of the acts of a bill (name → genres): which it shares with whom, and to whom
    it is something else. Nothing where either side has none."""
    said, unlike = [], []
    for act, theirs in bill.items():
        if shared := [genre for genre in dict.fromkeys(genres) if genre in theirs]:
            said.append(gettext("shares %(genres)s with %(act)s", genres=", ".join(shared), act=act))
        elif genres and theirs:
            unlike.append(act)
    if unlike:
        said.append(gettext("another genre than %(acts)s", acts=", ".join(unlike)))
    return said


def step_words(kind: str) -> str:
    """What somebody did on the board, as the middle of a sentence: “Ada … at Rooftop”."""
    words: dict[str, str] = {
        "assigned": gettext("placed an act"),
        "cleared": gettext("cleared a slot"),
        "moved": gettext("moved an act"),
        "swapped": gettext("swapped two acts"),
        "taken": gettext("took a proposal over"),
        "undone": gettext("took a step back"),
        "redone": gettext("did a step again"),
        "locked": gettext("locked the lineup"),
        "unlocked": gettext("opened the lineup"),
        "left": gettext("lost an act"),
        "merged": gettext("made two applications one act"),
        "planned": gettext("changed the show"),
        "held": gettext("held an act against proposals"),
        "let_go": gettext("let proposals change a slot"),
        "kept": gettext("kept an act that fits no more"),
    }
    return words[kind]


def against_words(reason: Reason) -> str:
    """Why an act does not fit, in two or three words."""
    words: dict[Reason, str] = {
        Reason.NO_ARTIST_IN_RANGE: gettext("too far to travel"),
        Reason.NONE_FREE: gettext("not free then"),
        Reason.TECHNICAL: gettext("room lacks what it needs"),
        Reason.CURFEW: gettext("set too long"),
        Reason.VETOED: gettext("asked not to be put together"),
        Reason.ALL_TAKEN: gettext("plays elsewhere"),
        Reason.GENRE_CLASH: gettext("genre is on the bill already"),
    }
    return words[reason]
