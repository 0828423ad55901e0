"""What may be said of a show, in a spreadsheet and on its lead's forms."""

from datetime import date, datetime, time
from typing import Any

from marshmallow import Schema, post_load
from marshmallow.fields import List

from coordinator.fields import Choice, Id, Text, WallTime, Whole
from coordinator.rows import RowSchema
from coordinator.shows.planning import Booking, Side
from coordinator.shows.scheduling import Evening
from coordinator.shows.wishes import ListedShow


class IsoDay(Text):
    """A calendar day as ISO 8601 has it."""

    def checked(self, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise self.refused(text, "%(said)s is no day; one like 2026-09-20 would be.") from None


class BookSpace(Schema):
    """Where and when a show is to be: the form for a new one. `side` is said only where the start exists twice,
    `outside` only outside the times that are offered."""

    space_id = Id(required=True, most=100)
    day = IsoDay(required=True)
    start = WallTime(required=True)
    minutes = Whole(least=30, most=600, required=True, units=("min", "mins", "minutes"))
    side = Choice([str(side) for side in Side], load_default=None, allow_none=True)
    outside = Text(load_default="", most=500, private=True)

    @post_load
    def booked(self, said: dict[str, Any], **_: object) -> dict[str, Any]:
        """What was said as a Booking, beside what else there is."""
        start = datetime.combine(date.fromisoformat(said.pop("day")), said.pop("start"))
        side = said.pop("side")
        evening = Evening(start, said.pop("minutes"))
        booking = Booking(said.pop("space_id"), evening, Side(side) if side else None, said.pop("outside"))
        return {"booking": booking, **said}


class MoveShow(BookSpace):
    """Where and when a show is to be moved; what its lead saw of it; the acts (ids) that may be cleared for it, and why
    the others come along against a rule."""

    seen = Text(required=True)
    leave = List(Id(most=100), load_default=list)
    reason = Text(load_default="", most=500)


class SplitShow(Schema):
    """A second room for a show, the acts (ids) that may be cleared for it, why the others stay against a rule, why it
    is outside the times offered in that room, and what was seen (`lineups.listed.mark`)."""

    space_id = Id(required=True, most=100)
    leave = List(Id(most=100), load_default=list)
    reason = Text(load_default="", most=500)
    outside = Text(load_default="", most=500, private=True)
    seen = Text(load_default="", most=40)


class CallOff(Schema):
    """Why a show is called off, and what of its consequences was seen (`lineups.listed.mark`)."""

    because = Text(load_default="", most=500)
    seen = Text(load_default="", most=40)


class PairReserve(Schema):
    """Which space is to stand ready for a show; blank: none."""

    show_id = Id(required=True, most=100)
    space_id = Id(load_default="", most=100)


class ShowRow(RowSchema[ListedShow]):
    """One row of `shows.csv`, as ListedShow."""

    key = ("space_id", "day", "start")
    build = ListedShow

    space_id = Id(required=True, most=100)
    start = WallTime(load_default=time(19, 30))
    minutes = Whole(least=15, most=1440, units=("min", "mins", "minutes"), load_default=150)
    day = IsoDay(data_key="date", load_default="")
