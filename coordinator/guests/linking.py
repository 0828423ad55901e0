"""The chain of a city's draw as it grows: each thing that happens to a seat in public is noted while the draw is held.

Where those who need an access seat are too few to be marked in the list (`draw_list.merged`), the seats kept for them
are outside list, result and chain: nobody can tell how many were taken, or by whom. Who has one waits, as far as
anybody can see.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from coordinator.db import db
from coordinator.disclosure.entries import Where
from coordinator.disclosure.seats import Seated
from coordinator.guests import chain, draw_list, draw_result
from coordinator.guests.chain import NOBODY, What
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import Draw, DrawLink, ListLink


def find_held(where: Where) -> Draw | None:
    """The draw of a city, held for itself to the end of the transaction; None before its result."""
    found = find_listed(where)
    return found if found is not None and found.result_root is not None else None


def find_listed(where: Where) -> Draw | None:
    """The same once its list is published."""
    this = (Draw.edition_id == where.edition_id, Draw.city_id == where.city_id)
    return db.session.scalar(select(Draw).where(*this).with_for_update())


def links(edition_id: str, city_id: str) -> Sequence[str]:
    """The chain of a city so far, line by line."""
    of_city = (DrawLink.edition_id == edition_id, DrawLink.city_id == city_id)
    return db.session.scalars(select(DrawLink.line).where(*of_city).order_by(DrawLink.number)).all()


def before(draw: Draw) -> bytes:
    """The record of what happened to entries between list and draw (`between`)."""
    of_city = (ListLink.edition_id == draw.edition_id, ListLink.city_id == draw.city_id)
    lines = db.session.scalars(select(ListLink.line).where(*of_city).order_by(ListLink.number)).all()
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def note_before(listed: Draw, what: What, public_id: str, people: int, *, at: datetime, because: str = "") -> None:
    """Add to that record, of a draw that is held by the caller for itself."""
    lines = before(listed).decode("ascii").splitlines()
    number, after = len(lines) + 1, chain.hash_of(lines[-1]) if lines else listed.root
    made = chain.link(number, after, at=at, what=what, entry=public_id, show=NOBODY, people=people, because=because)
    db.session.add(ListLink(edition_id=listed.edition_id, city_id=listed.city_id, number=number, line=made.line()))
    db.session.flush()


def head_of(draw: Draw) -> str:
    """The hash of the last link of a draw's chain, or of its result where there is none yet (64 hex digits)."""
    return _end(draw)[1]


def hides(held: Draw) -> bool:
    """Whether seats are kept for a few who are not marked in the list."""
    return keeps(held.head)


def keeps(head: str) -> bool:
    """The same by the first line of the list."""
    return any(seats.kept for seats in draw_list.head_of(head).seats.values())


def is_hidden(held: Draw, seat: Seated) -> bool:
    """Whether a seat is one of those."""
    return seat.pool == Pool.ACCESS and hides(held)


def note_of(held: Draw, what: What, seat: Seated | None, *, at: datetime, because: str = "") -> None:
    """Add what happened to a seat, unless it is one that nobody may know of."""
    if seat is not None and not is_hidden(held, seat):
        note(held, what, seat.public_id, seat.show_id, seat.people, at=at, because=because)


def note(held: Draw, what: What, public_id: str, show_id: str, people: int, *, at: datetime, because: str = "") -> None:
    """Add a link to the chain of the city whose draw is held."""
    number, after = _end(held)
    made = chain.link(
        number + 1, after, at=at, what=what, entry=public_id, show=show_id, people=people, because=because
    )
    db.session.add(DrawLink(edition_id=held.edition_id, city_id=held.city_id, number=number + 1, line=made.line()))
    db.session.flush()


def _end(draw: Draw) -> tuple[int, str]:
    """The number and the hash of the last link; before the first 0, and the hash of the result."""
    of_city = (DrawLink.edition_id == draw.edition_id, DrawLink.city_id == draw.city_id)
    newest = select(DrawLink.number, DrawLink.line).where(*of_city).order_by(DrawLink.number.desc()).limit(1)
    last = db.session.execute(newest).one_or_none()
    if last is None:
        return 0, draw.result_root or draw_result.fingerprint(b"")
    return last.number, chain.hash_of(last.line)
