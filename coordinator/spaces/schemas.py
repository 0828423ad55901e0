"""What may be said of a space: a row of a spreadsheet, and the steps of the host's form."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from marshmallow import ValidationError, post_load, pre_load, validates_schema
from marshmallow.fields import List, String

from coordinator.digits import western
from coordinator.errors import Say
from coordinator.fields import (
    Choice,
    Country,
    Degrees,
    Id,
    Lines,
    Mail,
    Text,
    WallTime,
    Whole,
    Words,
    YesNo,
    half_a_point,
    wrong,
)
from coordinator.forms import Form
from coordinator.rows import RowSchema
from coordinator.spaces.listing import ListedSpace
from coordinator.spaces.models import Kind

_NOON = time(12)
MOST_TIMES = 10  # evenings offered
LEAST_DIGITS = 6  # of a phone number
_DIALLED = "0123456789+()/-. "


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
            faults["curfew"] = Say(message, curfew=values["curfew"], start=values["start"])
        return faults


def _ends_after(start: time, curfew: time) -> bool:
    """Later that day, or by noon of the next."""
    return curfew > start or (curfew < start and curfew <= _NOON)


class Phone(Text):
    """A phone number, as written but for digits of other scripts, which a phone may not dial."""

    def tidied(self, text: str) -> str:
        return super().tidied(western(text))

    def checked(self, text: str) -> str:
        if text and (set(text) - set(_DIALLED) or sum(sign.isdigit() for sign in text) < LEAST_DIGITS):
            raise wrong("This cannot be a phone number; one like +49 30 1234567 would be.")
        return text


class StepForm(Form):
    """One step of a form; what is about the form itself (`shown`, and `stay` of a button) is no answer."""

    @pre_load
    def _answers_alone(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name not in {"shown", "stay"}}


class RoomForm(StepForm):
    """What sort of room it is, and what its host calls it."""

    kind = Choice(tuple(Kind), required=True)
    name = Text(load_default="", most=80, private=True)


class AddressForm(StepForm):
    """Where it is, in words. `city` is looked up in the gazetteer."""

    street = Text(required=True, most=200, private=True)
    city = Text(required=True, most=120)
    bell = Text(load_default="", most=200, private=True)
    door_phone = Phone(load_default="", most=40, private=True)


class PinForm(StepForm):
    """Where it is, in degrees."""

    latitude = Degrees(most=90, sides="NS", required=True)
    longitude = Degrees(most=180, sides="EW", required=True)

    @validates_schema
    def _check_point(self, data: Mapping[str, Any], **_: Any) -> None:
        faults = half_a_point(data)
        if faults:
            raise ValidationError({name: [said] for name, said in faults.items()})


class GuestsForm(StepForm):
    """How many fit in safely, and what they meet."""

    capacity = Whole(least=1, most=500, units=("people", "persons", "guests", "seats"), required=True)
    step_free = YesNo(load_default=False)
    steps = Whole(least=0, most=1000, units=("steps",), load_default=None)
    toilet = Choice(("yes", "step-free", "no"), required=True)
    pets = Text(load_default="", most=200, private=True)
    smoke = Choice(("no", "outside", "yes"), required=True)
    shoes = Choice(("on", "off"), required=True)


class SoundForm(StepForm):
    """What can be played there, how loud and how late."""

    amplified = YesNo(load_default=False)
    drums = YesNo(load_default=False)
    piano = YesNo(load_default=False)
    power = YesNo(load_default=False)
    stage_people = Whole(least=1, most=200, units=("people", "persons"), load_default=None)
    stage_area = Whole(least=1, most=1000, units=("m2", "m²"), load_default=None)
    neighbours = Choice(("told", "will tell", "none near"), required=True)
    curfew = WallTime(load_default=None)

    @post_load
    def _as_json(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"curfew": f"{data['curfew']:%H:%M}" if data["curfew"] else None}


class HouseForm(StepForm):
    """What is agreed, and the rules of the house."""

    landlord = Choice(("own", "agreed", "not yet"), required=True)
    second_adult = YesNo(load_default=False)
    rules = Lines(load_default="", most=1000, private=True)


class TimesForm(StepForm):
    """When it is offered: rows of a day and two wall times, blank ones left out; and what is spoken there."""

    day = List(String(), load_default=list)
    opens = List(String(), load_default=list)
    closes = List(String(), load_default=list)
    languages = Words(commas=True)

    @post_load
    def _in_rows(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        typed = zip(data["day"], data["opens"], data["closes"], strict=False)
        rows = [row for row in typed if any(map(str.strip, row))]
        if not rows:
            said = Say("Say at least one evening: a day, from when, and until when.", number=1)
            raise ValidationError({"times": [said]})
        if len(rows) > MOST_TIMES:
            fault = "These are %(count)s lines; %(most)s are the most. Join those that touch, or leave some out."
            said = Say(fault, count=len(rows), most=MOST_TIMES, number=MOST_TIMES + 1)
            raise ValidationError({"times": [said]})
        times = [_offered(number, *row) for number, row in enumerate(rows, start=1)]
        return {"times": times, "languages": list(data["languages"])}


def _offered(number: int, day: str, opens: str, closes: str) -> dict[str, str]:
    """One row as JSON. Raises ValidationError (`times`)."""
    try:
        when = date.fromisoformat(day.strip())
        start, end = (WallTime().deserialize(text) for text in (opens, closes))
    except (ValueError, ValidationError):
        said = "Line %(number)d needs a day like 2026-09-20 and two times like 19:30; look at it again, or clear it."
        raise ValidationError({"times": [Say(said, number=number)]}) from None
    if not _ends_after(start, end):
        message = "Line %(number)d: %(end)s is not after %(start)s; up to 12:00 means the next morning."
        raise ValidationError({"times": [Say(message, number=number, start=start, end=end)]})
    return {"day": when.isoformat(), "opens": f"{start:%H:%M}", "closes": f"{end:%H:%M}"}
