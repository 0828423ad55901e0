"""More complete shows by chains of moves: an act comes from a full show, which takes one from another, and so on.

A show that misses an act looks for somebody who is idle or plays at a show that is not full; if all who could come play
at full shows, each of these looks on (breadth first, as augmenting paths of matchings are found). Chains run through as
many shows as it takes, farther than any neighbourhood that a solver can decide at once, and cost little. A show becomes
complete, or everything stays as it was; no show that is complete gives up more than it gets.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from coordinator.lineups.columns import Day, Flags, groups
from coordinator.lineups.greedy import Hand
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, Program, program_of_part, value_of

LAPS = 4  # times that all shows which miss acts are looked at, while one becomes complete
LOOKS = 4_000_000  # pairs looked at in all
TRIES = 20  # chains of one show that turn out to be broken


@dataclass(frozen=True, slots=True)
class _Link:
    """`show` lacks an act, since `gone` (a pair, −1: nobody) goes to the show of `before` as `pair`; `away` leave."""

    show: int
    gone: int = -1
    before: "_Link | None" = None
    pair: int = -1
    away: tuple[int, ...] = ()


def chain(day: Day, part: Part, chosen: Flags) -> None:
    """Complete more shows of the part, where chains can; `chosen` (rows of the part) gets better."""
    program = program_of_part(day, part)
    hand = _Chains(program, chosen)
    for _ in range(LAPS):
        dead: set[int] = set()
        if not sum([show not in dead and hand.complete(show, dead) for show in hand.short()]):
            break
    chosen[:] = max(hand.chosen, chosen.copy(), key=lambda option: value_of(program, option))


class _Chains(Hand):
    """A hand that knows who stands in the way."""

    def __init__(self, program: Program, chosen: Flags) -> None:
        super().__init__(program, chosen)
        self.held: list[list[int]] = [[] for _ in self.room]
        self.show: list[int] = program.pairs.show.tolist()
        self.locked: list[bool] = program.pairs.locked.tolist()
        by_show = groups(program.pairs.show)
        self.rows = {show: rows[np.argsort(-program.worth[rows], kind="stable")].tolist() for show, rows in by_show}
        self.acts = dict.fromkeys(self.rows, 0)
        self.moved: list[tuple[int, bool]] = []
        self.looks = 0
        for pair in np.flatnonzero(chosen).tolist():
            self._hold(pair, into=True)

    def short(self) -> list[int]:
        """The shows that miss acts, those first that miss least."""
        return sorted((show for show, acts in self.acts.items() if acts < ACTS), key=lambda show: -self.acts[show])

    def move(self, pair: int, *, into: bool) -> None:
        """Choose a pair that fits, or give it up."""
        super().move(pair, into=into)
        self._hold(pair, into=into)
        self.moved.append((pair, into))

    def complete(self, show: int, dead: set[int]) -> bool:
        """Complete a show, or leave all as it is. Shows in `dead` were looked through in vain; more become so."""
        if self.acts[show] >= ACTS:
            return False
        first = len(self.moved)
        while self.acts[show] < ACTS:
            if self.looks >= LOOKS or not self._one_more(show, dead):
                self._undo(first)
                return False
        return True

    def _hold(self, pair: int, *, into: bool) -> None:
        self.acts[self.show[pair]] += 1 if into else -1
        for limit in self._of(pair):
            if into:
                self.held[limit].append(pair)
            else:
                self.held[limit].remove(pair)

    def _undo(self, first: int) -> None:
        for pair, into in self.moved[first:][::-1]:
            self.move(pair, into=not into)
        del self.moved[first:]

    def _one_more(self, show: int, dead: set[int]) -> bool:
        seen, waiting, tries = {show}, deque([_Link(show)]), 0
        while waiting:
            link = waiting.popleft()
            for pair in self.rows[link.show]:
                away = None if self.chosen[pair] or pair == link.gone else self._in_the_way(pair, link.gone)
                if away is None or any(self.show[one] in (show, link.show) for one in away):
                    continue
                full = [one for one in away if self.acts[self.show[one]] == ACTS]
                if not full:
                    if self._moved_along(link, pair, away):
                        return True
                    tries += 1
                    if tries > TRIES:
                        return False
                elif len(full) == 1 and (there := self.show[full[0]]) not in seen and there not in dead:
                    seen.add(there)
                    waiting.append(_Link(there, full[0], link, pair, away))
        dead |= seen
        return False

    def _in_the_way(self, pair: int, gone: int) -> tuple[int, ...] | None:
        """Chosen pairs that must go for this one, besides one that is gone; None where a lock must not."""
        self.looks += 1
        away: list[int] = []
        for limit in self._of(pair):
            held = self.held[limit]
            if self.room[limit] > 0 or gone in held or any(one in away for one in held):
                continue
            able = [one for one in held if not self.locked[one]]
            if not able:
                return None
            away.append(min(able, key=lambda one: self.acts[self.show[one]]))
        return tuple(away)

    def _moved_along(self, end: _Link, pair: int, away: tuple[int, ...]) -> bool:
        """Move everybody on the chain, if they fit."""
        first, comes = len(self.moved), [pair]
        link: _Link | None = end
        while link is not None:
            for one in away:
                if self.chosen[one]:
                    self.move(one, into=False)
            away = link.away
            comes += [link.pair] if link.before is not None else []
            link = link.before
        for one in comes:
            if self.chosen[one] or not self.fits(one):
                self._undo(first)
                return False
            self.move(one, into=True)
        return True
