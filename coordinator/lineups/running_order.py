"""Who plays first, second, third, and from when to when.

What counts, in this order: nobody plays before they can be there or after they must be gone; who comes from another
show plays late, who goes on to one plays early; the drum kit, and then the amplifiers, once on stage stay there (last
up, first down: acts that need them close the evening, so that nothing is carried off between two sets); and what is
left is drawn by the seed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, permutations

from coordinator.lineups.problem import ACTS, Artist, Need, Placed, Plan, Problem, Show
from coordinator.lineups.travel import Move, moves_of

CHANGE_OVER = 15  # minutes between two sets, less where the evening is short


@dataclass(frozen=True, slots=True)
class SetTime:
    """An act's set: slot 1 to 3, from and until in local minutes of the show's day."""

    artist: str
    slot: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds the acts of a show (ids): a slot they have, when they can be on stage, when they must be off it.

    Times are local minutes of the show's day.
    """

    slots: Mapping[str, int] = field(default_factory=dict)
    not_before: Mapping[str, int] = field(default_factory=dict)
    not_after: Mapping[str, int] = field(default_factory=dict)


NO_WISHES = Wishes()


def running_order(show: Show, acts: Sequence[Artist], *, seed: int, wishes: Wishes = NO_WISHES) -> tuple[SetTime, ...]:
    """The sets of one to three acts, in order, inside the show's playing time.

    A slot given in `wishes` is kept. The answer does not depend on the order of `acts`. Sets longer than the evening
    (only locks can bring that about) are cut in proportion.
    """
    orders = permutations(sorted(acts, key=lambda act: act.id))
    kept = [order for order in orders if _keeps_slots(order, wishes.slots)]
    best = min(kept, key=lambda order: _cost(show, order, wishes, seed))
    return _times(show, best)


def sequenced(problem: Problem, plan: Plan, *, seed: int = 0) -> Plan:
    """The plan with its acts in running order. Locked acts and those that keep a slot of `problem.keep` stay in it."""
    shows = {show.id: show for show in problem.shows}
    artists = {artist.id: artist for artist in problem.artists}
    kept = {(pick.show, pick.artist) for pick in problem.keep}
    moves = moves_of(problem, plan.placed)
    bills: dict[str, list[Placed]] = defaultdict(list)
    for one in plan.placed:
        bills[one.show].append(one)
    placed: list[Placed] = []
    for show, bill in bills.items():
        acts = [artists[one.artist] for one in bill]
        slots = {one.artist: one.slot for one in bill if one.locked or (show, one.artist) in kept}
        sets = running_order(shows[show], acts, seed=seed, wishes=_wishes(shows[show], moves, slots))
        slot_of = {one.artist: one.slot for one in sets}
        placed += sorted((replace(one, slot=slot_of[one.artist]) for one in bill), key=lambda one: one.slot)
    return replace(plan, placed=tuple(placed))


def set_times(problem: Problem, bill: Iterable[Placed]) -> tuple[SetTime, ...]:
    """When the acts of one show play, in the slots they have. Raises ValueError for acts of several shows."""
    placed = sorted(bill, key=lambda one: one.slot)
    (show_id,) = {one.show for one in placed}
    show = next(one for one in problem.shows if one.id == show_id)
    artists = {artist.id: artist for artist in problem.artists}
    return _times(show, [artists[one.artist] for one in placed])


@dataclass(frozen=True, slots=True)
class Drawbacks:
    """What a better order would spare: minutes that acts are on stage before they can be there or after they must be
    gone, places lost on the way from or to another show, and how often drums and amplifiers are carried off."""

    minutes: int
    turns: int
    drums: int
    amplifiers: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """A bill as it stands and as it would best be played: acts (ids) in order, with what speaks against each."""

    now: tuple[str, ...]
    best: tuple[str, ...]
    against_now: Drawbacks
    against_best: Drawbacks

    @property
    def is_fine(self) -> bool:
        """Whether no other order is technically better. What only the draw decides is no fault."""
        return self.against_now == self.against_best


def ordered(problem: Problem, show_id: str, *, seed: int = 0) -> Ordered:
    """How the picks of a show in `problem.keep` stand, beside the order that running_order gives them, whatever slots
    they have. The other shows' acts count as they are."""
    show = next(one for one in problem.shows if one.id == show_id)
    artists = {artist.id: artist for artist in problem.artists}
    picks = sorted((pick for pick in problem.keep if pick.show == show_id), key=lambda pick: pick.slot)
    acts = [artists[pick.artist] for pick in picks]
    wishes = _wishes(show, moves_of(problem, problem.keep), {})
    best = [artists[one.artist] for one in running_order(show, acts, seed=seed, wishes=wishes)] if acts else []
    against = [Drawbacks(*_cost(show, order, wishes, seed)[:4]) for order in (acts, best)]
    return Ordered(tuple(act.id for act in acts), tuple(act.id for act in best), *against)


def times_of(show: Show, acts: Mapping[int, Artist]) -> tuple[SetTime, ...]:
    """When the acts (slot → act) of a show play, in the order of their slots."""
    sets = _times(show, [act for _, act in sorted(acts.items())])
    return tuple(replace(one, slot=slot) for one, slot in zip(sets, sorted(acts), strict=True))


def shared_times(show: Show, acts: Mapping[int, Artist], *, second: bool) -> tuple[SetTime, ...]:
    """When the acts of two rooms with one bill play in the first or the `second` of them.

    Sets with one number begin at one time in both rooms, and last as long as the longest of the bill, so that whoever
    walks over has a whole change-over for it. In the second room each act plays one slot later, the last one first.
    """
    longest = max((act.set_minutes for act in acts.values()), default=0)
    playing = max(show.playing_minutes, 0)
    window = min(longest, playing // ACTS)
    pause = min(CHANGE_OVER, (playing - ACTS * window) // (ACTS - 1))
    turned = {slot % ACTS + 1 if second else slot: act for slot, act in acts.items()}
    begins = {slot: show.local_start + (slot - 1) * (window + pause) for slot in turned}
    return tuple(
        SetTime(act.id, slot, begins[slot], begins[slot] + min(act.set_minutes, window))
        for slot, act in sorted(turned.items(), key=lambda pair: pair[0])
    )


def _wishes(show: Show, moves: Mapping[str, tuple[Move, ...]], slots: Mapping[str, int]) -> Wishes:
    """When acts come from another show, and when they must be off to the next."""
    every = [(act, move) for act, theirs in moves.items() for move in theirs]
    comes = {act: show.local_start - move.spare for act, move in every if move.second == show.id}
    leaves = {act: show.local_end + move.spare for act, move in every if move.first == show.id}
    return Wishes(slots, comes, leaves)


def _keeps_slots(order: Sequence[Artist], slots: Mapping[str, int]) -> bool:
    """Slots above the number of acts (a hole below would be filled) hold nobody."""
    return all(slots.get(act.id, slot) in {slot, *range(len(order) + 1, ACTS + 1)} for slot, act in enumerate(order, 1))


def _cost(show: Show, order: Sequence[Artist], wishes: Wishes, seed: int) -> tuple[int, int, int, int, str]:
    """To be compared: the lower the better."""
    sets = _times(show, order)
    late = sum(max(wishes.not_before.get(one.artist, one.begins) - one.begins, 0) for one in sets)
    late += sum(max(one.ends - wishes.not_after.get(one.artist, one.ends), 0) for one in sets)
    turns = sum(len(order) - one.slot for one in sets if one.artist in wishes.not_before)
    turns += sum(one.slot - 1 for one in sets if one.artist in wishes.not_after)
    return late, turns, _struck(order, Need.DRUMS), _struck(order, Need.AMPLIFIED), _lot(show, order, seed)


def _struck(order: Sequence[Artist], need: Need) -> int:
    """How often it must be carried off between two sets."""
    return sum(need in act.needs and need not in following.needs for act, following in pairwise(order))


def _lot(show: Show, order: Sequence[Artist], seed: int) -> str:
    said = " ".join([str(seed), show.id, *(act.id for act in order)])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _times(show: Show, order: Sequence[Artist]) -> tuple[SetTime, ...]:
    """Sets one after the other from the show's start, with equal change-overs."""
    playing, lengths = max(show.playing_minutes, 0), [act.set_minutes for act in order]
    if sum(lengths) > playing:
        lengths = [playing * length // sum(lengths) for length in lengths]
    pause = min(CHANGE_OVER, (playing - sum(lengths)) // max(len(order) - 1, 1))
    begins = [show.local_start + sum(lengths[:place]) + place * pause for place in range(len(order))]
    sets = zip(order, begins, lengths, strict=True)
    return tuple(SetTime(act.id, slot, begin, begin + length) for slot, (act, begin, length) in enumerate(sets, 1))
