"""What it would cost to make an act play at a show: the neighbourhood solved again with the pair locked."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from coordinator.errors import Conflict
from coordinator.lineups.changed_day import case_of
from coordinator.lineups.explanations import why_not
from coordinator.lineups.objective import COMPLETE, POINT, SLOT
from coordinator.lineups.problem import ACTS, Pick, Placed, Problem, Reason
from coordinator.lineups.replanning import replan


@dataclass(frozen=True, slots=True, kw_only=True)
class Forced:
    """What follows from forcing `artist` on `show`.

    `rules` are those the pair breaks by itself; `out` who loses a slot, `into` who gets one besides. `complete`,
    `slots` and `points` (rating points) say what the whole plan wins; below 0 it loses. `complete_at_best` is proven:
    no way of forcing it wins more complete shows (or loses fewer). `exact`: proven that no way costs less.
    """

    show: str
    artist: str
    rules: tuple[Reason, ...]
    out: tuple[Pick, ...]
    into: tuple[Placed, ...]
    complete: int
    slots: int
    points: float
    complete_at_best: int
    exact: bool


def cost_of_forcing(problem: Problem, show: str, artist: str, *, seed: int = 0, price: float = 0.0) -> Forced:
    """What the plan `problem.keep` becomes when the artist must play at the show.

    `price` is that of `replanning.replan`. Raises NotFound for unknown ids, Conflict (`slots_locked`) where three other
    acts are locked at the show, (`already_at_show`) where the artist plays there.
    """
    rules = why_not(problem, show, artist)
    keep = (*problem.keep, Pick(show, _free_slot(problem, show, artist), artist, locked=True))
    told = replan(replace(problem, keep=keep), touched=(show, artist), price=price, seed=seed)
    after = told.after(keep)
    better = floor((told.bound - told.objective) / COMPLETE)
    change = complete_shows(after) - complete_shows(problem.keep)
    slots = len(after) - len(problem.keep)
    gained = _value(problem, after, seed) - _value(problem, problem.keep, seed)
    return Forced(
        show=show,
        artist=artist,
        rules=rules,
        out=tuple(pick for pick in told.out if (pick.show, pick.artist) != (show, artist)),
        into=tuple(one for one in told.into if (one.show, one.artist) != (show, artist)),
        complete=change,
        slots=slots,
        points=(gained - COMPLETE * change - SLOT * slots) / POINT,
        complete_at_best=change + better,
        exact=told.gap == 0,
    )


def complete_shows(picks: Collection[Pick]) -> int:
    """How many shows have their three acts."""
    return sum(count == ACTS for count in Counter(pick.show for pick in picks).values())


def _free_slot(problem: Problem, show: str, artist: str) -> int:
    """The first slot of the show that nobody holds; where there is none, the first that is not locked."""
    here = [pick for pick in problem.keep if pick.show == show]
    if any(pick.artist == artist for pick in here):
        raise Conflict("already_at_show")
    held, locked = {pick.slot for pick in here}, {pick.slot for pick in here if pick.locked}
    free = [slot for slot in range(1, ACTS + 1) if slot not in held]
    free += [slot for slot in range(1, ACTS + 1) if slot not in locked]
    if not free:
        raise Conflict("slots_locked")
    return free[0]


def _value(problem: Problem, picks: Collection[Pick], seed: int) -> float:
    """The objective of the picks, whatever rules they break."""
    shows, acts = {show.id for show in problem.shows}, {artist.id for artist in problem.artists}
    known = (pick for pick in picks if pick.show in shows and pick.artist in acts)
    locked = tuple(pick._replace(locked=True) for pick in known)
    case = case_of(replace(problem, keep=locked), touched=(), seed=seed)
    return case.value(np.flatnonzero(case.scene.now.stands))
