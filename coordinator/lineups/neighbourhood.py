"""How far a change is felt: the shows worth looking at again, and the pairs that may be chosen at them.

From the shows that lost something the circle widens by swaps: an act that could step in plays elsewhere, so that show
joins; an act that plays here may complete another show, so that one joins; and so on, the most promising first, up to a
number of shows. Everything beyond stays as it is and is put into
the small problem as locked, so that no rule is forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from coordinator.lineups.columns import Day, Reals, Whole
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.objective import COMPLETE, SLOT
from coordinator.lineups.problem import ACTS
from coordinator.lineups.standing import Standing

FRESH = 10  # idle acts looked at for each show
A_GENRE = 3  # of them of one main genre


@dataclass(frozen=True, slots=True)
class Scene:
    """The day as it stands: pairs by show and by act, the standing ones by act."""

    day: Day
    pairs: Pairs
    worth: Reals
    now: Standing
    first: Whole  # where each show's pairs begin; one more at the end
    held: dict[int, list[int]]  # act → its standing pairs

    def of_show(self, show: int) -> Whole:
        """The show's pairs."""
        return np.arange(self.first[show], self.first[show + 1])

    def bill(self, show: int) -> list[int]:
        """The show's standing pairs."""
        rows = self.of_show(show)
        return [int(row) for row in rows[self.now.stands[rows]]]

    def is_idle(self, act: int) -> bool:
        """Whether the act could play once more."""
        return len(self.held.get(act, ())) < self.day.artists[act].max_shows


def scene_of(day: Day, pairs: Pairs, worth: Reals, now: Standing) -> Scene:
    """The pairs (sorted by show) made ready to walk through."""
    held: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(now.stands).tolist():
        held[int(pairs.artist[row])].append(row)
    return Scene(day, pairs, worth, now, np.searchsorted(pairs.show, np.arange(len(day.shows) + 1)), dict(held))


def shows_around(scene: Scene, *, most: int) -> tuple[int, ...]:
    """Rows of the shows to look at again: all that lost something, and others up to `most` in all."""
    found = dict.fromkeys(sorted(scene.now.open_shows))
    while (room := most - len(found)) > 0:
        movable = scene.now.free_acts | {int(scene.pairs.artist[row]) for show in found for row in scene.bill(show)}
        uses = _uses(scene, movable), _betterments(scene, scene.now.free_acts), _swaps(scene, found)
        ring = _ranked(chain(*uses), found)
        if not ring:
            break
        found.update(dict.fromkeys(ring[: max(room // 2, 1)]))
    return tuple(sorted(found))


def pairs_around(scene: Scene, shows: Iterable[int]) -> tuple[Whole, Whole]:
    """Rows of the pairs that may be chosen at `shows`, and of those elsewhere that they must go with."""
    inside = set(shows)
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(_choices(scene, show, inside) for show in sorted(inside))])
    acts = set(scene.pairs.artist[rows].tolist())
    people = {member for act in acts for member in scene.day.artists[act].members}
    bands = {act for act in scene.held if people.intersection(scene.day.artists[act].members)} if people else set()
    beyond = [row for act in acts | bands for row in scene.held.get(act, ()) if scene.pairs.show[row] not in inside]
    return rows, np.array(sorted(beyond), dtype=np.int64)


def _choices(scene: Scene, show: int, inside: set[int]) -> Whole:
    """The standing pairs, those of acts that play inside, and of the idle acts the best few, genre by genre."""
    rows = scene.of_show(show)
    taken, genres = [], defaultdict[int, int](int)
    fresh = 0
    for row in rows[np.argsort(-scene.worth[rows], kind="stable")].tolist():
        act = int(scene.pairs.artist[row])
        held = scene.held.get(act, ())
        if scene.now.stands[row] or any(int(scene.pairs.show[other]) in inside for other in held):
            taken.append(row)
        elif fresh < FRESH and scene.is_idle(act) and genres[int(scene.day.acts.genre[act])] < A_GENRE:
            taken.append(row)
            fresh += 1
            genres[int(scene.day.acts.genre[act])] += 1
    return np.array(sorted(taken), dtype=np.int64)


def _uses(scene: Scene, acts: Iterable[int]) -> Iterator[tuple[float, int]]:
    """What shows with an empty slot would win by one of these acts."""
    for row in _other_pairs(scene, acts):
        show = int(scene.pairs.show[row])
        if missing := ACTS - len(scene.bill(show)):
            yield float(scene.worth[row]) + COMPLETE / missing, show


def _betterments(scene: Scene, acts: Iterable[int]) -> Iterator[tuple[float, int]]:
    """What full shows would win by one of these acts in the stead of one they have, where they would."""
    for row in _other_pairs(scene, acts):
        show = int(scene.pairs.show[row])
        bill = [other for other in scene.bill(show) if not scene.pairs.locked[other]]
        if bill and (better := float(scene.worth[row] - scene.worth[bill].min())) > 0:
            yield better, show


def _other_pairs(scene: Scene, acts: Iterable[int]) -> list[int]:
    """Pairs of these acts that do not stand."""
    theirs = np.isin(scene.pairs.artist, list(acts)) & ~scene.now.stands
    rows: list[int] = np.flatnonzero(theirs).tolist()
    return rows


def _swaps(scene: Scene, shows: Iterable[int]) -> Iterator[tuple[float, int]]:
    """For each act that could come to `shows` from elsewhere: what the swap would win, and the show it would leave."""
    spare: dict[int, float] = {}
    for show in shows:
        for row, act in zip(
            scene.of_show(show).tolist(), scene.pairs.artist[scene.of_show(show)].tolist(), strict=True
        ):
            for held in scene.held.get(act, ()):
                left = int(scene.pairs.show[held])
                if left != show and not scene.pairs.locked[held]:
                    spare[left] = spare[left] if left in spare else _spare(scene, left)
                    yield float(scene.worth[row] - scene.worth[held]) + spare[left], left


def _spare(scene: Scene, show: int) -> float:
    """What a show that lends an act has instead: the best idle act that could step in; else what it misses."""
    rows = scene.of_show(show)
    for row in rows[np.argsort(-scene.worth[rows], kind="stable")].tolist():
        if not scene.now.stands[row] and scene.is_idle(int(scene.pairs.artist[row])):
            return float(scene.worth[row])
    return -float(SLOT + COMPLETE * (len(scene.bill(show)) == ACTS))


def _ranked(scored: Iterable[tuple[float, int]], known: Iterable[int]) -> list[int]:
    """Shows not known yet, the most promising first."""
    best: dict[int, float] = {}
    for score, show in scored:
        best[show] = max(score, best.get(show, -np.inf))
    return sorted(set(best) - set(known), key=lambda show: (-best[show], show))
