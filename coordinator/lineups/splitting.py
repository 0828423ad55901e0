"""A day taken apart for several workers, and put together again: the same plan as in one process.

Shows that share no act and no musician do not touch each other (`components`). They are dealt into a few portions of
like size, each a problem of its own with only the acts that can play there; the choices come back and are told of the
whole day. Ids decide ties, so a portion's best choice does not depend on who else is in the portion.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from coordinator.lineups.bills import placed_acts
from coordinator.lineups.columns import day_of
from coordinator.lineups.components import parts_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.explanations import unfilled_slots
from coordinator.lineups.picks import refuse_impossible
from coordinator.lineups.problem import Artist, Mode, Pick, Plan, Problem, Show

PORTIONS = 8  # at most; more only cost reading the day more often


@dataclass(frozen=True, slots=True)
class Answer:
    """A portion solved: (show, artist) pairs, their value, how much better a choice could be, and the most shows that
    can be complete; None where nobody counted."""

    chosen: tuple[tuple[str, str], ...]
    value: float
    slack: float
    solver: str
    most_complete: int | None = None


def portions_of(problem: Problem) -> tuple[frozenset[str], ...]:
    """Ids of shows by portion, the largest first. Raises Invalid as `optimiser.solve` does."""
    refuse_impossible(problem)
    day = day_of(problem)
    pairs = eligible_pairs(day, problem.keep)
    portions: list[set[int]] = [set() for _ in range(PORTIONS)]
    sizes = [0] * PORTIONS
    for rows in reversed(parts_of(day, pairs)):
        least = sizes.index(min(sizes))
        portions[least].update(pairs.show[rows].tolist())
        sizes[least] += len(rows)
    return tuple(frozenset(day.shows[show].id for show in shows) for shows in portions if shows)


def portion(problem: Problem, shows: Collection[str]) -> Problem:
    """The problem of these shows alone, with the acts that can play at them or are locked there."""
    here = tuple(show for show in problem.shows if show.id in shows)
    keep = tuple(pick for pick in problem.keep if pick.show in shows)
    day = day_of(replace(problem, shows=here, keep=()))
    pairs = eligible_pairs(day, keep)
    acts = {day.artists[act].id for act in np.unique(pairs.artist).tolist()}
    artists = tuple(artist for artist in problem.artists if artist.id in acts)
    fitting = tuple(pick for pick in keep if pick.artist in acts)
    return replace(problem, shows=here, artists=artists, keep=fitting, speed_kmh=_speeds(problem, here))


def fingerprint(problem: Problem) -> str:
    """The same for equal problems, whatever the order of their rows and of what they hold."""
    rows: list[Show | Artist | Pick] = [*problem.shows, *problem.artists, *problem.keep]
    said = sorted(repr([*map(_plain, row)]) for row in rows)
    said += sorted(repr([city, sorted(speeds.items())]) for city, speeds in problem.speed_kmh.items())
    said.append(repr(problem.price))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def answer_of(plan: Plan) -> Answer:
    """What there is to tell of a portion's plan."""
    pairs = tuple((one.show, one.artist) for one in plan.placed)
    return Answer(pairs, plan.objective, plan.bound - plan.objective, plan.solver, plan.complete_bound)


def put_together(problem: Problem, answers: Iterable[Answer], *, seed: int, seconds: float) -> Plan:
    """The plan of the whole day from the answers of all portions; `seconds` is how long they took."""
    told = tuple(answers)
    day = day_of(problem)
    pairs = eligible_pairs(day, problem.keep)
    rows = {
        (day.shows[show].id, day.artists[act].id): row
        for row, (show, act) in enumerate(zip(pairs.show.tolist(), pairs.artist.tolist(), strict=True))
    }
    chosen = pairs.take(np.array(sorted(rows[pair] for answer in told for pair in answer.chosen), dtype=np.int64))
    placed = placed_acts(day, chosen, seed=seed)
    objective = fsum(term for act in placed for term in act.terms.values())
    slack = fsum(answer.slack for answer in told)
    return Plan(
        placed=placed,
        unfilled=unfilled_slots(day, chosen),
        objective=objective,
        bound=objective + slack,
        status="feasible" if slack else "optimal",
        seconds={"candidates": 0.0, "solve": seconds},
        seed=seed,
        solver=told[0].solver if told else "none needed",
        complete_bound=_most_complete(told),
    )


def _most_complete(told: Iterable[Answer]) -> int | None:
    """Portions share no act, so that what each can complete adds up."""
    counted = [answer.most_complete for answer in told]
    return None if None in counted else sum(most for most in counted if most is not None)


def _speeds(problem: Problem, shows: Iterable[Show]) -> dict[str, Mapping[Mode, float]]:
    cities = {show.city for show in shows}
    return {city: speeds for city, speeds in problem.speed_kmh.items() if city in cities}


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else value
