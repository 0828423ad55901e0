"""A plan from a relaxation: what it chooses whole is held, then the surest bills, and it is relaxed again, and so on.

Held bills take acts that others counted on; relaxed again, those others turn elsewhere while there is still a choice.
It ends before the choice gets narrow: the last shows are better decided exactly.
"""

import numpy as np

from coordinator.lineups.columns import Day, Flags, Reals, Whole, groups
from coordinator.lineups.greedy import Hand
from coordinator.lineups.highs import Effort, Held
from coordinator.lineups.limits import genre_keys
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part
from coordinator.lineups.relaxation import Relaxation

OPEN = 0.45  # of the shows are left to be decided exactly
STEP = 0.05  # of the open shows are held at a time
SURE = 0.999  # of a pair: as good as chosen
NOTHING = 1e-6


def dived(day: Day, part: Part, relaxation: Relaxation, effort: Effort) -> Flags:
    """Pairs of the part that keep every limit: the locked ones, and whole bills for most shows.

    Without time they are fewer.
    """
    some, shares = part.take(relaxation.rows), relaxation.shares[relaxation.rows]
    hand, held = Hand(relaxation.program, some.pairs.locked), Held(relaxation.matrix, relaxation.basis)
    genre, open_shows = genre_keys(day, some.pairs), dict(groups(some.pairs.show))
    enough = OPEN * len(open_shows)
    while True:
        bills = _bills(open_shows, genre, shares)
        taken = _hold(hand, bills, shares, most=max(int(STEP * len(open_shows)), 1))
        open_shows = {show: rows for show, rows in open_shows.items() if show not in taken}
        if not taken or len(open_shows) <= enough or effort.left <= 0:
            break
        answer = held.relaxed(np.flatnonzero(hand.chosen), effort)
        if answer is None:
            break
        shares = answer[: len(some)]
    chosen = part.pairs.locked.copy()
    chosen[relaxation.rows[hand.chosen]] = True
    return chosen


def _bills(shows: dict[int, Whole], genre: Whole, shares: Reals) -> dict[int, Whole]:
    """For each show of which the relaxation chooses enough, its largest shares of different genres; surest first."""
    bills = {}
    for show, rows in shows.items():
        likely = rows[shares[rows] > NOTHING]
        likely = likely[np.argsort(-shares[likely], kind="stable")]
        _, first = np.unique(genre[likely], return_index=True)
        if len(first) >= ACTS:
            bills[show] = likely[np.sort(first)[:ACTS]]
    return dict(sorted(bills.items(), key=lambda bill: (-float(shares[bill[1]].min()), bill[0])))


def _hold(hand: Hand, bills: dict[int, Whole], shares: Reals, *, most: int) -> set[int]:
    """Choose the bills that fit: all sure ones, and of the others so many; the shows they are for."""
    taken: set[int] = set()
    for show, bill in bills.items():
        if len(taken) >= most and shares[bill].min() < SURE:
            break
        before = hand.chosen[bill].copy()
        if hand.take(bill) == ACTS:
            taken.add(show)
        else:
            for pair in bill[hand.chosen[bill] & ~before].tolist():
                hand.move(pair, into=False)
    return taken
