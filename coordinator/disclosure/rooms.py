"""The rooms of shows for use-cases that have checked who asks: what holds in a room, where it is, whom it must not get.

Two rooms that share their acts (see `twins`) are one here: with what both have, the smaller stage, the earlier curfew,
and everybody out whom either does not want. For who walks between them, the place is the first room's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from coordinator.db import as_text, db, words
from coordinator.disclosure import cipher
from coordinator.disclosure.sealed import SealedSpace, SealedVeto
from coordinator.disclosure.sealed_board import SealedTwin
from coordinator.gate import granted
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space

DAY = 24 * 60


class Evening(NamedTuple):
    """What matters of a show: columns of shows.models.Show, which are read faster than rows of it. `local_start` is
    wall time in `zone`."""

    id: str
    city_id: str
    local_start: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime


class Said(NamedTuple):
    """What a space says of itself: columns of spaces.models.Space."""

    id: str
    stage_people: int | None
    curfew: time | None
    has: tuple[str, ...]
    languages: tuple[str, ...]


class Room(NamedTuple):
    """What a space lets acts do, as spaces.models.Space has it; `curfew` is wall time."""

    has: tuple[str, ...]
    stage_people: int | None
    curfew: time | None
    languages: tuple[str, ...]


class RoomRow(NamedTuple):
    """A show with its room's exact point (degrees) and the artists it must not get.

    Where two rooms share its acts, `space` is what holds in both.
    """

    show: Evening
    space: Room
    latitude: float
    longitude: float
    not_with: frozenset[str]


def rooms(
    edition_id: str, vetoes: Mapping[str, Collection[str]], *, only: Collection[str] | None = None
) -> tuple[RoomRow, ...]:
    """The shows of an edition that want acts of their own, or `only` these. `vetoes`: space id → artists it must not
    get."""
    beside, other = aliased(Show), aliased(Space)
    evening = [getattr(Show, name) for name in Evening._fields]
    rows = (
        select(SealedSpace.point, *evening, *_columns(Space), *_columns(other))
        .join(Space, Space.id == Show.space_id)
        .join(SealedSpace, SealedSpace.space_id == Space.id)
        .outerjoin(SealedTwin, SealedTwin.show_id == Show.id)
        .outerjoin(beside, beside.id == SealedTwin.twin_id)
        .outerjoin(other, other.id == beside.space_id)
        .where(Show.edition_id == edition_id, Show.state != ShowState.CANCELLED)
        .where(Show.id.not_in(select(SealedTwin.twin_id)))
        .where(true() if only is None else Show.id.in_(only))
        .order_by(Show.id)
    )
    with granted("rooms of shows"):
        found = db.session.execute(rows).all()
    seal, size = cipher.current(), len(evening)
    return tuple(
        _row(Evening(*row[:size]), _spaces(row[size:]), _point(seal, row[size], point), vetoes) for point, *row in found
    )


def room_of(show: Show, spaces: Sequence[Space]) -> RoomRow:
    """A show as it would be in this space, or in these two at once."""
    ids = [space.id for space in spaces]
    said = [Said(space.id, space.stage_people, space.curfew, (*space.has,), (*space.languages,)) for space in spaces]
    with granted("a room that a show may move to"):
        rows = db.session.execute(select(SealedVeto.space_id, SealedVeto.artist_id).where(SealedVeto.space_id.in_(ids)))
        vetoes: dict[str, set[str]] = {}
        for space_id, artist_id in rows:
            vetoes.setdefault(str(space_id), set()).add(artist_id)
    evening = Evening(*(getattr(show, name) for name in Evening._fields))
    return _row(evening, said, points(ids)[ids[0]], vetoes)


def points(space_ids: Collection[str]) -> Mapping[str, tuple[float, float]]:
    """Space id → latitude and longitude in degrees."""
    wanted = select(SealedSpace.space_id, SealedSpace.point).where(SealedSpace.space_id.in_(space_ids))
    with granted("where spaces are"):
        rows = db.session.execute(wanted).all()
    seal = cipher.current()
    return {space_id: _point(seal, space_id, point) for space_id, point in rows}


def earlier(one: time | None, other: time | None, start: time) -> time | None:
    """The curfew that comes first in an evening that begins at `start`, all wall times."""
    said = [curfew for curfew in (one, other) if curfew is not None]
    return min(said, key=lambda curfew: (_minutes(curfew) - _minutes(start)) % DAY, default=None)


def _spaces(said: Sequence[Any]) -> tuple[Said, ...]:
    """One space from its columns, or two."""
    size = len(Said._fields)
    first, second = said[:size], said[size:]
    return (_said(*first),) if second[0] is None else (_said(*first), _said(*second))


def _columns(space: Any) -> tuple[Any, ...]:
    """The columns of a Said, for `_said`."""
    return (space.id, space.stage_people, space.curfew, as_text(space.has), as_text(space.languages))


def _said(space_id: str, stage_people: int | None, curfew: time | None, has: str, languages: str) -> Said:
    return Said(space_id, stage_people, curfew, words(has), words(languages))


def _row(
    show: Evening, spaces: Sequence[Said], point: tuple[float, float], vetoes: Mapping[str, Collection[str]]
) -> RoomRow:
    not_with = frozenset[str]().union(*(vetoes.get(space.id, ()) for space in spaces))
    return RoomRow(show, _both(spaces, show.local_start.time()), *point, not_with=not_with)


def _both(spaces: Sequence[Said], start: time) -> Room:
    first, last = spaces[0], spaces[-1]
    if first is last:
        return Room(first.has, first.stage_people, first.curfew, first.languages)
    stages = [space.stage_people for space in spaces if space.stage_people is not None]
    return Room(
        has=tuple(need for need in first.has if need in last.has),
        stage_people=min(stages, default=None),
        curfew=earlier(first.curfew, last.curfew, start),
        languages=tuple(dict.fromkeys(spoken for space in spaces for spoken in space.languages)),
    )


def _point(seal: cipher.Cipher, space_id: str, sealed: str) -> tuple[float, float]:
    return cipher.point(seal.open(sealed, f"sec_spaces.point|{space_id}"))


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
