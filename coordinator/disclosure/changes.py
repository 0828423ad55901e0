"""What hosts say anew of spaces that are approved: before and after, for the host and for the lead of the city."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, union_all, update

from coordinator.db import db, random_id
from coordinator.disclosure import audit, cipher, host_vetoes, questions
from coordinator.disclosure.own_spaces import Said
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedSpace
from coordinator.disclosure.sealed_hosts import SealedChange, SealedHostVeto, SealedQuestion
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.spaces.models import Space

FACTS = (Fact.WELCOME, Fact.DOORBELL, Fact.HOME)
PLACE = (Fact.STREET_ADDRESS, Fact.EXACT_POINT)
PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


class ChangeState(StrEnum):
    """Where a change stands: it holds at once (told), or waits for the lead, who takes it over or declines it; the host
    may drop it before."""

    TOLD = "told"
    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """A step that was said anew: all that was said `before` and `after` it. `words`: of the lead who left it as it was,
    for the host."""

    id: str
    space_id: str
    step: str
    said_at: datetime
    before: Said
    after: Said
    state: ChangeState
    seen_at: datetime | None
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the lead has something to do about it: decide, or look."""
        return self.state is ChangeState.WAITING or (self.state is ChangeState.TOLD and self.seen_at is None)

    @property
    def answers(self) -> dict[str, Any]:
        """What is different in it."""
        return {name: said for name, said in self.after.items() if self.before.get(name) != said}


def note(space_id: str, step: str, before: Said, after: Said, *, state: ChangeState, at: datetime) -> str:
    """Keep a change; its id. One of the same step that waits is dropped for it. The space is held by the caller."""
    key = random_id()
    row = {"id": key, "space_id": space_id, "step": step, "said_at": at, "state": str(state), "seen_at": None}
    row |= {"words": None, "said_by": None}
    sealed = {"before": _sealed(key, "before", before), "after": _sealed(key, "after", after)}
    same = (SealedChange.space_id == space_id, SealedChange.step == step, SealedChange.state == ChangeState.WAITING)
    with granted("keep a change"):
        db.session.execute(update(SealedChange).where(*same).values(state=ChangeState.DROPPED), execution_options=PLAIN)
        db.session.execute(insert(SealedChange), [row | sealed])
    return key


def note_on(space_id: str, step: str, before: Said, after: Said, *, at: datetime) -> str | None:
    """Keep a change that holds at once: together with those of that step that the lead has not looked at it is one,
    under a new id; that id, or None where all is as it was before them. The space is held by the caller."""
    same = (SealedChange.space_id == space_id, SealedChange.step == step, _unseen())
    first = before
    for begun in reversed(_read(*same)):
        first = _without(begun, first)
    with granted("put changes together"):
        db.session.execute(delete(SealedChange).where(*same), execution_options=PLAIN)
    return None if first == after else note(space_id, step, first, after, state=ChangeState.TOLD, at=at)


def _without(change: Change, said: Said) -> Said:
    """What was said but for that change, whatever has been said of other steps since."""
    others = {name: value for name, value in said.items() if name not in change.answers}
    return others | {name: change.before[name] for name in change.answers if name in change.before}


def waiting(space_id: str) -> Sequence[Change]:
    """The changes of a space that wait for its lead, for use-cases that have checked who asks."""
    return _read(SealedChange.space_id == space_id, SealedChange.state == ChangeState.WAITING)


def find(change_id: str) -> Change | None:
    """A change, for use-cases that have checked who asks. Hold its space first to decide about it."""
    return next(iter(_read(SealedChange.id == change_id)), None)


def last(space_id: str, step: str) -> Change | None:
    """The newest change of a step, for use-cases."""
    return next(reversed(_read(SealedChange.space_id == space_id, SealedChange.step == step)), None)


def settle(change_id: str, state: ChangeState, *, words: str = "", by: str | None = None, at: datetime) -> None:
    """Write what became of a change, and what its host is told of it in somebody's words; it is seen by that."""
    sealed = cipher.current().seal(words, _place("words", change_id)) if words else None
    told = {"words": sealed, "said_by": by if words else None}
    this = update(SealedChange).where(SealedChange.id == change_id).values(state=state, seen_at=at, **told)
    with granted("settle a change"):
        db.session.execute(this, execution_options=PLAIN)


def told(reader: Reader, space: Space, *, at: datetime) -> Sequence[Change]:
    """The changes of a space, the newest first, for the lead of its city. Raises NotFound for everybody else."""
    _refuse_strangers(reader, space.city_id)
    found = _read(SealedChange.space_id == space.id)
    moved = any({"street", "town", "latitude", "longitude"} & one.answers.keys() for one in found)
    audit.record(reader, (*FACTS, *(PLACE if moved else ())) if found else (), of=[space.id], at=at)
    return tuple(reversed(found))


def open_spaces(reader: Reader, *, edition_id: str, city_id: str) -> Sequence[str]:
    """The spaces of a city whose hosts have said something (a change, a veto, an answer) that the lead has not decided
    about or seen, the longest waiting first. Raises NotFound for everybody else."""
    _refuse_strangers(reader, city_id)
    here = select(Space.id).where(Space.edition_id == edition_id, Space.city_id == city_id)
    said = [
        select(SealedChange.space_id, SealedChange.said_at.label("at")).where(is_open()),
        select(SealedHostVeto.space_id, SealedHostVeto.said_at).where(host_vetoes.is_open()),
        select(SealedQuestion.space_id, SealedQuestion.answered_at).where(questions.is_open()),
    ]
    every = union_all(*said).subquery()
    wanted = select(every.c.space_id).where(every.c.space_id.in_(here)).order_by(every.c.at, every.c.space_id)
    with granted("spaces with something said"):
        return tuple(dict.fromkeys(db.session.scalars(wanted)))


def is_open() -> ColumnElement[bool]:
    """Of a row: the lead has something to do about it."""
    return (SealedChange.state == ChangeState.WAITING) | _unseen()


def _unseen() -> ColumnElement[bool]:
    return (SealedChange.state == ChangeState.TOLD) & SealedChange.seen_at.is_(None)


def left(space_id: str) -> Sequence[Change]:
    """The changes of a space that its lead left as they were with words for its host, the newest first, but for those
    of steps that were settled otherwise since; for use-cases that have checked who asks."""
    settled = (ChangeState.DECLINED, ChangeState.TAKEN, ChangeState.TOLD, ChangeState.WAITING)
    last = {one.step: one for one in _read(SealedChange.space_id == space_id, SealedChange.state.in_(settled))}
    return tuple(one for one in reversed(last.values()) if one.state is ChangeState.DECLINED and one.words)


def host_of(space_id: str) -> str:
    """Whose space it is, for use-cases that act or write in her name."""
    with granted("whose space it is"):
        return db.session.scalars(select(SealedSpace.host_id).where(SealedSpace.space_id == space_id)).one()


def _refuse_strangers(reader: Reader, city_id: str) -> None:
    if not all(may_see(fact, relation(reader, city_id=city_id), Phase.PLANNED) for fact in (*FACTS, *PLACE)):
        raise NotFound


def _read(*which: ColumnElement[bool]) -> Sequence[Change]:
    wanted = select(*SealedChange.__table__.columns).where(*which).order_by(SealedChange.said_at, SealedChange.id)
    with granted("changes of spaces"):
        rows = db.session.execute(wanted).all()
    return tuple(
        Change(
            row.id,
            row.space_id,
            row.step,
            row.said_at,
            _opened(row.id, "before", row.before),
            _opened(row.id, "after", row.after),
            ChangeState(row.state),
            row.seen_at,
            cipher.current().open(row.words, _place("words", row.id)) if row.words else "",
        )
        for row in rows
    )


def _sealed(key: str, column: str, said: Said) -> str:
    return cipher.current().seal(json.dumps(dict(said), ensure_ascii=False), _place(column, key))


def _opened(key: str, column: str, sealed: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(cipher.current().open(sealed, _place(column, key)))
    return said


def _place(column: str, key: str) -> str:
    return f"sec_space_changes.{column}|{key}"
