"""What is kept of a plan beside its acts: how good it is, told of the shows it is about, and who stood there before."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from math import fsum
from typing import Any

from coordinator.disclosure.matching import Taken
from coordinator.disclosure.slots import Suggestion
from coordinator.lineups.problem import ACTS, Plan, Problem
from coordinator.lineups.refusing import broken_alone

GONE = "gone"  # an act that wants to play no more


def proof_of(plan: Plan, shows: Collection[str]) -> Mapping[str, Any]:
    """Columns of a proposal: seed, status, solver, and value and bounds of its own shows.

    What is fixed elsewhere is taken out: it adds the same to whatever plan.
    """
    own = fsum(value for one in plan.placed if one.show in shows for value in one.terms.values())
    elsewhere = Counter(one.show for one in plan.placed if one.show not in shows)
    complete = sum(count == ACTS for count in elsewhere.values())
    return {
        "seed": plan.seed,
        "status": plan.status,
        "solver": plan.solver,
        "objective": own,
        "bound": own + (plan.bound - plan.objective),
        "complete_bound": None if plan.complete_bound is None else plan.complete_bound - complete,
    }


def suggestions(problem: Problem, plan: Plan, *, shows: Collection[str], taken: Collection[Taken]) -> list[Suggestion]:
    """Every slot of `shows` in the plan, with who holds it now and the rule for which that act is to go."""
    said = [*_filled(plan, shows), *_empty(plan, shows)]
    stays = {(one.show_id, one.artist_id) for one in said}
    acts = {artist.id for artist in problem.artists}
    out = [(one.show_id, one.artist_id) for one in taken if (one.show_id, one.artist_id) not in stays]
    rules = {pair: reason.value for pair, reason in broken_alone(problem, out).items()}
    rules |= {pair: GONE for pair in out if pair[1] not in acts}
    held = {(one.show_id, one.position): one.artist_id for one in taken}
    return [_with(one, held.get((one.show_id, one.position)), rules) for one in said]


def _filled(plan: Plan, shows: Collection[str]) -> Iterator[Suggestion]:
    for one in plan.placed:
        if one.show in shows:
            yield Suggestion(one.show, one.slot, one.artist, one.distance_km, None, dict(one.terms))


def _empty(plan: Plan, shows: Collection[str]) -> Iterator[Suggestion]:
    for one in plan.unfilled:
        if one.show in shows:
            yield Suggestion(one.show, one.slot, None, None, str(one.reason), dict(one.facts))


def _with(said: Suggestion, before: str | None, rules: Mapping[tuple[str, str], str]) -> Suggestion:
    rule = None if before is None else rules.get((said.show_id, before))
    return replace(said, before_id=before, before_rule=rule)
