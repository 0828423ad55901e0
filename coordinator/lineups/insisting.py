"""Why not this act here: the rules that speak against it, and what it would cost if it played there all the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coordinator.disclosure import matching, proposing
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.lineups.explanations import why_not
from coordinator.lineups.forcing import Forced, cost_of_forcing
from coordinator.lineups.problem import Problem, Reason
from coordinator.lineups.proposals import locked_among, problem_of
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

SOFT = frozenset({Reason.NO_ARTIST_IN_RANGE})  # a lead may say that it comes farther this once


@dataclass(frozen=True, slots=True)
class Insisted:
    """An act beside a show. `rules` it breaks by itself; `forced` what follows if it plays there, None where it cannot.

    `refused` says why not: `rules`, `show_locked`, `already_at_show`, `slots_locked`, `plays_elsewhere`; "" where it
    can. `acts` and `rooms` are names by id.
    """

    artist_id: str
    rules: tuple[Reason, ...]
    forced: Forced | None
    refused: str
    acts: Mapping[str, str]
    rooms: Mapping[str, str]

    @property
    def name(self) -> str:
        """The act's."""
        return self.acts[self.artist_id]


def insist(reader: Reader, show: Show, artist_id: str, *, at: datetime) -> Insisted:
    """What it would cost to have the act at the show, with all of its city's unlocked slots free to move.

    The work is bounded: of a large city only what is near is looked at again, and then the answer is an estimate.
    Raises NotFound for who does not lead the city, and for an act that neither lives there nor comes there.
    """
    rows = matching.day(reader, show.edition_id, city_id=show.city_id, at=at)
    problem = problem_of(rows, city_id=show.city_id)
    rules = why_not(problem, show.id, artist_id)
    act = next(row for row in rows.acts if row.id == artist_id)
    if Reason.NO_ARTIST_IN_RANGE in rules and act.city_id != show.city_id:
        raise NotFound
    forced, refused = _forced(problem, show.id, artist_id, rules)
    acts = {row.id: row.act_name for row in rows.acts}
    touched = {show.id}
    if forced is not None:
        touched |= {pick.show for pick in forced.out} | {one.show for one in forced.into}
    rooms = proposing.rooms(reader, [room.show for room in rows.rooms if room.show.id in touched], at=at)
    return Insisted(artist_id, rules, forced, refused, acts, {show_id: room.name for show_id, room in rooms.items()})


def _forced(problem: Problem, show_id: str, artist_id: str, rules: tuple[Reason, ...]) -> tuple[Forced | None, str]:
    if any(pick.show == show_id and pick.artist == artist_id for pick in problem.keep):
        return None, "already_at_show"
    if locked_among([show_id]):
        return None, "show_locked"
    if not SOFT.issuperset(rules):
        return None, "rules"
    if _plays_for_good(problem, show_id, artist_id):
        return None, "plays_elsewhere"
    try:
        return cost_of_forcing(problem, show_id, artist_id), ""
    except Conflict as refused:
        return None, refused.reason
    except Invalid:
        return None, "plays_elsewhere"


def _plays_for_good(problem: Problem, show_id: str, artist_id: str) -> bool:
    """Whether the act has all its shows locked, or one at the same time."""
    shows = {show.id: show for show in problem.shows}
    here, act = shows[show_id], next(one for one in problem.artists if one.id == artist_id)
    held = [shows[pick.show] for pick in problem.keep if pick.artist == artist_id and pick.locked]
    at_once = any(one.starts_at < here.ends_at and here.starts_at < one.ends_at for one in held)
    return at_once or len(held) >= act.max_shows
