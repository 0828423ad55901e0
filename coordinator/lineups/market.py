"""A part of the day too large for the simplex method as a whole: one price for each act, and the bound it proves.

Each act has a price, and each half hour of a person who could play twice; each show chooses for itself at these prices
(`prices`). Where more want an act than can have it its price rises, where fewer do it falls: subgradient steps towards
a level a little below the lowest bound so far, along the average of the last directions (Sherali and Ulular 1989). One
set of prices holds for the whole part, so that the bound loses nothing at any border. Steps know few pairs; now and
then those come in that shows would choose as well, and at the end all are looked at for the bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from coordinator.lineups.clashes import TURNAROUND, People, people_of
from coordinator.lineups.columns import Day, Reals, Whole, runs
from coordinator.lineups.eligibility import MILLION, Pairs
from coordinator.lineups.highs import Effort
from coordinator.lineups.prices import FAR, STEP, Choices, Offers, Shares, choices_at, offers_among
from coordinator.lineups.pricing import Prices, best_of_each
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part

ROUNDS = (15, 15, 15, 20, 25, *[30] * 10)  # steps, before more pairs are known to them
KNOWN, KNOWN_OF_ACT = 24, 3  # pairs of a show, and of an act, that the first steps know
MORE, MORE_OF_ACT = 8, 1  # the same that later ones know besides, at most
LEVEL = 4e-3  # of the bound: how far below it the first steps aim
REACH = 0.3  # of what a show is to come down by: pairs so near to its choice become known
NEAREST = 1e-4  # the same of later steps at first, at least
PATIENCE, LOWER = 6, 0.6  # steps without a better bound before the aim is so much nearer


@dataclass(frozen=True, slots=True)
class Tags:
    """The price of each act of the day, and of each person's half hours."""

    act: Reals
    hours: Prices

    def cost(self, day: Day, pairs: Pairs) -> Reals:
        """What each pair costs."""
        people = people_of(day, pairs)
        paid = self.hours.between(*_half_hours(day, pairs, people))
        hours = np.bincount(people.row, paid, minlength=len(pairs))
        return np.asarray(self.act[pairs.artist] + hours)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the tags prove: a bound, what each show of the day chooses for itself, and how many can be complete."""

    bound: float
    of_show: Reals
    able: int


@dataclass(frozen=True, slots=True)
class Demand:
    """How many times each of these pairs was chosen on the way to the prices."""

    pairs: Pairs
    times: Reals


def tags_of(day: Day, part: Part, effort: Effort) -> tuple[Tags, Demand]:
    """Prices whose bound is near the lowest, and who wanted whom on the way there."""
    tags, level = Tags(np.zeros(len(day.artists)), Prices(np.zeros(0, dtype=np.int64), np.zeros(0))), LEVEL
    begun = best_of_each(part.pairs.show, part.worth, KNOWN) | part.pairs.locked
    rows = np.flatnonzero(begun | best_of_each(part.pairs.artist, part.worth, KNOWN_OF_ACT))
    demand, shows = Demand(part.pairs.take(rows), np.zeros(len(rows))), len(np.unique(part.pairs.show))
    acts = np.flatnonzero(np.bincount(part.pairs.artist, minlength=len(day.artists)))
    for rounds in ROUNDS:
        if effort.left <= 0:
            break
        known = part.take(rows)
        scarce = scarce_of(day, known.pairs, acts)
        offers = offers_among(day, known.pairs, (known.worth, known.local), _nothing())
        prices = np.append(tags.act[acts], tags.hours.of(scarce.hours))
        walk = Walk(offers, scarce, prices, max(level, NEAREST))
        walk.go(rounds, effort)
        level, demand = walk.level, Demand(known.pairs, walk.times)
        tags.act[acts] = walk.kept[: len(acts)]
        tags = Tags(tags.act, Prices(scarce.hours, walk.kept[len(acts) :]))
        least = walk.choices_at(walk.kept).third - REACH * max(level, NEAREST) * walk.lowest / shows
        rows = np.sort(np.append(rows, _wanted(part, tags, least, rows)))
    return tags, demand


def proof_of(day: Day, part: Part, tags: Tags) -> Proof:
    """The bound these tags prove for all pairs, some shows at a time."""
    of_show, able = np.zeros(len(day.shows)), 0
    for rows in _stretches(part):
        some = part.take(rows)
        offers = offers_among(day, some.pairs, (some.worth, some.local), _nothing())
        of_show += choices_at(offers, tags.cost(day, some.pairs)).of_show
        able += int((np.bincount(offers.show_of_genre) >= ACTS).sum())
    locked = part.pairs.take(np.flatnonzero(part.pairs.locked))
    acts = np.union1d(np.flatnonzero(tags.act), locked.artist)
    scarce = scarce_of(day, locked, acts)
    many = float((tags.act[acts] * scarce.many[: len(acts)]).sum()) + float(tags.hours.price.sum())
    twice = (scarce.many[len(acts) :] - 1) * tags.hours.of(scarce.hours)
    total = float(of_show[np.unique(part.pairs.show)].sum())
    return Proof(total + many + float(twice.sum()), of_show, able)


@dataclass(frozen=True, slots=True)
class Scarce:
    """What pairs take of what can be had: each the `act` of so many (by number), and stretches of half hours, each
    `first` to before `last` (by number, of the keys `hours`) for `pair`. `many` may be had of each act, then half
    hour."""

    act: Whole
    hours: Whole
    pair: Whole
    first: Whole
    last: Whole
    many: Whole

    def cost(self, price: Reals) -> Reals:
        """What each pair costs at these prices: of each act, then of each half hour."""
        acts = len(self.many) - len(self.hours)
        before = np.append(0.0, np.cumsum(price[acts:]))
        paid = before[self.last] - before[self.first]
        return np.asarray(price[self.act] + np.bincount(self.pair, paid, minlength=len(self.act)))

    def over(self, taken: Whole) -> Whole:
        """How many more than can be had of each act, then half hour, are taken by these pairs."""
        is_taken = np.zeros(len(self.act), dtype=bool)
        is_taken[taken] = True
        acts = np.bincount(self.act[taken], minlength=len(self.many) - len(self.hours))
        return np.append(acts, _under_way(self, np.flatnonzero(is_taken[self.pair]))) - self.many


def scarce_of(day: Day, pairs: Pairs, acts: Whole) -> Scarce:
    """What these pairs take of these acts (rows, ascending), and of the half hours of whoever could play twice."""
    people = people_of(day, pairs)
    first, last = _half_hours(day, pairs, people)
    hours = np.unique(runs(first, last - first))
    begins = np.searchsorted(hours, first)
    none = np.zeros(0, dtype=np.int64)
    found = Scarce(np.searchsorted(acts, pairs.artist), hours, people.row, begins, begins + last - first, none)
    locks = np.bincount(pairs.artist[pairs.locked], minlength=len(day.artists))
    at_once = _under_way(found, np.flatnonzero(pairs.locked[people.row]))
    return replace(found, many=np.append(np.maximum(day.acts.most, locks)[acts], np.maximum(at_once, 1)))


def _under_way(scarce: Scarce, stretches: Whole) -> Whole:
    """How many of these stretches are under way in each half hour."""
    ends = len(scarce.hours) + 1
    begun = np.bincount(scarce.first[stretches], minlength=ends) - np.bincount(scarce.last[stretches], minlength=ends)
    return np.asarray(np.cumsum(begun)[:-1], dtype=np.int64)


def _half_hours(day: Day, pairs: Pairs, people: People) -> tuple[Whole, Whole]:
    """Keys of the half hours that begin while a show, or the packing up, goes on: the first, and the next after it.

    They are those of the clock, so that a part has the same ones whatever else there is in the day."""
    show = pairs.show[people.row]
    begins, ends = day.rooms.starts[show], day.rooms.ends[show] + TURNAROUND
    return people.person * FAR - (-begins // STEP), people.person * FAR - (-ends // STEP)


def _nothing() -> Shares:
    none = np.zeros(0, dtype=np.int64)
    return Shares((), none, none, none)


def _stretches(part: Part) -> Iterator[Whole]:
    """The rows some shows at a time, about a million."""
    first = 0
    while first < len(part):
        last = min(first + MILLION, len(part)) - 1
        last = int(np.searchsorted(part.pairs.show, part.pairs.show[last], side="right"))
        yield np.arange(first, last)
        first = last


def _wanted(part: Part, tags: Tags, least: Reals, known: Whole) -> Whole:
    """Of each show's, and each act's, best other pairs those that may add at least so much to the show, acts paid."""
    found, fresh = [], np.ones(len(part), dtype=bool)
    fresh[known] = False
    for rows in _stretches(part):
        pairs = part.pairs.take(rows)
        margin = part.worth[rows] - tags.act[pairs.artist]
        near = np.flatnonzero((margin >= least[pairs.show]) & fresh[rows])
        best = best_of_each(pairs.show[near], margin[near], MORE)
        found.append(rows[near[best | best_of_each(pairs.artist[near], margin[near], MORE_OF_ACT)]])
    return np.concatenate(found)


class Walk:
    """Steps from some prices to better ones: the best so far are `kept`, with the `lowest` bound; `level` is how far
    below that to aim (of the bound), `times` says how often each pair was chosen."""

    def __init__(self, offers: Offers, scarce: Scarce, price: Reals, level: float) -> None:
        self.offers, self.scarce, self.kept, self.level = offers, scarce, price, level
        self.times = np.zeros(len(offers.order))
        self.lowest, self._slope = np.inf, np.zeros(len(price))

    def go(self, rounds: int, effort: Effort) -> None:
        """So many steps, while there is time."""
        price, way, since = self.kept, np.zeros(len(self.kept)), 0
        for _ in range(rounds):
            before = self.lowest
            total, slope = self._looked_at(price)
            since = since + 1 if total >= before else 0 if total < before * (1 - self.level / 3) else since
            if since > PATIENCE:
                self.level, since = self.level * LOWER, 0
                price, total, slope, way = self.kept, self.lowest, self._slope, np.zeros(len(price))
            steep, last = float(slope @ slope), float(way @ way)
            if steep == 0 or effort.left <= 0:
                break
            way = slope + (np.sqrt(steep / last) * way if last else 0.0)
            length = (total - self.lowest * (1 - self.level)) / max(float(way @ way), 1.0)
            price = np.maximum(price + length * way, 0.0)

    def choices_at(self, price: Reals) -> Choices:
        """What shows choose at these prices."""
        return choices_at(self.offers, self.scarce.cost(price))

    def _looked_at(self, price: Reals) -> tuple[float, Reals]:
        """The bound at these prices, and which way they should go."""
        choices, scarce = self.choices_at(price), self.scarce
        total = float(choices.of_show.sum() + (scarce.many * price).sum())
        self.times[choices.taken] += 1
        over = scarce.over(choices.taken)
        slope = np.where((over < 0) & (price <= 0), 0, over).astype(np.float64)
        if total < self.lowest:
            self.lowest, self.kept, self._slope = total, price, slope
        return total, slope
