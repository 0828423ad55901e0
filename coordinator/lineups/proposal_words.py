"""What proposals, their proofs, advice and the cost of an act are called on pages."""

from collections.abc import Mapping

import flask_babel

from coordinator.disclosure.proposing import Head
from coordinator.errors import Conflict
from coordinator.lineups.advice import Advice
from coordinator.lineups.explanations import explain
from coordinator.lineups.insisting import Insisted
from coordinator.lineups.previewing import ActTurn, Gap, Preview, Stand, Turn
from coordinator.lineups.problem import Reason, Unfilled
from coordinator.lineups.proofs import GONE
from coordinator.lineups.reasons import reasons
from coordinator.lineups.words import against_words, refusal_words
from coordinator.web import say
from coordinator.wording import distance, number

LEAST = 5e-7  # a gap below that is the rounding of a sum


def gettext(message: str, **facts: object) -> str:
    """flask_babel's, with its type."""
    words: str = flask_babel.gettext(message, **facts)
    return words


def ngettext(one: str, many: str, count: int, **facts: object) -> str:
    """flask_babel's, with its type."""
    words: str = flask_babel.ngettext(one, many, count, **facts)
    return words


def turn_words(act: ActTurn) -> str:
    """What becomes of an act, in a word or two."""
    words: dict[Turn, str] = {
        Turn.STAYS: gettext("stays"),
        Turn.IN: gettext("in"),
        Turn.MOVES: gettext("moves here"),
        Turn.OUT: gettext("out"),
    }
    return words[act.turn]


def why_words(act: ActTurn) -> str:
    """Why that becomes of it."""
    if act.turn is Turn.OUT:
        return _why_out(act)
    if act.locked:
        return gettext("its slot is locked")
    told = [gettext("from slot %(number)s", number=act.was)] if act.was not in (None, act.position) else []
    if act.other is not None:
        told.append(gettext("from %(room)s", room=act.other))
    if act.distance_km is not None:
        told.append(gettext("%(distance)s away", distance=distance(act.distance_km)))
    return ", ".join([*told, *(say(phrase) for phrase in reasons(act.terms) if phrase.message != _KEPT)])


_KEPT = "stays where it was"  # the word beside it says so


def _why_out(act: ActTurn) -> str:
    if act.rule == GONE:
        return gettext("does not play that day any more")
    if act.rule is not None:
        return gettext("no longer fits here: %(reason)s", reason=against_words(Reason(act.rule)))
    if act.other is not None:
        return gettext("plays at %(room)s instead", room=act.other)
    if act.instead:
        return gettext("makes room for %(acts)s", acts=", ".join(act.instead))
    return gettext("does not go with the other acts")


def gap_words(gap: Gap) -> str:
    """Why a slot stays empty."""
    return say(explain(Unfilled("", gap.position, Reason(gap.reason), gap.facts), gap.names))


def stand_words(stand: Stand) -> str:
    """Why there is nothing to take over for a show."""
    words: dict[Stand, str] = {
        Stand.CHANGES: "",
        Stand.SAME: gettext("stays as it is"),
        Stand.FINAL: gettext("stays: its lineup is locked"),
        Stand.OVER: gettext("stays: the show is over"),
        Stand.STALE: gettext("changed since this was proposed"),
    }
    return words[stand]


def proof_words(seen: Preview) -> str:
    """How good the proposal is, and how that is known."""
    most = seen.head.complete_bound
    if seen.gap < LEAST:
        return gettext("This is the best there can be: it is proven that no other lineups are better.")
    if most is not None and seen.head.city_id is not None and seen.complete_after >= most:
        complete = gettext("No other lineups complete more shows.")
    elif most is not None and seen.head.city_id is not None:
        complete = ngettext("At most %(num)s show can be complete.", "At most %(num)s shows can be complete.", most)
    else:
        complete = ""
    whole = gettext("It is proven that all in all they are at most %(percent)s better.", percent=_percent(seen.gap))
    return f"{complete} {whole}".strip()


def _percent(share: float) -> str:
    return gettext("%(number)s %%", number=number(max(round(share * 100, 2), 0.01)))


def counts_words(seen: Preview) -> str:
    """How many shows are complete now, and how many would be."""
    before, after, total = seen.complete_before, seen.complete_after, len(seen.shows)
    if before == after:
        return ngettext(
            "%(after)s of %(num)s show is complete, before and after.",
            "%(after)s of %(num)s shows are complete, before and after.",
            total,
            after=after,
        )
    return ngettext(
        "Of %(num)s show %(before)s is complete now, %(after)s with this proposal.",
        "Of %(num)s shows %(before)s are complete now, %(after)s with this proposal.",
        total,
        before=before,
        after=after,
    )


def progress_words(head: Head) -> str:
    """How far a proposal is whose answer is still to come."""
    if not head.shows_done:
        return gettext("Waiting for its turn.")
    total = head.shows_total or head.shows_done
    told = ngettext(
        "%(done)s of %(num)s show decided", "%(done)s of %(num)s shows decided", total, done=number(head.shows_done)
    )
    if not head.gap_now:
        return gettext("%(told)s, so far the best there can be.", told=told)
    return gettext("%(told)s, so far at most %(percent)s from the best.", told=told, percent=_percent(head.gap_now))


def conflict_words(refused: Conflict) -> str:
    """Why nothing was taken over, and what to do next."""
    facts = dict(refused.facts)
    words: dict[str, str] = {
        "changed_since": gettext("%(space)s changed since this was proposed: untick it, or propose anew."),
        "show_locked_since": gettext("%(space)s was locked meanwhile: untick it, or open its lineup first."),
        "show_over_since": gettext("%(space)s is over, and its lineup stays: untick it."),
        "no_shows": gettext("Tick at least one show that is still to come."),
    }
    if refused.reason == "no_longer_fits":
        return _misfit_words(facts)
    return words[refused.reason] % facts if refused.reason in words else refusal_words(refused)


def _misfit_words(facts: Mapping[str, object]) -> str:
    rule, said = str(facts["rule"]), {"act": facts["act"], "space": facts["space"]}
    if rule == "plays_still":
        return gettext(
            "%(act)s still plays at another show: tick the show that it leaves as well, or untick %(space)s.", **said
        )
    if rule == GONE:
        return gettext("%(act)s does not play that day any more: untick %(space)s, or propose anew.", **said)
    said["reason"] = against_words(Reason(rule))
    return gettext("%(act)s no longer fits %(space)s (%(reason)s): untick it, or propose anew.", **said)


def advice_words(one: Advice, *, city: str, acts: Mapping[str, str], rooms: Mapping[str, str]) -> str:
    """One piece of advice in a sentence. `acts` and `rooms` find names by id."""
    if one.kind == "acts":
        return _acts_wanted(one, city)
    facts = one.facts
    words: dict[str, str] = {
        "amplified": gettext("Amplified music at %(room)s completes it."),
        "drums": gettext("Drums at %(room)s complete it."),
        "piano": gettext("A piano at %(room)s completes it."),
        "power": gettext("Power at %(room)s completes it."),
        "stage": gettext("Room for %(people)s on the stage of %(room)s completes it."),
        "minutes": gettext("An evening of %(minutes)s minutes at %(room)s completes it."),
        "reach": gettext("If %(act)s comes %(distance)s instead of %(radius)s, %(room)s is complete."),
        "times": gettext("If %(act)s is free for the whole evening, %(room)s is complete."),
    }
    said = {"room": rooms[one.completes[0]], "act": acts.get(str(facts.get("artist")), "")}
    said |= {name: number(float(facts[name])) for name in ("people", "minutes") if name in facts}
    kilometres = {"distance": "distance_km", "radius": "travel_km"}
    said |= {name: distance(float(facts[fact])) for name, fact in kilometres.items() if fact in facts}
    return words[one.kind] % said


def _acts_wanted(one: Advice, city: str) -> str:
    shows = ngettext("one show", "%(num)s shows", len(one.completes))
    said = {"distance": distance(float(one.facts["km"])), "city": city, "shows": shows}
    if one.facts["acoustic"]:
        return ngettext(
            "One more acoustic act within %(distance)s of %(city)s completes %(shows)s.",
            "%(num)s more acoustic acts within %(distance)s of %(city)s complete %(shows)s.",
            one.things,
            **said,
        )
    return ngettext(
        "One more act within %(distance)s of %(city)s completes %(shows)s.",
        "%(num)s more acts within %(distance)s of %(city)s complete %(shows)s.",
        one.things,
        **said,
    )


def cost_words(told: Insisted) -> str:
    """What it costs to have the act there, in a sentence."""
    forced = told.forced
    if forced is None:
        return _refused_words(told)
    if forced.complete < 0:
        lost = ngettext("one complete show", "%(num)s complete shows", -forced.complete)
        return gettext("With %(act)s here the city loses %(lost)s.", act=told.name, lost=lost)
    if forced.slots < 0:
        lost = ngettext("one filled slot", "%(num)s filled slots", -forced.slots)
        return gettext("With %(act)s here the city loses %(lost)s, and no complete show.", act=told.name, lost=lost)
    points = round(-forced.points, 1)
    if forced.complete == 0 == forced.slots and points > 0:
        lost = gettext("%(points)s rating points", points=number(points))
        return gettext("No complete show is lost; all in all the lineups lose %(lost)s.", lost=lost)
    return gettext("%(act)s can play here at no cost.", act=told.name)


def _refused_words(told: Insisted) -> str:
    words: dict[str, str] = {
        "already_at_show": gettext("%(act)s is on the bill here already.", act=told.name),
        "show_locked": gettext("The lineup is locked. Open it for changes first."),
        "slots_locked": gettext("All three slots are locked. Free one of them first."),
        "plays_elsewhere": gettext("%(act)s is locked at another show. Free it there first.", act=told.name),
        "rules": gettext("%(act)s cannot play here.", act=told.name),
    }
    return words[told.refused]


def moves_words(told: Insisted) -> list[str]:
    """Who would leave which show, and who would come there in the stead, one sentence each.

    Slots that are empty now and could be filled besides are no consequence of it.
    """
    if told.forced is None:
        return []
    words = {
        "out": gettext("%(act)s would leave %(room)s."),
        "in": gettext("%(act)s would come to %(room)s."),
        "moves": gettext("%(act)s would move from %(before)s to %(room)s."),
    }
    left = {pick.show for pick in told.forced.out}
    out = {pick.artist: told.rooms[pick.show] for pick in told.forced.out}
    into = {one.artist: told.rooms[one.show] for one in told.forced.into if one.artist in out or one.show in left}
    said = [
        words["moves" if act in out else "in"] % {"act": told.acts[act], "room": room, "before": out.get(act, "")}
        for act, room in into.items()
    ]
    return said + [words["out"] % {"act": told.acts[act], "room": room} for act, room in out.items() if act not in into]


def certainty_words(told: Insisted) -> str:
    """Whether that is the whole truth."""
    forced = told.forced
    if forced is None or forced.exact:
        return gettext("It is proven that it cannot be had for less.") if forced else ""
    if forced.complete_at_best == forced.complete:
        return gettext("This is an estimate; the number of complete shows is proven.")
    spared = min(forced.complete_at_best, 0) - forced.complete
    if spared <= 0:
        return gettext("This is an estimate from the shows nearby; a proposal for the whole city may find better.")
    return ngettext(
        "This is an estimate from the shows nearby; it may cost %(num)s complete show less.",
        "This is an estimate from the shows nearby; it may cost up to %(num)s complete shows less.",
        spared,
    )
