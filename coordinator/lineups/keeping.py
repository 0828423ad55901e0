"""A plan of before, handed in again: which of its picks the next plan has to keep, and which it keeps where it can."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from coordinator.errors import Say
from coordinator.lineups.problem import Pick
from coordinator.spreadsheets import Loaded, Remark, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPick:
    """One row of `lineups.csv`. Who plays where counts; the rest stands there for people and is worked out anew."""

    space_id: str
    slot: int
    artist_id: str
    locked: bool = False
    show_starts_at: str = ""
    city: str = ""
    act_name: str = ""
    distance_km: str = ""


def kept_picks(kept: Loaded[ListedPick], *, spaces: Collection[str], artists: Collection[str]) -> tuple[Pick, ...]:
    """The picks of `kept` whose space and artist are still in the lists (their ids are `spaces` and `artists`).

    A locked pick that names somebody unknown is a fault, another one a warning; both are noted in `kept`.
    """
    known = [row for row in kept.rows if _is_known(row, kept, spaces=spaces, artists=artists)]
    kept.faults.extend(_twice_at_a_show(kept.name, known))
    return tuple(Pick(pick.space_id, pick.slot, pick.artist_id, pick.locked) for _, pick in known)


def _is_known(
    row: Row[ListedPick], kept: Loaded[ListedPick], *, spaces: Collection[str], artists: Collection[str]
) -> bool:
    gone = [
        (column, id_)
        for column, id_, ids in (("space_id", row.value.space_id, spaces), ("artist_id", row.value.artist_id, artists))
        if id_ not in ids
    ]
    for column, id_ in gone:
        if row.value.locked:
            said = Say("“%(id)s” is locked here and no longer in the list; put it back, or unlock this row.", id=id_)
            kept.faults.append(Remark(kept.name, row.line, column, said))
        else:
            said = Say("“%(id)s” is no longer in the list, so this row is not kept.", id=id_)
            kept.warnings.append(Remark(kept.name, row.line, column, said))
    return not gone


def _twice_at_a_show(name: str, rows: list[Row[ListedPick]]) -> Iterator[Remark]:
    first: dict[tuple[str, str], int] = {}
    for line, pick in rows:
        before = first.setdefault((pick.space_id, pick.artist_id), line)
        if before != line:
            message = "“%(artist)s” already plays at this show in line %(before)d; take one of the rows out."
            said = Say(message, artist=pick.artist_id, before=before)
            yield Remark(name, line, "artist_id", said)
