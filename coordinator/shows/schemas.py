"""What may be said of a show in a spreadsheet."""

from datetime import date, time

from coordinator.fields import Id, Text, WallTime, Whole
from coordinator.rows import RowSchema
from coordinator.shows.wishes import ListedShow


class IsoDay(Text):
    """A calendar day as ISO 8601 has it."""

    def checked(self, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise self.refused(text, "%(said)s is no day; one like 2026-09-20 would be.") from None


class ShowRow(RowSchema[ListedShow]):
    """One row of `shows.csv`, as ListedShow."""

    key = ("space_id", "day", "start")
    build = ListedShow

    space_id = Id(required=True, most=100)
    start = WallTime(load_default=time(19, 30))
    minutes = Whole(least=15, most=1440, units=("min", "mins", "minutes"), load_default=150)
    day = IsoDay(data_key="date", load_default="")
