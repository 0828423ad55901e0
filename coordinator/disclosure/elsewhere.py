"""Seats elsewhere: guests of a show in trouble may have seats at another one, for which nobody waits there.

Whoever takes one counts there with an entry of its own, whose seat is of no pool of that city's draw (`POOL`): the list
of that draw never named her, so its record tells of the seats alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update

from coordinator.db import db
from coordinator.disclosure import entries, leaks, plus_ones, tickets
from coordinator.disclosure.entries import OwnEntry, Where
from coordinator.disclosure.people import Identity, identities
from coordinator.disclosure.sealed_guests import SealedElsewhere, SealedEntrant, SealedEntry, SealedSeats
from coordinator.disclosure.seats import HOLDS
from coordinator.gate import granted
from coordinator.guests.models import EntryState
from coordinator.once import insert_if_new
from coordinator.people.readers import Reader
from coordinator.shows.models import Show

POOL = "n"  # of the seats that guests of another show have taken
_KEEP = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Offered:
    """Seats at another show (an id), as they were offered: who of that city has agreed, nobody where it has no lead;
    ended by now or not."""

    to_show: str
    agreed_by: Identity | None
    offered_at: datetime
    has_ended: bool


def put(reader: Reader, show_id: str, to_show: str, *, agreed_by: str | None, at: datetime) -> bool:
    """Offer seats at another show; whether that is new. One that was ended stands again. Raises NotFound for everybody
    but the global team."""
    leaks.refuse_others(reader)
    this = (SealedElsewhere.show_id == show_id, SealedElsewhere.to_show_id == to_show)
    said = {"agreed_by": agreed_by, "offered_by": str(reader.id), "offered_at": at}
    with granted("offer seats elsewhere"):
        if insert_if_new(SealedElsewhere, show_id=show_id, to_show_id=to_show, **said):
            return True
        again = update(SealedElsewhere).where(*this, SealedElsewhere.ended_at.is_not(None))
        stands = again.values(ended_at=None, **said).returning(SealedElsewhere.show_id)
        return db.session.scalar(stands, execution_options=_KEEP) is not None


def end(reader: Reader, show_id: str, to_show: str, *, at: datetime) -> None:
    """Offer them no more; who has taken one keeps it. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    this = (SealedElsewhere.show_id == show_id, SealedElsewhere.to_show_id == to_show)
    stands = update(SealedElsewhere).where(*this, SealedElsewhere.ended_at.is_(None)).values(ended_at=at)
    with granted("offer no seats elsewhere"):
        db.session.execute(stands, execution_options=_KEEP)


def of_show(reader: Reader, show_id: str) -> Sequence[Offered]:
    """What was offered to guests of a show, the first one first. Raises NotFound for everybody but the global team."""
    leaks.refuse_others(reader)
    wanted = select(SealedElsewhere.__table__).where(SealedElsewhere.show_id == show_id)
    with granted("seats elsewhere"):
        rows = db.session.execute(wanted.order_by(SealedElsewhere.offered_at, SealedElsewhere.to_show_id)).all()
    names = identities({row.agreed_by for row in rows if row.agreed_by})
    return [Offered(row.to_show_id, names.get(row.agreed_by), row.offered_at, row.ended_at is not None) for row in rows]


def standing(show_id: str) -> Sequence[str]:
    """The shows (ids) at which guests of a show may have seats, for use-cases that have checked who asks."""
    stands = (SealedElsewhere.show_id == show_id, SealedElsewhere.ended_at.is_(None))
    with granted("where there are seats elsewhere"):
        rows = select(SealedElsewhere.to_show_id).where(*stands)
        return db.session.scalars(rows.order_by(SealedElsewhere.offered_at, SealedElsewhere.to_show_id)).all()


def free(show_ids: Collection[str], pool: str) -> Mapping[str, int]:
    """Show id → seats of a pool that nobody has, where there are any; for use-cases that have checked who asks."""
    wanted = (SealedSeats.show_id.in_(show_ids), SealedSeats.pool == pool, SealedSeats.free > 0)
    with granted("seats that nobody has"):
        rows = db.session.execute(select(SealedSeats.show_id, SealedSeats.free).where(*wanted)).all()
    return {row.show_id: row.free for row in rows}


def taken(show_ids: Collection[str]) -> Mapping[str, int]:
    """Show id → people there from other shows; for use-cases that have checked who asks."""
    sits = (SealedEntry.show_id.in_(show_ids), SealedEntry.pool == POOL, SealedEntry.state.in_(HOLDS))
    count = select(SealedEntry.show_id, func.sum(SealedEntry.people)).where(*sits).group_by(SealedEntry.show_id)
    with granted("how many came from elsewhere"):
        return {str(show_id): int(people) for show_id, people in db.session.execute(count).all()}


def seat(entry: OwnEntry, to: Show, people: int, *, at: datetime) -> str:
    """Let a party count at another show, with seats there that were taken for it, in the stead of its entry, and
    whoever comes along with it; the id of its new entry. The entry is held by the caller, who takes its seat away."""
    there = Where(to.edition_id, to.city_id)
    wanted = replace(entry.wanted, people=people, shows=(to.id,))
    made = entries.put(str(entry.person_id), there, wanted, at=at)
    sits = {"state": EntryState.CONFIRMED, "show_id": to.id, "pool": POOL}
    counts = update(SealedEntrant).where(SealedEntrant.entry_id == entry.id).values(entry_id=made)
    with granted("seat a party elsewhere"):
        db.session.execute(update(SealedEntry).where(SealedEntry.id == made).values(sits), execution_options=_KEEP)
    plus_ones.move(entry.id, made)
    with granted("seat a party elsewhere"):
        db.session.execute(counts, execution_options=_KEEP)
    tickets.issue(made, at=at)
    return made
