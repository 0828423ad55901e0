"""Proposals from their asking to their taking over: how far one is, what it says of which slot, what stands there now.

Sealed like the lineups themselves. Who asks and who takes over, use-cases decide; what is shown is asked of the policy.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from coordinator.artists.models import Artist
from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher, twins
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.rooms import Evening
from coordinator.disclosure.sealed import SealedLock, SealedProposal, SealedProposed, SealedSlot, SealedSpace
from coordinator.disclosure.slots import PLAIN, Suggestion, keep_suggestions
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

WAITING, RUNNING, FAILED = "waiting", "running", "failed"
OPEN = (WAITING, RUNNING)


@dataclass(frozen=True, slots=True)
class Head:
    """A proposal without its slots: columns of `sec_proposals`."""

    id: str
    edition_id: str
    city_id: str | None
    made_at: datetime
    status: str
    objective: float
    bound: float
    complete_bound: int | None
    asked_by: str | None
    asked_for: list[str] | None
    shows_done: int | None
    shows_total: int | None
    gap_now: float | None
    told_at: datetime | None
    taken_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether its answer is still to come."""
        return self.status in OPEN

    @property
    def has_failed(self) -> bool:
        """Whether no answer will come."""
        return self.status == FAILED


@dataclass(frozen=True, slots=True)
class Said:
    """What a proposal says of a slot, who stood there when it was made, and the rule for which that act is to go."""

    position: int
    artist_id: str | None
    distance_km: float | None
    reason: str | None
    facts: dict[str, Any]
    before_id: str | None
    before_rule: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """An act in a slot now."""

    position: int
    artist_id: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Room:
    """The name of a show's room, how many of its slots are filled, and whether its lineup is locked."""

    name: str
    filled: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal beside the present lineups: by show id its room's name, what is said, what stands; acts' names."""

    spaces: dict[str, str]
    said: dict[str, tuple[Said, ...]]
    held: dict[str, tuple[Held, ...]]
    final: frozenset[str]
    names: dict[str, str]


def open_proposal(print_: str | None, **head: Any) -> Head:
    """Write down that a proposal is asked for; where the same question was asked before, that one.

    `head` are columns of `sec_proposals`; one that has failed is open again.
    """
    values = {"id": random_id(), "print": print_, "objective": 0.0, "bound": 0.0, "solver": "", **head}
    with granted("ask for a proposal"):
        insert_once(SealedProposal, **values)
        mine = SealedProposal.id == values["id"] if print_ is None else SealedProposal.print == print_
        again = {name: head[name] for name in ("status", "made_at", "asked_by", "told_at") if name in head}
        reopened = update(SealedProposal).where(mine, SealedProposal.status == FAILED).values(again)
        db.session.execute(reopened, execution_options=PLAIN)
        return _heads(mine)[0]


def find_open(proposal_id: str) -> Head | None:
    """A proposal whose answer is still to come."""
    with granted("a proposal to answer"):
        found = _heads(SealedProposal.id == proposal_id, SealedProposal.status.in_(OPEN))
    return found[0] if found else None


def tell(proposal_id: str, done: int, total: int, gap: float, *, at: datetime) -> None:
    """Say how many of how many shows are decided, and the relative gap of what is."""
    told = {"status": RUNNING, "shows_done": done, "shows_total": total, "gap_now": gap, "told_at": at}
    with granted("tell of a proposal"):
        still = (SealedProposal.id == proposal_id) & SealedProposal.status.in_(OPEN)
        db.session.execute(update(SealedProposal).where(still).values(told), execution_options=PLAIN)


def close(proposal_id: str, head: dict[str, Any], suggestions: Sequence[Suggestion]) -> None:
    """Keep the answer of an open proposal. Of two who answer the first one's stands, as both found the same."""
    still = (SealedProposal.id == proposal_id) & SealedProposal.status.in_(OPEN)
    with granted("answer a proposal"):
        mine = update(SealedProposal).where(still).values(head).returning(SealedProposal.id)
        if db.session.scalars(mine, execution_options=PLAIN).all():
            keep_suggestions(proposal_id, suggestions)


def fail(proposal_id: str) -> None:
    """Say that no answer will come."""
    still = (SealedProposal.id == proposal_id) & SealedProposal.status.in_(OPEN)
    with granted("give a proposal up"):
        db.session.execute(update(SealedProposal).where(still).values(status=FAILED), execution_options=PLAIN)


def mark_taken(proposal_id: str, *, at: datetime) -> None:
    """Say that lineups were taken over from it."""
    with granted("take a proposal over"):
        mine = SealedProposal.id == proposal_id
        db.session.execute(update(SealedProposal).where(mine).values(taken_at=at), execution_options=PLAIN)


def recent(reader: Reader, *, edition_id: str, city_id: str, most: int) -> tuple[Head, ...]:
    """The newest proposals about the city, those for the whole edition among them. Raises NotFound for who does not
    lead it."""
    refuse_others(reader, city_id)
    about = or_(SealedProposal.city_id == city_id, SealedProposal.city_id.is_(None))
    with granted("proposals of a city"):
        return _heads(SealedProposal.edition_id == edition_id, about, most=most)


def get_head(reader: Reader, proposal_id: str, *, edition_id: str, city_id: str) -> Head:
    """A proposal about the city. Raises NotFound for who does not lead it and for another city's proposal."""
    refuse_others(reader, city_id)
    about = or_(SealedProposal.city_id == city_id, SealedProposal.city_id.is_(None))
    with granted("a proposal"):
        found = _heads(SealedProposal.id == proposal_id, SealedProposal.edition_id == edition_id, about)
    if not found:
        raise NotFound
    return found[0]


def beside(reader: Reader, proposal_id: str, shows: Sequence[Show], *, at: datetime) -> Proposed:
    """What the proposal says of those of `shows` that it is about, beside what stands there now.

    The same five statements for one show and for three hundred. Raises NotFound for who does not lead them all.
    """
    for city_id in {show.city_id for show in shows}:
        refuse_others(reader, city_id)
    with granted("a proposal beside the lineups"):
        said = _said(proposal_id, [show.id for show in shows])
        spaces, held, final = _spaces(said), _held(said), _final(said)
        ids = {one.artist_id for several in held.values() for one in several}
        ids |= {name for several in said.values() for one in several for name in _named(one)}
        names = db.session.execute(select(Artist.id, Artist.act_name).where(Artist.id.in_(ids)))
    audit.record(reader, (Fact.SPACE_NAME, Fact.LINEUP, Fact.PROPOSAL), of=said, at=at)
    return Proposed(spaces, said, held, final, {row.id: row.act_name for row in names})


def rooms(reader: Reader, shows: Sequence[Show | Evening], *, at: datetime) -> dict[str, Room]:
    """Show id → its room and how full it is; not of second rooms of a pair, whose acts are those of the first.

    Raises NotFound for who does not lead the cities of all these shows.
    """
    for city_id in {show.city_id for show in shows}:
        refuse_others(reader, city_id)
    standing = twins.kept([show.id for show in shows])
    ids = [show.id for show in shows if not standing[show.id].is_twin]
    with granted("rooms of a city"):
        names, held, final = _spaces(ids), _held(ids), _final(ids)
    audit.record(reader, (Fact.SPACE_NAME, Fact.LINEUP), of=ids, at=at)
    return {show_id: Room(name, len(held[show_id]), show_id in final) for show_id, name in names.items()}


def refuse_others(reader: Reader, city_id: str) -> None:
    """Raise NotFound for who may not see the city's proposals."""
    if not may_see(Fact.PROPOSAL, relation(reader, city_id=city_id), Phase.PLANNED):
        raise NotFound


def _heads(*which: Any, most: int | None = None) -> tuple[Head, ...]:
    columns = [getattr(SealedProposal, each.name) for each in fields(Head)]
    wanted = select(*columns).where(*which).order_by(SealedProposal.made_at.desc(), SealedProposal.id).limit(most)
    return tuple(Head(*row) for row in db.session.execute(wanted))


def _said(proposal_id: str, show_ids: list[str]) -> dict[str, tuple[Said, ...]]:
    columns = [getattr(SealedProposed, each.name) for each in fields(Said)]
    mine = (SealedProposed.proposal_id == proposal_id) & SealedProposed.show_id.in_(show_ids)
    rows = db.session.execute(
        select(SealedProposed.show_id, *columns).where(mine).order_by(SealedProposed.show_id, SealedProposed.position)
    )
    found: dict[str, list[Said]] = {}
    for show_id, *said in rows:
        found.setdefault(show_id, []).append(Said(*said))
    return {show_id: tuple(several) for show_id, several in found.items()}


def _held(show_ids: Collection[str]) -> dict[str, tuple[Held, ...]]:
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id, SealedSlot.locked)
    rows = db.session.execute(
        select(*columns).where(SealedSlot.show_id.in_(show_ids)).order_by(SealedSlot.show_id, SealedSlot.position)
    )
    found: dict[str, list[Held]] = {show_id: [] for show_id in show_ids}
    for row in rows:
        found[row.show_id].append(Held(row.position, row.artist_id, row.locked))
    return {show_id: tuple(several) for show_id, several in found.items()}


def _spaces(show_ids: Collection[str]) -> dict[str, str]:
    rows = db.session.execute(
        select(Show.id, SealedSpace.space_id, SealedSpace.name)
        .join(SealedSpace, SealedSpace.space_id == Show.space_id)
        .where(Show.id.in_(show_ids))
    )
    seal = cipher.current()
    return {row.id: seal.open(row.name, f"sec_spaces.name|{row.space_id}") for row in rows}


def _final(show_ids: Collection[str]) -> frozenset[str]:
    return frozenset(db.session.scalars(select(SealedLock.show_id).where(SealedLock.show_id.in_(show_ids))))


def _named(said: Said) -> set[str]:
    """The acts that a slot of a proposal speaks of, the nearest miss among them."""
    named = {said.artist_id, said.before_id, said.facts.get("artist") if said.reason else None}
    return {one for one in named if one is not None}
