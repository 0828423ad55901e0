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
    bills = Bills(day)
    stands: Flags = np.zeros(len(pairs), dtype=bool)
    rows = np.flatnonzero(pairs.slot > 0)
    changed = np.isin(pairs.show[rows], [day.show_row[one] for one in touched if one in day.show_row])
    for row in rows[np.lexsort((rows, -worth[rows], changed, ~pairs.locked[rows]))].tolist():
        show, artist = int(pairs.show[row]), int(pairs.artist[row])
        if pairs.locked[row] or bills.fits(show, artist):
            bills.put(show, artist)
            stands[row] = True
    kept = {(day.shows[pairs.show[row]].id, day.artists[pairs.artist[row]].id) for row in np.flatnonzero(stands)}
    gone = [pick for pick in keep if (pick.show, pick.artist) not in kept]
    shows, acts = {*touched, *(pick.show for pick in gone)}, {*touched, *(pick.artist for pick in gone)}
    return Standing(
        stands,
        frozenset(day.show_row[one] for one in shows if one in day.show_row),
        frozenset(day.artist_row[one] for one in acts if one in day.artist_row),
    )


class Bills:
    """Who plays where so far, and whether one more act goes with them."""

    def __init__(self, day: Day) -> None:
        self.day, self.apart, self.genre = day, frozenset(day.apart), day.acts.genre.tolist()
        self.at_show: dict[int, list[int]] = defaultdict(list)  # artists
        self.shows_of: dict[int | str, list[int]] = defaultdict(list)  # of an artist's row or a member
        self.acts_of: dict[int | str, list[int]] = defaultdict(list)  # artists, show by show

    def put(self, show: int, artist: int) -> None:
        """Let the artist (row) play at the show (row), whatever it breaks."""
        self.at_show[show].append(artist)
        for person in self.persons(artist):
            self.shows_of[person].append(show)
            self.acts_of[person].append(artist)

    def fits(self, show: int, artist: int) -> bool:
        """Whether no rule between acts, or between the shows of one person, is broken by one more."""
        beside = self.at_show[show]
        return (
            len(beside) < ACTS
            and all(self.go_together(artist, other) for other in beside)
            and len(self.shows_of[artist]) < self.day.artists[artist].max_shows
            and not any(self._meets(person, show, artist) for person in self.persons(artist))
        )

    def go_together(self, one: int, other: int) -> bool:
        """Whether two acts can be on one bill: not of one main genre, not kept apart."""
        return self.genre[one] != self.genre[other] and (min(one, other), max(one, other)) not in self.apart

    def _meets(self, person: int | str, show: int, artist: int) -> bool:
        if not self.shows_of[person]:
            return False
        others: Whole = np.array([self.shows_of[person], self.acts_of[person]], dtype=np.int64)
        here = np.full_like(others, [[show], [artist]])
        return bool(clash(self.day, (here[0], here[1]), (others[0], others[1])).any())

    def persons(self, artist: int) -> tuple[int | str, ...]:
        """The act itself and its members: who can be in one place only."""
        return (artist, *sorted(self.day.artists[artist].members))
