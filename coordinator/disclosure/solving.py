"""Parts of a day on their way through the workers: which shows, and the answer. Sealed; jobs carry their ids only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, null, select, update

from coordinator.db import db, random_id
from coordinator.disclosure.sealed import SealedPart, SealedSolving
from coordinator.gate import granted


@dataclass(frozen=True, slots=True)
class Part:
    """A part to solve, of an edition or one city's shows in it, with the fingerprint of its problem."""

    id: str
    edition_id: str
    city_id: str | None
    seed: int
    seconds: float | None
    shows: tuple[str, ...]
    print: str
    answer: dict[str, Any] | None


def open_solving(head: dict[str, Any], parts: Sequence[tuple[Sequence[str], str]]) -> tuple[str, tuple[str, ...]]:
    """Write down what is to be solved: the columns of the solving but its id, and for each part the ids of its shows
    and its fingerprint. Returns the id, and those of the parts."""
    solving_id, ids = random_id(), tuple(random_id() for _ in parts)
    rows = [
        {"id": part_id, "solving_id": solving_id, "shows": list(shows), "print": said, "answer": null()}
        for part_id, (shows, said) in zip(ids, parts, strict=True)
    ]
    with granted("share out a day"):
        db.session.execute(insert(SealedSolving), [{"id": solving_id, **head}])
        if rows:
            db.session.execute(insert(SealedPart), rows)
    return solving_id, ids


def find_part(part_id: str) -> Part | None:
    """A part by its id, None once its solving is over."""
    found = _parts(SealedPart.id == part_id)
    return found[0] if found else None


def parts_of(solving_id: str) -> tuple[Part, ...]:
    """All parts of a solving, by id."""
    return _parts(SealedPart.solving_id == solving_id)


def put_answer(part_id: str, answer: dict[str, Any]) -> None:
    """Keep the answer of a part; of two who solved it the first one's stands, as both found the same."""
    with granted("keep a part's answer"):
        mine = (SealedPart.id == part_id) & SealedPart.answer.is_(None)
        db.session.execute(update(SealedPart).where(mine).values(answer=answer))


def forget(solving_id: str) -> None:
    """Take a solving and its parts away."""
    with granted("forget a solving"):
        db.session.execute(delete(SealedPart).where(SealedPart.solving_id == solving_id))
        db.session.execute(delete(SealedSolving).where(SealedSolving.id == solving_id))


def _parts(which: Any) -> tuple[Part, ...]:
    head = (SealedSolving.edition_id, SealedSolving.city_id, SealedSolving.seed, SealedSolving.seconds)
    with granted("parts of a day"):
        rows = db.session.execute(
            select(SealedPart.id, *head, SealedPart.shows, SealedPart.print, SealedPart.answer)
            .join(SealedSolving, SealedSolving.id == SealedPart.solving_id)
            .where(which)
            .order_by(SealedPart.id)
        )
        return tuple(Part(**{**row._mapping, "shows": tuple(row.shows)}) for row in rows)
