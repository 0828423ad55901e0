"""From the choices of blocks that knew nothing of each other to one plan that keeps every limit, and a better one.

What fits together is taken over; then one neighbourhood after the other is decided anew while all around it stands.
"""

import numpy as np

from coordinator.lineups.blocks import blocks_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.greedy import Hand, chosen_greedily
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.program import Part, program_of_part, value_of

NEIGHBOURHOODS = (60, 45, 80)  # shows at most, by turns: cut differently each time
WRITTEN = 6_000  # pairs of a neighbourhood that the solver takes at most


def fitted(day: Day, part: Part, wished: Whole) -> Flags:
    """The pairs of the part that are taken over from the wishes (rows), all of them where they fit together."""
    program = program_of_part(day, part.take(wished))
    chosen = np.zeros(len(part), dtype=bool)
    chosen[wished[chosen_greedily(program)]] = True
    return chosen


def mended(day: Day, part: Part, wished: Whole, margins: Reals, effort: Effort) -> Flags:
    """A plan from wishes (rows of the part): where a show lost an act it wished, its neighbourhood is solved anew."""
    chosen = fitted(day, part, wished)
    hoped = np.bincount(part.pairs.show[wished], minlength=len(day.shows))
    for most in NEIGHBOURHOODS:
        hurt = np.bincount(part.pairs.show[chosen], minlength=len(day.shows)) < hoped
        if not hurt.any():
            break
        block = blocks_of(day, part, most=most)
        for number in np.unique(block[hurt[part.pairs.show]]).tolist():
            if effort.left > 0:
                _solve_anew(day, part, chosen, np.flatnonzero(block == number), margins, effort)
    return chosen


def _solve_anew(day: Day, part: Part, chosen: Flags, rows: Whole, margins: Reals, effort: Effort) -> None:
    """Decide these rows of the part anew, if that is better, with all other chosen pairs as they are."""
    inside = np.zeros(len(part), dtype=bool)
    inside[rows] = True
    around = np.flatnonzero(chosen & ~inside & _sharing(day, part, rows))
    free = _promising(part, rows, chosen, margins)
    both = np.sort(np.append(free, around))
    some = part.take(both).holding(~inside[both])
    program = program_of_part(day, some)
    hand = Hand(program, chosen[both])
    hand.fill_all()
    answer = best_within(program, hand.chosen, effort)
    options = [chosen[both], hand.chosen, *([] if answer.chosen is None else [answer.chosen])]
    chosen[both] = max(options, key=lambda option: value_of(program, option))


def _promising(part: Part, rows: Whole, chosen: Flags, margins: Reals) -> Whole:
    """The rows with the highest margins, and those chosen now."""
    first = np.argsort(-np.where(chosen[rows] | part.pairs.locked[rows], np.inf, margins[rows]), kind="stable")
    return np.sort(rows[first[:WRITTEN]])


def _sharing(day: Day, part: Part, rows: Whole) -> Flags:
    """Which pairs' acts could play in these rows too, or share a musician with one that could."""
    acts = np.zeros(len(day.artists), dtype=bool)
    acts[part.pairs.artist[rows]] = True
    persons = np.unique(day.persons.person[acts[day.persons.artist]])
    acts[day.persons.artist[np.isin(day.persons.person, persons)]] = True
    return np.asarray(acts[part.pairs.artist])
