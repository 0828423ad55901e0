"""What speaks against placing an act at a show: where it and its members play already, and who is not to meet whom.

For the use-case that places acts, which has checked that its reader may. Runs in that one's transaction; `hold` makes
others who place the same people, or at the same show, wait for its end, so that what is read here stays true.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure.sealed import SealedMember, SealedSlot
from coordinator.gate import granted
from coordinator.shows.models import Show, ShowState


@dataclass(frozen=True, slots=True)
class Engagement:
    """A slot an act holds, with the instants of its show."""

    show_id: str
    position: int
    artist_id: str
    starts_at: datetime
    ends_at: datetime


def hold(show: Show, artist_ids: Collection[str]) -> None:
    """Wait for everybody else who holds this show or one of these acts, and hold them to the end of the transaction.

    PostgreSQL locks the rows, first the show's, then the acts' by id, so that nobody waits in a circle; on SQLite a
    writing transaction is alone anyway. What was loaded of them before is read anew.
    """
    db.session.refresh(show, with_for_update={"key_share": True})
    held = (Application.edition_id == show.edition_id) & Application.artist_id.in_(sorted(artist_ids))
    rows = select(Application).where(held).order_by(Application.artist_id).with_for_update(key_share=True)
    db.session.scalars(rows.execution_options(populate_existing=True)).all()


def sharing_members(artist_id: str, *, edition_id: str) -> frozenset[str]:
    """The other acts of the edition in which somebody of this act plays too."""
    mine, theirs = aliased(SealedMember), aliased(SealedMember)
    same = (mine.member == theirs.member) & (mine.artist_id == artist_id) & (theirs.artist_id != artist_id)
    with granted("acts that share members"):
        found = db.session.scalars(
            select(theirs.artist_id)
            .join(mine, same)
            .join(Application, Application.artist_id == theirs.artist_id)
            .where(Application.edition_id == edition_id)
        )
        return frozenset(found)


def engagements(artist_ids: Collection[str], *, edition_id: str) -> tuple[Engagement, ...]:
    """The slots that these acts hold at the edition's shows, cancelled ones left out."""
    columns = (SealedSlot.show_id, SealedSlot.position, SealedSlot.artist_id, SealedSlot.starts_at, SealedSlot.ends_at)
    with granted("engagements of acts"):
        rows = db.session.execute(
            select(*columns)
            .join(Show, Show.id == SealedSlot.show_id)
            .where(
                Show.edition_id == edition_id,
                Show.state != ShowState.CANCELLED,
                SealedSlot.artist_id.in_(sorted(artist_ids)),
            )
            .order_by(SealedSlot.starts_at, SealedSlot.position)
        )
        return tuple(Engagement(*row) for row in rows)


def hold_all(shows: Collection[Show], artist_ids: Collection[str]) -> None:
    """As `hold`, for several shows: first all shows by id, then all acts by id."""
    rows = select(Show).where(Show.id.in_([show.id for show in shows])).order_by(Show.id)
    held = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    db.session.scalars(held).all()
    editions = {show.edition_id for show in shows}
    mine = Application.edition_id.in_(editions) & Application.artist_id.in_(sorted(artist_ids))
    acts = select(Application).where(mine).order_by(Application.artist_id).with_for_update(key_share=True)
    db.session.scalars(acts.execution_options(populate_existing=True)).all()


def hold_act(artist_id: str, *, edition_id: str) -> None:
    """Hold one act alone, or after the shows that are held: what it says, and where it is placed, stays as it is."""
    mine = (Application.edition_id == edition_id) & (Application.artist_id == artist_id)
    row = select(Application).where(mine).with_for_update(key_share=True)
    db.session.scalars(row.execution_options(populate_existing=True)).all()


def all_sharing_members(artist_ids: Collection[str], *, edition_id: str) -> frozenset[str]:
    """As `sharing_members`, of several acts at once."""
    mine, theirs = aliased(SealedMember), aliased(SealedMember)
    same = (mine.member == theirs.member) & mine.artist_id.in_(sorted(artist_ids))
    with granted("acts that share members"):
        found = db.session.scalars(
            select(theirs.artist_id)
            .join(mine, same)
            .join(Application, Application.artist_id == theirs.artist_id)
            .where(Application.edition_id == edition_id)
        )
        return frozenset(found)
