"""Cuts: what a relaxation chooses of somebody's evening, and nobody can play.

Who may play twice plays at one show, or at two that go together. The rules say of every two shows whether they do; a
relaxation keeps them with halves of many, and so makes three evenings of two. What somebody can really play is a set of
shows of which each two go together. Where such a set has two at most, all cuts are known (duality of matchings): the
shares x can be played just if Σ (1 − y) x ≤ 1 for all y ≥ 0 with y + y' ≥ 1 for each two that go together, and y of
0, ½ and 1 are enough. Where no y is ½, a cut says that of some shows no two of which go together one is played; so it
holds for larger sets as well.
"""

import numpy as np

from coordinator.lineups.clashes import People, clash, people_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole, runs
from coordinator.lineups.highs import Effort, relaxed
from coordinator.lineups.matrix import Matrix
from coordinator.lineups.program import NO_CUTS, Cuts, Part

SOME = 1e-7  # of a pair: chosen at all
TOO_MUCH = 1e-3  # of an evening
WIDENED = 200  # of a person's other pairs, the worthiest, that a cut is made to hold too


class Evenings:
    """Everybody of a part who may be wanted twice; but whoever is locked somewhere, since locks may break a rule."""

    def __init__(self, day: Day, part: Part) -> None:
        self.day, self.part = day, part
        self.people: People = people_of(day, part.pairs)
        acts, count = day.persons, int(day.persons.person.max(initial=0)) + 1
        self.most = np.bincount(acts.person, day.acts.most[acts.artist], minlength=count)
        self.free = np.bincount(self.people.person, part.pairs.locked[self.people.row], minlength=count) == 0

    def broken_by(self, shares: Reals) -> Cuts:
        """Cuts that these shares of the part's pairs do not keep."""
        person, share = self.people.person, shares[self.people.row]
        over = (np.bincount(person, share, minlength=len(self.most)) > 1 + TOO_MUCH) & self.free
        at = np.flatnonzero(over[person] & (share > SOME))
        spared = self._spared(at, share[at])
        broken = np.bincount(person[at], (1 - spared) * share[at], minlength=len(self.most)) > 1 + TOO_MUCH
        cuts = NO_CUTS
        for number in np.flatnonzero(broken).tolist():
            here = person[at] == number
            cuts = cuts.and_more(self._widened(number, at[here], spared[here]))
        return cuts

    def _spared(self, at: Whole, share: Reals) -> Reals:
        """The y of each of these entries of the people: the prices of a matching, worth most, of these shares."""
        last = np.searchsorted(self.people.person[at], self.people.person[at], side="right")
        first = np.arange(len(at)) + 1
        one, other = np.repeat(first - 1, last - first), runs(first, last - first)
        matched = self._go_together(at[one], at[other])
        one, other = one[matched], other[matched]
        if not len(one):
            return np.zeros(len(at))
        found = relaxed(_matching(one, other, share), Effort())
        halves = np.ones(len(at)) if found is None else np.ceil(2 * found.prices - 0.5) / 2
        return np.where(self.most[self.people.person[at]] > 2, np.ceil(halves), halves)

    def _go_together(self, one: Whole, other: Whole) -> Flags:
        """Whether one person can play at both; entries of the people."""
        pairs, (one, other) = self.part.pairs, (self.people.row[one], self.people.row[other])
        once = (pairs.artist[one] == pairs.artist[other]) & (self.day.acts.most[pairs.artist[one]] < 2)
        these, those = ((pairs.show[rows], pairs.artist[rows]) for rows in (one, other))
        return np.asarray(~once & ~clash(self.day, these, those))

    def _widened(self, number: int, at: Whole, spared: Reals) -> Cuts:
        """The cut, with the person's other pairs each taken in as far as those before it allow."""
        everything = np.arange(*np.searchsorted(self.people.person, [number, number + 1]))
        others = np.setdiff1d(everything, at)
        others = others[np.argsort(-self.part.worth[self.people.row[others]], kind="stable")[:WIDENED]]
        at, y = np.append(at, others), np.append(spared, np.ones(len(others)))
        one, other = np.triu_indices(len(at), 1)
        together = np.zeros((len(at), len(at)), dtype=bool)
        together[other, one] = self._go_together(at[one], at[other])
        if (y[other] + y[one] < 1)[together[other, one]].any():
            return NO_CUTS
        for place in range(len(spared), len(at)):
            y[place] = np.max(1 - y[:place][together[place, :place]], initial=0.0)
        some = np.flatnonzero(y < 1)
        return Cuts(np.zeros(len(some), dtype=np.int64), self.people.row[at[some]], 1 - y[some], np.ones(1))


def _matching(one: Whole, other: Whole, share: Reals) -> Matrix:
    """A column for each two that go together; of each entry they share out what there is of it."""
    columns = np.arange(len(one))
    return Matrix(
        cost=np.ones(len(one)),
        lower=np.zeros(len(one)),
        upper=np.full(len(one), np.inf),
        whole=np.zeros(len(one), dtype=bool),
        most=share,
        row=np.concatenate([one, other]),
        column=np.concatenate([columns, columns]),
        factor=np.ones(2 * len(one)),
        blocks=(),
    )
