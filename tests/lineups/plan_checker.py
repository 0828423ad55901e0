"""Checks a plan against the rules of the day, pair by pair and in plain words. Shares no code with the optimiser.

A lock stands whatever it breaks: a rule is broken only where a pair that is not locked has a part in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from geopy.distance import geodesic

from coordinator.lineups.problem import Artist, Mode, Plan, Problem, Show

Pair = tuple[Show, Artist]
Speeds = Mapping[str, Mapping[Mode, float]]
USUAL = {"car": 30, "transit": 15, "bicycle": 12, "foot": 4}  # km/h


def faults_of(problem: Problem, plan: Plan) -> list[str]:
    """One sentence for each rule that the plan breaks; an empty list for a good plan."""
    shows = {show.id: show for show in problem.shows}
    artists = {artist.id: artist for artist in problem.artists}
    locked = {(pick.show, pick.artist) for pick in problem.keep if pick.locked}
    chosen = [(shows[placed.show], artists[placed.artist]) for placed in plan.placed]
    return [
        *_slot_faults(problem, plan),
        *(f"the lock of {artist} at {show} is gone" for show, artist in sorted(locked - set(map(ids, chosen)))),
        *(f"{a.id} at {s.id}: {why}" for s, a in chosen if (s.id, a.id) not in locked for why in why_not(s, a)),
        *_pair_faults(chosen, locked, problem.speed_kmh),
        *_too_many(chosen, locked),
        *_telling_faults(problem, plan),
    ]


def ids(pair: Pair) -> tuple[str, str]:
    """The ids of show and artist."""
    return pair[0].id, pair[1].id


def distance(show: Show, other: Show | Artist) -> float:
    """Geodesic km to another show, or to where an artist is when this one starts."""
    there = [(other.latitude, other.longitude)]
    if isinstance(other, Artist):
        now = [leg for leg in other.legs if leg.begins <= show.starts_at < leg.ends]
        there = [(leg.latitude, leg.longitude) for leg in now] + there
    return float(geodesic((show.latitude, show.longitude), there[0]).km)


def why_not(show: Show, artist: Artist) -> list[str]:
    """The rules of a single pair that this one breaks."""
    start, end = show.local_start, show.local_start + show.minutes
    end = end if show.curfew is None else min(end, show.curfew)
    until = artist.free_until
    if until is not None and until <= (360 if artist.free_from is None else artist.free_from):
        until += 1440
    broken = {
        "too far": distance(show, artist) > artist.travel_km,
        "not free": (artist.free_from or -9999) > start or (until is not None and until < end),
        "set too long": 3 * artist.set_minutes > end - start,
        "needs": not artist.needs <= show.has,
        "stage": show.stage_people is not None and artist.people > show.stage_people,
        "veto": artist.id in show.not_with or show.id in artist.not_with,
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def clash(one: Pair, other: Pair, speeds: Speeds) -> bool:
    """Whether nobody can play both: under 45 minutes and the way between them, as the slower of both goes it."""
    first, second = sorted((one[0], other[0]), key=lambda show: show.starts_at)
    if first.id == second.id:
        return True
    length = first.minutes if first.curfew is None else min(first.minutes, first.curfew - first.local_start)
    slowest = min(speeds.get(show.city, {}).get(act.mode, USUAL[act.mode]) for show, act in (one, other))
    left = second.starts_at - first.starts_at - max(length, 0) - 45
    return left < 0 or left / 60 * slowest < distance(first, second)


def together(one: Pair, other: Pair, speeds: Speeds) -> list[str]:
    """The rules that these two pairs break between them."""
    (show, artist), (there, another) = one, other
    meet = show.id == there.id
    same = artist.id == another.id
    genres = [act.genres[0] if act.genres else act.id for act in (artist, another)]
    broken = {
        "one genre twice": meet and not same and genres[0] == genres[1],
        "kept apart": meet and (artist.id in another.not_with or another.id in artist.not_with),
        "one person twice": bool(same or artist.members & another.members) and clash(one, other, speeds),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def _pair_faults(chosen: list[Pair], locked: set[tuple[str, str]], speeds: Speeds) -> Iterator[str]:
    by_show, by_person = defaultdict(list), defaultdict(list)
    for pair in chosen:
        by_show[pair[0].id].append(pair)
        for person in {f"act {pair[1].id}", *(f"member {member}" for member in pair[1].members)}:
            by_person[person].append(pair)
    for one, other in {both for group in (*by_show.values(), *by_person.values()) for both in combinations(group, 2)}:
        if not {ids(one), ids(other)} <= locked:
            yield from (f"{ids(one)} with {ids(other)}: {why}" for why in together(one, other, speeds))


def _too_many(chosen: list[Pair], locked: set[tuple[str, str]]) -> Iterator[str]:
    for artist, times in Counter(pair[1] for pair in chosen).items():
        if times > max(artist.max_shows, sum(artist.id == locked_artist for _, locked_artist in locked)):
            yield f"{artist.id} plays {times} shows"


def _slot_faults(problem: Problem, plan: Plan) -> Iterator[str]:
    for show in problem.shows:
        filled = [placed for placed in plan.placed if placed.show == show.id]
        empty = sorted(unfilled.slot for unfilled in plan.unfilled if unfilled.show == show.id)
        if [placed.slot for placed in filled] + empty != [1, 2, 3]:
            yield f"{show.id} has slots {[placed.slot for placed in filled]} and empty ones {empty}"
        if len({placed.artist for placed in filled}) < len(filled):
            yield f"{show.id} has an act twice"


def _telling_faults(problem: Problem, plan: Plan) -> Iterator[str]:
    shows = {show.id: show for show in problem.shows}
    artists = {artist.id: artist for artist in problem.artists}
    for placed in plan.placed:
        if abs(placed.distance_km - distance(shows[placed.show], artists[placed.artist])) > 1e-9:
            yield f"{placed.artist} is not {placed.distance_km} km from {placed.show}"
        if placed.locked != any(
            pick.locked and (pick.show, pick.artist) == (placed.show, placed.artist) for pick in problem.keep
        ):
            yield f"{placed.artist} at {placed.show} is told wrongly to be locked or not"
    told = sum(value for placed in plan.placed for value in placed.terms.values())
    if abs(told - plan.objective) > 1e-6 * max(1, abs(told)):
        yield f"the terms add up to {told}, not {plan.objective}"
    if plan.bound < plan.objective or (plan.status == "optimal" and plan.gap):
        yield f"the bound {plan.bound} does not bound {plan.objective}"
