"""From the choices of blocks that knew nothing of each other to one plan that keeps every limit, and a better one.

What fits together is taken over; then one neighbourhood after the other is decided anew while all around it stands.
"""

import numpy as np

from coordinator.lineups.blocks import blocks_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.greedy import Hand, chosen_greedily
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.program import Part, program_of_part, value_of

NEIGHBOURHOODS = (20, 40, 70, 110)  # shows at most, by turns: cut differently each time
FEW_NODES = 300  # of the solver's, for one neighbourhood
NEAR = 1e-5  # of the bound
WRITTEN = 6_000  # pairs of a neighbourhood that the solver takes at most


def fitted(day: Day, part: Part, wished: Whole, effort: Effort) -> Flags:
    """The best choice among the wishes (rows of the part), all of them where they fit together."""
    program = program_of_part(day, part.take(wished))
    by_hand = chosen_greedily(program)
    answer = best_within(program, by_hand, effort)
    options = [by_hand, *([] if answer.chosen is None else [answer.chosen])]
    chosen = np.zeros(len(part), dtype=bool)
    chosen[wished[max(options, key=lambda option: value_of(program, option))]] = True
    return chosen


def mended(day: Day, part: Part, plan: tuple[Whole, Whole], margins: Reals, effort: Effort) -> Flags:
    """A plan from the rows of one that need not fit, and of another that may be hoped for.

    Where a show has fewer acts than hoped, its neighbourhood is decided anew.
    """
    wished, hopes = plan
    chosen = fitted(day, part, wished, effort.share(0.2, nodes=FEW_NODES, close=NEAR))
    hoped = np.bincount(part.pairs.show[hopes], minlength=len(day.shows))
    for turn, most in enumerate(NEIGHBOURHOODS):
        hurt = np.bincount(part.pairs.show[chosen], minlength=len(day.shows)) < hoped
        block = blocks_of(day, part, most=most, cut=1.0)
        there = np.unique(block[hurt[part.pairs.show]]).tolist()
        turn_effort = effort.share(1 / (len(NEIGHBOURHOODS) - turn), nodes=FEW_NODES, close=NEAR)
        for place, number in enumerate(there):
            rows = np.flatnonzero(block == number)
            share = turn_effort.share(min(3 / (3 + len(there) - place), 1.0))
            settle(day, part, chosen, rows, rows[:0], margins, share)
    return chosen


def settle(day: Day, part: Part, chosen: Flags, rows: Whole, wished: Whole, margins: Reals, effort: Effort) -> None:
    """Decide these rows of the part anew, if that is better, with all other chosen pairs as they are.

    Where the rows `wished` all fit, they are taken as they are.
    """
    inside = np.zeros(len(part), dtype=bool)
    inside[rows] = True
    around = np.flatnonzero(chosen & ~inside & _sharing(day, part, rows))
    played = np.bincount(part.pairs.artist[around], minlength=len(day.artists))
    able = rows[(played < day.acts.most)[part.pairs.artist[rows]] | chosen[rows]]
    both = np.sort(np.append(_promising(part, able, chosen, margins), around))
    program = program_of_part(day, part.take(both).holding(~inside[both]))
    hand = Hand(program, chosen[both])
    fits = hand.take(np.searchsorted(both, np.intersect1d(wished, both)))
    options = [chosen[both]]
    if not len(wished) or fits < len(wished):
        hand.fill_all()
        answer = best_within(program, hand.chosen, effort)
        options += [] if answer.chosen is None else [answer.chosen]
    options.append(hand.chosen)
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
