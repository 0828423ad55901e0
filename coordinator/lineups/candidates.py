"""Who could play at a show, best first, and who could not and why: for the lead who fills it by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from coordinator.disclosure import matching
from coordinator.lineups.eligibility import everybody_away_km
from coordinator.lineups.levels import BITS, Level, Objection, Place, bill_warnings, masks, named, place_of
from coordinator.lineups.problem import Need
from coordinator.lineups.proposals import problem_of
from coordinator.lineups.rechecking import Misfit, misfits_among
from coordinator.memory import uncollected
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

REACH = BITS[Objection.REACH]


class Candidate(NamedTuple):
    """An act beside a show. Distance in km, rating 0 to 5; `plays` shows of at most `most` that day, others than this.

    `free_from` and `free_until` are wall times at the show. `needs` are words of `problem.Need`, `lacking`
    those of them that the room has not. `against`: all that speaks against it, the weightiest first.
    """

    artist_id: str
    act_name: str
    genres: tuple[str, ...]
    people: int
    needs: tuple[str, ...]
    lacking: tuple[str, ...]
    distance_km: float
    rating: float
    free_from: time | None
    free_until: time | None
    plays: int
    most: int
    against: tuple[Objection, ...]

    @property
    def level(self) -> Level | None:
        """What the weightiest objection means; None where there is none."""
        return self.against[0].level if self.against else None

    @property
    def is_fitting(self) -> bool:
        """Whether it can be placed as it is."""
        return not self.against or self.against[0].level is Level.WARN


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those who fit, best rating first, then nearest; those who do not, first who could with a reason, then nearest;
    what is to be said of the acts that are on the bill, and which of them fit no more; their genres by artist id; and
    what the room `has`, as words of `problem.Need`."""

    fitting: tuple[Candidate, ...] = ()
    others: tuple[Candidate, ...] = ()
    warnings: tuple[Objection, ...] = ()
    misfits: Sequence[Misfit] = ()
    on_bill: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has: tuple[Need, ...] | None = None


@uncollected()
def candidates(reader: Reader, show: Show, *, leave: str = "", at: datetime) -> Candidates:
    """The acts of this city, and those of others that come this far, beside this show, as if the act `leave` (an id) of
    its bill were gone.

    An act elsewhere that does not come here is left out: from its distance to several rooms a lead could work out where
    somebody lives who is none of hers. For a show that wants no acts of its own, the second room of a pair or one that
    is called off, there is nobody. Raises NotFound for who does not lead the show's city.
    """
    rows = matching.day(reader, show.edition_id, city_id=show.city_id, at=at)
    problem = problem_of(rows)
    bill = {(show.id, slot.position): slot.artist_id for slot in rows.taken if slot.show_id == show.id}
    if show.id not in {room.id for room in problem.shows}:
        return Candidates()
    place = place_of(problem, show.id, {show.id: list(bill.values())}, leave=leave)
    fitting: list[Candidate] = []
    others: list[Candidate] = []
    for one in _beside(place, show, rows):
        if one.artist_id not in bill.values():
            (fitting if one.is_fitting else others).append(one)
    fitting.sort(key=lambda one: (-one.rating, one.distance_km))
    others.sort(key=_nearly)
    playing = [place.day.artist_row[act] for act in bill.values() if act in place.day.artist_row]
    on_bill = {act.id: act.genres for act in rows.acts if act.id in bill.values()}
    misfits = misfits_among(problem, place.day, show, {slot: act for (_, slot), act in bill.items()}, at=at)
    warnings = bill_warnings(place.day, place.show, playing)
    return Candidates(tuple(fitting), tuple(others), warnings, misfits, on_bill, _has(place))


def _has(place: Place) -> tuple[Need, ...]:
    here = place.day.shows[place.show].has
    return tuple(need for need in Need if need in here)


def _lacking(here: frozenset[str], needs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(need for need in needs if need not in here)


def _nearly(one: Candidate) -> tuple[int, int, float]:
    return one.against[0].level, len(one.against), one.distance_km


def _beside(place: Place, show: Show, rows: matching.Day) -> Iterable[Candidate]:
    distance = everybody_away_km(place.day, place.show).tolist()
    against = masks(place, np.arange(len(place.day.artists))).tolist()
    lacking = cache(partial(_lacking, frozenset(_has(place))))  # many acts need the same
    for act in rows.acts:
        row = place.day.artist_row[act.id]
        if against[row] & REACH and act.city_id != show.city_id:
            continue
        yield Candidate(
            act.id,
            act.act_name,
            genres=act.genres,
            people=act.people,
            needs=act.needs,
            lacking=lacking(act.needs),
            distance_km=distance[row],
            rating=act.rating,
            free_from=act.free_from,
            free_until=act.free_until,
            plays=len(place.bills.shows_of.get(row, ())),
            most=act.max_shows,
            against=named(against[row]),
        )
