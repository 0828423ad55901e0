"""A show as the committee lists it, beside the one that each listed space brings along."""

from dataclasses import dataclass
from datetime import date, datetime, time

from coordinator.shows.scheduling import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedShow:
    """One row of `shows.csv`. `start` is wall time at the space; a blank `day` (ISO 8601) is the edition's."""

    space_id: str
    start: time = time(19, 30)
    minutes: int = 150
    day: str = ""

    def evening(self, usual: date) -> Evening:
        """The evening that is meant, on the `usual` day where none is said."""
        return Evening(datetime.combine(date.fromisoformat(self.day) if self.day else usual, self.start), self.minutes)
