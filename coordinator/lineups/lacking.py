"""What would complete most shows of a city beyond a proposal: acts to look for, a piano, a stage, a longer evening."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from coordinator.disclosure import matching
from coordinator.lineups.advice import Advice, advice
from coordinator.lineups.previewing import Preview
from coordinator.lineups.problem import Pick
from coordinator.lineups.proposals import problem_of
from coordinator.people.readers import Reader

MOST = 5  # pieces of advice; more are no help


@dataclass(frozen=True, slots=True)
class Lacking:
    """Advice, and the names of rooms and acts by id that it speaks of."""

    advice: tuple[Advice, ...]
    acts: Mapping[str, str]
    rooms: Mapping[str, str]


def lacking(reader: Reader, seen: Preview, *, city_id: str, at: datetime) -> Lacking:
    """What would complete shows of the proposal, if all of it were taken over. Raises NotFound for who does not lead
    the city."""
    rows = matching.day(reader, seen.head.edition_id, city_id=city_id, at=at)
    own = {one.show.id for one in seen.shows}
    problem = problem_of(rows, city_id=city_id, shows=own)
    stay = tuple(pick for pick in problem.keep if pick.show not in own)
    new = tuple(Pick(one.show.id, slot, act) for one in seen.shows for slot, act in one.planned.items())
    found = advice(replace(problem, keep=(*stay, *new)))
    acts = {row.id: row.act_name for row in rows.acts}
    rooms = {one.show.id: one.space_name for one in seen.shows}
    return Lacking(tuple(one for one in found if own.issuperset(one.completes))[:MOST], acts, rooms)
