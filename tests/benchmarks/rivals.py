"""What the optimiser is measured against, on the same pairs: greedy, local search, plain HiGHS, the relaxation."""

from dataclasses import dataclass
from time import process_time

import numpy as np

from coordinator.lineups.columns import Day, Flags, Whole, day_of, groups
from coordinator.lineups.components import parts_of
from coordinator.lineups.eligibility import Pairs, eligible_pairs
from coordinator.lineups.greedy import Hand, chosen_greedily
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.problem import Problem
from coordinator.lineups.program import Program, complete_of, part_of, program_of, value_of
from coordinator.lineups.relaxation import relaxation_of

RUINED = 4  # shows that local search takes apart at a time


@dataclass(frozen=True)
class Field:
    """A day as its rivals see it: all pairs in one program, and the seconds it took to find them and write it down."""

    day: Day
    pairs: Pairs
    program: Program
    build: float


@dataclass(frozen=True)
class Result:
    """What a rival reached, in so many seconds of the processor, from the lists to the plan as ours are; `bound` is
    infinite where it proves nothing."""

    seconds: float
    value: float
    complete: int
    bound: float = float("inf")


def field_of(problem: Problem) -> Field:
    """All eligible pairs of the day in one program."""
    began = process_time()
    day = day_of(problem)
    pairs = eligible_pairs(day, problem.keep)
    program = program_of(day, pairs, seed=0)
    return Field(day, pairs, program, process_time() - began)


def greedy(field: Field) -> tuple[Result, Flags]:
    """The scarcest shows first, whole ones before halves."""
    began = process_time()
    chosen = chosen_greedily(field.program)
    return _result(field, began, chosen), chosen


def local_search(field: Field, start: Flags, *, seconds: float) -> Result:
    """From the greedy plan: take an incomplete show and some that share its acts apart, refill, keep the better."""
    began, chance = process_time(), np.random.default_rng(1)
    program, chosen = field.program, start.copy()
    rows_of = dict(groups(field.pairs.show))
    shows_of = {artist: field.pairs.show[rows] for artist, rows in groups(field.pairs.artist)}
    value = value_of(program, chosen)
    hand = Hand(program, chosen)
    while process_time() - began < seconds:
        ruined = _some_shows(field, hand.chosen, rows_of, shows_of, chance)
        before = hand.chosen.copy()
        rows = [rows_of[show] for show in ruined]
        for pair in np.concatenate(rows)[before[np.concatenate(rows)]].tolist():
            hand.move(pair, into=False)
        for some in rows:
            noisy = program.worth[some] + chance.normal(size=len(some)) * 50_000
            hand.fill(some[np.argsort(-noisy)], or_nothing=False)
        now = value_of(program, hand.chosen)
        if now < value:
            _restore(hand, before, np.concatenate(rows))
        value = max(now, value)
    return _result(field, began, hand.chosen)


def plain_highs(field: Field, start: Flags, *, seconds: float) -> Result:
    """The whole day as one program, given to the solver as it is."""
    began = process_time()
    answer = best_within(field.program, start, Effort(ends=process_time() + seconds, nodes=10**9, polls=10**9))
    found = _result(field, began, start if answer.chosen is None else answer.chosen)
    return Result(found.seconds, found.value, found.complete, answer.bound)


def relaxation(field: Field, *, seconds: float) -> Result:
    """The bound of the relaxation of every part; no plan."""
    began = process_time()
    effort = Effort(ends=process_time() + seconds)
    parts = [part_of(field.day, field.pairs.take(rows), seed=0) for rows in parts_of(field.day, field.pairs)]
    found = [relaxation_of(field.day, part, effort) for part in parts]
    bound = sum(float("inf") if one is None else one.bound for one in found)
    return Result(field.build + process_time() - began, 0.0, 0, bound)


def _some_shows(
    field: Field, chosen: Flags, rows_of: dict[int, Whole], shows_of: dict[int, Whole], chance: np.random.Generator
) -> list[int]:
    count = np.bincount(field.pairs.show[chosen], minlength=len(field.day.shows))
    short = [show for show in rows_of if count[show] < 3] or list(rows_of)
    show = int(chance.choice(short))
    act = int(chance.choice(field.pairs.artist[rows_of[show]]))
    others = chance.permutation(shows_of[act])[:RUINED]
    return list(dict.fromkeys([show, *others.tolist()]))


def _restore(hand: Hand, before: Flags, rows: Whole) -> None:
    for pair in rows[hand.chosen[rows]].tolist():
        hand.move(pair, into=False)
    for pair in rows[before[rows]].tolist():
        hand.move(pair, into=True)


def _result(field: Field, began: float, chosen: Flags) -> Result:
    seconds = field.build + process_time() - began
    return Result(seconds, value_of(field.program, chosen), complete_of(field.program, chosen))
