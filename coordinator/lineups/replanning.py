"""A plan again after a change: only what must change changes, within moments, and with a proven bound.

Picks that no longer stand are taken out; around the holes a small problem is solved exactly, with everything beyond
fixed (see `neighbourhood`). Where the part of the day that the change touches is small, all of it is that problem, and
the answer is the best there is. Otherwise the bound on what a plan from scratch could be worth comes from prices (see
`prices`) and from the bound of the plan before.

Stability has a price: a change of one more act must win `price` rating points. A slot more is always worth its changes
(a slot outweighs four changes even at the highest price).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import inf
from time import perf_counter
from typing import Any

import numpy as np

from coordinator.errors import Invalid, Say
from coordinator.lineups.bills import placed_acts
from coordinator.lineups.changed_day import Case, case_of
from coordinator.lineups.columns import Flags, Whole
from coordinator.lineups.explanations import unfilled_slots
from coordinator.lineups.highs import SOLVER, best_choice
from coordinator.lineups.neighbourhood import pairs_around, shows_around
from coordinator.lineups.objective import (
    COMPLETE,
    KEPT,
    LOCAL,
    POINT,
    SLOT,
    worth_of,
)
from coordinator.lineups.prices import Prices, bound_at, find_prices, named_prices, offers_of, prices_by_name
from coordinator.lineups.problem import ACTS, Pick, Placed, Problem, Unfilled
from coordinator.lineups.program import Program, program_of, value_of

PRICE = 0.5  # rating points that one more change must win
HIGHEST_PRICE = 5.0  # all of a rating
WHOLE = 300  # pairs of a touched part that is solved from end to end
EXACT = 1e-3  # units of the objective; less than a tie-break, more than the rounding of a sum
AROUND = 200  # pairs of the small problem, roughly, where it is larger
QUICK_ROUNDS, QUICK_WORK = 100, 1_000_000  # for prices; the latter in pairs looked at
DENSE = 25  # pairs a show, roughly, that stay where there are many


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """What changes. Shows that are not among `shows` stay as they are.

    `placed` and `unfilled` are all slots of the changed `shows`; `out` the picks that ended, `into` the pairs that are
    new. `objective` and `bound` are those of the part of the day that the change touches (`part_shows` many shows);
    `given_up` is what stability cost, in rating points, beside the best that could be found in its stead.
    """

    shows: tuple[str, ...]
    placed: tuple[Placed, ...]
    unfilled: tuple[Unfilled, ...]
    out: tuple[Pick, ...]
    into: tuple[Placed, ...]
    objective: float
    bound: float
    given_up: float
    part_shows: int
    seconds: float
    solver: str = SOLVER

    @property
    def gap(self) -> float:
        """(bound − objective) / |objective|; 0 when both are 0."""
        return 0.0 if self.bound == self.objective else (self.bound - self.objective) / max(abs(self.objective), 1e-9)

    def after(self, keep: Collection[Pick]) -> tuple[Pick, ...]:
        """The plan `keep` with the changes made."""
        changed = set(self.shows)
        stay = tuple(pick for pick in keep if pick.show not in changed and pick not in self.out)
        return stay + tuple(Pick(one.show, one.slot, one.artist, one.locked) for one in self.placed)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Pairs chosen for the whole day, what they win beside those that stand, and how much better the small problem
    allows."""

    chosen: Flags
    won: float
    slack: float


def replan(
    problem: Problem,
    *,
    touched: Collection[str] = (),
    price: float = PRICE,
    seed: int = 0,
    prices: Prices | None = None,
    bound_before: float | None = None,
    around: int = AROUND,
    whole: int = WHOLE,
) -> Replanned:
    """What to change in the plan `problem.keep`, now that the day is `problem`.

    Who cancelled and which show was withdrawn tells itself by the picks that no longer stand. `touched` names shows and
    artists (ids) that changed in another way: a time moved, an act free again, a lock taken away. Locks are never
    touched. `prices` are those of `prices_of`, kept from any day before; `bound_before` is what was proven for the plan
    before (same seed), valid while, but for what `touched` names, the day only lost something. `around` is how many
    pairs, roughly, are looked at again, and `whole` up to how many the touched part is solved from end to end, which
    proves the best and takes its time. Raises Invalid as `optimiser.solve` does, and for a `price` (rating points)
    below 0 or above 5.
    """
    began = perf_counter()
    if not 0 <= price <= HIGHEST_PRICE:
        raise Invalid({"price": [Say("A change can cost 0 to 5 rating points, not %(price)s.", price=price)]})
    case = case_of(replace(problem, price=0.0), touched=touched, seed=seed)
    near = _near(case, around, whole)
    steady = _best(case, near, start=case.scene.now.stands, bonus=max(price * POINT, KEPT))
    free = steady if price * POINT <= KEPT else _best(case, near, start=steady.chosen, bonus=KEPT)
    stood = case.value(case.part[case.scene.now.stands[case.part]])
    bound = stood + free.won + free.slack
    if len(near.rows) < len(case.part):
        bound = _bound(case, stood + free.won, prices, before=_before(case, steady, bound_before, touched))
    value = stood + steady.won
    return Replanned(
        **_told(case, steady),
        objective=value,
        bound=max(bound, value),
        given_up=(free.won - steady.won) / POINT,
        seconds=perf_counter() - began,
    )


def prices_of(problem: Problem, *, seed: int = 0, rounds: int | None = None) -> Prices:
    """Prices that prove a bound for the plan `problem.keep` and, as they stand, for days like it. Takes its time."""
    case = case_of(problem, touched=[show.id for show in problem.shows], seed=seed)
    offers = offers_of(case.scene.day, case.scene.pairs, case.worth)
    aim = case.value(np.flatnonzero(case.scene.now.stands))
    return prices_by_name(offers, find_prices(offers, aim, np.zeros(len(offers.shares.names)), rounds=rounds))


@dataclass(frozen=True, slots=True)
class _Near:
    """The small problem: pairs that may be chosen, and those beyond that stay and that they must go with."""

    rows: Whole
    beyond: Whole


def _near(case: Case, around: int, whole: int) -> _Near:
    if len(case.part) <= whole:
        return _Near(case.part, case.part[:0])
    shows = len(np.unique(case.scene.pairs.show[case.part]))
    a_show = min(max(len(case.part) // shows, 1), DENSE)
    return _Near(*pairs_around(case.scene, shows_around(case.scene, most=around // a_show)))


def _best(case: Case, near: _Near, *, start: Flags, bonus: float) -> _Choice:
    """The best choice near the change, if a pair of the present plan is worth `bonus` more."""
    scene = case.scene
    rows = np.sort(np.append(near.rows, near.beyond))
    pairs = scene.pairs.take(rows)
    pairs = replace(pairs, locked=pairs.locked | np.isin(rows, near.beyond))
    program = program_of(scene.day, pairs, seed=case.seed)
    more = np.where(scene.now.stands[rows], bonus - KEPT, 0.0)
    if not len(rows):
        return _Choice(start, 0.0, 0.0)
    priced = replace(program, worth=program.worth + more)
    inside, slack = _proven(priced, start[rows])
    chosen = start.copy()
    chosen[rows] = inside
    won = value_of(program, inside) - value_of(program, scene.now.stands[rows])
    return _Choice(chosen, won, slack)


def _proven(program: Program, start: Flags) -> tuple[Flags, float]:
    """The best choice the solver finds, and how far its bound lies above.

    Where presolve alone settles everything, the solver may hand back its start with the right bound; so a choice is the
    best only where it reaches the bound, and otherwise is looked for once more from the locks alone.
    """
    best, value, bound = start, value_of(program, start), inf
    for begin in (start, program.pairs.locked):
        answer = best_choice(program, begin, seconds=inf)
        bound = min(bound, answer.bound)
        if answer.chosen is not None and value_of(program, answer.chosen) > value:
            best, value = answer.chosen, value_of(program, answer.chosen)
        if bound <= value + EXACT:
            return best, 0.0
    return best, bound - value


def _bound(case: Case, value: float, prices: Prices | None, *, before: float) -> float:
    """What the touched part could be worth at most: by what was proven before, or where that is wide by prices."""
    if before <= value + SLOT:
        return max(before, value)
    scene, part = case.scene, case.part
    pairs = scene.pairs.take(part)
    offers = offers_of(scene.day, pairs, worth_of(scene.day, pairs, seed=case.seed))
    if prices is None:
        price = find_prices(offers, value, np.zeros(len(offers.shares.names)), rounds=_rounds(case))
    else:
        price = named_prices(offers, prices)
    return max(min(bound_at(offers, price).total, before), value)


def _rounds(case: Case) -> int:
    """How often prices are bettered while somebody waits."""
    return min(QUICK_ROUNDS, QUICK_WORK // len(case.part))


def _before(case: Case, steady: _Choice, bound_before: float | None, touched: Collection[str]) -> float:
    """What the bound of the plan before leaves for the touched part: it can only have gained by what is `touched`."""
    if bound_before is None:
        return inf
    scene = case.scene
    beyond = steady.chosen.copy()
    beyond[case.part] = False
    shows = [scene.day.show_row[one] for one in touched if one in scene.day.show_row]
    acts = [scene.day.artist_row[one] for one in touched if one in scene.day.artist_row]
    plays = ACTS * len(shows) + sum(max(scene.day.artists[act].max_shows, 0) for act in acts)
    felt = np.isin(scene.pairs.show, shows) | np.isin(scene.pairs.artist, acts)
    most = float(scene.worth[felt].max(initial=0.0)) + LOCAL
    gains = plays * most + COMPLETE * (len(shows) + plays - ACTS * len(shows))
    return bound_before + gains + KEPT * len(case.problem.keep) - case.value(np.flatnonzero(beyond))


def _told(case: Case, choice: _Choice) -> dict[str, Any]:
    """The changed shows with all their slots, and what is different."""
    scene, pairs, chosen = case.scene, case.scene.pairs, choice.chosen
    changed = np.unique(np.append(pairs.show[chosen != scene.now.stands], sorted(scene.now.open_shows)).astype(int))
    acts = np.unique(pairs.artist[chosen & np.isin(pairs.show, changed)])
    rows = np.flatnonzero(chosen & (np.isin(pairs.show, changed) | np.isin(pairs.artist, acts)))
    ids = {scene.day.shows[show].id for show in changed.tolist()}
    placed = tuple(one for one in placed_acts(scene.day, pairs.take(rows), seed=case.seed) if one.show in ids)
    held = {(pick.show, pick.artist) for pick in case.problem.keep}
    plays = {(one.show, one.artist) for one in placed}
    gone = (pick for pick in case.problem.keep if pick.show in ids or pick.show not in scene.day.show_row)
    return {
        "shows": tuple(sorted(ids)),
        "placed": placed,
        "unfilled": unfilled_slots(scene.day, pairs.take(np.flatnonzero(chosen)), shows=changed),
        "out": tuple(pick for pick in gone if (pick.show, pick.artist) not in plays),
        "into": tuple(one for one in placed if (one.show, one.artist) not in held),
        "part_shows": len(np.unique(pairs.show[case.part])),
    }
