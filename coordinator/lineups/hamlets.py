"""Cuts: how many shows of a hamlet can be complete, by how many visitors it gets.

Where acts are scarce a relaxation makes thirds of shows: seven acts of a town are two shows and a third, and whoever
comes from elsewhere adds a third. In truth they are two shows, and two must come for the third one. A *hamlet* is a few
shows that lie together; its *visitors* are acts that could play elsewhere too. Of every plan, whatever the price σ,

    complete shows of the hamlet − σ × visits to complete shows ≤ most of the left side when the hamlet is alone,

and that most is found exactly: a small 0/1 program of the hamlet's pairs, at a price of σ for each visit. With σ = ½ or
1 these are what is known of rounding (Gomory's and mixed integer ones) of the whole hamlet's rows. A hamlet in which a
known plan reaches what the relaxation chooses is not looked at. Of one show the same is known without a solver: with
two of its genres left out, it has one act for every time that it is complete, and with one left out two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor, inf

import numpy as np

from coordinator.lineups.columns import Day, Flags, Reals, Whole, groups
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.nearby import on_the_globe
from coordinator.lineups.objective import COMPLETE
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import NO_CUTS, Cuts, Part, program_of_part
from coordinator.lineups.relaxation import Relaxation

SIZES = (4, 12, 40, 80)  # shows of the largest hamlets looked at, by rounds: what small ones say saves larger ones
VISITS = (1, 2, 3)  # how many visits cost as much as a complete show: 1 / σ
NODES = 300  # of the solver's, for one hamlet
BROKEN = 0.01  # of a show
SOME = 1e-3


@dataclass(frozen=True, slots=True)
class _Hamlet:
    """Rows of the part at some shows, those of them that are visits, and how many the known plan completes."""

    shows: Whole
    rows: Whole
    visits: Flags
    complete: int
    visited: int


class Hamlets:
    """All hamlets of a part, and what is known of them; `plan` (of the part's pairs) is one that keeps every rule."""

    def __init__(self, day: Day, part: Part, plan: Flags, effort: Effort) -> None:
        self.day, self.part, self.effort = day, part, effort
        self.rows_of = dict(groups(part.pairs.show))
        shows = np.array(list(self.rows_of), dtype=np.int64)
        self.hamlets = [shows[few] for few in together(on_the_globe(day.rooms.at.take(shows)), most=SIZES[-1])]
        self.able = np.bincount(part.pairs.artist, minlength=len(day.artists))
        whole = np.bincount(part.pairs.show[plan], minlength=len(day.shows)) == ACTS
        self.plan, self.whole = plan & whole[part.pairs.show], whole
        self.most: dict[tuple[int, int], float] = {}
        self.said: set[tuple[int, int]] = set()
        self.size = 0

    def broken_by(self, step: Relaxation) -> Cuts:
        """Cuts that a relaxation does not keep: those of larger hamlets where there are none of small ones."""
        found, largest = self._of_hamlets(step, most=SIZES[self.size]), len(SIZES) - 1
        while not len(found) and self.size < largest:
            self.size += 1
            found = self._of_hamlets(step, most=SIZES[self.size])
        self.size = min(self.size + 1, largest)
        return self._of_one_show(step).and_more(found)

    def _of_hamlets(self, step: Relaxation, *, most: int) -> Cuts:
        cuts, half = NO_CUTS, (step.whole > SOME) & (step.whole < 1 - SOME)
        for number, shows in enumerate(self.hamlets):
            if len(shows) <= most and half[shows].any() and self.effort.left > 0:
                for cut in self._of_hamlet(number, self._hamlet(shows), step):
                    cuts = cuts.and_more(cut)
        return cuts

    def _hamlet(self, shows: Whole) -> _Hamlet:
        rows = np.sort(np.concatenate([self.rows_of[show] for show in shows.tolist()]))
        acts = self.part.pairs.artist[rows]
        visits = np.bincount(acts, minlength=len(self.able))[acts] < self.able[acts]
        return _Hamlet(shows, rows, visits, int(self.whole[shows].sum()), int((self.plan[rows] & visits).sum()))

    def _of_hamlet(self, number: int, hamlet: _Hamlet, step: Relaxation) -> Iterator[Cuts]:
        whole, visits = float(step.whole[hamlet.shows].sum()), hamlet.rows[hamlet.visits]
        visited = float(step.shares[visits].sum())
        for each in VISITS:
            reached, at_least = whole - visited / each, hamlet.complete - hamlet.visited / each
            if (number, each) in self.said or reached <= at_least + BROKEN or self.effort.left <= 0:
                continue
            if (number, each) not in self.most:
                self.most[number, each] = most_of(
                    self.day, self.part.take(hamlet.rows), hamlet.visits, each, self.effort
                )
            if reached > self.most[number, each] + BROKEN:
                self.said.add((number, each))
                yield _cut(hamlet.shows, visits, -1 / each, self.most[number, each])

    def _of_one_show(self, step: Relaxation) -> Cuts:
        """All shows that need their two commonest genres to be as complete as they are said to be."""
        cuts = NO_CUTS
        for show in np.flatnonzero(step.whole > SOME).tolist():
            rows = self.rows_of[show]
            genre, at = np.unique(self.day.acts.genre[self.part.pairs.artist[rows]], return_inverse=True)
            share = np.bincount(at, step.shares[rows], minlength=len(genre))
            common = np.argsort(-share, kind="stable")
            for without in range(1, ACTS):
                each = ACTS - without
                rest = ~np.isin(at, common[:without])
                if each * step.whole[show] > float(step.shares[rows[rest]].sum()) + BROKEN:
                    cuts = cuts.and_more(_cut(np.array([show]), rows[rest], -1 / each, 0.0))
        return cuts


def most_of(day: Day, part: Part, visits: Flags, each: int, effort: Effort) -> float:
    """The most that complete shows of a part come to, less one for `each` so many `visits` (some of its pairs) to
    them; inf where there was no time to know."""
    program = program_of_part(day, part)
    costs = np.where(visits, -COMPLETE / each, 0.0)
    plain = replace(program, worth=costs, extras={"complete": program.extras["complete"]})
    answer = best_within(plain, part.pairs.locked, replace(effort, nodes=NODES, close=0.0))
    return inf if answer.bound == inf else floor(answer.bound / COMPLETE * each + SOME) / each


def together(places: Reals, *, most: int) -> Sequence[Whole]:
    """All clusters of at most so many places (three coordinates each) that lie nearer to each other than to the next,
    the smallest first: those of single linkage, along the shortest tree that holds all places (Prim)."""
    cluster = {place: np.array([place]) for place in range(len(places))}
    of, found = list(range(len(places))), list(cluster.values())
    for one, other in _shortest_tree(places):
        keeps, goes = of[one], of[other]
        cluster[keeps] = np.sort(np.append(cluster[keeps], cluster.pop(goes)))
        for place in cluster[keeps].tolist():
            of[place] = keeps
        if len(cluster[keeps]) <= most:
            found.append(cluster[keeps])
    return sorted(found, key=len)


def _shortest_tree(places: Reals) -> list[tuple[int, int]]:
    """Its edges, the shortest first."""
    count = len(places)
    away, near = np.full(count, inf), np.zeros(count, dtype=np.int64)
    inside, last, edges = np.zeros(count, dtype=bool), 0, []
    for _ in range(count - 1):
        inside[last] = True
        fresh = ((places - places[last]) ** 2).sum(axis=1)
        nearer = fresh < away
        away[nearer], near[nearer] = fresh[nearer], last
        last = int(np.argmin(np.where(inside, inf, away)))
        edges.append((float(away[last]), int(near[last]), last))
    return [(one, other) for _, one, other in sorted(edges)]


def _cut(shows: Whole, pairs: Whole, factor: float, most: float) -> Cuts:
    one = np.zeros(len(pairs), dtype=np.int64)
    factors = np.full(len(pairs), factor)
    return Cuts(one, pairs, factors, np.array([most]), np.zeros(len(shows), dtype=np.int64), shows)
