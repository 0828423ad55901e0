"""The day after a change, looked at from the plan before: what still stands, and the part of the day it touches."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from coordinator.lineups.columns import Whole, day_of
from coordinator.lineups.components import parts_of
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.neighbourhood import Scene, scene_of
from coordinator.lineups.objective import COMPLETE, FAIRNESS, LOCAL, VARIETY, Worth, tags_of, worth_of
from coordinator.lineups.picks import refuse_impossible
from coordinator.lineups.problem import ACTS, Problem
from coordinator.lineups.standing import standing


@dataclass(frozen=True, slots=True)
class Case:
    """The changed day made ready: what still stands, and the rows of the pairs of the `part` that is touched."""

    problem: Problem
    scene: Scene
    worth: Worth
    part: Whole
    seed: int

    def value(self, rows: Whole) -> float:
        """The objective of these pairs, chosen together."""
        show, artist = self.scene.pairs.show[rows], self.scene.pairs.artist[rows]
        complete = int((np.bincount(show) == ACTS).sum()) if len(show) else 0
        local = len(np.unique(show[self.worth.local[rows]]))
        again = len(artist) - len(np.unique(artist))
        bonuses = COMPLETE * complete + LOCAL * local - FAIRNESS * again - VARIETY * self._repeats(show, artist)
        return float(self.worth.total[rows].sum()) + bonuses

    def _repeats(self, show: Whole, artist: Whole) -> int:
        """How often an act repeats a genre that another one brings to the same show."""
        acts = zip(show.tolist(), artist.tolist(), strict=True)
        heard = [(there, tag) for there, act in acts for tag in tags_of(self.scene.day, act)]
        return len(heard) - len(set(heard))


def case_of(problem: Problem, *, touched: Collection[str], seed: int) -> Case:
    """The day after the change, looked at from the plan before. Raises Invalid as `optimiser.solve` does."""
    refuse_impossible(problem)
    day = day_of(problem)
    pairs = eligible_pairs(day, problem.keep)
    worth = worth_of(day, pairs, seed=seed)
    now = standing(day, pairs, problem.keep, worth=worth.total, touched=touched)
    scene = scene_of(day, pairs, worth.total, now)
    return Case(problem, scene, worth, _touched_part(scene), seed)


def _touched_part(scene: Scene) -> Whole:
    """Rows of the pairs of all parts in which a show lost something or an act is free again."""
    pairs, now = scene.pairs, scene.now
    felt = np.isin(pairs.show, list(now.open_shows)) | np.isin(pairs.artist, list(now.free_acts))
    parts = [rows for rows in parts_of(scene.day, pairs) if felt[rows].any()]
    return np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *parts]))
