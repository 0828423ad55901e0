"""Prices on acts' evenings, and the bound they prove: no plan of these pairs is worth more.

Put a price on each of an act's shows, and on each half hour of a person who could play twice. A plan that pays them is
worth at most what every show, choosing for itself, could get beyond the prices, plus all the prices there are to pay
(Lagrangian relaxation of "how often" and "not at the same time"; weak duality makes the bound hold for *any* prices not
below 0). So prices found for one day stay good for the day after a change: they are kept by name, and only the bound is
worked out again.

A show choosing for itself takes the three best acts of different main genres, or fewer: completeness is whole here,
where the linear relaxation of the 0/1 program would take thirds of it. What is left out (ways too long between two
shows, acts kept apart, variety, fairness) could only lower the bound. Prices are found by Polyak's subgradient steps
(1969) towards the value of a plan at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordinator.lineups.clashes import TURNAROUND
from coordinator.lineups.columns import Day, Flags, Reals, Whole, groups, runs
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.objective import COMPLETE, LOCAL, Worth
from coordinator.lineups.problem import ACTS

STEP = 30  # minutes between the moments at which a person can be in one place only
WORK = 4_000_000  # pairs looked at while finding prices
MOST_ROUNDS = 300
PATIENCE = 12  # rounds without a better bound before steps are halved
NOBODY = -1e15
LOCKED = 1e12  # a lock is chosen before everything else

FAR = 1 << 32  # half hours; later than any show

Prices = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Shares:
    """What is scarce: `names` of it, how `many` may be had, and which `pair` takes one of which `row`."""

    names: tuple[str, ...]
    many: Whole
    row: Whole
    pair: Whole


@dataclass(frozen=True, slots=True)
class Offers:
    """The pairs as shows choose among them. `order` are rows of the pairs, by show and genre."""

    order: Whole
    worth: Reals  # of each pair, unordered
    locked: Flags
    genre_from: Whole  # where each genre of a show begins in `order`
    show_of_genre: Whole
    bonus: Reals  # per show of the day: for a local act, where there is one
    shares: Shares


@dataclass(frozen=True, slots=True)
class Bound:
    """What prices prove: `total`; and what the shows chose for themselves."""

    total: float
    choices: "Choices"

    @property
    def taken(self) -> Whole:
        """The pairs they took."""
        return self.choices.taken


@dataclass(frozen=True, slots=True)
class Choices:
    """What each show of the day gets when it chooses for itself, what its third best genre has (NOBODY: there is none),
    and the pairs they take."""

    of_show: Reals
    third: Reals
    taken: Whole


def offers_of(day: Day, pairs: Pairs, worth: Worth) -> Offers:
    """The pairs as shows see them, and all that is scarce."""
    return offers_among(day, pairs, (worth.total, worth.local), _shares(day, pairs))


def offers_among(day: Day, pairs: Pairs, worth: tuple[Reals, Flags], shares: Shares) -> Offers:
    """The pairs, their worth and whether they are local. A locked act stands whoever else plays, so it has a genre to
    itself."""
    total, local = worth
    alone = day.acts.genre.max(initial=0) + 1 + np.arange(len(pairs))
    genre = np.where(pairs.locked, alone, day.acts.genre[pairs.artist])
    order = np.lexsort((genre, pairs.show))
    show = pairs.show[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(show) != 0) | (np.diff(genre[order]) != 0)
    bonus = np.zeros(len(day.shows))
    bonus[pairs.show[local]] = LOCAL
    genre_from = np.flatnonzero(new)
    return Offers(order, total, pairs.locked, genre_from, show[genre_from], bonus, shares)


def bound_at(offers: Offers, price: Reals) -> Bound:
    """The bound that these prices (one per share, none below 0) prove."""
    shares = offers.shares
    cost = np.bincount(shares.pair, weights=price[shares.row], minlength=len(offers.worth)).astype(np.float64)
    found = choices_at(offers, cost)
    return Bound(float(found.of_show.sum() + (shares.many * price).sum()), found)


def choices_at(offers: Offers, cost: Reals) -> Choices:
    """What the shows choose where each pair costs so much."""
    value = (offers.worth - cost + np.where(offers.locked, LOCKED, 0.0))[offers.order]
    best = np.maximum.reduceat(value, offers.genre_from) if len(value) else value
    place, top = _three_best(offers, best)
    fixed = top > LOCKED / 2
    plain = np.where(fixed, top - LOCKED, top)
    partial = np.where(fixed, plain, np.maximum(plain, 0.0)).sum(axis=1)
    whole = plain.sum(axis=1) + COMPLETE
    of_show = np.where(top[:, 0] > NOBODY, np.maximum(whole, partial) + offers.bonus, 0.0)
    genres = place[(place >= 0) & ((whole > partial)[:, None] | (top > 0))]
    return Choices(of_show, top[:, 2], _takers(offers, value, (best, genres)))


def find_prices(offers: Offers, aim: float, start: Reals, *, rounds: int | None = None) -> Reals:
    """Prices (one per share) whose bound is near the lowest, from `start` towards `aim`, the value of a plan."""
    rounds = rounds if rounds is not None else min(MOST_ROUNDS, WORK // max(len(offers.order), 1))
    shares = offers.shares
    price = kept = start
    lowest, pace, since = np.inf, 1.0, 0
    for _ in range(rounds):
        bound = bound_at(offers, price)
        since += 1
        if bound.total < lowest:
            lowest, kept, since = bound.total, price, 0
        taken = np.zeros(len(offers.order), dtype=bool)
        taken[bound.taken] = True
        left = shares.many - np.bincount(shares.row[taken[shares.pair]], minlength=len(price))
        slope = np.where((left > 0) & (price <= 0), 0, left).astype(np.float64)
        steep = float(slope @ slope)
        if steep == 0 or bound.total <= aim:
            break
        if since > PATIENCE:
            pace, since, price = pace / 2, 0, kept
        price = np.maximum(price - pace * (bound.total - aim) / steep * slope, 0.0)
    return kept


def prices_by_name(offers: Offers, price: Reals) -> dict[str, float]:
    """To keep for another day: the prices above 0 by name."""
    return {name: float(of) for name, of in zip(offers.shares.names, price, strict=True) if of > 0}


def named_prices(offers: Offers, prices: Prices) -> Reals:
    """Kept prices as one per share; what they do not know costs nothing."""
    return np.array([max(prices.get(name, 0.0), 0.0) for name in offers.shares.names], dtype=np.float64)


def _three_best(offers: Offers, best: Reals) -> tuple[Whole, Reals]:
    """Per show of the day, the places (among the genres) and values of its three best; -1 and NOBODY where fewer."""
    place, top = np.full((len(offers.bonus), ACTS), -1), np.full((len(offers.bonus), ACTS), NOBODY)
    if not len(best):
        return place, top
    first = np.flatnonzero(np.append(True, np.diff(offers.show_of_genre) != 0))
    sizes, left = np.diff(np.append(first, len(best))), best.copy()
    for turn in range(ACTS):
        highest = np.maximum.reduceat(left, first)
        hits = np.flatnonzero((left == np.repeat(highest, sizes)) & (left > NOBODY))
        hits = hits[np.append(True, np.diff(offers.show_of_genre[hits]) != 0)[: len(hits)]]
        there = offers.show_of_genre[hits]
        place[there, turn], top[there, turn] = hits, best[hits]
        left[hits] = NOBODY
    return place, top


def _takers(offers: Offers, value: Reals, chosen: tuple[Reals, Whole]) -> Whole:
    """The pairs that are the best of the genres taken."""
    best, genres = chosen
    sizes = np.diff(np.append(offers.genre_from, len(value)))[genres]
    near = runs(offers.genre_from[genres], sizes)
    of_genre = np.repeat(np.arange(len(genres)), sizes)
    hits = np.flatnonzero(value[near] == best[genres][of_genre])  # every genre has a best
    first = np.append(True, np.diff(of_genre[hits]) != 0)[: len(hits)]
    return np.asarray(offers.order[near[hits[first]]])


def _shares(day: Day, pairs: Pairs) -> Shares:
    """Every act's shows, and the half hours of those persons who could play twice."""
    acts, act_row = np.unique(pairs.artist, return_inverse=True)
    many = np.maximum(day.acts.most[acts], np.bincount(act_row[pairs.locked], minlength=len(acts)))
    people, person, pair = _people(day, pairs)
    entry, moment = _moments(day, pairs.show[pair])
    hours, row = np.unique(person[entry] * FAR + moment, return_inverse=True)
    locks = np.bincount(row[pairs.locked[pair[entry]]], minlength=len(hours))
    who, when = np.divmod(hours, FAR)
    names = [day.artists[act].id for act in acts.tolist()]
    names += [f"{people[one]} {half}" for one, half in zip(who.tolist(), when.tolist(), strict=True)]
    return Shares(
        names=tuple(names),
        many=np.concatenate([many, np.maximum(locks, 1)]),
        row=np.concatenate([act_row, row + len(acts)]),
        pair=np.concatenate([np.arange(len(pairs)), pair[entry]]),
    )


def _people(day: Day, pairs: Pairs) -> tuple[list[str], Whole, Whole]:
    """Names of the persons who may have two shows to choose between; and for each, by number, the pairs she is in."""
    rows_of = dict(groups(pairs.artist))
    acts_of: dict[str, list[int]] = {}
    for act in rows_of:
        for member in day.artists[act].members:
            acts_of.setdefault(f"member {member}", []).append(act)
    people = {name: acts for name, acts in sorted(acts_of.items()) if len(acts) > 1}
    people |= {f"act {day.artists[act].id}": [act] for act in rows_of if day.acts.most[act] > 1}
    pairs_of = [np.concatenate([rows_of[act] for act in acts]) for acts in people.values()]
    person = np.repeat(np.arange(len(people)), [len(rows) for rows in pairs_of])
    return list(people), person, np.concatenate([np.zeros(0, dtype=np.int64), *pairs_of])


def _moments(day: Day, show: Whole) -> tuple[Whole, Whole]:
    """For each show, given by its row, the half hours that begin while it, or the packing up, goes on."""
    first = -(-day.rooms.starts[show] // STEP)
    counts = -(-(day.rooms.ends[show] + TURNAROUND) // STEP) - first
    entry = np.repeat(np.arange(len(show)), counts)
    return entry, first[entry] + np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
