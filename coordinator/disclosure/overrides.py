"""Rules that a lead set aside for one act at one show, each with her reason. Sealed, and for leads of the city only."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from coordinator.artists.models import Artist
from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.sealed import SealedSlot
from coordinator.disclosure.sealed_board import SealedOverride
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Override:
    """A rule set aside for an act that plays at a show."""

    position: int
    act_name: str
    rule: str
    reason: str


def put(show_id: str, artist_id: str, reasons: Mapping[str, str], *, by: str, at: datetime) -> None:
    """Keep why these rules (rule → reason) were set aside; what was said of the same pair before is replaced."""
    pair = (SealedOverride.show_id == show_id) & (SealedOverride.artist_id == artist_id)
    seal = cipher.current()
    rows = [
        {"show_id": show_id, "artist_id": artist_id, "rule": rule, "said_by": by, "said_at": at}
        | {"reason": seal.seal(reason, _place(show_id, artist_id, rule))}
        for rule, reason in reasons.items()
    ]
    with granted("keep why a rule was set aside"):
        db.session.execute(delete(SealedOverride).where(pair), execution_options={"synchronize_session": False})
        if rows:
            db.session.execute(insert(SealedOverride), rows)


def find(show_id: str, artist_id: str) -> dict[str, str]:
    """Rule → reason of one pair: for whoever places the act again, as an undo does."""
    pair = (SealedOverride.show_id == show_id) & (SealedOverride.artist_id == artist_id)
    with granted("why rules were set aside"):
        rows = db.session.execute(select(SealedOverride.rule, SealedOverride.reason).where(pair)).all()
    return {rule: cipher.current().open(reason, _place(show_id, artist_id, rule)) for rule, reason in rows}


def rules(show_ids: Collection[str]) -> Mapping[tuple[str, str], frozenset[str]]:
    """(show id, act) → the rules that were set aside for it there."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    columns = (SealedOverride.show_id, SealedOverride.artist_id, SealedOverride.rule)
    with granted("which rules were set aside"):
        for row in db.session.execute(select(*columns).where(SealedOverride.show_id.in_(show_ids))):
            found[row.show_id, row.artist_id].add(row.rule)
    return {pair: frozenset(said) for pair, said in found.items()}


def of_shows(reader: Reader, shows: Sequence[Show]) -> dict[str, tuple[Override, ...]]:
    """Show id → what was set aside for the acts that play there now. Raises NotFound for who does not lead them."""
    if not all(may_see(Fact.LINEUP, relation(reader, city_id=show.city_id), Phase.PLANNED) for show in shows):
        raise NotFound
    columns = (SealedSlot.show_id, SealedSlot.position, Artist.act_name, SealedSlot.artist_id)
    same = (SealedOverride.show_id == SealedSlot.show_id) & (SealedOverride.artist_id == SealedSlot.artist_id)
    with granted("rules set aside at shows"):
        rows = db.session.execute(
            select(*columns, SealedOverride.rule, SealedOverride.reason)
            .join(SealedOverride, same)
            .join(Artist, Artist.id == SealedSlot.artist_id)
            .where(SealedSlot.show_id.in_([show.id for show in shows]))
            .order_by(SealedSlot.show_id, SealedSlot.position, SealedOverride.rule)
        ).all()
    found: dict[str, tuple[Override, ...]] = {}
    for row in rows:
        reason = cipher.current().open(row.reason, _place(row.show_id, row.artist_id, row.rule))
        said = Override(row.position, row.act_name, row.rule, reason)
        found[row.show_id] = (*found.get(row.show_id, ()), said)
    return found


def _place(show_id: str, artist_id: str, rule: str) -> str:
    return f"sec_overrides.reason|{show_id}|{artist_id}|{rule}"
