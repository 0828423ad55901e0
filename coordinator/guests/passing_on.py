"""What came between a list and its draw: entries are gone or void, shows are off, or begin too soon to ask anybody.

The result says what follows from the list, whatever came between; what it gave to those goes on from there, in its own
order, and the chain begins with it. Who was drawn for a show at which nobody can be asked any more waits at its place,
and has its turn with all who wait: each is asked for the dearest of its wishes that has seats for it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coordinator.guests.chain import NOBODY, What
from coordinator.guests.draw import Drawn, first_wish
from coordinator.guests.draw_list import DrawList, Pool
from coordinator.guests.linking import note
from coordinator.guests.models import Draw

Places = Mapping[Pool, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Lost:
    """What became of an entry that does not have what the draw gave it; `because`: why it is void, in a word."""

    what: What
    drawn: Drawn
    because: str = ""


def lost(
    order: Sequence[Drawn], present: Collection[str], asked: Collection[str], struck: Mapping[str, str]
) -> dict[str, Lost]:
    """Public id → what became of it, in the order of the draw. `present`: the ids of entries that there are still,
    `asked`: the shows at which somebody can be asked, `struck`: why entries are void by
    now; those that the draw itself passed over have lost nothing."""
    found = {}
    for one in order:
        if one.is_void:
            continue
        if one.entry.id in struck:
            found[one.entry.id] = Lost(What.VOID, one, struck[one.entry.id])
        elif one.entry.id not in present:
            found[one.entry.id] = Lost(What.RELEASED if one.show else What.LEFT, one)
        elif one.show and one.show not in asked:
            found[one.entry.id] = Lost(What.UNASKED, one)
    return found


def leaving(gone: Mapping[str, Lost]) -> frozenset[str]:
    """The ids of those that wait for nothing any more."""
    return frozenset(key for key, one in gone.items() if one.what is not What.UNASKED)


def passed_on(
    drawn: DrawList, order: Sequence[Drawn], gone: Mapping[str, Lost], asked: Collection[str]
) -> Sequence[Drawn]:
    """The order of a draw with what each entry has after that."""
    if not gone:
        return order
    left = _left(drawn, [one for one in order if one.entry.id not in gone], asked)
    return [_turn(one, gone.get(one.entry.id), left) for one in order]


def note_all(
    held: Draw, gone: Mapping[str, Lost], before: Sequence[Drawn], after: Sequence[Drawn], *, at: datetime
) -> None:
    """Begin the chain of a draw with what came between."""
    for key, one in gone.items():
        place = one.drawn.show or NOBODY
        note(held, one.what, key, place, one.drawn.entry.people, at=at, because=one.because)
    for was, now in zip(before, after, strict=True):
        if now.show and now != was:
            note(held, What.PROMOTED, now.entry.id, now.show, now.entry.people, at=at)


def _left(drawn: DrawList, have: Sequence[Drawn], asked: Collection[str]) -> Places:
    given = Counter[tuple[Pool, str]]()
    for one in have:
        if one.show and one.pool:
            given[one.pool, one.show] += one.entry.people
    seats = {show: each for show, each in drawn.seats.items() if show in asked}
    access = {show: each.access - given[Pool.ACCESS, show] for show, each in seats.items()}
    general = {show: each.general - given[Pool.GENERAL, show] for show, each in seats.items()}
    return {Pool.ACCESS: access, Pool.GENERAL: general}


def _turn(one: Drawn, gone: Lost | None, left: Places) -> Drawn:
    waits = replace(one, show=None, pool=None) if gone else one
    if waits.show or waits.is_void or (gone and gone.what is not What.UNASKED):
        return waits
    pools = (Pool.ACCESS, Pool.GENERAL) if one.entry.pool is Pool.ACCESS else (Pool.GENERAL,)
    return first_wish(one.entry, one.rank, [(left[pool], pool) for pool in pools])
