"""What may be said of a space: one schema for the spreadsheet, the host's form and the API."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from coordinator.errors import Say
from coordinator.fields import Choice, Country, Degrees, Id, Mail, Text, WallTime, Whole, Words, YesNo, half_a_point
from coordinator.rows import RowSchema
from coordinator.spaces.listing import ListedSpace
from coordinator.spaces.models import Kind

_NOON = time(12)


class SpaceRow(RowSchema[ListedSpace]):
    """One row of `spaces.csv`, as ListedSpace."""

    key = ("space_id",)
    build = ListedSpace

    space_id = Id(required=True, most=100)
    space_name = Text(load_default="", private=True)
    kind = Choice(tuple(Kind), load_default=Kind.OTHER)
    host_name = Text(load_default="", private=True)
    host_email = Mail(load_default="", most=254, private=True)
    address = Text(load_default="", most=500, private=True)
    city = Text(load_default="")
    country = Country(load_default="")
    latitude = Degrees(most=90, sides="NS", load_default=None)
    longitude = Degrees(most=180, sides="EW", load_default=None)
    capacity = Whole(least=1, most=10_000, units=("people", "persons", "guests", "seats"), load_default=None)
    start = WallTime(load_default=time(19, 30))
    minutes = Whole(least=15, most=1440, units=("min", "mins", "minutes"), load_default=150)
    curfew = WallTime(load_default=None)
    amplified = YesNo(load_default=False)
    drums = YesNo(load_default=False)
    piano = YesNo(load_default=False)
    power = YesNo(load_default=False)
    step_free = YesNo(load_default=False)
    stage_people = Whole(least=1, most=200, units=("people", "persons"), load_default=None)
    not_with = Words()
    languages = Words(commas=True)

    def together(self, values: Mapping[str, Any]) -> dict[str, Say]:
        faults = half_a_point(values)
        if values["curfew"] is not None and not _ends_after(values["start"], values["curfew"]):
            message = "The curfew %(curfew)s is not after the start %(start)s; up to 12:00 means the next morning."
            faults["curfew"] = Say(message, curfew=f"{values['curfew']:%H:%M}", start=f"{values['start']:%H:%M}")
        return faults


def _ends_after(start: time, curfew: time) -> bool:
    """Later that day, or by noon of the next."""
    return curfew > start or (curfew < start and curfew <= _NOON)
