"""Writing lineups: acts into slots, locks, proposals. The database refuses what must not be; here it gets its words.

Use-cases decide who may do it; these functions only write, and turn the database's refusals into Conflict.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, tuple_, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from coordinator.db import db, random_id
from coordinator.disclosure.rooms import Evening
from coordinator.disclosure.sealed import SealedLock, SealedProposal, SealedProposed, SealedSlot
from coordinator.disclosure.sealed_board import SealedTwin
from coordinator.errors import Conflict
from coordinator.gate import granted
from coordinator.shows.models import Show

PLAIN = {"synchronize_session": False}  # no entity of a sealed table is ever in the session


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A slot of a proposal to keep: an act with its distance (km), or None with the reason and its facts.

    `before_id` is who holds the slot now, `before_rule` the rule for which that act is to go.
    """

    show_id: str
    position: int
    artist_id: str | None
    distance_km: float | None = None
    reason: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    before_id: str | None = None
    before_rule: str | None = None


def put(show: Show | Evening, position: int, artist_id: str) -> None:
    """Place an act in a slot (1 to 3), in the stead of whoever held it.

    Raises Conflict: `show_locked`, `slot_locked`, `already_at_show`, `plays_elsewhere`, `no_such_slot`, `twin_show`.
    """
    here = (SealedSlot.show_id == show.id) & (SealedSlot.position == position)
    with granted("place an act"), _refusals():
        if db.session.scalar(select(SealedSlot.locked).where(here)):
            raise Conflict("slot_locked")
        _refuse_closed(show)
        db.session.execute(delete(SealedSlot).where(here), execution_options=PLAIN)
        values = {"artist_id": artist_id, "starts_at": show.starts_at, "ends_at": show.ends_at, "locked": False}
        db.session.execute(insert(SealedSlot), [{"show_id": show.id, "position": position, **values}])


def _refuse_closed(show: Show | Evening) -> None:
    locked, twin = exists().where(SealedLock.show_id == show.id), exists().where(SealedTwin.twin_id == show.id)
    is_locked, is_twin = db.session.execute(select(locked, twin)).one()
    if is_locked or is_twin:
        raise Conflict("show_locked" if is_locked else "twin_show")


def clear(show_id: str, position: int) -> None:
    """Empty a slot; an empty one stays so. Raises Conflict: `show_locked`, `slot_locked`."""
    here = (SealedSlot.show_id == show_id) & (SealedSlot.position == position)
    with granted("clear a slot"), _refusals():
        if db.session.scalar(select(SealedSlot.locked).where(here)):
            raise Conflict("slot_locked")
        db.session.execute(delete(SealedSlot).where(here), execution_options=PLAIN)


def pin(show_id: str, position: int, *, locked: bool) -> bool:
    """Lock a single slot for the optimiser, or free it again; whether that changed anything."""
    here = (SealedSlot.show_id == show_id) & (SealedSlot.position == position) & (SealedSlot.locked != locked)
    with granted("pin a slot"):
        found = db.session.scalar(select(SealedSlot.position).where(here)) is not None
        db.session.execute(update(SealedSlot).where(here).values(locked=locked))
    return found


def lock(show_id: str, *, by: str, at: datetime) -> None:
    """Make a lineup final. Raises Conflict: `not_three_acts`, `show_locked`, `twin_show`."""
    with granted("lock a lineup"), _refusals():
        acts = db.session.scalars(
            select(SealedSlot.artist_id).where(SealedSlot.show_id == show_id).order_by(SealedSlot.position)
        ).all()
        if not acts and db.session.scalar(select(SealedTwin.twin_id).where(SealedTwin.twin_id == show_id)):
            raise Conflict("twin_show")
        if len(acts) != 3:
            raise Conflict("not_three_acts", acts=len(acts))
        row = {"show_id": show_id, "first_id": acts[0], "second_id": acts[1], "third_id": acts[2]}
        db.session.execute(insert(SealedLock), [row | {"locked_at": at, "locked_by": by}])


def unlock(show_id: str) -> None:
    """Open a lineup for changes again."""
    with granted("unlock a lineup"):
        db.session.execute(delete(SealedLock).where(SealedLock.show_id == show_id))


def locked_shows(show_ids: Sequence[str]) -> frozenset[str]:
    """Those of `show_ids` whose lineup is final."""
    with granted("locked lineups"):
        return frozenset(db.session.scalars(select(SealedLock.show_id).where(SealedLock.show_id.in_(show_ids))))


def keep_proposal(head: dict[str, Any], suggestions: Sequence[Suggestion]) -> str:
    """Store a proposal; `head` has the columns of the proposal but its id. Returns the id."""
    proposal_id = random_id()
    with granted("keep a proposal"):
        db.session.execute(insert(SealedProposal), [{"id": proposal_id, **head}])
        keep_suggestions(proposal_id, suggestions)
    return proposal_id


def keep_suggestions(proposal_id: str, suggestions: Sequence[Suggestion]) -> None:
    """Store the slots of a proposal."""
    rows = [{"proposal_id": proposal_id, **asdict(said)} for said in suggestions]
    if rows:
        with granted("keep the slots of a proposal"):
            db.session.execute(insert(SealedProposed), rows)


def rewrite(shows: Sequence[Show], changes: Mapping[tuple[str, int], str | None]) -> None:
    """Change many slots of these shows at once: (show id, position) → act, or None to empty it.

    Locked slots and final lineups are refused as in `put`. Raises Conflict as `put` does; then nothing is changed.
    """
    times = {show.id: {"starts_at": show.starts_at, "ends_at": show.ends_at} for show in shows}
    here = tuple_(SealedSlot.show_id, SealedSlot.position).in_(list(changes))
    rows = [
        {"show_id": show_id, "position": position, "artist_id": artist_id, "locked": False, **times[show_id]}
        for (show_id, position), artist_id in changes.items()
        if artist_id is not None
    ]
    refuse_final(list(times), list(changes))
    with granted("rewrite lineups"), _refusals():
        db.session.execute(delete(SealedSlot).where(here), execution_options=PLAIN)
        if rows:
            db.session.execute(insert(SealedSlot), rows)


def refuse_final(show_ids: Sequence[str], places: Sequence[tuple[str, int]]) -> None:
    """Raise Conflict where a slot or show may not be changed: `show_locked`, `twin_show`, `slot_locked`; with the
    first such show's id."""
    here = tuple_(SealedSlot.show_id, SealedSlot.position).in_(places)
    closed = {
        "show_locked": select(SealedLock.show_id).where(SealedLock.show_id.in_(show_ids)).order_by(SealedLock.show_id),
        "twin_show": select(SealedTwin.twin_id).where(SealedTwin.twin_id.in_(show_ids)).order_by(SealedTwin.twin_id),
        "slot_locked": select(SealedSlot.show_id).where(here, SealedSlot.locked).order_by(SealedSlot.show_id),
    }
    with granted("what is final"):
        for reason, wanted in closed.items():
            show_id = db.session.scalar(wanted.limit(1))
            if show_id is not None:
                raise Conflict(reason, show=show_id)


# What the database says (constraint names on PostgreSQL, columns or a trigger's words on SQLite) → the reason it means.
_MEANINGS = (
    ("act_plays_elsewhere", "plays_elsewhere"),
    ("uq_sec_slots_show_id_artist_id", "already_at_show"),
    ("sec_slots.show_id, sec_slots.artist_id", "already_at_show"),
    ("pk_sec_slots", "slot_taken"),
    ("sec_slots.show_id, sec_slots.position", "slot_taken"),
    ("ck_sec_slots_position", "no_such_slot"),
    ("fk_sec_locks", "show_locked"),
    ("sec_locks", "show_locked"),
    ("foreign key", "show_locked"),
)


@contextmanager
def _refusals() -> Iterator[None]:
    """Run the block in a savepoint and give the database's refusal its word."""
    try:
        with db.session.begin_nested():
            yield
    except (IntegrityError, DBAPIError) as refused:
        said = str(refused.orig).lower()
        for fragment, reason in _MEANINGS:
            if fragment in said:
                raise Conflict(reason) from None
        raise
