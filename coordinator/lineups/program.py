"""One part of the day as a 0/1 program: which pairs, what they add, what holds them back.

Besides a column per pair there are: `complete` per show (1 only when three of its pairs are chosen), `again` per act
that may play twice (shows beyond the first), `local` per show (1 only with a local act) and `repeat` per show and genre
tag (acts beyond the first that carry it). Given whole pairs and whole `complete`, the other columns come out whole by
themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coordinator.lineups.columns import Day, Flags, Reals, Whole, groups
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.limits import Limit, limits_of
from coordinator.lineups.objective import COMPLETE, FAIRNESS, LOCAL, VARIETY, tags_of, worth_of
from coordinator.lineups.problem import ACTS


@dataclass(frozen=True, slots=True)
class Extra:
    """A column beside the pairs: worth `weight` a unit, at most `most`, counting `pairs`.

    kind "complete": ACTS × column ≤ sum; "local": column ≤ sum; "again", "repeat": sum − 1 ≤ column.
    """

    kind: str
    pairs: Whole
    weight: float
    most: int


@dataclass(frozen=True, slots=True)
class Program:
    """The part: what each pair is worth by itself, the rules between them, and the extra columns."""

    pairs: Pairs
    worth: Reals
    limits: list[Limit]
    extras: list[Extra]


def program_of(day: Day, pairs: Pairs, *, seed: int) -> Program:
    """The program of these pairs."""
    worth = worth_of(day, pairs, seed=seed)
    complete = [Extra("complete", rows, COMPLETE, 1) for _, rows in groups(pairs.show) if len(rows) >= ACTS]
    local = [Extra("local", rows, LOCAL, 1) for rows in _local(pairs, worth.local)]
    again = [Extra("again", rows, -FAIRNESS, len(rows)) for rows in _able_again(day, pairs)]
    repeat = [Extra("repeat", rows, -VARIETY, len(rows)) for rows in _sharing_a_tag(day, pairs)]
    return Program(pairs, worth.total, limits_of(day, pairs), complete + local + again + repeat)


def extra_values(program: Program, chosen: Flags) -> list[int]:
    """What the extra columns are worth at best for these chosen pairs."""
    counts = ((extra, int(chosen[extra.pairs].sum())) for extra in program.extras)
    return [_value(extra, count) for extra, count in counts]


def value_of(program: Program, chosen: Flags) -> float:
    """The objective of the chosen pairs of this part."""
    extras = zip(program.extras, extra_values(program, chosen), strict=True)
    return float(program.worth[chosen].sum()) + sum(extra.weight * value for extra, value in extras)


def ceiling_of(program: Program) -> float:
    """A bound that needs no solver: every show takes its three best pairs and all bonuses."""
    best = (np.sort(program.worth[rows])[-ACTS:].sum() for _, rows in groups(program.pairs.show))
    return float(sum(best)) + sum(max(extra.weight, 0.0) for extra in program.extras)


def _value(extra: Extra, count: int) -> int:
    if extra.kind == "complete":
        return int(count >= ACTS)
    return min(count, 1) if extra.kind == "local" else max(count - 1, 0)


def _local(pairs: Pairs, local: Flags) -> Iterator[Whole]:
    rows = np.flatnonzero(local)
    return (rows[some] for _, some in groups(pairs.show[rows]))


def _able_again(day: Day, pairs: Pairs) -> Iterator[Whole]:
    return (rows for artist, rows in groups(pairs.artist) if len(rows) > 1 and day.artists[artist].max_shows > 1)


def _sharing_a_tag(day: Day, pairs: Pairs) -> Iterator[Whole]:
    """Pairs of one show whose acts carry one tag, where more than their main genre could make it repeat."""
    sharing: dict[tuple[int, str], list[int]] = {}
    for row, (show, artist) in enumerate(zip(pairs.show.tolist(), pairs.artist.tolist(), strict=True)):
        for tag in tags_of(day, artist):
            sharing.setdefault((show, tag), []).append(row)
    return (np.array(rows) for rows in sharing.values() if _may_repeat(day, pairs, rows))


def _may_repeat(day: Day, pairs: Pairs, rows: list[int]) -> bool:
    return len(np.unique(day.acts.genre[pairs.artist[rows]])) > 1 or int(pairs.locked[rows].sum()) > 1
