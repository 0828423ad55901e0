"""What has to hold at every moment of an edition, and what was found: so many cases looked at, and each that did not
hold, named by ids, never by a secret."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

SHOWN = 50  # violations of one kind that a report lists; all are counted


class Holds(StrEnum):
    """What has to hold, in the order of a show's life."""

    THREE_ACTS = "three_acts"
    ACTS_IN_ONE_PLACE = "acts_in_one_place"
    LETTERS_ARE_SILENT = "letters_are_silent"
    PAGES_ARE_SILENT = "pages_are_silent"
    TOLD_IN_TIME = "told_in_time"
    ADDRESS_LETTERS = "address_letters"
    NOTHING_TWICE = "nothing_twice"
    NO_SEAT_TWICE = "no_seat_twice"
    NO_ROOM_OVERFLOWS = "no_room_overflows"
    DOORS_HEARD_LATE = "doors_heard_late"
    ONE_PARTY = "one_party"
    DRAWS_VERIFY = "draws_verify"
    ENVELOPES = "envelopes"
    MOVED_ADDRESS = "moved_address"
    CALLED_OFF = "called_off"
    SILENT_CITIES = "silent_cities"
    EMBARGO = "embargo"
    SUMS_OF_LETTERS = "sums_of_letters"
    ENTRIES_END = "entries_end"
    OFFERS_END = "offers_end"
    JOBS_DONE = "jobs_done"
    AUDIT_CHAIN = "audit_chain"
    NOTHING_BROKE = "nothing_broke"


@dataclass(frozen=True, slots=True)
class Violation:
    """That something did not hold: when it was seen, of what (ids), and why, without a secret."""

    at: datetime
    of: str
    why: str


@dataclass(slots=True)
class Findings:
    """What was looked at, and what did not hold."""

    checked: Counter[Holds] = field(default_factory=Counter)
    violated: Counter[Holds] = field(default_factory=Counter)
    listed: dict[Holds, list[Violation]] = field(default_factory=dict)
    known: set[tuple[Holds, str, str]] = field(default_factory=set)

    def check(self, what: Holds, holds: bool, *, at: datetime, of: str, why: str) -> None:
        """Note that a case was looked at; where it does not hold, which one and `why`, each once."""
        self.checked[what] += 1
        if holds or (what, of, why) in self.known:
            return
        self.known.add((what, of, why))
        self.violated[what] += 1
        shown = self.listed.setdefault(what, [])
        if len(shown) < SHOWN:
            shown.append(Violation(at, of, why))

    @property
    def hold(self) -> bool:
        """Whether all of it held, and there was something to look at for each."""
        return not self.violated and all(self.checked[what] for what in Holds)

    def unseen(self) -> list[Holds]:
        """What no case of was looked at: of that nothing is shown."""
        return [what for what in Holds if not self.checked[what]]
