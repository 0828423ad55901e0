"""From the choices of blocks that knew nothing of each other to one plan that keeps every limit, and a better one.

What fits together is taken over; then one neighbourhood after the other is decided anew while all around it stands:
first blocks of the map, then, where the plan is not good enough yet, rings of shows that hold acts another one misses,
wherever they are.
"""

from dataclasses import dataclass, field

import numpy as np

from coordinator.lineups.blocks import blocks_of
from coordinator.lineups.columns import Day, Flags, Reals, Whole, groups, runs
from coordinator.lineups.greedy import Hand, chosen_greedily
from coordinator.lineups.highs import Effort, best_within
from coordinator.lineups.pricing import best_of_each
from coordinator.lineups.problem import ACTS
from coordinator.lineups.program import Part, program_of_part, value_of, value_of_all

NEIGHBOURHOODS = (20, 40, 70, 110)  # shows at most, by turns: cut differently each time
FEW_NODES = 300  # of the solver's, for one neighbourhood
RINGS = (30, 50)  # shows at most, by turns
LAPS = 4  # times that every show which misses an act is looked at in either size
MOST_RINGS = 600
WANTED = 30  # pairs of a show, the best by their margins, whose acts it may want
LUCK = 0.9  # of an act held: breaks ties between shows to take into a ring, differently each time
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


def mended(day: Day, part: Part, plan: tuple[Whole, Whole], margins: Reals, effort: Effort, *, enough: float) -> Flags:
    """A plan from the rows of one that need not fit, and of another that may be hoped for.

    Where a show has fewer acts than hoped, its neighbourhood is decided anew, until the plan is worth `enough`.
    """
    wished, hopes = plan
    chosen = fitted(day, part, wished, effort.share(0.2, nodes=FEW_NODES, close=NEAR))
    hoped = np.bincount(part.pairs.show[hopes], minlength=len(day.shows))
    for turn, most in enumerate(NEIGHBOURHOODS):
        if value_of_all(day, part.take(np.flatnonzero(chosen))) >= enough:
            break
        hurt = np.bincount(part.pairs.show[chosen], minlength=len(day.shows)) < hoped
        block = blocks_of(day, part, most=most, cut=1.0)
        there = np.unique(block[hurt[part.pairs.show]]).tolist()
        turn_effort = effort.share(1 / (len(NEIGHBOURHOODS) - turn), nodes=FEW_NODES, close=NEAR)
        for place, number in enumerate(there):
            rows = np.flatnonzero(block == number)
            share = turn_effort.share(min(3 / (3 + len(there) - place), 1.0))
            settle(day, part, chosen, rows, rows[:0], margins, share)
    return chosen


def fill_up(day: Day, part: Part, chosen: Flags) -> None:
    """Choose by hand for shows that miss acts among those that nothing keeps away; all chosen ones stay. It takes no
    solver, so a plan that ran out of time is not left with holes that anybody could fill."""
    acts = np.bincount(part.pairs.show[chosen], minlength=len(day.shows))
    rows = np.flatnonzero((acts < ACTS)[part.pairs.show])
    if not len(rows):
        return
    around = np.flatnonzero(chosen & _sharing(day, part, rows))
    both = np.union1d(rows, around)
    hand = Hand(program_of_part(day, part.take(both).holding(chosen[both])), chosen[both])
    hand.fill_all()
    chosen[both] = hand.chosen


@dataclass(slots=True)
class _Rings:
    """Who wants which acts, and when each show last changed: rings in which nothing has are not decided again."""

    part: Part
    wanted: dict[int, Whole]  # rows of each show's pairs of acts it may want
    shows: int
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))
    changed: dict[int, int] = field(default_factory=dict)
    decided: dict[tuple[int, int], int] = field(default_factory=dict)

    def around(self, show: int, most: int, chosen: Flags) -> list[int]:
        """The show, and others that hold acts which those inside may want, short ones first; `most` at most."""
        held = np.flatnonzero(chosen)
        held = held[np.argsort(self.part.pairs.artist[held], kind="stable")]
        acts, at = self.part.pairs.artist[held], self.part.pairs.show[held]
        short = np.bincount(at, minlength=self.shows) < ACTS
        score = self.chance.random(self.shows) * LUCK
        inside = [show]
        while len(inside) < most:
            wanted = self.part.pairs.artist[self.wanted[inside[-1]]]
            first, last = np.searchsorted(acts, wanted), np.searchsorted(acts, wanted, side="right")
            there = at[runs(first, last - first)]
            np.add.at(score, there, 1.0 + short[there])
            score[inside] = 0.0
            best = int(np.argmax(score))
            if score[best] < 1.0:
                break
            inside.append(best)
        return inside

    def is_stale(self, show: int, most: int, inside: list[int]) -> bool:
        """Whether a ring of this size around the show was decided since any of the shows inside changed."""
        return self.decided.get((show, most), -1) >= max(self.changed.get(one, 0) for one in inside)


def ring_by_ring(day: Day, part: Part, chosen: Flags, margins: Reals, effort: Effort) -> None:
    """Decide rings around all shows that miss an act anew, again and again while one changes; `chosen` gets better."""
    likely = np.flatnonzero(best_of_each(part.pairs.show, margins, WANTED))
    rows_of = dict(groups(part.pairs.show))
    rings, done = _Rings(part, {show: likely[at] for show, at in groups(part.pairs.show[likely])}, len(day.shows)), 0
    for most in RINGS * LAPS:
        acts = np.bincount(part.pairs.show[chosen], minlength=len(day.shows))
        for show in [show for show in rows_of if acts[show] < ACTS]:
            inside = rings.around(show, most, chosen)
            if effort.left <= 0 or done == MOST_RINGS:
                return
            if not rings.is_stale(show, most, inside):
                done, before = done + 1, chosen.copy()
                rows = np.sort(np.concatenate([rows_of[one] for one in inside]))
                settle(day, part, chosen, rows, rows[:0], margins, effort.share(0.2, nodes=FEW_NODES, close=NEAR))
                rings.changed |= dict.fromkeys(np.unique(part.pairs.show[before != chosen]).tolist(), done)
                rings.decided[show, most] = done


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


def acts_around(day: Day, artists: Whole) -> Flags:
    """These acts (rows), and all that share a musician with one of them."""
    acts = np.zeros(len(day.artists), dtype=bool)
    acts[artists] = True
    persons = np.zeros(int(day.persons.person.max(initial=-1)) + 1, dtype=bool)
    persons[day.persons.person[acts[day.persons.artist]]] = True
    acts[day.persons.artist[persons[day.persons.person]]] = True
    return acts


def _sharing(day: Day, part: Part, rows: Whole) -> Flags:
    """Which pairs' acts could play in these rows too, or share a musician with one that could."""
    return np.asarray(acts_around(day, part.pairs.artist[rows])[part.pairs.artist])
