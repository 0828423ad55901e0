"""One part of the day as a 0/1 program: which pairs, what they add, what holds them back.

Besides a column per pair there are: `complete` per show (1 only when three of its pairs are chosen), `again` per act
that may play twice (shows beyond the first), `local` per show (1 only with a local act) and `repeat` per show and genre
tag (acts beyond the first that carry it). Given whole pairs and whole `complete`, the other columns come out whole by
themselves.
"""

from dataclasses import dataclass, field, replace
from math import inf

import numpy as np

from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.eligibility import MILLION, Pairs
from coordinator.lineups.limits import Limits, Sets, genre_keys, limits_of, sets_by
from coordinator.lineups.objective import COMPLETE, FAIRNESS, LOCAL, VARIETY, worth_of
from coordinator.lineups.problem import ACTS


@dataclass(frozen=True, slots=True)
class Extras:
    """A column beside the pairs for each set of pairs: worth `weight` a unit, at most `most` units.

    With a `factor` above 0: factor × column ≤ sum of the set ("complete", "local"). With −1: sum − 1 ≤ column
    ("again", "repeat").
    """

    sets: Sets
    weight: float
    factor: float
    most: Whole

    def values(self, chosen: Flags) -> Whole:
        """What the columns are at best when these pairs are chosen."""
        counts = self.sets.chosen(chosen)
        if self.factor < 0:
            return np.maximum(counts - 1, 0)
        return np.minimum(counts // int(self.factor), 1)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the day's pairs, and what each is worth by itself.

    `charged` are pairs of acts that other parts want too: their worth is less what those would pay for the act, its
    second show included. `local` are pairs whose act lives near the show.
    """

    pairs: Pairs
    worth: Reals
    local: Flags
    charged: Flags

    def __len__(self) -> int:
        return len(self.pairs)

    def take(self, rows: Whole) -> "Part":
        """The part of these rows."""
        return Part(self.pairs.take(rows), self.worth[rows], self.local[rows], self.charged[rows])

    def charge(self, prices: Reals) -> "Part":
        """The same pairs, each worth so much less; where that is not nothing, their acts are wanted elsewhere."""
        return Part(self.pairs, self.worth - prices, self.local, self.charged | (prices > 0))

    def holding(self, held: Flags) -> "Part":
        """The same pairs, some of them no longer to be moved."""
        return Part(replace(self.pairs, locked=self.pairs.locked | held), self.worth, self.local, self.charged)


@dataclass(frozen=True, slots=True)
class Cuts:
    """What every plan keeps anyway, but not every relaxation: a cut's pairs times their factors, and those of its shows
    that are complete, are `most` at most.

    Entry `i` says that pair `pairs[i]` stands in cut `owner[i]` with `factor[i]`; entry `i` of the other two that cut
    `counter[i]` counts `shows[i]`.
    """

    owner: Whole
    pairs: Whole
    factor: Reals
    most: Reals
    counter: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    shows: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.most)

    def charges(self, prices: Reals, count: int) -> Reals:
        """What each of so many pairs pays for the cuts at these prices."""
        return np.asarray(np.bincount(self.pairs, self.factor * prices[self.owner], minlength=count), dtype=np.float64)

    def among(self, rows: Whole) -> "Cuts":
        """The cuts as they are among these pairs (ascending), numbered anew."""
        at = np.minimum(np.searchsorted(rows, self.pairs), max(len(rows) - 1, 0))
        stays = rows[at] == self.pairs if len(rows) else np.zeros(len(at), dtype=bool)
        return replace(self, owner=self.owner[stays], pairs=at[stays], factor=self.factor[stays])

    def and_more(self, more: "Cuts") -> "Cuts":
        """These and those."""
        owner, counter = (
            np.concatenate([one, other + len(self)])
            for one, other in ((self.owner, more.owner), (self.counter, more.counter))
        )
        pairs, shows = (np.concatenate(side) for side in ((self.pairs, more.pairs), (self.shows, more.shows)))
        factor, most = (np.concatenate(side) for side in ((self.factor, more.factor), (self.most, more.most)))
        return Cuts(owner, pairs, factor, most, counter, shows)


NO_CUTS = Cuts(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Program:
    """The part: what each pair is worth by itself, the rules between them and the extra columns, both by kind.

    At most `most_complete` shows can be complete at once, if that is known. `cuts` help the solver.
    """

    pairs: Pairs
    worth: Reals
    limits: dict[str, Limits]
    extras: dict[str, Extras]
    most_complete: float = inf
    cuts: Cuts = NO_CUTS


def part_of(day: Day, pairs: Pairs, *, seed: int) -> Part:
    """These pairs with their worth; a million are looked at at a time, since what makes it up takes much memory."""
    total, local = np.zeros(len(pairs)), np.zeros(len(pairs), dtype=bool)
    for first in range(0, len(pairs), MILLION):
        some = np.arange(first, min(first + MILLION, len(pairs)))
        worth = worth_of(day, pairs.take(some), seed=seed)
        total[some], local[some] = worth.total, worth.local
    return Part(pairs, total, local, np.zeros(len(pairs), dtype=bool))


def program_of(day: Day, pairs: Pairs, *, seed: int) -> Program:
    """The program of these pairs."""
    return program_of_part(day, part_of(day, pairs, seed=seed))


def program_of_part(
    day: Day, part: Part, *, most_complete: float = inf, stress: int = 1, cuts: Cuts = NO_CUTS
) -> Program:
    """The program of a part; complete shows count `stress` times as much as they should."""
    pairs = part.pairs
    able = np.flatnonzero((day.acts.most[pairs.artist] > 1) & ~part.charged)
    local = np.flatnonzero(part.local)
    extras = {
        "complete": _reached(_of_some(sets_by(pairs.show), ACTS), stress * COMPLETE, float(ACTS)),
        "local": _reached(sets_by(pairs.show[local], local), LOCAL, 1.0),
        "again": _beyond_one(_of_some(sets_by(pairs.artist[able], able), 2), -FAIRNESS),
        "repeat": _beyond_one(_sharing_a_tag(day, pairs), -VARIETY),
    }
    return Program(pairs, part.worth, limits_of(day, pairs), extras, most_complete, cuts)


def complete_of(program: Program, chosen: Flags) -> int:
    """How many shows these pairs complete."""
    return int(program.extras["complete"].values(chosen).sum())


def value_of(program: Program, chosen: Flags) -> float:
    """The objective of the chosen pairs of this part."""
    extras = sum(extra.weight * float(extra.values(chosen).sum()) for extra in program.extras.values())
    return float(program.worth[chosen].sum()) + extras


def value_of_all(day: Day, part: Part) -> float:
    """The objective where every pair of a part is chosen."""
    return value_of(program_of_part(day, part), np.ones(len(part), dtype=bool))


def ceiling_of(part: Part) -> float:
    """A bound that needs no solver: every show takes its three best pairs and all bonuses, and locks cost nothing."""
    order = np.lexsort((-part.worth, part.pairs.show))
    place = place_in_run(part.pairs.show[order])
    best = np.maximum(part.worth[order][place < ACTS], 0.0).sum()
    shows = np.unique(part.pairs.show, return_counts=True)[1]
    return float(best) + COMPLETE * int((shows >= ACTS).sum()) + LOCAL * len(shows)


def place_in_run(key: Whole) -> Whole:
    """For keys that stand together: 0, 1, 2 … within each run of one key."""
    fresh = np.append(True, key[1:] != key[:-1])[: len(key)]
    return np.asarray(np.arange(len(key)) - np.flatnonzero(fresh)[np.cumsum(fresh) - 1], dtype=np.int64)


def tag_keys(day: Day, pairs: Pairs) -> tuple[Whole, Whole]:
    """A number for each show and genre tag of each pair, and the pair it stands for."""
    tags = day.tags[pairs.artist]
    row, column = np.nonzero(tags >= 0)
    return pairs.show[row] * (int(day.tags.max(initial=0)) + 1) + tags[row, column], row


def _of_some(sets: Sets, least: int) -> Sets:
    return sets.only(sets.sizes() >= least)


def _reached(sets: Sets, weight: float, factor: float) -> Extras:
    return Extras(sets, weight, factor, np.ones(len(sets), dtype=np.int64))


def _beyond_one(sets: Sets, weight: float) -> Extras:
    return Extras(sets, weight, -1.0, sets.sizes())


def _sharing_a_tag(day: Day, pairs: Pairs) -> Sets:
    """Pairs of one show whose acts carry one tag, where more than their main genre could make it repeat."""
    sets = sets_by(*tag_keys(day, pairs))
    genre = genre_keys(day, pairs)[sets.pairs]
    lowest = np.full(len(sets), np.iinfo(np.int64).max)
    highest = np.zeros(len(sets), dtype=np.int64)
    np.minimum.at(lowest, sets.owner, genre)
    np.maximum.at(highest, sets.owner, genre)
    return sets.only((lowest < highest) | (sets.chosen(pairs.locked) > 1))
