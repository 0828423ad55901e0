"""What comes in of hours. `form`: the token of one opening of a form."""

from marshmallow import Schema

from coordinator.fields import Choice, Id, Lines, Text, Whole
from coordinator.shows.schemas import IsoDay

QUARTERS = ("0", "15", "30", "45")


class Time(Schema):
    """How long: whole hours, and the quarters of another one in minutes."""

    form = Text(load_default="", most=40)
    hours = Whole(required=True, least=0, most=24)
    minutes = Choice(QUARTERS, load_default="0")


class NewHours(Time):
    """Hours of a day, for one of her tasks (its key)."""

    where = Text(required=True, most=80)
    day = IsoDay(required=True)
    note = Lines(load_default="", most=500, private=True)


class RightHours(Time):
    """What a line stands for from now on; `seen`: its minutes on the page that was sent."""

    line = Id(required=True, most=40)
    seen = Whole(required=True, least=0, most=1440)
