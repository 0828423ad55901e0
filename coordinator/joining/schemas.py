"""What comes in of a city that wants to join. `form`: the token of one opening of a form."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validates_schema

from coordinator.errors import Say
from coordinator.fields import Lines, Mail, Text, Whole

WORDS = 2_000  # signs
MOST_ROOMS, MOST_ACTS = 500, 2_000


class CityWish(Schema):
    """What can be said anew until it is decided. `seen`: the version of the page that was sent, `answer`: to what the
    team has asked."""

    languages = Text(required=True, most=200)
    why = Lines(required=True, most=WORDS, private=True)
    rooms = Whole(required=True, least=1, most=MOST_ROOMS)
    acts = Whole(required=True, least=0, most=MOST_ACTS)
    colead_name = Text(load_default="", most=80, private=True)
    colead_email = Mail(load_default="", most=254, private=True)
    answer = Lines(load_default="", most=WORDS, private=True)
    seen = Whole(load_default=0, least=0, most=1_000_000)

    @pre_load
    def no_blank_address(self, said: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """A co-lead left blank is none."""
        return {name: text for name, text in said.items() if name != "colead_email" or str(text).strip()}

    @validates_schema(skip_on_field_errors=False)
    def with_address(self, said: dict[str, Any], **_: Any) -> None:
        """Who is named is written to."""
        if said.get("colead_name") and not said.get("colead_email"):
            fault = Say("Say her address as well: we write to her once the city joins.")
            raise ValidationError([fault], "colead_email")


class NewCity(CityWish):
    """A new one, of somebody signed in. `which`: the town that was chosen among those of the name in `of`."""

    class Meta:
        """Name and address come from strangers only."""

        unknown = EXCLUDE

    form = Text(load_default="", most=40)
    city = Text(required=True, most=120)
    which = Text(load_default="", most=120)
    of = Text(load_default="", most=120)
    agreed = fields.String(load_default="")

    @validates_schema(skip_on_field_errors=False)
    def is_agreed(self, said: dict[str, Any], **_: Any) -> None:
        """The code of care is read and agreed to."""
        if said.get("agreed") != "yes":
            raise ValidationError([Say("Read what a lead keeps to herself, and say that you will.")], "agreed")


class StrangersCity(NewCity):
    """The same of somebody who is not signed in."""

    name = Text(required=True, most=80, private=True)
    email = Mail(required=True, most=254, private=True)

    @validates_schema(skip_on_field_errors=False)
    def are_two(self, said: dict[str, Any], **_: Any) -> None:
        """Nobody leads with herself."""
        if said.get("colead_email", "-").casefold() == said.get("email", "").casefold():
            fault = Say("This is your own address. Say another one, or leave it blank.")
            raise ValidationError([fault], "colead_email")


class Verdict(Schema):
    """What the team says of it; `seen`: the version of the page that was sent."""

    words = Lines(load_default="", most=WORDS, private=True)
    seen = Whole(required=True, least=1, most=1_000_000)
