"""What is left of a plan after a change: which of its picks still stand, and what the others leave open."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from coordinator.lineups.clashes import clash
from coordinator.lineups.columns import Day, Flags, Reals, Whole
from coordinator.lineups.eligibility import Pairs
from coordinator.lineups.problem import ACTS, Pick


@dataclass(frozen=True, slots=True)
class Standing:
    """`stands` flags the pairs still played. `open_shows` are rows of shows that lost an act or changed, `free_acts`
    rows of artists that lost a show or changed."""

    stands: Flags
    open_shows: frozenset[int]
    free_acts: frozenset[int]


def standing(day: Day, pairs: Pairs, keep: Collection[Pick], *, worth: Reals, touched: Collection[str]) -> Standing:
    """What of the plan `keep` still stands, every lock among it.

    Where picks that cannot go together are left, those at shows named in `touched` go first, then the least worth.
    `touched` are ids of shows and artists that changed otherwise than by losing a pick.
    """
    bill = _Bill(day, pairs)
    rows = np.flatnonzero(pairs.slot > 0)
    changed = np.isin(pairs.show[rows], [day.show_row[one] for one in touched if one in day.show_row])
    for row in rows[np.lexsort((rows, -worth[rows], changed, ~pairs.locked[rows]))].tolist():
        bill.add(row)
    kept = {(day.shows[pairs.show[row]].id, day.artists[pairs.artist[row]].id) for row in np.flatnonzero(bill.stands)}
    gone = [pick for pick in keep if (pick.show, pick.artist) not in kept]
    shows, acts = {*touched, *(pick.show for pick in gone)}, {*touched, *(pick.artist for pick in gone)}
    return Standing(
        bill.stands,
        frozenset(day.show_row[one] for one in shows if one in day.show_row),
        frozenset(day.artist_row[one] for one in acts if one in day.artist_row),
    )


class _Bill:
    """The picks taken so far, and whether one more goes with them."""

    def __init__(self, day: Day, pairs: Pairs) -> None:
        self.day, self.pairs = day, pairs
        self.stands: Flags = np.zeros(len(pairs), dtype=bool)
        self.at_show: dict[int, list[int]] = defaultdict(list)  # artists
        self.shows_of: dict[int | str, list[int]] = defaultdict(list)  # of an artist's row or a member

    def add(self, row: int) -> None:
        """Take the pick, if it is locked or goes with the others."""
        show, artist = int(self.pairs.show[row]), int(self.pairs.artist[row])
        if not self.pairs.locked[row] and not self._fits(show, artist):
            return
        self.stands[row] = True
        self.at_show[show].append(artist)
        for person in self._persons(artist):
            self.shows_of[person].append(show)

    def _fits(self, show: int, artist: int) -> bool:
        beside = self.at_show[show]
        genre = self.day.acts.genre
        return (
            len(beside) < ACTS
            and all(genre[other] != genre[artist] for other in beside)
            and not any((min(artist, other), max(artist, other)) in self.day.apart for other in beside)
            and len(self.shows_of[artist]) < self.day.artists[artist].max_shows
            and not any(self._meets(person, show) for person in self._persons(artist))
        )

    def _meets(self, person: int | str, show: int) -> bool:
        others: Whole = np.array(self.shows_of[person], dtype=np.int64)
        return bool(len(others) and clash(self.day, np.full(len(others), show), others).any())

    def _persons(self, artist: int) -> tuple[int | str, ...]:
        return (artist, *sorted(self.day.artists[artist].members))
