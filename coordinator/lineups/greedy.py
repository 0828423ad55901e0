"""A plan by hand: the scarcest shows first, the best acts that fit, whole shows before halves.

It starts the solver, and stands in for it where the solver has no time or no answer.
"""

import numpy as np

from coordinator.lineups.columns import Flags, Whole, groups
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Program


def chosen_greedily(program: Program) -> Flags:
    """Pairs that keep every limit, locks among them."""
    hand = Hand(program, program.pairs.locked)
    hand.fill_all()
    return hand.chosen


class Hand:
    """Pairs chosen so far (they must keep every limit), and how much room each limit leaves."""

    def __init__(self, program: Program, chosen: Flags) -> None:
        self.program = program
        self.chosen: Flags = chosen.copy()
        limits = program.limits.values()
        self.room = np.concatenate([limit.most - limit.sets.chosen(chosen) for limit in limits]).tolist()
        before = np.cumsum([0, *(len(limit.most) for limit in limits)]).tolist()
        number = np.concatenate([limit.sets.owner + first for limit, first in zip(limits, before[:-1], strict=True)])
        pair = np.concatenate([limit.sets.pairs for limit in limits])
        self._limits: list[int] = number[np.argsort(pair, kind="stable")].tolist()
        self._first: list[int] = np.cumsum(np.append(0, np.bincount(pair, minlength=len(chosen)))).tolist()

    def fill_all(self) -> None:
        """Fill the scarcest shows first, and none by halves as long as whole ones are to be had."""
        shows = sorted((rows for _, rows in groups(self.program.pairs.show)), key=len)
        best_first = [rows[np.argsort(-self.program.worth[rows], kind="stable")] for rows in shows]
        for rows in best_first:
            self.fill(rows, or_nothing=True)
        for rows in best_first:
            self.fill(rows, or_nothing=False)

    def take(self, rows: Whole) -> int:
        """Choose those of the pairs that fit, the best first; how many of them are chosen now."""
        for pair in rows[np.argsort(-self.program.worth[rows], kind="stable")].tolist():
            if not self.chosen[pair] and self.fits(pair):
                self.move(pair, into=True)
        return int(self.chosen[rows].sum())

    def fill(self, rows: Whole, *, or_nothing: bool) -> None:
        """Choose among one show's pairs, best first; with `or_nothing` take none unless the show becomes complete."""
        taken: list[int] = []
        missing = ACTS - int(self.chosen[rows].sum())
        for pair in rows.tolist():
            if len(taken) < missing and not self.chosen[pair] and self.fits(pair):
                self.move(pair, into=True)
                taken.append(pair)
        if or_nothing and len(taken) < missing:
            for pair in taken:
                self.move(pair, into=False)

    def fits(self, pair: int) -> bool:
        """Whether every limit has room for this pair."""
        return all(self.room[limit] > 0 for limit in self._of(pair))

    def move(self, pair: int, *, into: bool) -> None:
        """Choose a pair that fits, or give it up."""
        self.chosen[pair] = into
        for limit in self._of(pair):
            self.room[limit] -= 1 if into else -1

    def _of(self, pair: int) -> list[int]:
        return self._limits[self._first[pair] : self._first[pair + 1]]
