"""Sums of the ledger. They are kept up in the transaction that adds a line, so they are never behind it.

Each line adds to six sums: of its edition, case, country, section, city, and of all of these at once. On PostgreSQL
each sum lies in `SHARDS` rows, and a line goes into that of its own id: writers of other shards do not wait. Rows are
added to in one order, so that no two wait for each other. To read takes as many rows as there are cases, sections,
countries and cities, however many letters there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import String, func, select, type_coerce

from coordinator.db import db
from coordinator.disclosure import cipher
from coordinator.letters.models import Channel, Dimension, LetterTally, Step
from coordinator.once import inserting

SHARDS = {"sqlite": 1, "postgresql": 8}  # SQLite has one writer at a time
STEPS = tuple(Step)
_DIMENSIONS = {str(one): one for one in Dimension}
_CHANNELS = {str(one): one for one in Channel}
_PAGES = tuple(one for one in Dimension if one is not Dimension.CELL)
_KEY = ("edition_id", "dimension", "key", "channel", "shard")
Counts = Mapping[Step, int]
Tally = Mapping[Dimension, Mapping[str, Mapping[Channel, Counts]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is counted. `country` is that of its section ("" for everywhere else), `city_id` may be none."""

    edition_id: str
    case_id: str
    section_id: str
    country: str
    city_id: str | None


def add(place: Place, channel: Channel, step: Step, amount: int, *, line_id: str) -> None:
    """Count a line of the ledger."""
    shard = int.from_bytes(line_id.encode()[-4:]) % SHARDS[db.engine.dialect.name]
    nothing = {str(one): 0 for one in Step}
    fixed = {"edition_id": place.edition_id, "channel": channel, "shard": shard, **nothing, str(step): amount}
    rows = [{**fixed, "dimension": dimension, "key": key} for dimension, key in sorted(keys(place))]
    insert = inserting(LetterTally)
    more = {str(step): LetterTally.__table__.columns[step] + insert.excluded[step]}
    added = insert.on_conflict_do_update(index_elements=_KEY, set_=more)
    db.session.connection().execute(added, rows)  # compiled once: rows within the statement are compiled each time


def keys(place: Place) -> list[tuple[Dimension, str]]:
    """The sums that a line adds to."""
    return [
        (Dimension.EDITION, ""),
        (Dimension.CASE, place.case_id),
        (Dimension.COUNTRY, place.country),
        (Dimension.SECTION, place.section_id),
        (Dimension.CITY, f"{place.country}|{place.city_id or ''}"),
        (Dimension.CELL, cell(place)),
    ]


def cell(place: Place) -> str:
    """The key of the smallest sum."""
    return f"{place.case_id}|{place.section_id}|{place.city_id or ''}"


def read(edition_id: str, *only: Dimension) -> Tally:
    """Every sum that pages may draw on, or those of some dimensions, whole: what of it is told, `hiding` says."""
    wanted = only or _PAGES
    table = LetterTally.__table__
    columns = [func.sum(table.c[step]) for step in STEPS]
    by = [
        type_coerce(table.c[name], String) for name in ("dimension", "key", "channel")
    ]  # as text: read in half the time
    found: dict[Dimension, dict[str, dict[Channel, Counts]]] = {one: {} for one in wanted}
    rows = select(*by, *columns).where(table.c.edition_id == edition_id, table.c.dimension.in_(wanted))
    for dimension, key, channel, *counts in db.session.connection().execute(rows.group_by(*by)).all():
        numbers = dict(zip(STEPS, map(int, counts), strict=True))
        found[_DIMENSIONS[dimension]].setdefault(key, {})[_CHANNELS[channel]] = numbers
    return found


def secret_order(edition_id: str) -> Callable[[str], bytes]:
    """An order of names that nobody can guess, and that stays as it is."""
    key = cipher.current().index(edition_id, "which number is kept back").encode()[:64]
    return lambda name: blake2b(name.encode(), key=key, digest_size=8).digest()


def in_cell(place: Place, channel: Channel, step: Step) -> int:
    """How many there are of a step in the smallest sum."""
    return _sum(place.edition_id, channel, step, LetterTally.key == cell(place))


def in_section(place: Place, channel: Channel, step: Step) -> int:
    """The same of a case in a section, in all of its cities."""
    start = f"{place.case_id}|{place.section_id}|"
    return _sum(place.edition_id, channel, step, LetterTally.key.startswith(start, autoescape=True))


def _sum(edition_id: str, channel: Channel, step: Step, of: Any) -> int:
    this = (
        LetterTally.edition_id == edition_id,
        LetterTally.dimension == Dimension.CELL,
        LetterTally.channel == channel,
    )
    return int(db.session.scalar(select(func.sum(LetterTally.__table__.columns[step])).where(*this, of)) or 0)
