"""A plan by hand: the scarcest shows first, the best acts that fit, whole shows before halves.

It starts the solver, and stands in for it where the solver has no time or no answer.
"""

import numpy as np

from coordinator.lineups.columns import Flags, Whole, groups
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Program


def chosen_greedily(program: Program) -> Flags:
    """Pairs that keep every limit, locks among them."""
    hand = _Hand(program)
    shows = sorted((rows for _, rows in groups(program.pairs.show)), key=len)
    best_first = [rows[np.argsort(-program.worth[rows], kind="stable")] for rows in shows]
    for rows in best_first:
        hand.fill(rows, or_nothing=True)
    for rows in best_first:
        hand.fill(rows, or_nothing=False)
    return hand.chosen


class _Hand:
    """The pairs chosen so far, and how much room each limit leaves."""

    def __init__(self, program: Program) -> None:
        self.chosen: Flags = program.pairs.locked.copy()
        self.room = [limit.most - int(self.chosen[limit.pairs].sum()) for limit in program.limits]
        self.limits_on: list[list[int]] = [[] for _ in self.chosen]
        for number, limit in enumerate(program.limits):
            for pair in limit.pairs.tolist():
                self.limits_on[pair].append(number)

    def fill(self, rows: Whole, *, or_nothing: bool) -> None:
        """Choose among one show's pairs, best first; with `or_nothing` take none unless the show becomes complete."""
        taken = []
        for pair in rows.tolist():
            if self.chosen[rows].sum() < ACTS and not self.chosen[pair] and self._fits(pair):
                self._move(pair, into=True)
                taken.append(pair)
        if or_nothing and self.chosen[rows].sum() < ACTS:
            for pair in taken:
                self._move(pair, into=False)

    def _fits(self, pair: int) -> bool:
        return all(self.room[limit] > 0 for limit in self.limits_on[pair])

    def _move(self, pair: int, *, into: bool) -> None:
        self.chosen[pair] = into
        for limit in self.limits_on[pair]:
            self.room[limit] -= 1 if into else -1
