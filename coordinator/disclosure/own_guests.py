"""The seats that a host keeps outside the draw: how many, which the draw declares, and for whom, which stays sealed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select

from coordinator.db import db, random_id
from coordinator.disclosure import cipher
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.disclosure.sealed_evenings import SealedKept, SealedOwnGuest
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.shows.models import Show

NEIGHBOURS = 2  # passes of a show
TENTH = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """Seats of a show that are not for the draw."""

    guests: int = 0
    neighbours: int = 0

    @property
    def seats(self) -> int:
        """All of them."""
        return self.guests + self.neighbours


@dataclass(frozen=True, slots=True)
class OwnGuest:
    """Somebody whom a host expects. `needs`: to get in, to hear, to see; “” where nothing is said."""

    name: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """Those whom a host has named, in her order."""

    guests: tuple[OwnGuest, ...] = ()
    neighbours: tuple[OwnGuest, ...] = ()


def most(show: Show) -> int:
    """How many guests of her own a host may have: at most a tenth of the seats; none where there are fewer than ten."""
    return _most(show.capacity)


def _most(capacity: int) -> int:
    return capacity // TENTH


def declared(shows: Collection[Show], *, capacity: int | None = None) -> Mapping[str, Kept]:
    """Show id → the seats that its host keeps, as the record of the draw states them; never more than she may, though
    the room be smaller by now (with a `capacity`: were it that), and none that a host kept in the room where it was
    before. One statement."""
    here = {show.id: show.space_id for show in shows}
    columns = (SealedKept.show_id, SealedKept.space_id, SealedKept.guests, SealedKept.neighbours)
    with granted("seats that hosts keep"):
        rows = db.session.execute(select(*columns).where(SealedKept.show_id.in_(here))).all()
    said = {row.show_id: row for row in rows if row.space_id == here[row.show_id]}
    found = {}
    for show in shows:
        mine = said.get(show.id)
        most_there = _most(show.capacity if capacity is None else capacity)
        found[show.id] = Kept(min(mine.guests, most_there), min(mine.neighbours, NEIGHBOURS)) if mine else Kept()
    return found


def expected(form: OwnForm, show: Show) -> Expected:
    """Whom the host of that space expects at a show in it. Raises NotFound for a show elsewhere."""
    _refuse_elsewhere(form, show)
    columns = (SealedOwnGuest.id, SealedOwnGuest.is_neighbour, SealedOwnGuest.name, SealedOwnGuest.needs)
    with granted("a host's own guests"):
        rows = db.session.execute(select(*columns).where(*_of(form, show)).order_by(SealedOwnGuest.position)).all()
    seal = cipher.current()
    told = [
        (
            row.is_neighbour,
            OwnGuest(*(seal.open(getattr(row, name), f"sec_own_guests.{name}|{row.id}") for name in ("name", "needs"))),
        )
        for row in rows
    ]
    return Expected(*(tuple(guest for is_neighbour, guest in told if is_neighbour is side) for side in (False, True)))


def keep(form: OwnForm, show: Show, kept: Kept, names: Expected, *, at: datetime) -> None:
    """Write the numbers and the names, over what was there. The space is held by the caller. Raises NotFound as
    `expected`."""
    _refuse_elsewhere(form, show)
    rows = [*_rows(show, names.guests, is_neighbour=False), *_rows(show, names.neighbours, is_neighbour=True)]
    numbers = {**_place(show), "guests": kept.guests, "neighbours": kept.neighbours, "said_at": at}
    with granted("keep a host's own guests"):
        db.session.execute(delete(SealedKept).where(SealedKept.show_id == show.id))
        db.session.execute(delete(SealedOwnGuest).where(SealedOwnGuest.show_id == show.id))
        db.session.execute(insert(SealedKept), [numbers])
        if rows:
            db.session.execute(insert(SealedOwnGuest), rows)


def _refuse_elsewhere(form: OwnForm, show: Show) -> None:
    if show.space_id != form.space_id or not may_see(Fact.OWN_GUESTS, Relation.HOST, Phase.PLANNED):
        raise NotFound


def _of(form: OwnForm, show: Show) -> tuple[ColumnElement[bool], ...]:
    return SealedOwnGuest.show_id == show.id, SealedOwnGuest.space_id == form.space_id


def _place(show: Show) -> dict[str, str]:
    return {"show_id": show.id, "space_id": show.space_id}


def _rows(show: Show, guests: Sequence[OwnGuest], *, is_neighbour: bool) -> list[dict[str, object]]:
    seal, rows = cipher.current(), []
    for position, guest in enumerate(guests):
        key = random_id()
        sealed = {name: seal.seal(getattr(guest, name), f"sec_own_guests.{name}|{key}") for name in ("name", "needs")}
        rows.append({"id": key, **_place(show), "is_neighbour": is_neighbour, "position": position, **sealed})
    return rows
