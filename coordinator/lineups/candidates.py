"""Who could play at a show, best first, and who could not and why: for the lead who fills it by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coordinator.disclosure import matching
from coordinator.errors import NotFound
from coordinator.lineups.columns import Day, day_of
from coordinator.lineups.eligibility import Rule, everybody_away_km, rules_broken_at
from coordinator.lineups.explanations import REASONS
from coordinator.lineups.problem import Reason
from coordinator.lineups.proposals import problem_of
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act beside a show. Distance in km, rating 0 to 5; `plays` shows of at most `most` that day, others than this.

    `against`: the rules that keep it away, none for an act that may be placed.
    """

    artist_id: str
    act_name: str
    genres: tuple[str, ...]
    people: int
    distance_km: float
    rating: float
    plays: int
    most: int
    against: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those who fit, best rating first, then nearest; and those who do not, nearest first."""

    fitting: tuple[Candidate, ...]
    others: tuple[Candidate, ...]


def candidates(reader: Reader, show: Show, *, at: datetime) -> Candidates:
    """The acts of this city, and those of others that come this far, beside this show.

    An act elsewhere that does not come here is left out: from its distance to several rooms a lead could work out where
    somebody lives who is none of hers. Raises NotFound for who does not lead the show's city.
    """
    rows = matching.day(reader, show.edition_id, city_id=show.city_id, at=at)
    day = day_of(problem_of(rows))
    if show.id not in day.show_row:
        raise NotFound
    bill = {slot.artist_id for slot in rows.taken if slot.show_id == show.id}
    found = [one for one in _beside(day, show, rows) if one.artist_id not in bill]
    fitting = sorted((one for one in found if not one.against), key=lambda one: (-one.rating, one.distance_km))
    others = sorted((one for one in found if one.against), key=lambda one: (len(one.against), one.distance_km))
    return Candidates(tuple(fitting), tuple(others))


def _beside(day: Day, show: Show, rows: matching.Day) -> Iterable[Candidate]:
    here = day.show_row[show.id]
    broken = rules_broken_at(day, here)
    distance = everybody_away_km(day, here)
    elsewhere = _elsewhere(rows, show)
    bill = {slot.artist_id for slot in rows.taken if slot.show_id == show.id}
    genres = {_main_genre(act.artist) for act in rows.acts if act.artist.id in bill} - {None}
    for act in rows.acts:
        row = day.artist_row[act.artist.id]
        if int(broken[row]) & Rule.REACH and act.application.city_id != show.city_id:
            continue
        against = [reason for rule, reason in REASONS.items() if int(broken[row]) & rule]
        playing = elsewhere.get(act.artist.id, [])
        if len(playing) >= act.application.max_shows or any(_overlap(show, other) for other in playing):
            against.append(Reason.ALL_TAKEN)
        if _main_genre(act.artist) in genres:
            against.append(Reason.GENRE_CLASH)
        yield Candidate(
            act.artist.id,
            act.artist.act_name,
            genres=tuple(act.artist.genres),
            people=act.artist.people,
            distance_km=float(distance[row]),
            rating=act.application.rating,
            plays=len(playing),
            most=act.application.max_shows,
            against=tuple(dict.fromkeys(against)),
        )


def _elsewhere(rows: matching.Day, show: Show) -> dict[str, list[Show]]:
    """Artist id → the other shows it holds a slot of."""
    shows = {room.show.id: room.show for room in rows.rooms}
    found: dict[str, list[Show]] = {}
    for slot in rows.taken:
        if slot.show_id != show.id and slot.show_id in shows:
            found.setdefault(slot.artist_id, []).append(shows[slot.show_id])
    return found


def _overlap(one: Show, other: Show) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _main_genre(artist: matching.Act) -> str | None:
    return artist.genres[0] if artist.genres else None
