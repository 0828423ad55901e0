"""Why a slot stays empty: the rule at which the last candidate fell, the counts on the way, and the nearest miss."""

from collections.abc import Iterator, Mapping

import numpy as np

from coordinator.errors import NotFound, Say
from coordinator.geo.distance import MEAN_RADIUS_KM, RIM
from coordinator.lineups.columns import NEEDS, Day, Flags, Reals, Whole, day_of
from coordinator.lineups.eligibility import Pairs, Rule, away_km, everybody_away_km, rules_broken_at
from coordinator.lineups.nearby import METRE, on_the_globe
from coordinator.lineups.problem import ACTS, Problem, Reason, Unfilled

REASONS = {
    Rule.REACH: Reason.NO_ARTIST_IN_RANGE,
    Rule.TIMES: Reason.NONE_FREE,
    Rule.SETS: Reason.CURFEW,
    Rule.NEEDS: Reason.TECHNICAL,
    Rule.STAGE: Reason.TECHNICAL,
    Rule.VETO: Reason.VETOED,
}
RULES_IN_TURN = (
    (Reason.NO_ARTIST_IN_RANGE, "in_range", Rule.REACH),
    (Reason.NONE_FREE, "free", Rule.TIMES),
    (Reason.CURFEW, "fitting", Rule.SETS),
    (Reason.TECHNICAL, "fit", Rule.NEEDS | Rule.STAGE),
)
SIGHT = 200  # artists out of reach who are looked at first for the nearest miss
FITTING = 2  # the step whose artists are only short of something in the room
Facts = dict[str, float | str]

SENTENCES = {
    Reason.NO_ARTIST_IN_RANGE: "No other act travels this far.",
    Reason.NONE_FREE: "Other acts within reach: %(in_range)s, but none is free for the whole evening.",
    Reason.CURFEW: "The evening is too short for three sets: there are %(playing)s minutes to play in.",
    Reason.TECHNICAL: "Other acts within reach and free: %(free)s, but the room is not fit for them.",
    Reason.VETOED: "Other acts free and fit for the room: %(fit)s, but host or act has ruled the other out.",
    Reason.GENRE_CLASH: "Other acts that could play here: %(able)s, but their genre is on the bill already.",
    Reason.ALL_TAKEN: "Other acts that could play here: %(able)s, but all of them are needed elsewhere that day.",
}
LACKS = {
    "amplified": "Other acts within reach and free: %(free)s; none fits this room, most often as it is kept acoustic.",
    "drums": "Other acts within reach and free: %(free)s; none fits this room, most often because drums cannot play.",
    "piano": "Other acts within reach and free: %(free)s; none fits this room, most often for want of a piano.",
    "power": "Other acts within reach and free: %(free)s; none fits this room, most often for want of power.",
    "stage": "Other acts within reach and free: %(free)s; none fits this room, most often for want of space to stand.",
}
WITHIN = "Other acts within reach: %(in_range)s; "
CAUSES = {  # how many of them fell between one step of the sieve and the next
    ("in_range", "free"): "not free for the whole evening: %(late)s",
    ("free", "fitting"): "with sets too long: %(long)s",
    ("fitting", "fit"): "in need of what the room lacks: %(unfit)s",
    ("fit", "able"): "ruled out by host or act: %(refused)s",
    ("able", "open"): "with a genre that is on the bill already: %(alike)s",
    ("open", ""): "needed elsewhere that day: %(taken)s",
}
_NAMES = dict(zip(CAUSES, ("late", "long", "unfit", "refused", "alike", "taken"), strict=True))
NEAREST = " Nearest other: %(name)s, %(distance)s km away with a radius of %(radius)s km."
MISSES = {
    Rule.TIMES: " Closest to fitting: %(name)s, who is not free for the whole evening.",
    Rule.SETS: " Closest to fitting: %(name)s, whose set is too long.",
    Rule.NEEDS: " Closest to fitting: %(name)s, who needs what the room does not have.",
    Rule.STAGE: " Closest to fitting: %(name)s, who are too many for the stage.",
}


def unfilled_slots(day: Day, chosen: Pairs, *, shows: Whole | None = None) -> tuple[Unfilled, ...]:
    """Every empty slot, by show id and slot, with its reason: of the whole day, or of these rows of shows."""
    return tuple(_unfilled(day, chosen, np.arange(len(day.shows)) if shows is None else shows))


def explain(unfilled: Unfilled, names: Mapping[str, str]) -> Say:
    """One or two sentences for a person. `names` finds the name of an act by its artist id."""
    facts = dict(unfilled.facts)
    sentence = LACKS.get(str(facts.get("lacks")), SENTENCES[unfilled.reason])
    causes = _causes(facts)
    if len(causes) > 1 and unfilled.reason is not Reason.CURFEW:
        sentence = WITHIN + "; ".join(CAUSES[steps] for steps in causes) + "."
        facts |= {_NAMES[steps]: count for steps, count in causes.items()}
    if "artist" not in facts:
        return Say(sentence, **facts)
    rule, artist = Rule[str(facts["rule"]).upper()], str(facts["artist"])
    spoken = {"distance": _kilometres(facts["distance_km"]), "radius": _kilometres(facts["travel_km"])}
    return Say(sentence + MISSES.get(rule, NEAREST), **facts, **spoken, name=names.get(artist, artist))


def why_not(problem: Problem, show_id: str, artist_id: str) -> tuple[Reason, ...]:
    """The rules that keep this artist from this show, whoever else plays; none when the pair may stand.

    Raises NotFound for an id the problem does not know.
    """
    day = day_of(problem)
    if show_id not in day.show_row or artist_id not in day.artist_row:
        raise NotFound(show_id, artist_id)
    broken = int(rules_broken_at(day, day.show_row[show_id])[day.artist_row[artist_id]])
    return tuple(dict.fromkeys(REASONS[rule] for rule in Rule if rule & broken))


def _causes(facts: Facts) -> dict[tuple[str, str], float]:
    """How many acts each rule keeps away, one after the other; only rules that keep any."""
    if not {name for name, _ in CAUSES} <= facts.keys():
        return {}
    fell = {(one, other): float(facts[one]) - float(facts.get(other, 0)) for one, other in CAUSES}
    return {steps: int(count) for steps, count in fell.items() if count}


def _kilometres(distance: float | str) -> str:
    """One decimal, since "50 km away with a radius of 50 km" would explain nothing."""
    return f"{float(distance):.1f}".removesuffix(".0")


def _unfilled(day: Day, chosen: Pairs, shows: Whole) -> Iterator[Unfilled]:
    filled, homes = np.bincount(chosen.show, minlength=len(day.shows)), on_the_globe(day.acts.at)
    for show in shows[filled[shows] < ACTS].tolist():
        bill = chosen.artist[chosen.show == show]
        reason, facts = _reason(day, show, bill, _in_sight(day, show, homes))
        if facts.get("rule") != "reach":  # somebody farther away may be kept by distance alone
            reason, facts = _reason(day, show, bill, np.arange(len(day.artists)))
        for slot in range(len(bill) + 1, ACTS + 1):
            yield Unfilled(day.shows[show].id, slot, reason, facts)


def _in_sight(day: Day, show: int, homes: Reals) -> Whole:
    """The artists who may be in reach, and of all others those who are least out of it."""
    half = np.sqrt(((homes - on_the_globe(day.rooms.at.take(np.array([show])))) ** 2).sum(axis=1)) / 2
    away = 2 * MEAN_RADIUS_KM * np.arcsin(np.minimum(half, 1.0))
    touring = np.unique(day.legs.artist)
    away[touring] = everybody_away_km(day, show, touring)
    reach = day.acts.reach_km
    inside = away <= (1 + 2 * RIM) * reach + METRE
    over = np.where(inside, np.inf, away - reach)
    least = np.argpartition(over, SIGHT)[:SIGHT] if len(over) > SIGHT else np.arange(len(over))
    return np.union1d(least, np.flatnonzero(inside))


def _reason(day: Day, show: int, bill: Whole, artists: Whole) -> tuple[Reason, Facts]:
    """Sift the other artists (rows) rule by rule; the rule that leaves nobody is the reason."""
    broken = rules_broken_at(day, show, artists)
    others = ~np.isin(artists, bill)
    steps = list(_sieve(day, broken, bill, artists))
    facts: Facts = {"playing": day.shows[show].playing_minutes}
    facts |= {name: int(left.sum()) for _, name, left in steps}
    reason = next((reason for reason, _, left in steps if not left.any()), Reason.ALL_TAKEN)
    if _all_too_long(day, show, bill):
        reason = Reason.CURFEW
    if reason is Reason.TECHNICAL:
        facts["lacks"] = _most_missed(day, show, artists[steps[FITTING][2]])
    welcome = others & _welcome(day, bill, artists)
    return reason, facts | _nearest_miss(day, show, artists, np.where(welcome, broken, 0))


def _all_too_long(day: Day, show: int, bill: Whole) -> bool:
    """Whether there are others, and each has a set of which three do not fit, wherever they live."""
    others = np.delete(day.acts.set_minutes, bill)
    return bool(len(others)) and bool((ACTS * others > day.rooms.playing[show]).all())


def _sieve(day: Day, broken: Whole, bill: Whole, artists: Whole) -> Iterator[tuple[Reason, str, Flags]]:
    """Reason, name in the facts, and the others that are left, after each rule in turn."""
    left = ~np.isin(artists, bill)
    for reason, name, rule in RULES_IN_TURN:
        left = left & (broken & rule == 0)
        yield reason, name, left
    left = left & (broken & Rule.VETO == 0) & ~_refused_by(day, bill, artists)
    yield Reason.VETOED, "able", left
    yield Reason.GENRE_CLASH, "open", left & _welcome(day, bill, artists)


def _welcome(day: Day, bill: Whole, artists: Whole) -> Flags:
    """Artists that would not bring a main genre for the second time, nor meet somebody they keep apart from."""
    alike = np.isin(day.acts.genre[artists], day.acts.genre[bill])
    return np.asarray(~alike & ~_refused_by(day, bill, artists))


def _refused_by(day: Day, bill: Whole, artists: Whole) -> Flags:
    on_bill = set(bill.tolist())
    refused = [other for pair in day.apart for one, other in (pair, pair[::-1]) if one in on_bill]
    return np.isin(artists, refused)


def _most_missed(day: Day, show: int, artists: Whole) -> str:
    """What most of these artists miss in the room: a need, or "stage"."""
    missing = day.acts.needs[artists] & ~day.rooms.has[show]
    counts = {need.value: int((missing & bit > 0).sum()) for need, bit in NEEDS.items()}
    counts["stage"] = int((day.acts.people[artists] > day.rooms.stage[show]).sum())
    return max(counts, key=lambda name: counts[name])


def _nearest_miss(day: Day, show: int, artists: Whole, broken: Whole) -> Facts:
    """The artist that one rule alone keeps away: the one fewest km out of reach, else the nearest of the others."""
    reach = day.acts.reach_km[artists]
    over = everybody_away_km(day, show, artists) - np.where(broken == Rule.REACH, reach, 0)
    for rules in ((Rule.REACH,), tuple(MISSES)):
        rows = np.flatnonzero(np.isin(broken, rules))
        if len(rows):
            row = int(rows[np.argmin(over[rows])])
            return _miss(day, show, artist=int(artists[row]), broken=int(broken[row]))
    return {}


def _miss(day: Day, show: int, *, artist: int, broken: int) -> Facts:
    act, room = day.artists[artist], day.shows[show]
    return {
        "artist": act.id,
        "distance_km": away_km(act, room),
        "travel_km": act.travel_km,
        "rule": str(Rule(broken).name).lower(),
    }
