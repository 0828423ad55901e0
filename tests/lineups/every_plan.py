"""Looks at every plan a small day allows, and finds the best: what the optimiser is measured against."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from math import ceil, inf

from coordinator.lineups.problem import Artist, Problem, Show
from tests.lineups.plan_checker import Pair, Speeds, distance, ids, together, why_not

A_LOT = 1_000_000  # more than fairness takes away
Tie = Callable[[str, str], float]
Known = tuple[set[tuple[str, str]], Speeds]  # the locks, and how fast cities are


def best_value(problem: Problem, tie: Tie) -> float:
    """The highest objective of any plan; `tie` gives the tie-break of a show id and an artist id."""
    locked = {(pick.show, pick.artist) for pick in problem.keep if pick.locked}
    kept = {(pick.show, pick.artist) for pick in problem.keep}
    bills = [
        [(bill, _worth(show, bill, kept, tie)) for bill in _bills(problem, show, locked)] for show in problem.shows
    ]
    return max(_totals(bills, (), 0.0, (locked, problem.speed_kmh)), default=-inf)


def most_complete(problem: Problem) -> int:
    """The most shows that any plan completes."""
    locked = {(pick.show, pick.artist) for pick in problem.keep if pick.locked}
    bills = [[(bill, float(A_LOT * (len(bill) == 3))) for bill in _bills(problem, s, locked)] for s in problem.shows]
    return ceil(max(_totals(bills, (), 0.0, (locked, problem.speed_kmh)), default=0.0) / A_LOT)


def _bills(problem: Problem, show: Show, locked: set[tuple[str, str]]) -> Iterator[tuple[Pair, ...]]:
    must = {(show.id, artist.id) for artist in problem.artists} & locked
    for size in range(4):
        for bill in combinations([(show, artist) for artist in problem.artists], size):
            fits = all(ids(pair) in locked or not why_not(*pair) for pair in bill)
            if fits and must <= set(map(ids, bill)) and _stands(bill, (), (locked, problem.speed_kmh)):
                yield bill


def _stands(bill: tuple[Pair, ...], before: tuple[Pair, ...], known: Known) -> bool:
    locked, speeds = known
    both = [*combinations(bill, 2), *((one, other) for one in before for other in bill)]
    return all({ids(one), ids(other)} <= locked or not together(one, other, speeds) for one, other in both)


def _totals(
    bills: list[list[tuple[tuple[Pair, ...], float]]],
    before: tuple[Pair, ...],
    value: float,
    known: Known,
) -> Iterator[float]:
    if not bills:
        times = Counter(artist.id for _, artist in before)
        yield value - 12 * sum(count - 1 for count in times.values())
        return
    for bill, worth in bills[0]:
        if _stands(bill, before, known) and _not_too_often((*before, *bill), known[0]):
            yield from _totals(bills[1:], (*before, *bill), value + worth, known)


def _not_too_often(pairs: tuple[Pair, ...], locked: set[tuple[str, str]]) -> bool:
    times = Counter(artist for _, artist in pairs)
    allowed = Counter(artist for _, artist in locked)
    return all(count <= max(artist.max_shows, allowed[artist.id]) for artist, count in times.items())


def _worth(show: Show, bill: tuple[Pair, ...], kept: set[tuple[str, str]], tie: Tie) -> float:
    """The weights of `objective`, written down a second time."""
    tags = Counter(tag for _, artist in bill for tag in dict.fromkeys(artist.genres))
    own = sum(_own(show, artist) + tie(show.id, artist.id) + 2 * (ids((show, artist)) in kept) for _, artist in bill)
    repeated = sum(count - 1 for count in tags.values())
    return own + 6_000_000 * (len(bill) == 3) - 30 * repeated + 5 * any(distance(*pair) <= 15 for pair in bill)


def _own(show: Show, artist: Artist) -> float:
    nearness = int(10 * 20 / (20 + distance(show, artist)) + 0.5)
    understood = not artist.languages.isdisjoint(show.languages)
    return 500_000 + 2_500 * round(artist.rating * 10) + 200 * nearness + 3 * understood
