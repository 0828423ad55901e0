"""What the global team writes down as the day goes on, for itself alone: it may name homes, acts and people.

Nothing of it is ever changed: a note is followed by another, a trouble by the next step of it. Triggers in the database
refuse anything else but the same words sealed by another key.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from coordinator.db import db
from coordinator.disclosure import cipher, leaks
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.sealed_desk import SealedHandover, SealedTrouble, SealedTroubleStep
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.people.readers import Reader

NOBODY = Identity("", "", "")
MOST = 200  # notes told at once


class State(StrEnum):
    """How a trouble stands."""

    OPEN = "open"
    IN_HAND = "in_hand"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Handover:
    """A note of a shift: in whose evening (an IANA zone), by whom and when."""

    zone: str
    words: str
    said_by: Identity
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A step of a trouble; `owner` has no id where it is nobody's."""

    number: int
    state: State
    owner: Identity
    words: str
    said_by: Identity
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble and its course, the first step first; ids of its city and show, where it is of one."""

    id: str
    city_id: str | None
    show_id: str | None
    opened_at: datetime
    course: tuple[Said, ...]

    @property
    def last(self) -> Said:
        """How it stands."""
        return self.course[-1]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be said of a trouble; `seen`: the number of the step that whoever says it has read last."""

    state: State
    owner_id: str | None
    words: str
    seen: int


def hand_over(reader: Reader, edition_id: str, zone: str, words: str, *, form: str = "", at: datetime) -> None:
    """Keep a note for the next shift; the same from one opening of the form (`form`) is one. Raises NotFound for
    everybody but the team."""
    leaks.refuse_others(reader)
    key = _same("handover", form, edition_id, zone, str(reader.id), words)
    sealed = cipher.current().seal(words, f"sec_handovers.words|{key}")
    row: dict[str, Any] = {"id": key, "edition_id": edition_id, "zone": zone, "words": sealed}
    with granted("hand a shift over"):
        insert_once(SealedHandover, **row, said_by=str(reader.id), said_at=at)


def handovers(reader: Reader, edition_id: str) -> Sequence[Handover]:
    """The notes of an edition, the newest first. Raises NotFound for everybody but the team. Two statements."""
    leaks.refuse_others(reader)
    newest = select(SealedHandover.__table__).where(SealedHandover.edition_id == edition_id)
    with granted("notes of shifts"):
        rows = db.session.execute(newest.order_by(SealedHandover.said_at.desc(), SealedHandover.id).limit(MOST)).all()
    names = identities({row.said_by for row in rows})
    return [
        Handover(
            row.zone,
            cipher.current().open(row.words, f"sec_handovers.words|{row.id}"),
            names.get(row.said_by, NOBODY),
            row.said_at,
        )
        for row in rows
    ]


def open_trouble(
    reader: Reader,
    edition_id: str,
    words: str,
    *,
    city_id: str | None,
    show_id: str | None,
    form: str = "",
    at: datetime,
) -> str:
    """Write a trouble down; its id. The same from one opening of the form (`form`) is one. Raises NotFound for
    everybody but the team."""
    leaks.refuse_others(reader)
    key = _same("trouble", form, edition_id, city_id or "", show_id or "", str(reader.id), words)
    with granted("open a trouble"):
        insert_once(SealedTrouble, id=key, edition_id=edition_id, city_id=city_id, show_id=show_id, opened_at=at)
        _add(key, 1, Step(State.OPEN, None, words, 0), reader, at)
    return key


def say(reader: Reader, trouble_id: str, step: Step, *, at: datetime) -> None:
    """Say how a trouble stands now. What stands already is no step.

    Raises NotFound for everybody but the team, and Conflict (`changed`: `by`, `when`) where somebody else has said
    something since the reader saw it.
    """
    (before,) = _read(reader, SealedTrouble.id == trouble_id) or (None,)
    if before is None:
        raise NotFound
    last = before.last
    same = (last.state, last.owner.person_id or None, last.said_by.person_id) == (step.state, step.owner_id, reader.id)
    if same and last.words == step.words:
        return
    if last.number != step.seen:
        raise Conflict("changed", by=last.said_by.name or last.said_by.email, when=last.said_at)
    with granted("say how a trouble stands"):
        _add(trouble_id, last.number + 1, step, reader, at)
        mine = select(SealedTroubleStep.said_by, SealedTroubleStep.said_at).where(
            SealedTroubleStep.trouble_id == trouble_id, SealedTroubleStep.number == last.number + 1
        )
        row = db.session.execute(mine).one()
    if (row.said_by, row.said_at) != (reader.id, at):
        raise Conflict("changed", by=identities({row.said_by})[row.said_by].name, when=row.said_at)


def troubles(reader: Reader, edition_id: str, *, show_ids: Collection[str] | None = None) -> Sequence[Trouble]:
    """Those of an edition, or of some of its shows, what is open first, then what is in hand, each the newest first.
    Raises NotFound for everybody but the team. Three statements."""
    which = [SealedTrouble.edition_id == edition_id]
    which += [] if show_ids is None else [SealedTrouble.show_id.in_(show_ids)]
    found = sorted(_read(reader, *which), key=lambda one: one.opened_at, reverse=True)
    return sorted(found, key=lambda one: list(State).index(one.last.state))


def unsolved(reader: Reader) -> Mapping[str, int]:
    """Edition id → how many of its troubles are not solved, where there are some. Raises NotFound for everybody but the
    team."""
    leaks.refuse_others(reader)
    said = SealedTroubleStep.__table__.c
    last = select(said.trouble_id, func.max(said.number).label("number")).group_by(said.trouble_id).subquery()
    stands = (said.trouble_id == last.c.trouble_id) & (said.number == last.c.number)
    counted = (
        select(SealedTrouble.edition_id, func.count().label("number"))
        .join(last, last.c.trouble_id == SealedTrouble.id)
        .join(SealedTroubleStep, stands)
        .where(said.state != str(State.SOLVED))
        .group_by(SealedTrouble.edition_id)
    )
    with granted("how many troubles are not solved"):
        return {row.edition_id: row.number for row in db.session.execute(counted)}


def _add(trouble_id: str, number: int, step: Step, reader: Reader, at: datetime) -> None:
    sealed = cipher.current().seal(step.words, f"sec_trouble_steps.words|{trouble_id}.{number}")
    insert_once(
        SealedTroubleStep,
        trouble_id=trouble_id,
        number=number,
        state=str(step.state),
        owner_id=step.owner_id,
        words=sealed,
        said_by=str(reader.id),
        said_at=at,
    )


def _read(reader: Reader, *which: ColumnElement[bool]) -> Sequence[Trouble]:
    leaks.refuse_others(reader)
    with granted("troubles of a day"):
        rows = db.session.execute(select(SealedTrouble.__table__).where(*which)).all()
        wanted = SealedTroubleStep.trouble_id.in_([row.id for row in rows])
        steps = db.session.execute(
            select(SealedTroubleStep.__table__).where(wanted).order_by(SealedTroubleStep.number)
        ).all()
    names = identities({person for step in steps for person in (step.said_by, step.owner_id) if person})
    course: dict[str, list[Said]] = {}
    for step in steps:
        course.setdefault(step.trouble_id, []).append(_said(step, names))
    return [Trouble(row.id, row.city_id, row.show_id, row.opened_at, tuple(course[row.id])) for row in rows]


def _said(row: Row[*tuple[Any, ...]], names: dict[str, Identity]) -> Said:
    words = cipher.current().open(row.words, f"sec_trouble_steps.words|{row.trouble_id}.{row.number}")
    owner = names.get(row.owner_id or "", NOBODY)
    return Said(row.number, State(row.state), owner, words, names.get(row.said_by, NOBODY), row.said_at)


def _same(*said: str) -> str:
    """An id that the same form has when it is sent again."""
    return cipher.current().index("\n".join(said), "desk")[:26]
