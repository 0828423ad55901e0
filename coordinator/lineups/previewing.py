"""A proposal before it is taken over: act by act what would change, and what stays and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from coordinator.disclosure import proposing
from coordinator.disclosure.proposing import Head, Held, Proposed, Said
from coordinator.lineups.problem import ACTS
from coordinator.people.readers import Reader
from coordinator.shows.leading import led_shows
from coordinator.shows.models import Show

NEAR_MISS_KM = 50.0  # beyond an act's own radius
Lineup = Mapping[int, str]  # position → artist id


class Turn(StrEnum):
    """What becomes of an act at a show."""

    STAYS = "stays"
    IN = "in"
    MOVES = "moves"  # here, from another show of the proposal
    OUT = "out"


class Stand(StrEnum):
    """How a show stands to what is proposed for it."""

    CHANGES = "changes"
    SAME = "same"  # the lineup is as proposed already
    FINAL = "final"  # its lineup is locked
    OVER = "over"
    STALE = "stale"  # somebody changed it since


@dataclass(frozen=True, slots=True, kw_only=True)
class ActTurn:
    """An act at a show. `position` after the change, `was` before it; `distance_km` and `terms` of who is proposed.

    `other` is the show it comes from, or for one that goes the show it goes to; `rule` for which it goes, a code;
    `instead` who comes in its stead.
    """

    turn: Turn
    name: str
    position: int | None
    was: int | None
    locked: bool = False
    distance_km: float | None = None
    terms: Mapping[str, Any]
    other: str | None = None
    rule: str | None = None
    instead: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything becomes different for this act."""
        return self.turn is not Turn.STAYS or self.position != self.was


@dataclass(frozen=True, slots=True)
class Gap:
    """A slot that stays empty, with the reason and its facts, and names of acts by their ids."""

    position: int
    reason: str
    facts: Mapping[str, Any]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShowPreview:
    """A show of a proposal: how it stands, its acts in order with those that go last, and its gaps."""

    show: Show
    space_name: str
    stand: Stand
    acts: tuple[ActTurn, ...]
    gaps: tuple[Gap, ...]
    standing: Lineup
    wanted: Lineup

    @property
    def may_be_taken(self) -> bool:
        """Whether there is something to take over."""
        return self.stand is Stand.CHANGES

    @property
    def planned(self) -> Lineup:
        """The lineup, if all that may be taken over is."""
        return self.wanted if self.may_be_taken else self.standing


@dataclass(frozen=True, slots=True)
class Preview:
    """A proposal beside the lineups as they are, in order of time."""

    head: Head
    shows: tuple[ShowPreview, ...]
    names: Mapping[str, str]

    def standing(self, *stands: Stand) -> tuple[ShowPreview, ...]:
        """Those shows that stand so."""
        return tuple(one for one in self.shows if one.stand in stands)

    @property
    def complete_before(self) -> int:
        """How many of its shows have three acts now."""
        return sum(len(one.standing) == ACTS for one in self.shows)

    @property
    def complete_after(self) -> int:
        """How many would have, with all that may be taken over."""
        return sum(len(one.planned) == ACTS for one in self.shows)

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, relative to this one."""
        slack = self.head.bound - self.head.objective
        return slack / max(abs(self.head.objective), 1e-9) if slack > 0 else 0.0


def preview(reader: Reader, proposal_id: str, *, edition_id: str, city_id: str, at: datetime) -> Preview:
    """The city's part of a proposal. One whose answer is still to come, or never will, has no shows.

    Raises NotFound for who does not lead the city, and for another city's proposal.
    """
    head = proposing.get_head(reader, proposal_id, edition_id=edition_id, city_id=city_id)
    if head.is_open or head.has_failed:
        return Preview(head, (), {})
    shows = led_shows(reader, edition_id=edition_id, city_id=city_id)
    found = proposing.beside(reader, proposal_id, shows, at=at)
    about = [show for show in shows if show.id in found.said]
    turns = _turns(found)
    return Preview(head, tuple(_show(turns, show, at) for show in about), found.names)


def wanted_lineup(said: Sequence[Said], held: Collection[Held]) -> dict[int, str]:
    """Position → act, if what is said comes to stand beside the locked slots of those held, which stay."""
    fixed = {one.position: one.artist_id for one in held if one.locked}
    free = [position for position in range(1, ACTS + 1) if position not in fixed]
    found = dict(fixed)
    for one in said:
        if one.artist_id is not None and one.artist_id not in fixed.values() and free:
            position = one.position if one.position in free else free[0]
            free.remove(position)
            found[position] = one.artist_id
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class _Turns:
    """All lineups before and after; by act the rooms that it leaves, and those where it is new."""

    found: Proposed
    standing: Mapping[str, Lineup]
    wanted: Mapping[str, Lineup]
    leaves: Mapping[str, str]
    comes: Mapping[str, str]


def _turns(found: Proposed) -> _Turns:
    standing = {show: {one.position: one.artist_id for one in held} for show, held in found.held.items()}
    wanted = {show: wanted_lineup(said, found.held[show]) for show, said in found.said.items()}
    return _Turns(found, standing, wanted, _only_in(found, standing, wanted), _only_in(found, wanted, standing))


def _only_in(found: Proposed, one: Mapping[str, Lineup], other: Mapping[str, Lineup]) -> dict[str, str]:
    """Act → the room at which it plays in the one and not in the other."""
    return {
        act: found.spaces[show]
        for show, lineup in one.items()
        for act in lineup.values()
        if act not in other[show].values()
    }


def _show(turns: _Turns, show: Show, at: datetime) -> ShowPreview:
    standing, wanted = turns.standing[show.id], turns.wanted[show.id]
    stays = [_comes(turns, show.id, position) for position in wanted]
    goes = [_goes(turns, show.id, position) for position, act in standing.items() if act not in wanted.values()]
    return ShowPreview(
        show,
        turns.found.spaces[show.id],
        _stand(turns, show, at),
        acts=(*stays, *goes),
        gaps=_gaps(turns, show.id),
        standing=standing,
        wanted=wanted,
    )


def _stand(turns: _Turns, show: Show, at: datetime) -> Stand:
    standing = turns.standing[show.id]
    then = {one.position: one.before_id for one in turns.found.said[show.id] if one.before_id is not None}
    if standing == turns.wanted[show.id]:
        return Stand.SAME
    if show.id in turns.found.final:
        return Stand.FINAL
    if at >= show.ends_at:
        return Stand.OVER
    return Stand.CHANGES if standing == then else Stand.STALE


def _comes(turns: _Turns, show_id: str, position: int) -> ActTurn:
    """An act of the proposed lineup: it stays, moves here, or is new."""
    artist_id, held = turns.wanted[show_id][position], turns.found.held[show_id]
    was = next((one.position for one in held if one.artist_id == artist_id), None)
    said = next((one for one in turns.found.said[show_id] if one.artist_id == artist_id), None)
    other = turns.leaves.get(artist_id) if was is None else None
    turn = Turn.STAYS if was is not None else Turn.IN if other is None else Turn.MOVES
    return ActTurn(
        turn=turn,
        name=turns.found.names[artist_id],
        position=position,
        was=was,
        locked=any(one.locked and one.artist_id == artist_id for one in held),
        distance_km=None if said is None else said.distance_km,
        terms={} if said is None else said.facts,
        other=other,
    )


def _goes(turns: _Turns, show_id: str, position: int) -> ActTurn:
    """An act that stands there now and is not proposed."""
    standing, said = turns.standing[show_id], turns.found.said[show_id]
    artist_id = standing[position]
    new = [act for act in turns.wanted[show_id].values() if act not in standing.values()]
    return ActTurn(
        turn=Turn.OUT,
        name=turns.found.names[artist_id],
        position=None,
        was=position,
        terms={},
        other=turns.comes.get(artist_id),
        rule=next((one.before_rule for one in said if one.before_id == artist_id), None),
        instead=tuple(turns.found.names[act] for act in new),
    )


def _gaps(turns: _Turns, show_id: str) -> tuple[Gap, ...]:
    """The slots nobody would hold, with the reasons of the proposal's gaps in turn."""
    empty = [position for position in range(1, ACTS + 1) if position not in turns.wanted[show_id]]
    told = [one for one in turns.found.said[show_id] if one.reason is not None]
    return tuple(
        Gap(position, str(one.reason), _near_facts(one.facts), turns.found.names)
        for position, one in zip(empty, told, strict=False)
    )


def _near_facts(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a gap; without its nearest miss where that act is far from coming here, and none of this lead's."""
    beyond = float(facts.get("distance_km", 0.0)) - float(facts.get("travel_km", 0.0))
    return facts if beyond <= NEAR_MISS_KM else {name: fact for name, fact in facts.items() if name != "artist"}
