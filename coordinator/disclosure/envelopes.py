"""Sealed envelopes (`hc-envelope/1`): proof for everybody that no act was swapped for show, which tells nothing before.

At the same instants of its clock every show has an envelope made, whether its lineup is final or not: the SHA-256 of a
text with 32 random bytes in it, the acts of a final lineup or none. So whether a lineup is complete, and whether it has
changed since the last one, cannot be told from outside: each is 64 hex digits, always. Once everybody may know who
played the texts are there to read, and the next hash would have told of any other text.

An act stands in the text as its id and as the SHA-256 of the 32 bytes (hex) and its name, so that a name which somebody
has erased since is not kept in it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import func, select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import cipher, twins
from coordinator.disclosure.performed import is_everybodys
from coordinator.disclosure.sealed import SealedSlot
from coordinator.disclosure.sealed_envelopes import SealedEnvelope
from coordinator.editions.models import Edition
from coordinator.gate import granted
from coordinator.once import insert_once
from coordinator.shows.models import Show, ShowState

VERSION = "hc-envelope/1"


@dataclass(frozen=True, slots=True)
class _Act:
    position: int
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as everybody may see it: `digest` is 64 hex digits, `content` None until it opens."""

    number: int
    sealed_at: datetime
    digest: str
    content: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What goes with open envelopes: names by id, and who played (ids in order)."""

    names: Mapping[str, str]
    played: tuple[str, ...]


def newest(show_ids: Collection[str]) -> Mapping[str, int]:
    """Show id → the number of its last envelope; those without one are left out."""
    numbers = select(SealedEnvelope.show_id, func.max(SealedEnvelope.number).label("number"))
    with granted("which envelopes there are"):
        rows = db.session.execute(
            numbers.where(SealedEnvelope.show_id.in_(show_ids)).group_by(SealedEnvelope.show_id)
        ).all()
    return {row.show_id: row.number for row in rows}


def seal(numbers: Mapping[str, int], *, at: datetime) -> None:
    """Make the envelope with that number for each show (id); again nothing happens."""
    bills = _bills(numbers, final_only=True)
    for show_id, number in sorted(numbers.items()):
        content = _content(show_id, number, bills[show_id], at=at)
        sealed = cipher.current().seal(content, _place(show_id, number))
        row = {"show_id": show_id, "number": number, "sealed_at": at, "digest": _digest(content), "content": sealed}
        with granted("seal an envelope"):
            insert_once(SealedEnvelope, **row)  # type: ignore[arg-type]


def of_show(show: Show, edition: Edition, *, at: datetime) -> Sequence[Envelope]:
    """The envelopes of a show, the first one first; open once everybody may know who played."""
    columns = (SealedEnvelope.number, SealedEnvelope.sealed_at, SealedEnvelope.digest)
    content = [SealedEnvelope.content] if _is_open(show, edition, at) else []
    wanted = select(*columns, *content).where(SealedEnvelope.show_id == show.id).order_by(SealedEnvelope.number)
    with granted("envelopes of a show"):
        rows = db.session.execute(wanted).all()
    return [Envelope(row.number, row.sealed_at, row.digest, _opened(show.id, row)) for row in rows]


def opened(show: Show, edition: Edition, *, at: datetime) -> Opened | None:
    """What goes with its envelopes once they are open; None before."""
    if not _is_open(show, edition, at):
        return None
    acts = {act["act"] for one in of_show(show, edition, at=at) for act in json.loads(one.content or "{}")["acts"]}
    played = _bills([show.id], final_only=False)[show.id]
    known = select(Artist.id, Artist.act_name).where(Artist.id.in_(acts | {act.id for act in played}))
    return Opened({row.id: row.act_name for row in db.session.execute(known)}, tuple(act.id for act in played))


def _is_open(show: Show, edition: Edition, at: datetime) -> bool:
    return show.state is not ShowState.CANCELLED and is_everybodys(show, edition, at=at)


def _opened(show_id: str, row: Any) -> str | None:
    return cipher.current().open(row.content, _place(show_id, row.number)) if hasattr(row, "content") else None


def _content(show_id: str, number: int, acts: Sequence[_Act], *, at: datetime) -> str:
    salt = token_hex(32)
    said = {
        "acts": [{"act": act.id, "name": _digest(salt + act.name)} for act in acts],
        "number": number,
        "salt": salt,
        "sealed_at": at.isoformat(),
        "show": show_id,
        "v": VERSION,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def _bills(show_ids: Collection[str], *, final_only: bool) -> Mapping[str, Sequence[_Act]]:
    """Show id → its acts in order; none of a lineup that is not final, where only those are asked for."""
    kept = twins.kept(show_ids)
    sources = {one.source for one in kept.values()}
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id, Artist.act_name)
    with granted("lineups for envelopes"):
        rows = db.session.execute(
            select(*columns)
            .join(Artist, Artist.id == SealedSlot.artist_id)
            .where(SealedSlot.show_id.in_(sources))
            .order_by(SealedSlot.show_id, SealedSlot.position)
        ).all()
    bills: dict[str, list[_Act]] = {source: [] for source in sources}
    for row in rows:
        bills[row.show_id].append(_Act(row.position, row.artist_id, row.act_name))
    return {
        show_id: kept[show_id].turned(bills[kept[show_id].source]) if kept[show_id].locked or not final_only else ()
        for show_id in show_ids
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _place(show_id: str, number: int) -> str:
    return f"sec_envelopes.content|{show_id} {number}"
