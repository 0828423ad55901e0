"""A program written as a linear one: columns, and rows that each say "at most". Numbers only, for whatever solver.

Columns are the pairs, then the extras by kind (the complete shows first); rows the limits by kind, then one for each
extra. Rows carry the name
of their kind and the key of their set, so that prices of one program can be read into a larger one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np

from coordinator.lineups.columns import Flags, Reals, Whole
from coordinator.lineups.program import Extras, Program


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one kind: `first` is the number of the first, `key` names each."""

    kind: str
    first: int
    key: Whole


@dataclass(frozen=True, slots=True)
class Matrix:
    """Maximise cost × columns within lower..upper, each row at most `most`. Entries are (row, column, factor)."""

    cost: Reals
    lower: Reals
    upper: Reals
    whole: Flags
    most: Reals
    row: Whole
    column: Whole
    factor: Reals
    blocks: tuple[Block, ...]

    def rows(self, kind: str) -> slice:
        """The rows of a kind."""
        block = next(block for block in self.blocks if block.kind == kind)
        return slice(block.first, block.first + len(block.key))

    def keys(self, kind: str) -> Whole:
        """The keys of a kind's rows."""
        return next(block.key for block in self.blocks if block.kind == kind)

    def times(self, prices: Reals) -> Reals:
        """For each column the sum of its factors times the prices of their rows."""
        shares = np.bincount(self.column, self.factor * prices[self.row], minlength=len(self.cost))
        return np.asarray(shares, dtype=np.float64)


Entries = tuple[str, Whole, Reals, Whole, Whole, Reals]  # kind, keys, mosts, and row, column, factor of each entry


def matrix_of(program: Program) -> Matrix:
    """The program's rows and columns."""
    pairs, extras = len(program.pairs), list(program.extras.values())
    families = list(_families(program))
    first = np.cumsum([0, *(len(most) for _, _, most, _, _, _ in families)]).tolist()
    return Matrix(
        cost=np.concatenate([program.worth, *(np.full(len(extra.most), float(extra.weight)) for extra in extras)]),
        lower=np.append(program.pairs.locked.astype(float), np.zeros(sum(len(extra.most) for extra in extras))),
        upper=np.concatenate([np.ones(pairs), *(extra.most.astype(float) for extra in extras)]),
        whole=np.concatenate(
            [np.ones(pairs, bool), *(np.full(len(e.most), name == "complete") for name, e in program.extras.items())]
        ),
        most=np.concatenate([most for _, _, most, _, _, _ in families]),
        row=np.concatenate([row + start for start, (_, _, _, row, _, _) in zip(first[:-1], families, strict=True)]),
        column=np.concatenate([column for *_, column, _ in families]),
        factor=np.concatenate([factor for *_, factor in families]),
        blocks=tuple(Block(kind, start, key) for start, (kind, key, *_) in zip(first[:-1], families, strict=True)),
    )


def columns_of(program: Program, chosen: Flags) -> Reals:
    """The value of every column when these pairs are chosen."""
    extras = (extra.values(chosen) for extra in program.extras.values())
    return np.concatenate([chosen.astype(float), *(values.astype(float) for values in extras)])


def _families(program: Program) -> Iterator[Entries]:
    for kind, limits in program.limits.items():
        sets = limits.sets
        yield kind, sets.key, limits.most.astype(float), sets.owner, sets.pairs, np.ones(len(sets.pairs))
    yield _cut(program)
    column = len(program.pairs)
    for kind, extra in program.extras.items():
        yield _extra(kind, extra, column)
        column += len(extra.most)
    if program.most_complete < inf:
        yield _all_of("all complete", len(program.pairs), len(program.extras["complete"].most), program.most_complete)


def _cut(program: Program) -> Entries:
    """The cuts; a show that cannot be complete has no column and counts for nothing."""
    cuts, able = program.cuts, program.extras["complete"].sets.key
    at = np.searchsorted(able, cuts.shows)
    known = np.isin(cuts.shows, able)
    row = np.append(cuts.owner, cuts.counter[known])
    column = np.append(cuts.pairs, len(program.pairs) + at[known])
    factor = np.append(cuts.factor, np.ones(int(known.sum())))
    return "cut", np.arange(len(cuts)), cuts.most, row, column, factor


def _all_of(kind: str, first: int, count: int, most: float) -> Entries:
    """One row over all columns of a kind, at most so many."""
    row, column = np.zeros(count, dtype=np.int64), first + np.arange(count)
    return kind, np.zeros(1, dtype=np.int64), np.array([most]), row, column, np.ones(count)


def _extra(kind: str, extra: Extras, first: int) -> Entries:
    """factor × column − sum ≤ 0 where the column is earned; sum − column ≤ 1 where it counts what is too many."""
    sets, count = extra.sets, len(extra.most)
    sign, most = (1.0, 1.0) if extra.factor < 0 else (-1.0, 0.0)
    row = np.append(sets.owner, np.arange(count))
    column = np.append(sets.pairs, first + np.arange(count))
    factor = np.append(np.full(len(sets.pairs), sign), np.full(count, extra.factor))
    return kind, sets.key, np.full(count, most), row, column, factor
