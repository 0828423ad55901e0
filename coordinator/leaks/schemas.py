"""What comes in at the leak desk."""

from marshmallow import Schema

from coordinator.fields import Choice, Text
from coordinator.shows.models import LATER_REVEALS

USUAL = "usual"  # no later than the edition says


class Later(Schema):
    """Which shows tell their address later: of a city (its slug), one show (its id), or all; and when.
    `form`: the token of one opening of the form, blank without one."""

    form = Text(load_default="", most=40)
    city = Text(load_default="", most=100)
    show = Text(load_default="", most=40)
    hours = Choice((USUAL, *map(str, LATER_REVEALS)), required=True)
